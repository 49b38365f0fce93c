package dev.deepreasoning.auth;

import dev.deepreasoning.auth.BrowserSession.Kind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Whom something that was signed in with has made known.
///
/// @param reference an account key's id, or a name that opens nothing
/// @param until when what they signed in with ends; absent where a session's own end is the sooner one
public record Identified(
        Kind kind, String reference, @Nullable Instant until) {
    /// The same, for as long as a session lasts.
    Identified lasting() {
        return new Identified(kind, reference, null);
    }
}
