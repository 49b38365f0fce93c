package dev.deepreasoning.metering;

import dev.deepreasoning.ledger.Database;
import dev.deepreasoning.ledger.Offloading;
import dev.deepreasoning.ledger.Reservations;
import dev.deepreasoning.ledger.Reservations.Backlog;
import dev.deepreasoning.ledger.Reservations.Settled;
import dev.deepreasoning.telemetry.Telemetry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Brings what runs owe into the ledger without any of them waiting for it: what cannot be written now is tried again
/// until it can, and what a lost process left behind is ended by whichever replica sees it first.
@ApplicationScoped
public class Settlement {
    private static final Logger LOG = Logger.getLogger(Settlement.class);
    private static final Duration BEAT = Duration.ofSeconds(5);
    private static final Duration FIRST_WAIT = Duration.ofMillis(500);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);
    /// What has ended when the process goes gets this long to be written.
    private static final Duration LAST_WORDS = Duration.ofSeconds(8);

    private static final int REAP = 200;
    private static final int FORGET = 500;
    /// After an outage, processes that live are given time to say so before anything is taken for lost.
    private static final int CALM_ROUNDS = 4;

    private final Reservations reservations;
    private final Offloading offloading;
    private final Database database;
    private final Vertx vertx;
    private final Telemetry telemetry;
    private final Map<String, Live> live = new ConcurrentHashMap<>();
    private final Pending pending = new Pending();
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
        this.telemetry = telemetry;
        telemetry.watchLedger(() -> backlog.open(), () -> backlog.overdue().toSeconds());
    }

    void begin(@Observes StartupEvent event) {
        if (database.present()) {
            vertx.setPeriodic(BEAT.toMillis(), _ -> {
                live.values().forEach(Live::beat);
                offloading.later(this::tidy);
            });
        }
    }

    private synchronized void tidy() {
        if (closed) {
            return;
        }
        try {
            backlog = reservations.backlog();
            if (calm < CALM_ROUNDS) {
                calm++;
                return;
            }
            int reaped = reservations.reap(REAP, telemetry::charged);
            if (reaped > 0) {
                LOG.warnf("%d requests were taken for lost, and settled at what was recorded last.", reaped);
                backlog = reservations.backlog();
            }
            reservations.forget(FORGET);
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

    /// Runs that are watched.
    int watched() {
        return live.size();
    }

    /// Records what a run owes so far. A failure is no matter: the next record says more. One record of a run is written
    /// at a time, so that none overtakes another.
    void record(String requestId, BigDecimal owed, String usage) {
        Live run = live.get(requestId);
        if (run != null && run.progress.put(() -> reservations.record(requestId, owed, usage))) {
            offloading.later(() -> run.progress.write(requestId));
        }
    }

    /// Ends a run that leaves no answer behind, now or as soon as the database can.
    void settle(String requestId, String model, BigDecimal owed, long tokens, String usage) {
        settle(requestId, model, owed, tokens, usage, null);
    }

    /// Ends a run, now or as soon as the database can.
    ///
    /// @param model the answering one's id in the catalogue
    /// @param answer what is kept of it; made on a thread that may take its time
    void settle(
            String requestId,
            String model,
            BigDecimal owed,
            long tokens,
            String usage,
            @Nullable Supplier<byte[]> answer) {
        live.remove(requestId);
        pending.begun();
        offloading.later(() -> {
            byte[] kept = answer == null ? null : kept(requestId, answer);
            settleUntilDone(
                    requestId, model, () -> reservations.settle(requestId, owed, tokens, usage, kept), FIRST_WAIT);
        });
    }

    /// An answer that cannot be made ready is told to be too large: better not given again than paid for twice.
    private static byte[] kept(String requestId, Supplier<byte[]> answer) {
        try {
            return answer.get();
        } catch (RuntimeException broken) {
            LOG.errorf(
                    "the answer to request %s could not be kept (%s)",
                    requestId, broken.getClass().getSimpleName());
            return new byte[0];
        }
    }

    /// Gives back what was reserved for a request that nobody waits for any more.
    void release(String requestId, String model, String usage) {
        settle(requestId, model, BigDecimal.ZERO, 0, usage);
    }

    /// As long as the process lives: whatever another replica's reaper has done meanwhile is corrected then. No thread
    /// waits between two tries, so that runs which cannot be settled leave the threads to others.
    ///
    /// @param wait until the next try, where this one finds the database unavailable
    private void settleUntilDone(String requestId, String model, Supplier<Optional<Settled>> settle, Duration wait) {
        if (tried(requestId, model, settle)) {
            pending.ended();
            return;
        }
        Duration longer = wait.multipliedBy(2);
        Duration next = longer.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : longer;
        vertx.setTimer(
                wait.toMillis(),
                _ -> offloading.later(() -> {
                    if (closed) {
                        LOG.errorf(
                                "request %s was not settled before the process went. The reaper will end it.",
                                requestId);
                        pending.ended();
                    } else {
                        settleUntilDone(requestId, model, settle, next);
                    }
                }));
    }

    /// @return whether there is nothing to try again
    private boolean tried(String requestId, String model, Supplier<Optional<Settled>> settle) {
        try {
            settle.get().ifPresent(settled -> tell(requestId, model, settled));
        } catch (RuntimeException failure) {
            if (Database.unavailable(failure)) {
                return false;
            }
            LOG.errorf(
                    "request %s could not be settled (%s)",
                    requestId, failure.getClass().getSimpleName());
        }
        return true;
    }

    private void tell(String requestId, String model, Settled settled) {
        telemetry.charged(model, settled.booked());
        if (settled.writtenOff().signum() > 0) {
            LOG.warnf(
                    "request %s owed %s USD more than its account had",
                    requestId, settled.writtenOff().toPlainString());
        }
    }

    /// Before the database is let go.
    void end(@Observes ShutdownEvent event) {
        int left = pending.await(LAST_WORDS);
        if (left > 0) {
            LOG.warnf("Going down: %d requests are not settled yet.", left);
        }
        closed = true;
    }

    /// A run that goes on.
    private static final class Live {
        private final Context context;
        private final Runnable record;
        private final Progress progress = new Progress();

        Live(Context context, Runnable record) {
            this.context = context;
            this.record = record;
        }

        void beat() {
            context.runOnContext(_ -> record.run());
        }
    }
}
