package dev.deepreasoning.metering;

import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.ledger.Patience;
import dev.deepreasoning.ledger.Reservations.RateLimits;
import org.jspecify.annotations.Nullable;

/// Where an order came in and its answer goes out: what metering tells it and asks of it.
public interface Reception {
    /// The account's limits, before the first event.
    void limited(RateLimits limits);

    /// What follows is the answer to an earlier request with the same Idempotency-Key.
    void replayed();

    /// How long its caller may still be made to wait for the ledger.
    Patience patience();

    /// Why the gateway itself has given the run up; absent where its caller has.
    @Nullable
    GatewayException givenUp();
}
