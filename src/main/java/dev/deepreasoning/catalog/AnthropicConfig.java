package dev.deepreasoning.catalog;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Where Claude answers.
@ConfigMapping(prefix = "deepreasoning.anthropic")
public interface AnthropicConfig {
    /// The usual, single endpoint.
    @WithParentName
    Endpoint main();

    /// Further endpoints by name.
    Map<String, Endpoint> endpoints();

    /// Whether Claude counts a prompt before R1 is paid: `auto`, `always`, `never`.
    @WithDefault("auto")
    String preflight();

    /// Without a delta for so long, a call has failed.
    @WithDefault("60s")
    Duration firstTokenTimeout();

    /// Without a byte for so long, a call has failed.
    @WithDefault("60s")
    Duration idleTimeout();

    /// One endpoint.
    interface Endpoint {
        /// The part before `/v1/messages`.
        @WithDefault("https://api.anthropic.com")
        URI baseUrl();

        /// The key.
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
