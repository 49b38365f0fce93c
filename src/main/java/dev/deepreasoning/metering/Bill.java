package dev.deepreasoning.metering;

import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.RunReport;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.catalog.ResolvedModel;
import java.math.BigDecimal;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What one run owes, from the moment the ledger is asked until it has ended. However the two meet, the ledger's consent
/// and a caller who leaves: what was reserved is either settled or given back.
///
/// One run, one event loop; only [#admitted()] is called elsewhere.
final class Bill {
    private static final long RECORD_EVERY_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Order order;
    private final ResolvedModel model;
    private final Tally tally;
    private final UsageRecord usage;
    private final Charges charges;
    private final Settlement settlement;
    private final AtomicReference<State> state = new AtomicReference<>(State.ASKED);
    private @Nullable Keeping keeping;
    private long recorded;

    Bill(Order order, ResolvedModel model, Tally tally, UsageRecord usage, Charges charges, Settlement settlement) {
        this.order = order;
        this.model = model;
        this.tally = tally;
        this.usage = usage;
        this.charges = charges;
        this.settlement = settlement;
    }

    /// The request's id, in the ledger as in its response.
    String requestId() {
        return "req_" + order.id();
    }

    /// The run as the ledger shall know it before it has begun.
    String described() {
        return usage.of(tally.report(), tally, "running", null);
    }

    /// The ledger has let the run in, whether or not somebody still waits for it.
    void admitted() {
        if (!state.compareAndSet(State.ASKED, State.ADMITTED)) {
            giveBack("cancelled", null);
        }
    }

    /// Whether nobody waits for the run any more.
    boolean ended() {
        return state.get() == State.ENDED;
    }

    /// The run begins.
    ///
    /// @param kept its answer is to be kept; absent where it came without an Idempotency-Key
    void begin(@Nullable Keeping kept) {
        keeping = kept;
        recorded = System.nanoTime();
        if (state.compareAndSet(State.ADMITTED, State.RUNNING)) {
            settlement.watch(requestId(), this::record);
        }
    }

    /// Counts an event; at stage borders, what is owed so far is recorded.
    void see(StreamEvent event) {
        tally.see(event);
        Keeping kept = keeping;
        if (kept != null) {
            kept.recording().add(event);
        }
        if (tally.takeBorder() || System.nanoTime() - recorded > RECORD_EVERY_NANOS) {
            record();
        }
    }

    private void record() {
        recorded = System.nanoTime();
        RunReport report = tally.report();
        settlement.record(requestId(), price(report), usage.of(report, tally, "running", null));
    }

    /// The run is over, one way or the other, or has never begun. Later calls change nothing.
    void end(@Nullable Throwable failure, boolean cancelled) {
        GatewayException given = cancelled ? order.reception().givenUp() : null;
        Throwable reason = given == null ? failure : given;
        GatewayException told = reason instanceof GatewayException known ? known : null;
        String status = tally.complete() ? "completed" : reason != null ? "failed" : "cancelled";
        switch (state.getAndSet(State.ENDED)) {
            case ASKED, ENDED -> {}
            case ADMITTED -> giveBack(status, told);
            case RUNNING -> settle(status, told);
        }
    }

    private void settle(String status, @Nullable GatewayException told) {
        RunReport report = tally.report();
        RunReport.BilledUsage billed = report.billed();
        Keeping kept = status.equals("completed") ? keeping : null;
        settlement.settle(
                requestId(),
                model.answerer().id(),
                owed(report, status),
                billed.input() + billed.output(),
                usage.of(report, tally, status, told),
                kept == null ? null : kept::sealed);
    }

    private void giveBack(String status, @Nullable GatewayException told) {
        settlement.release(requestId(), model.answerer().id(), usage.of(tally.report(), tally, status, told));
    }

    /// What the caller did not get is not charged; what was done for a caller who left is.
    private BigDecimal owed(RunReport report, String status) {
        boolean nothing = status.equals("failed") && (!order.request().stream() || !tally.answered());
        return nothing ? BigDecimal.ZERO : price(report);
    }

    private BigDecimal price(RunReport report) {
        BigDecimal price = charges.price(report, model);
        return price == null ? BigDecimal.ZERO : price;
    }

    private enum State {
        /// The ledger has been asked.
        ASKED,
        /// Something is reserved.
        ADMITTED,
        RUNNING,
        ENDED
    }
}
