package dev.deepreasoning.ledger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready once the tables are there. A database that goes away later takes no replica out of service: streams under way go
/// on, callers with keys of their own too, and all others get a 503 that says when to come back, which is more than a
/// refused connection says.
@Readiness
@ApplicationScoped
public class LedgerHealth implements HealthCheck {
    private final Migrations migrations;

    /// For the gateway's database.
    @Inject
    public LedgerHealth(Migrations migrations) {
        this.migrations = migrations;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("ledger").status(migrations.done()).build();
    }
}
