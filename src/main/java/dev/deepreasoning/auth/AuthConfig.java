package dev.deepreasoning.auth;

import dev.deepreasoning.auth.Caller.Mode;
import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/// Who may call.
@ConfigMapping(prefix = "deepreasoning.auth")
public interface AuthConfig {
    /// `open` (development and demo only), `static` (the keys below) or `accounts`.
    ///
    /// Unset: open in development and demo; else the keys below; else one random key for this run, printed once to
    /// standard error.
    Optional<Mode> mode();

    /// Keys of the `static` mode, separated by commas.
    Optional<List<String>> keys();
}
