package dev.deepreasoning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.PackagedProgram.Outcome;
import dev.deepreasoning.api.Eventually;
import dev.deepreasoning.api.SimulatedGateway;
import dev.deepreasoning.api.Wire;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The packaged program and its PostgreSQL, as the chart lets them meet: tables first, then gateways.
@Timeout(200)
class MigrationIT {
    private static final Duration GUARD = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private EmbeddedPostgres postgres;
    private Map<String, String> database;

    @BeforeEach
    void start() throws IOException {
        postgres = EmbeddedPostgres.start();
        database = Map.of(
                "QUARKUS_DATASOURCE_JDBC_URL", postgres.getJdbcUrl("postgres", "postgres"),
                "QUARKUS_DATASOURCE_USERNAME", "postgres",
                "QUARKUS_DATASOURCE_PASSWORD", "postgres",
                "DEEPREASONING_DATABASE_MIGRATE_AT_START", "false");
    }

    @AfterEach
    void stop() throws IOException {
        postgres.close();
    }

    private int migrations() throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from flyway_schema_history where success")) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }

    @Test
    void aGatewayServesOnTablesThatWereMadeForIt() throws Exception {
        Map<String, String> settings = new HashMap<>(database);
        settings.put("DEEPREASONING_AUTH_MODE", "accounts");
        settings.put("DEEPREASONING_SECRET", "5aa1f3c2b7d94e08a6f0c1d2e3b4a596");
        try (PackagedGateway gateway = new PackagedGateway(folder, settings)) {
            assertEquals(503, ready(gateway), "there are no tables yet");
            assertEquals(0, tables());
            assertTrue(gateway.log().contains("deepreasoning.database.migrate-at-start"), gateway.log());

            Outcome made = PackagedProgram.run(folder, database, "migrate");
            assertEquals(0, made.code(), made::toString);
            int steps = migrations();
            assertTrue(steps > 0);
            Outcome again = PackagedProgram.run(folder, database, "migrate");
            assertEquals(0, again.code(), again::toString);
            assertEquals(steps, migrations());

            Eventually.holds("it is ready", GUARD, () -> ready(gateway) == 200);
            String request = SimulatedGateway.ask("Hi.", false).encode();
            try (Wire wire = new Wire(gateway.port())) {
                Wire.Answer answer = wire.post(
                                "/v1/chat/completions",
                                request,
                                "authorization: Bearer sk-deepreasoning-" + "A".repeat(43))
                        .answer();
                assertEquals(401, answer.status(), answer.body());
            }
        }
    }

    private int tables() throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from pg_tables where schemaname = 'public'")) {
            return rows.next() ? rows.getInt(1) : -1;
        }
    }

    private static int ready(PackagedGateway gateway) {
        try (Wire wire = new Wire(gateway.port())) {
            return wire.ask("GET", "/q/health/ready").answer().status();
        }
    }

    @Test
    void aDatabaseThatDoesNotAnswerFailsTheMigration() throws Exception {
        Map<String, String> nowhere = new HashMap<>(database);
        nowhere.put("QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://127.0.0.1:1/none");
        Outcome outcome = PackagedProgram.run(folder, nowhere, "migrate");

        assertEquals(1, outcome.code(), outcome::toString);
        assertFalse((outcome.output() + outcome.errors()).contains("password=postgres"), outcome::toString);
    }

    @Test
    void withoutADatabaseTheMigrationSaysWhatIsMissing() throws Exception {
        Outcome outcome = PackagedProgram.run(folder, Map.of(), "migrate");

        assertEquals(2, outcome.code(), outcome::toString);
        assertTrue(outcome.errors().contains("QUARKUS_DATASOURCE_JDBC_URL"), outcome::toString);
    }
}
