package dev.deepreasoning.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.Eventually;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Test;

class MigrationsTest {
    private static final Database DATABASE = Postgres.ledger();
    private static final Duration SOON = Duration.ofMillis(5);

    private final AtomicInteger tries = new AtomicInteger();
    private final Offloading offloading = new Offloading(20);

    private static Status health(Migrations migrations) {
        return new LedgerHealth(migrations, DATABASE, false).call().getStatus();
    }

    @Test
    void areDoneBeforeTheStartIsOver() throws InterruptedException {
        Migrations migrations = new Migrations(true, tries::incrementAndGet, offloading, SOON);
        assertFalse(migrations.done());
        migrations.begin(new StartupEvent());
        assertTrue(migrations.done());
        assertEquals(1, tries.get());
    }

    @Test
    void areTriedUntilTheDatabaseIsThere() throws InterruptedException {
        Migrations migrations = new Migrations(
                true,
                () -> {
                    switch (tries.incrementAndGet()) {
                        case 1, 2 -> throw new FlywayException("Unable to obtain connection");
                        case 3 -> throw new IllegalStateException("not yet");
                        default -> {}
                    }
                },
                offloading,
                Duration.ofMillis(50));
        migrations.begin(new StartupEvent());
        assertEquals(Status.DOWN, health(migrations), "the gateway starts, and is not ready");
        Eventually.holds("the tables are there", migrations::done);
        assertEquals(Status.UP, health(migrations));
        assertEquals(4, tries.get());
    }

    @Test
    void mayBeAnothersWork() {
        String name = Postgres.create();
        Flyway flyway = Flyway.configure()
                .dataSource(Postgres.url(name), "postgres", "postgres")
                .load();
        assertThrows(FlywayException.class, () -> Migrations.expect(flyway.info()));
        flyway.migrate();
        Migrations.expect(flyway.info());
    }

    @Test
    void endWithTheGateway() throws InterruptedException {
        Migrations migrations = new Migrations(
                true,
                () -> {
                    tries.incrementAndGet();
                    throw new FlywayException("never");
                },
                offloading,
                SOON);
        migrations.begin(new StartupEvent());
        migrations.end(new ShutdownEvent());
        offloading.close();
        int last = tries.get();
        assertFalse(migrations.done());
        assertEquals(last, tries.get());
    }

    @Test
    void areNotNeededWithoutADatabase() throws InterruptedException {
        Migrations migrations = new Migrations(false, tries::incrementAndGet, offloading, SOON);
        migrations.begin(new StartupEvent());
        assertTrue(migrations.done());
        assertEquals(Status.UP, health(migrations));
        assertEquals(0, tries.get());
    }
}
