package dev.deepreasoning.ledger;

import dev.deepreasoning.ledger.BillingConfig.OnDatabaseFailure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready while the tables are there and the database answers: without it no paying caller can be served, and another
/// replica may still reach it. Streams under way go on either way. A gateway that serves unpaid in an outage stays ready.
@Readiness
@ApplicationScoped
public class LedgerHealth implements HealthCheck {
    private final Migrations migrations;
    private final Database database;
    private final boolean servesUnpaid;

    /// For the gateway's database.
    @Inject
    public LedgerHealth(Migrations migrations, Database database, BillingConfig config) {
        this(migrations, database, config.onDatabaseFailure() == OnDatabaseFailure.SERVE);
    }

    LedgerHealth(Migrations migrations, Database database, boolean servesUnpaid) {
        this.migrations = migrations;
        this.database = database;
        this.servesUnpaid = servesUnpaid;
    }

    @Override
    public HealthCheckResponse call() {
        boolean ready = migrations.done() && (!database.present() || servesUnpaid || database.answers());
        return HealthCheckResponse.named("ledger").status(ready).build();
    }
}
