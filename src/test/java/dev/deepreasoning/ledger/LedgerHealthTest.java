package dev.deepreasoning.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.runtime.StartupEvent;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

class LedgerHealthTest {
    private final AtomicBoolean away = new AtomicBoolean();
    private final Database database = Postgres.breakable(away::get);
    private final Migrations migrations = new Migrations(true, () -> {}, new Offloading(20), Duration.ofMillis(5));

    private Status health(boolean servesUnpaid) throws InterruptedException {
        migrations.begin(new StartupEvent());
        return new LedgerHealth(migrations, database, servesUnpaid).call().getStatus();
    }

    @Test
    void isReadyWhileTheDatabaseAnswers() throws InterruptedException {
        assertEquals(Status.UP, health(false));
        away.set(true);
        assertEquals(Status.DOWN, health(false));
        away.set(false);
        assertEquals(Status.UP, health(false));
    }

    @Test
    void isReadyWithoutItWhereRequestsAreServedUnpaid() throws InterruptedException {
        away.set(true);
        assertEquals(Status.UP, health(true));
    }

    @Test
    void needsNoDatabaseWhereThereIsNone() throws InterruptedException {
        Database none = new Database(false, () -> {
            throw new IllegalStateException("there is none");
        });
        migrations.begin(new StartupEvent());
        assertEquals(Status.UP, new LedgerHealth(migrations, none, false).call().getStatus());
    }
}
