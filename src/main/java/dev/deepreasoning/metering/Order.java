package dev.deepreasoning.metering;

import dev.deepreasoning.auth.Caller;
import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.canonical.RunObserver;
import org.jspecify.annotations.Nullable;

/// A request with who makes it and where.
///
/// @param id random part of the answer's id
/// @param endpoint its name in metrics and usage
/// @param observer told what happens inside
/// @param idempotencyKey under which the answer is kept, and given again; absent where the caller sent none
public record Order(
        CanonicalRequest request,
        Caller caller,
        String id,
        String endpoint,
        RunObserver observer,
        @Nullable String idempotencyKey,
        Reception reception) {}
