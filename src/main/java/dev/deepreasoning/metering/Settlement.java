package dev.deepreasoning.metering;

import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.ledger.Database;
import dev.deepreasoning.ledger.Offloading;
import dev.deepreasoning.ledger.Reservations;
import dev.deepreasoning.ledger.Reservations.Backlog;
import dev.deepreasoning.ledger.Reservations.Settled;
import dev.deepreasoning.telemetry.Telemetry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/// Brings what runs owe into the ledger without any of them waiting for it: what cannot be written now is tried again
/// until it can, and what a lost process left behind is ended by whichever replica sees it first.
@ApplicationScoped
public class Settlement {
    private static final Logger LOG = Logger.getLogger(Settlement.class);
    private static final Duration BEAT = Duration.ofSeconds(5);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Duration GIVE_UP = Duration.ofMinutes(30);
    private static final int REAP = 200;
    /// After an outage, processes that live are given time to say so before anything is taken for lost.
    private static final int CALM_ROUNDS = 4;

    private final Reservations reservations;
    private final Offloading offloading;
    private final Database database;
    private final Vertx vertx;
    private final Map<String, Live> live = new ConcurrentHashMap<>();
    private volatile Backlog backlog = new Backlog(0, Duration.ZERO);
    private volatile boolean closed;
    private int calm;

    /// In a ledger.
    public Settlement(
            Reservations reservations, Offloading offloading, Database database, Vertx vertx, Telemetry telemetry) {
        this.reservations = reservations;
        this.offloading = offloading;
        this.database = database;
        this.vertx = vertx;
        telemetry.watchLedger(() -> backlog.open(), () -> backlog.overdue().toSeconds());
    }

    void begin(@Observes StartupEvent event) {
        if (database.present()) {
            vertx.setPeriodic(BEAT.toMillis(), _ -> {
                live.values().forEach(Live::beat);
                offloading.later(this::reap);
            });
        }
    }

    private synchronized void reap() {
        if (closed) {
            return;
        }
        try {
            if (calm < CALM_ROUNDS) {
                calm++;
                backlog = reservations.backlog();
                return;
            }
            int reaped = reservations.reap(REAP);
            if (reaped > 0) {
                LOG.warnf("%d requests were taken for lost, and settled at what was recorded last.", reaped);
            }
            backlog = reservations.backlog();
        } catch (RuntimeException e) {
            calm = 0;
        }
    }

    /// A run has been let in: it is recorded now and then, even where it is silent, until it is settled.
    ///
    /// @param record records it; called on the run's own event loop
    void watch(String requestId, Runnable record) {
        live.put(requestId, new Live(vertx.getOrCreateContext(), record));
    }

    /// Records what a run owes so far. A failure is no matter: the next record says more.
    void record(String requestId, BigDecimal owed, String usage) {
        offloading.later(() -> {
            try {
                if (live.containsKey(requestId)) {
                    reservations.record(requestId, owed, usage);
                }
            } catch (RuntimeException e) {
                LOG.debugf("request %s could not be recorded", requestId);
            }
        });
    }

    /// Ends a run, now or as soon as the database can.
    void settle(String requestId, BigDecimal owed, long tokens, String usage) {
        live.remove(requestId);
        offloading.later(() -> settleUntilDone(requestId, owed, tokens, usage));
    }

    /// Gives back what was reserved for a request that nobody waits for any more.
    void release(String requestId, String usage) {
        settle(requestId, BigDecimal.ZERO, 0, usage);
    }

    private void settleUntilDone(String requestId, BigDecimal owed, long tokens, String usage) {
        long until = System.nanoTime() + GIVE_UP.toNanos();
        while (System.nanoTime() < until && !Thread.currentThread().isInterrupted()) {
            try {
                tell(requestId, reservations.settle(requestId, owed, tokens, usage));
                return;
            } catch (GatewayException unavailable) {
                try {
                    TimeUnit.MILLISECONDS.sleep(AGAIN.toMillis());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            } catch (RuntimeException broken) {
                LOG.errorf(
                        "request %s could not be settled (%s)",
                        requestId, broken.getClass().getSimpleName());
                return;
            }
        }
        LOG.errorf("request %s was not settled: the database did not come back. The reaper will end it.", requestId);
    }

    private static void tell(String requestId, Optional<Settled> settled) {
        if (settled.isPresent() && settled.get().writtenOff().signum() > 0) {
            LOG.warnf(
                    "request %s owed %s USD more than its account had",
                    requestId, settled.get().writtenOff().toPlainString());
        }
    }

    @PreDestroy
    void close() {
        closed = true;
    }

    /// A run that goes on.
    private record Live(Context context, Runnable record) {
        void beat() {
            context.runOnContext(_ -> record.run());
        }
    }
}
