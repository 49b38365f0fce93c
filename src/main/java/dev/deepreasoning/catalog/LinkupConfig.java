package dev.deepreasoning.catalog;

import dev.deepreasoning.config.AddressConverter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// Where the web is searched.
@ConfigMapping(prefix = "deepreasoning.linkup")
public interface LinkupConfig {
    /// The depth that takes its time.
    String DEEP = "deep";

    /// The part before `/search`.
    @WithDefault("https://api.linkup.so/v1")
    @WithConverter(AddressConverter.class)
    URI baseUrl();

    /// The key; `LINKUP_API_KEY` is the short way.
    Optional<String> apiKey();

    /// How thoroughly, unless a caller says otherwise.
    @WithDefault("standard")
    Depth depth();

    /// Most time of one search, a second try included.
    @WithDefault("10s")
    Duration timeout();

    /// The same for the depth `deep`.
    @WithDefault("60s")
    Duration deepTimeout();

    /// Linkup's depths.
    enum Depth {
        FAST,
        STANDARD,
        DEEP
    }
}
