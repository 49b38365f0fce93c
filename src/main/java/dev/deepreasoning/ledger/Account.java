package dev.deepreasoning.ledger;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An account.
///
/// @param simulated its entries are a demo's: no money
/// @param closed since when it may not be used
/// @param balance USD, what running requests hold included
/// @param reserved USD, what running requests may still cost
public record Account(
        String id,
        String name,
        boolean simulated,
        Instant created,
        @Nullable Instant closed,
        BigDecimal balance,
        BigDecimal reserved,
        Limits limits) {
    /// What can be spent now.
    public BigDecimal available() {
        return balance.subtract(reserved);
    }

    /// An account's limits, over all replicas.
    public record Limits(int requestsPerMinute, long tokensPerMinute, int concurrentRequests) {
        /// What an account has unless somebody says otherwise.
        public static final Limits DEFAULT = new Limits(50, 2_000_000, 100);
    }
}
