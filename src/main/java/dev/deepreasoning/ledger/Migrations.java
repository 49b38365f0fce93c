package dev.deepreasoning.ledger;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfoService;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Brings the tables to this version at the start, or, where that is another's work, waits for it. A gateway whose database
/// is away starts all the same, is not ready, and goes on trying: it serves as soon as the database does.
@ApplicationScoped
public class Migrations {
    private static final Logger LOG = Logger.getLogger(Migrations.class);
    private static final int AFTER_THE_CHECKS = 50;
    private static final Duration AGAIN = Duration.ofSeconds(1);
    /// A database that answers is done by then, before the first request.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final boolean present;
    private final Runnable migrate;
    private final Offloading offloading;
    private final Duration again;
    private final CountDownLatch tried = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean done;

    /// Of the configured database.
    ///
    /// @param migrates bring the database's tables to this version at the start; false: wait until `migrate` has
    @Inject
    public Migrations(
            Database database,
            Instance<Flyway> flyway,
            Offloading offloading,
            @ConfigProperty(name = "deepreasoning.database.migrate-at-start", defaultValue = "true") boolean migrates) {
        this(
                database.present(),
                migrates
                        ? () -> flyway.get().migrate()
                        : () -> expect(flyway.get().info()),
                offloading,
                AGAIN);
    }

    static void expect(MigrationInfoService tables) {
        if (tables.pending().length > 0) {
            throw new FlywayException("they are of an older version, and this gateway does not change them"
                    + " (deepreasoning.database.migrate-at-start).");
        }
    }

    Migrations(boolean present, Runnable migrate, Offloading offloading, Duration again) {
        this.present = present;
        this.migrate = migrate;
        this.offloading = offloading;
        this.again = again;
    }

    void begin(@Observes @Priority(AFTER_THE_CHECKS) StartupEvent event) throws InterruptedException {
        if (present) {
            offloading.later(this::untilDone);
            var _ = tried.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    void end(@Observes ShutdownEvent event) {
        closed.countDown();
    }

    /// Whether the tables are there; also where none are needed.
    public boolean done() {
        return done || !present;
    }

    private void untilDone() {
        String told = "";
        try {
            do {
                String failure = failure();
                tried.countDown();
                if (failure != null && !failure.equals(told)) {
                    told = failure;
                    LOG.errorf("The database's tables cannot be brought to this version yet: %s", failure);
                }
            } while (!done && !closed.await(again.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable String failure() {
        try {
            migrate.run();
            done = true;
            return null;
        } catch (FlywayException e) {
            return String.valueOf(e.getMessage()).strip().lines().findFirst().orElse("");
        } catch (RuntimeException e) {
            return e.getClass().getSimpleName();
        }
    }
}
