package dev.deepreasoning.catalog;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.util.Optional;

/// Where the web is searched.
@ConfigMapping(prefix = "deepreasoning.linkup")
public interface LinkupConfig {
    /// The part before `/search`.
    @WithDefault("https://api.linkup.so/v1")
    URI baseUrl();

    /// The key; `LINKUP_API_KEY` is the short way.
    Optional<String> apiKey();

    /// How thoroughly, unless a caller says otherwise.
    @WithDefault("standard")
    Depth depth();

    /// Linkup's depths.
    enum Depth {
        FAST,
        STANDARD,
        DEEP
    }
}
