package dev.deepreasoning.telemetry;

import dev.deepreasoning.canonical.Adjustment;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.RunObserver;
import dev.deepreasoning.canonical.RunReport;
import dev.deepreasoning.canonical.SearchOutcome;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.canonical.StageReport;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One request as operators see it, from its arrival to the end of its answer: what it asked, who answered, what it
/// cost and how it ended. One request, one event loop.
public final class RequestObservation implements RunObserver {
    private static final int NOTHING_SENT = 0;

    private final Endpoint endpoint;
    private final String id;
    private final Meters meters;
    private final Tracing.Node trace;
    private final RequestLog log;
    private final long started = System.nanoTime();
    private @Nullable Asked asked;
    private @Nullable Supplier<RunReport> soFar;
    private @Nullable GatewayException failure;
    private @Nullable Cut cut;
    private boolean done;

    RequestObservation(Endpoint endpoint, String id, Meters meters, Tracing.Node trace, RequestLog log) {
        this.endpoint = endpoint;
        this.id = id;
        this.meters = meters;
        this.trace = trace;
        this.log = log;
        meters.arrived(endpoint);
    }

    /// What the request asks, once it has been read.
    ///
    /// @param model the answering model by its id in the catalogue
    /// @param caller an account or a key by its id, never the key itself
    /// @param booked a ledger books what the request costs, and tells what it has charged
    public void asked(String model, boolean stream, String caller, Prices prices, boolean booked) {
        asked = new Asked(model, stream, caller, prices, booked);
        if (stream) {
            meters.streamOpened(endpoint);
        }
    }

    /// It failed, as its caller is told.
    public void failed(GatewayException told) {
        failure = told;
    }

    /// It is given up.
    public void cut(Cut cause) {
        cut = cause;
    }

    /// The connection has gone before the response's end: the caller has left, unless it was given up for another reason.
    public void left() {
        if (cut == null) {
            cut = Cut.CALLER_LEFT;
        }
    }

    @Override
    public void begun(Supplier<RunReport> report) {
        soFar = report;
    }

    @Override
    public StageObserver stage(Stage stage) {
        return new Watched(stage, trace.stage(stage));
    }

    /// The response has ended, or its caller has gone.
    ///
    /// @param status what was sent; 0 where nothing was
    public void ended(int status) {
        if (done) {
            return;
        }
        done = true;
        Duration duration = Duration.ofNanos(System.nanoTime() - started);
        Asked what = asked;
        if (what != null && what.stream) {
            meters.streamClosed(endpoint);
        }
        Cut cause = cut == null && status == NOTHING_SENT ? Cut.CALLER_LEFT : cut;
        if (cause != null) {
            meters.cut(cause);
        }
        String outcome = outcome(status, cause);
        String model = what == null ? "none" : what.model;
        meters.ended(endpoint, outcome, model, outcome.equals("completed") ? null : outcome, duration);
        RunReport report = soFar == null ? null : soFar.get();
        BigDecimal price = report == null || what == null ? null : account(report, what, outcome, duration);
        trace(status, outcome, report);
        log.write(new RequestLine(endpoint, id, trace.traceId())
                .ended(status, outcome, failure, cause, duration)
                .asked(what == null ? null : what.model, what != null && what.stream, what == null ? null : what.caller)
                .ran(report, price)
                .fields());
    }

    private String outcome(int status, @Nullable Cut cause) {
        if (cause != null) {
            return "cancelled";
        }
        GatewayException told = failure;
        if (told != null) {
            return label(told.kind());
        }
        return status >= 400 ? label(ErrorKind.INVALID_REQUEST) : "completed";
    }

    private @Nullable BigDecimal account(RunReport report, Asked what, String outcome, Duration duration) {
        meters.reasoning(report.reasoning().wireName());
        SearchOutcome search = report.search();
        if (search != null) {
            meters.search(search.wireName());
        }
        for (Adjustment each : report.adjusted()) {
            meters.adjusted(each.name());
        }
        Duration upstream = Duration.ZERO;
        for (StageReport stage : report.stages()) {
            upstream = upstream.plus(stage.total());
            meters.tokens(stage, model(stage));
            BigDecimal cost = what.prices.upstreamCost(stage);
            if (cost != null && cost.signum() > 0) {
                meters.cost(stage.stage(), model(stage), cost);
            }
        }
        if (duration.compareTo(upstream) > 0) {
            meters.overhead(duration.minus(upstream));
        }
        // What failed is not charged before the ledger says so.
        boolean owed = outcome.equals("completed") || outcome.equals("cancelled");
        BigDecimal price = owed ? what.prices.price(report) : null;
        if (!what.booked && price != null) {
            meters.charged(what.model, price);
        }
        return price;
    }

