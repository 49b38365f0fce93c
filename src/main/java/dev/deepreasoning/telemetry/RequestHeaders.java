package dev.deepreasoning.telemetry;

import org.jspecify.annotations.Nullable;

/// A request's headers.
@FunctionalInterface
public interface RequestHeaders {
    /// The first value of a header; absent where it was not sent.
    @Nullable
    String get(String name);
}
