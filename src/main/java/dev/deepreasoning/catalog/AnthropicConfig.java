package dev.deepreasoning.catalog;

import dev.deepreasoning.config.AddressConverter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import io.smallrye.config.WithUnnamedKey;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Where Claude answers.
@ConfigMapping(prefix = "deepreasoning.anthropic")
public interface AnthropicConfig {
    /// The name of the endpoint whose settings carry none.
    String MAIN = "main";

    /// The usual, single endpoint (`deepreasoning.anthropic.base-url`), and further ones by name
    /// (`deepreasoning.anthropic.<name>.base-url`).
    @WithParentName
    @WithUnnamedKey(MAIN)
    Map<String, Endpoint> endpoints();

    /// Without a delta for so long, a call has failed.
    @WithDefault("60s")
    Duration firstTokenTimeout();

    /// Without a byte for so long, a call has failed.
    @WithDefault("60s")
    Duration idleTimeout();

    /// One endpoint.
    interface Endpoint {
        /// The part before `/v1/messages`; Anthropic's own where it is not given.
        @WithConverter(AddressConverter.class)
        Optional<URI> baseUrl();

        /// The key; `ANTHROPIC_API_KEY` is the short way for the endpoint without a name.
        Optional<String> apiKey();

        /// Value of `anthropic-version`.
        @WithDefault("2023-06-01")
        String version();

        /// Extra request headers, `anthropic-beta` among them.
        Map<String, String> headers();

        /// Lower is tried first.
        @WithDefault("100")
        int priority();
    }
}