    private void trace(int status, String outcome, @Nullable RunReport report) {
        Span span = trace.span();
        if (status != NOTHING_SENT) {
            span.setAttribute("http.response.status_code", status);
        }
        Asked what = asked;
        if (what != null) {
            span.setAttribute("gen_ai.operation.name", "chat");
            span.setAttribute("gen_ai.request.model", what.model);
            span.setAttribute("gen_ai.request.stream", what.stream);
        }
        if (report != null) {
            span.setAttribute("deepreasoning.reasoning", report.reasoning().wireName());
            span.setAttribute("gen_ai.usage.input_tokens", report.billed().input());
            span.setAttribute("gen_ai.usage.output_tokens", report.billed().output());
        }
        if (!outcome.equals("completed")) {
            span.setAttribute("error.type", outcome);
            if (!outcome.equals("cancelled") && (status >= 500 || status < 400)) {
                span.setStatus(StatusCode.ERROR);
            }
        }
        span.end();
    }

    /// The model that a stage was asked for: the answering one is known by its name in the catalogue.
    private String model(StageReport stage) {
        Asked what = asked;
        if (stage.stage() == Stage.ANSWER && what != null) {
            return what.model;
        }
        String served = stage.model();
        return served == null ? "none" : served;
    }

    private static String label(ErrorKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private record Asked(String model, boolean stream, String caller, Prices prices, boolean booked) {}

    /// One stage.
    private final class Watched implements StageObserver {
        private final Stage stage;
        private final Tracing.Node node;

        Watched(Stage stage, Tracing.Node node) {
            this.stage = stage;
            this.node = node;
        }

        @Override
        public AttemptObserver attempt(String host) {
            return new WatchedAttempt(stage, host, node.attempt(host));
        }

        @Override
        public void ended(StageReport report, @Nullable GatewayException told) {
            end(report, told == null ? null : label(told.kind()));
        }

        @Override
        public void abandoned(StageReport report) {
            end(report, "cancelled");
        }

        private void end(StageReport report, @Nullable String error) {
            meters.stage(report, model(report), error);
            Span span = node.span();
            span.updateName(Vendor.of(stage).operation() + " " + model(report));
            span.setAttribute("gen_ai.request.model", model(report));
            String served = report.model();
            if (served != null) {
                span.setAttribute("gen_ai.response.model", served);
            }
            span.setAttribute("gen_ai.usage.input_tokens", report.usage().totalInput());
            span.setAttribute("gen_ai.usage.output_tokens", report.usage().output());
            if (error != null) {
                span.setAttribute("error.type", error);
                if (!error.equals("cancelled")) {
                    span.setStatus(StatusCode.ERROR);
                }
            }
            span.end();
        }
    }

    /// One call to an upstream.
    private final class WatchedAttempt implements AttemptObserver {
        private final Stage stage;
        private final String host;
        private final Tracing.Node node;
        private final long begun = System.nanoTime();

        WatchedAttempt(Stage stage, String host, Tracing.Node node) {
            this.stage = stage;
            this.host = host;
            this.node = node;
        }

        @Override
        public Map<String, String> headers() {
            return node.headers();
        }

        @Override
        public void opened() {
            end("opened");
        }

        @Override
        public void failed(GatewayException told) {
            node.span().setStatus(StatusCode.ERROR);
            node.span().setAttribute("error.type", label(told.kind()));
            end(label(told.kind()));
        }

        @Override
        public void abandoned() {
            end("cancelled");
        }

        private void end(String outcome) {
            meters.attempt(stage, host, outcome, Duration.ofNanos(System.nanoTime() - begun));
            node.span().end();
        }
    }
}
