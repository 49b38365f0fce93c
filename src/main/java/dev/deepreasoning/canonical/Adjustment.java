package dev.deepreasoning.canonical;

import org.jspecify.annotations.Nullable;

/// Something in the request that was changed so that it could be served.
///
/// @param name the field as the caller named it, an RFC 8941 key
/// @param from what the caller sent
/// @param to what was used; absent where it was dropped
public record Adjustment(
        String name, @Nullable String from, @Nullable String to) {}
