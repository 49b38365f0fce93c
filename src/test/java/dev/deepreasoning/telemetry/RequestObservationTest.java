package dev.deepreasoning.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.canonical.Adjustment;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.ReasoningOutcome;
import dev.deepreasoning.canonical.RunObserver.AttemptObserver;
import dev.deepreasoning.canonical.RunObserver.StageObserver;
import dev.deepreasoning.canonical.RunReport;
import dev.deepreasoning.canonical.SearchOutcome;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.canonical.StageReport;
import dev.deepreasoning.canonical.TokenUsage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What operators see of one request.
class RequestObservationTest {
    private static final String CLAUDE = "claude-haiku-4-5-20251001";
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "00-" + TRACE + "-b7ad6b7169203331-01";
    private static final TokenUsage THOUGHT = new TokenUsage(10, 0, 0, 0, 40, 40, false);
    private static final TokenUsage WRITTEN = new TokenUsage(100, 5, 0, 5, 21, 0, false);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final OpenTelemetry tracer = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                    .build())
            .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
            .build();
    private final Telemetry telemetry = new Telemetry(new Meters(registry), new Tracing(tracer), new RequestLog(true));
    private final List<ExtLogRecord> lines = new ArrayList<>();
    private final Logger log = Logger.getLogger(RequestLog.CATEGORY);
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add((ExtLogRecord) line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private static final Prices PRICES = new Prices() {
        @Override
        public BigDecimal price(RunReport report) {
            return new BigDecimal("0.25");
        }

        @Override
        public BigDecimal upstreamCost(StageReport stage) {
            return stage.stage() == Stage.ANSWER ? new BigDecimal("0.1") : BigDecimal.ZERO;
        }
    };

    @BeforeEach
    void listen() {
        log.setLevel(Level.INFO);
        log.addHandler(listener);
    }

    @AfterEach
    void stop() {
        log.removeHandler(listener);
        log.setLevel(null);
    }

    private RequestObservation begin(Endpoint endpoint) {
        return telemetry.begin(endpoint, "req_1", "POST", name -> name.equals("traceparent") ? PARENT : null);
    }

    private static StageReport stage(Stage stage, String host, String model, TokenUsage usage) {
        return new StageReport(stage, model, host, usage, Duration.ofMillis(100), Duration.ofMillis(500));
    }

    private static RunReport report(StageReport... stages) {
        return new RunReport(
                List.of(new Adjustment("top_p", "0.5", null)),
                ReasoningOutcome.COMPLETE,
                SearchOutcome.EMPTY,
                List.of(stages),
                20,
                false);
    }

    @Test
    void whatALedgerBooksIsToldByTheLedger() {
        RequestObservation request = begin(Endpoint.MESSAGES);
        request.asked(CLAUDE, true, "acc_1", PRICES, true);
        request.begun(() -> report(stage(Stage.ANSWER, "main", CLAUDE, WRITTEN)));
        request.ended(200);
        assertEquals(0, count("deepreasoning.charged.usd", "model", CLAUDE));
        telemetry.charged(CLAUDE, new BigDecimal("0.125"));
        telemetry.charged(CLAUDE, BigDecimal.ZERO);
        telemetry.charged(CLAUDE, new BigDecimal("-1"));
        assertEquals(0.125, count("deepreasoning.charged.usd", "model", CLAUDE));
    }

    private RequestObservation answered(boolean stream) {
        RequestObservation request = begin(Endpoint.MESSAGES);
        request.asked(CLAUDE, stream, "key-7", PRICES, false);
        StageReport thought = stage(Stage.REASONING, "second", "deepseek-r1", THOUGHT);
        StageReport written = stage(Stage.ANSWER, "main", CLAUDE, WRITTEN);
        request.begun(() -> report(thought, written));
        StageObserver reasoning = request.stage(Stage.REASONING);
        reasoning.attempt("first").failed(GatewayException.of(ErrorKind.UPSTREAM_TIMEOUT, null, "Too long."));
        reasoning.attempt("second").opened();
        reasoning.ended(thought, null);
        StageObserver answer = request.stage(Stage.ANSWER);
        answer.attempt("main").opened();
        answer.ended(written, null);
        return request;
    }

    private double count(String name, String... tags) {
        Counter counter = registry.find(name).tags(tags).counter();
        return counter == null ? 0 : counter.count();
    }

    private double open(Endpoint endpoint) {
        Gauge gauge = registry.find("deepreasoning.streams.open")
                .tag("endpoint", endpoint.label())
                .gauge();
        assertNotNull(gauge);
        return gauge.value();
    }

    private Map<String, String> line() {
        assertEquals(1, lines.size());
        return lines.getFirst().getMdcCopy();
    }

    @Test
    void anArrivalCountsAtOnce() {
        begin(Endpoint.RESPONSES);
        assertEquals(1, count("deepreasoning.requests.started", "endpoint", "responses"));
        assertEquals(0, count("deepreasoning.requests", "endpoint", "responses", "outcome", "completed"));
        begin(Endpoint.MODELS);
        assertEquals(0, count("deepreasoning.requests.started", "endpoint", "models"), "nothing to scale for");
    }

    @Test
    void aStreamIsOpenUntilItEnds() {
        RequestObservation stream = answered(true);
        assertEquals(1, open(Endpoint.MESSAGES));
        RequestObservation whole = answered(false);
        assertEquals(1, open(Endpoint.MESSAGES));
        stream.ended(200);
        stream.ended(200);
        whole.ended(200);
        assertEquals(0, open(Endpoint.MESSAGES));
        assertEquals(2, count("deepreasoning.requests", "endpoint", "messages", "outcome", "completed"));
    }

    @Test
    void metersTellStagesTokensAndMoney() {
        answered(true).ended(200);
        assertEquals(1, count("deepreasoning.upstream.attempts", "host", "first", "outcome", "upstream_timeout"));
        assertEquals(1, count("deepreasoning.upstream.attempts", "host", "second", "outcome", "opened"));
        assertEquals(1, count("deepreasoning.stage.outcomes", "stage", "reasoning", "outcome", "completed"));
        assertEquals(1, count("deepreasoning.reasoning.outcomes", "outcome", "complete"));
        assertEquals(1, count("deepreasoning.searches", "outcome", "empty"));
        assertEquals(1, count("deepreasoning.adjustments", "parameter", "top_p"));
        assertEquals(0.25, count("deepreasoning.charged.usd", "model", CLAUDE));
        assertEquals(0.1, count("deepreasoning.upstream.cost.usd", "stage", "answer", "model", CLAUDE));
        assertEquals(
                110,
                registry.get("gen_ai.client.token.usage")
                        .tags("deepreasoning.stage", "answer", "gen_ai.token.type", "input")
                        .summary()
                        .totalAmount());
        Timer perToken = registry.get("gen_ai.server.time_per_output_token")
                .tags("deepreasoning.stage", "answer", "gen_ai.request.model", CLAUDE)
                .timer();
        assertEquals(20, perToken.totalTime(java.util.concurrent.TimeUnit.MILLISECONDS), 1e-6);
        Timer first = registry.get("gen_ai.server.time_to_first_token")
                .tags("deepreasoning.stage", "reasoning", "gen_ai.request.model", "deepseek-r1")
                .timer();
        assertEquals(100, first.totalTime(java.util.concurrent.TimeUnit.MILLISECONDS), 1e-6);
    }

    @Test
    void spansAreOneForTheRequestEachStageAndEachAttempt() {
        answered(true).ended(200);
        List<SpanData> all = spans.getFinishedSpanItems();
        assertEquals(
                List.of(
                        "attempt first",
                        "attempt second",
                        "chat deepseek-r1",
                        "attempt main",
                        "chat " + CLAUDE,
                        "messages"),
                all.stream().map(SpanData::getName).toList());
        SpanData request = all.getLast();
        assertEquals(TRACE, request.getTraceId(), "the caller's trace goes on");
        assertEquals("b7ad6b7169203331", request.getParentSpanId());
        assertEquals(SpanKind.SERVER, request.getKind());
        assertEquals(200, request.getAttributes().get(AttributeKey.longKey("http.response.status_code")));
        SpanData reasoning = all.get(2);
        assertEquals(request.getSpanId(), reasoning.getParentSpanId());
        assertEquals("deepseek", reasoning.getAttributes().get(AttributeKey.stringKey("gen_ai.provider.name")));
        assertEquals(40, reasoning.getAttributes().get(AttributeKey.longKey("gen_ai.usage.output_tokens")));
        assertEquals(reasoning.getSpanId(), all.get(0).getParentSpanId());
        assertEquals(StatusCode.ERROR, all.get(0).getStatus().getStatusCode());
        assertEquals("upstream_timeout", all.get(0).getAttributes().get(AttributeKey.stringKey("error.type")));
        assertEquals(StatusCode.UNSET, all.get(1).getStatus().getStatusCode());
    }

    @Test
    void anAttemptCarriesItsOwnSpanUpstream() {
        AttemptObserver attempt = begin(Endpoint.MESSAGES).stage(Stage.ANSWER).attempt("main");
        attempt.opened();
        String carried = attempt.headers().get("traceparent");
        SpanData span = spans.getFinishedSpanItems().getFirst();
        assertEquals("00-" + TRACE + "-" + span.getSpanId() + "-01", carried);
    }

    @Test
    void withTracingEveryRequestHasATrace() {
        Telemetry traced = new Telemetry(new Meters(registry), new Tracing(tracer, false), new RequestLog(true));
        traced.begin(Endpoint.MESSAGES, "req_1", "POST", _ -> null).ended(200);
        assertTrue(line().getOrDefault("trace_id", "-").matches("[0-9a-f]{32}"), () -> line().toString());
        lines.clear();
        Telemetry quiet = new Telemetry(new Meters(registry), new Tracing(tracer, true), new RequestLog(true));
        quiet.begin(Endpoint.MESSAGES, "req_2", "POST", _ -> null).ended(200);
        assertEquals("-", line().get("trace_id"));
    }

    @Test
    void headersAreAskedForByName() {
        assertEquals(List.of(), Tracing.HEADERS.keys(_ -> PARENT), "none is read that no propagator knows");
        assertEquals(PARENT, Tracing.HEADERS.get(_ -> PARENT, "traceparent"));
    }

    @Test
    void withoutTracingTheCallersContextIsPassedOnAndNoOtherIsMadeUp() {
        Telemetry quiet = new Telemetry(new Meters(registry), new Tracing(tracer, true), new RequestLog(false));
        AttemptObserver traced = quiet.begin(
                        Endpoint.MESSAGES, "req_1", "POST", name -> name.equals("traceparent") ? PARENT : null)
                .stage(Stage.ANSWER)
                .attempt("main");
        assertEquals(PARENT, traced.headers().get("traceparent"));
        AttemptObserver untraced = quiet.begin(Endpoint.MESSAGES, "req_2", "POST", _ -> null)
                .stage(Stage.ANSWER)
                .attempt("main");
        assertEquals(Map.of(), untraced.headers());
        assertEquals(List.of(), spans.getFinishedSpanItems());
    }

    @Test
    void theLineHasItsKeysWhateverHappened() {
        answered(true).ended(200);
        Map<String, String> full = line();
        lines.clear();
        RequestObservation refused = begin(Endpoint.OTHER);
        refused.failed(GatewayException.of(ErrorKind.NOT_FOUND, null, "Nothing here."));
        refused.ended(404);
        Map<String, String> empty = line();
        assertEquals(full.keySet(), empty.keySet());
        assertEquals("req_1", full.get("request_id"));
        assertEquals(TRACE, full.get("trace_id"));
        assertEquals("second", full.get("reasoner_host"));
        assertEquals("0.25", full.get("price_usd"));
        assertEquals("top_p", full.get("adjusted"));
        assertEquals("90", full.get("input_tokens"));
        assertEquals("61", full.get("output_tokens"));
        assertEquals("404", empty.get("status"));
        assertEquals("not_found", empty.get("outcome"));
        assertEquals("-", empty.get("model"));
    }

    @Test
    void aCallerWhoLeavesIsACancellation() {
        RequestObservation request = answered(true);
        request.cut(Cut.SLOW_READER);
        request.ended(200);
        assertEquals(1, count("deepreasoning.cancellations", "cause", "slow_reader"));
        assertEquals(1, count("deepreasoning.requests", "endpoint", "messages", "outcome", "cancelled"));
        RequestObservation unanswered = begin(Endpoint.MESSAGES);
        unanswered.ended(0);
        assertEquals(1, count("deepreasoning.cancellations", "cause", "caller_left"));
        assertEquals("-", lines.getLast().getMdcCopy().get("status"));
        assertEquals("caller_left", lines.getLast().getMdcCopy().get("cut"));
    }

    @Test
    void aCallerWhoLeavesInTheMiddleOfAStreamIsACancellationToo() {
        RequestObservation request = answered(true);
        request.left();
        request.ended(200);
        assertEquals(1, count("deepreasoning.cancellations", "cause", "caller_left"));
        assertEquals(1, count("deepreasoning.requests", "outcome", "cancelled"));
        RequestObservation slow = answered(true);
        slow.cut(Cut.SLOW_READER);
        slow.left();
        slow.ended(200);
        assertEquals(1, count("deepreasoning.cancellations", "cause", "slow_reader"));
        assertEquals(1, count("deepreasoning.cancellations", "cause", "caller_left"));
    }

    @Test
    void aFailureIsTheRequestsAndTheStagesOutcome() {
        RequestObservation request = begin(Endpoint.CHAT_COMPLETIONS);
        request.asked(CLAUDE, false, "key-7", PRICES, false);
        StageReport written = stage(Stage.ANSWER, "main", CLAUDE, WRITTEN);
        request.begun(() -> report(written));
        GatewayException failure = GatewayException.of(ErrorKind.UPSTREAM_ERROR, "upstream_error", "It failed.");
        request.stage(Stage.ANSWER).ended(written, failure);
        request.failed(failure);
        request.ended(502);
        assertEquals(1, count("deepreasoning.stage.outcomes", "stage", "answer", "outcome", "upstream_error"));
        assertEquals(1, count("deepreasoning.requests", "endpoint", "chat_completions", "outcome", "upstream_error"));
        assertEquals(0, count("deepreasoning.charged.usd", "model", CLAUDE));
        assertEquals(
                StatusCode.ERROR,
                spans.getFinishedSpanItems().getLast().getStatus().getStatusCode());
        assertEquals("upstream_error", line().get("error"));
        assertEquals("-", line().get("price_usd"));
    }

    @Test
    void aRefusalIsNotTheGatewaysError() {
        RequestObservation request = begin(Endpoint.CHAT_COMPLETIONS);
        request.ended(405);
        assertEquals(1, count("deepreasoning.requests", "endpoint", "chat_completions", "outcome", "invalid_request"));
        SpanData span = spans.getFinishedSpanItems().getFirst();
        assertEquals(StatusCode.UNSET, span.getStatus().getStatusCode());
        assertEquals("invalid_request", span.getAttributes().get(AttributeKey.stringKey("error.type")));
    }

    @Test
    void anAbandonedStageEndsItsSpans() {
        RequestObservation request = begin(Endpoint.MESSAGES);
        StageObserver stage = request.stage(Stage.SEARCH);
        stage.attempt("linkup").abandoned();
        stage.abandoned(new StageReport(Stage.SEARCH, null, null, TokenUsage.NONE, null, Duration.ZERO));
        assertEquals(1, count("deepreasoning.upstream.attempts", "host", "linkup", "outcome", "cancelled"));
        assertEquals(1, count("deepreasoning.stage.outcomes", "stage", "search", "outcome", "cancelled"));
        assertEquals(2, spans.getFinishedSpanItems().size());
    }

    @Test
    void aLineStaysALine() {
        RequestObservation request = begin(Endpoint.MESSAGES);
        request.asked("a model\nwith \u001b lines" + "x".repeat(500), false, "", PRICES, false);
        request.ended(200);
        String model = line().get("model");
        assertNotNull(model);
        assertTrue(model.startsWith("a_model_with___lines"), model);
        assertEquals(120, model.length());
        assertEquals("-", line().get("caller"));
    }

    @Test
    void asTextTheKeysStandInTheMessage() {
        new RequestLog(false).write(Map.of("request_id", "req_1"));
        assertEquals("request_id=req_1", lines.getFirst().getMessage());
        log.setLevel(Level.OFF);
        new RequestLog(false).write(Map.of("request_id", "req_2"));
        assertEquals(1, lines.size(), "it can be turned off");
    }

    @Test
    void labelsAreBoundedWhateverUpstreamsCallThemselves() {
        for (int i = 0; i < 500; i++) {
            RequestObservation request = begin(Endpoint.MESSAGES);
            StageReport odd = stage(Stage.REASONING, "main", "model-" + i, THOUGHT);
            request.stage(Stage.REASONING).ended(odd, null);
        }
        assertTrue(registry.get("gen_ai.client.operation.duration").timers().size() <= 201);
        assertFalse(registry.get("gen_ai.client.operation.duration")
                .tag("gen_ai.response.model", "other")
                .timers()
                .isEmpty());
    }

    @Test
    void endpointsAreFew() {
        assertEquals(Endpoint.CHAT_COMPLETIONS, Endpoint.of("POST", "/v1/chat/completions"));
        assertEquals(Endpoint.RESPONSES, Endpoint.of("POST", "/v1/responses"));
        assertEquals(Endpoint.MESSAGES, Endpoint.of("POST", "/v1/messages"));
        assertEquals(Endpoint.WINFUNC, Endpoint.of("POST", "/"));
        assertEquals(Endpoint.OTHER, Endpoint.of("GET", "/"));
        assertEquals(Endpoint.OTHER, Endpoint.of("GET", "/v1/chat/completions"));
        assertEquals(Endpoint.OTHER, Endpoint.of("GET", "/v1/responses"));
        assertEquals(Endpoint.OTHER, Endpoint.of("GET", "/v1/messages"));
        assertEquals(Endpoint.COUNT_TOKENS, Endpoint.of("POST", "/v1/messages/count_tokens"));
        assertEquals(Endpoint.MODELS, Endpoint.of("GET", "/v1/models"));
        assertEquals(Endpoint.MODELS, Endpoint.of("GET", "/v1/models/deepreasoning"));
        assertEquals(Endpoint.ACCOUNT, Endpoint.of("GET", "/v1/account"));
        assertEquals(Endpoint.ACCOUNT, Endpoint.of("GET", "/v1/account/usage"));
        assertEquals(Endpoint.ADMIN, Endpoint.of("POST", "/v1/admin/accounts"));
        assertEquals(Endpoint.OTHER, Endpoint.of("GET", "/v1/made-up/" + "x".repeat(99)));
    }
}
