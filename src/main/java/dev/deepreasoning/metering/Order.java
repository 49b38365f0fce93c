package dev.deepreasoning.metering;

import dev.deepreasoning.auth.Caller;
import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.canonical.RunObserver;
import dev.deepreasoning.ledger.Reservations.RateLimits;
import java.util.function.Consumer;

/// A request with who makes it and where.
///
/// @param id random part of the answer's id
/// @param endpoint its name in metrics and usage
/// @param observer told what happens inside
/// @param limits told the account's limits before the first event, where it has an account
public record Order(
        CanonicalRequest request,
        Caller caller,
        String id,
        String endpoint,
        RunObserver observer,
        Consumer<RateLimits> limits) {}
