package dev.deepreasoning.auth;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Somebody who signed in on the page.
///
/// @param reference what they signed in with: an account key's id, or a name that opens nothing
/// @param account the account's key as it is now; absent for the other kinds
public record BrowserSession(
        Kind kind,
        String reference,
        Instant expires,
        @Nullable AccountKey account) {
    /// What one can sign in with.
    public enum Kind {
        /// An account's key.
        ACCOUNT,
        /// One of the configured keys.
        STATIC,
        /// The admin API's token.
        ADMIN;

        /// Lower case, as it is stored.
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
