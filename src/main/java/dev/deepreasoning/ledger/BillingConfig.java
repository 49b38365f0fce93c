package dev.deepreasoning.ledger;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// How strictly requests of accounts are tied to their money.
@ConfigMapping(prefix = "deepreasoning.billing")
public interface BillingConfig {
    /// What happens to requests of accounts while the database is unavailable: `refuse` them (503 with `Retry-After`), or
    /// `serve` them without charge and limits, where the key was seen valid within the last hour.
    @WithDefault("refuse")
    OnDatabaseFailure onDatabaseFailure();

    /// What may happen.
    enum OnDatabaseFailure {
        /// Nothing is served that nobody pays for.
        REFUSE,
        /// Answers matter more than money.
        SERVE
    }
}
