package dev.deepreasoning.ledger;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/// A gateway with a PostgreSQL and callers who pay.
public final class PostgresResource implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
        return Map.of(
                "quarkus.datasource.jdbc.url", Postgres.url(Postgres.create()),
                "quarkus.datasource.username", "postgres",
                "quarkus.datasource.password", "postgres",
                "deepreasoning.auth.mode", "accounts");
    }

    @Override
    public void stop() {}
}
