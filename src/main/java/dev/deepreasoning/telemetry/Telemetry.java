package dev.deepreasoning.telemetry;

import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// Watches requests.
@ApplicationScoped
public class Telemetry {
    private final Meters meters;
    private final Tracing tracing;
    private final RequestLog log;

    /// With the meters, the tracer and the log of this process.
    public Telemetry(Meters meters, Tracing tracing, RequestLog log) {
        this.meters = meters;
        this.tracing = tracing;
        this.log = log;
    }

    /// Shows whether the process is going down.
    public void watchDraining(BooleanSupplier draining) {
        meters.watchDraining(draining);
    }

    /// Shows what is left to do in the ledger.
    ///
    /// @param open requests under way, over all replicas
    /// @param lag seconds for which the oldest of those is overdue whose process has gone
    public void watchLedger(LongSupplier open, LongSupplier lag) {
        meters.watchLedger(open, lag);
    }

    /// The ledger has booked what a request cost.
    ///
    /// @param model the answering one's id in the catalogue
    /// @param usd nothing is told of what is not more than nothing
    public void charged(String model, BigDecimal usd) {
        meters.charged(model, usd);
    }

    /// A request has arrived.
    ///
    /// @param id the request's own
    public RequestObservation begin(Endpoint endpoint, String id, String method, RequestHeaders headers) {
        return new RequestObservation(endpoint, id, meters, tracing.request(endpoint, id, method, headers), log);
    }
}
