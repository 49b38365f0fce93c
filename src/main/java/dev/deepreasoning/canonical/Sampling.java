package dev.deepreasoning.canonical;

import org.jspecify.annotations.Nullable;

/// Sampling values; absent where the caller sent none, because a default is never an adjustment.
///
/// @param temperature 0..2
/// @param topP 0..1
/// @param topK 0 or more
public record Sampling(
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Integer topK) {
    /// Nothing sent.
    public static final Sampling UNSET = new Sampling(null, null, null);
}
