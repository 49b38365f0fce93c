package dev.deepreasoning.metering;

import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.RunReport;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.catalog.ResolvedModel;
import java.math.BigDecimal;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What one run owes, while it runs and at its end. One run, one event loop.
final class Bill {
    private static final long RECORD_EVERY_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final String requestId;
    private final boolean stream;
    private final ResolvedModel model;
    private final Tally tally;
    private final UsageRecord usage;
    private final Charges charges;
    private final Settlement settlement;
    private long recorded = System.nanoTime();

    /// @param stream the caller gets what there is as it comes
    Bill(
            String requestId,
            boolean stream,
            ResolvedModel model,
            Tally tally,
            UsageRecord usage,
            Charges charges,
            Settlement settlement) {
        this.requestId = requestId;
        this.stream = stream;
        this.model = model;
        this.tally = tally;
        this.usage = usage;
        this.charges = charges;
        this.settlement = settlement;
        settlement.watch(requestId, this::record);
    }

    /// Counts an event; at stage borders, what is owed so far is recorded.
    void see(StreamEvent event) {
        tally.see(event);
        if (tally.takeBorder() || System.nanoTime() - recorded > RECORD_EVERY_NANOS) {
            record();
        }
    }

    private void record() {
        recorded = System.nanoTime();
        RunReport report = tally.report();
        settlement.record(requestId, price(report), usage.of(report, tally, "running", null));
    }

    /// The run is over, one way or the other.
    void end(@Nullable Throwable failure, boolean cancelled) {
        RunReport report = tally.report();
        GatewayException told = failure instanceof GatewayException known ? known : null;
        String status = cancelled && !tally.complete() ? "cancelled" : failure == null ? "completed" : "failed";
        BigDecimal owed = owed(report, status);
        long tokens = report.stages().isEmpty()
                ? 0
                : report.billed().input() + report.billed().output();
        settlement.settle(requestId, owed, tokens, usage.of(report, tally, status, told));
    }

    /// What the caller did not get is not charged; what was done for a caller who left is.
    private BigDecimal owed(RunReport report, String status) {
        boolean nothing = status.equals("failed") && (!stream || !tally.answered());
        return nothing ? BigDecimal.ZERO : price(report);
    }

    private BigDecimal price(RunReport report) {
        if (report.stages().isEmpty()) {
            return BigDecimal.ZERO;
        }
        BigDecimal price = charges.price(report, model);
        return price == null ? BigDecimal.ZERO : price;
    }
}
