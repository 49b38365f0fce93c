package dev.deepreasoning.catalog;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/// Callers' own upstream keys.
@ConfigMapping(prefix = "deepreasoning.byok")
public interface ByokConfig {
    /// Whether callers may bring keys of their own. Unset: in demo only.
    Optional<Boolean> enabled();

    /// Most requests a minute from one address that sends no gateway key.
    @WithDefault("50")
    int requestsPerMinute();

    /// The reasoner host that a caller's key is for; unset: the first by priority.
    Optional<String> reasoner();
}
