package dev.deepreasoning.upstream.deepseek;

import static dev.deepreasoning.upstream.deepseek.Chunks.DONE;
import static dev.deepreasoning.upstream.deepseek.Chunks.ERROR;
import static dev.deepreasoning.upstream.deepseek.Chunks.ROLE;
import static dev.deepreasoning.upstream.deepseek.Chunks.USAGE;
import static dev.deepreasoning.upstream.deepseek.Chunks.content;
import static dev.deepreasoning.upstream.deepseek.Chunks.finish;
import static dev.deepreasoning.upstream.deepseek.Chunks.thought;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.canonical.BreakerObserver;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.canonical.StreamEvent.BlockStopped;
import dev.deepreasoning.canonical.StreamEvent.ReasoningDelta;
import dev.deepreasoning.canonical.StreamEvent.TextDelta;
import dev.deepreasoning.canonical.TokenUsage;
import dev.deepreasoning.catalog.AnthropicEndpoint;
import dev.deepreasoning.catalog.ByokConfig;
import dev.deepreasoning.catalog.ReasonerHost;
import dev.deepreasoning.catalog.Upstreams;
import dev.deepreasoning.pipeline.ReasoningRequest;
import dev.deepreasoning.pipeline.StageRecord;
import dev.deepreasoning.upstream.Egress;
import dev.deepreasoning.upstream.EventStreamClient;
import dev.deepreasoning.upstream.OpeningGuards;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeepSeekReasoningModelTest {
    private static final Duration GUARD = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(250);
    private static final String THOUGHT = ROLE + thought("simple ") + thought("sum");
    private static final String WHOLE = THOUGHT + content("4") + finish("stop") + USAGE + DONE;

    private final Vertx vertx = Vertx.vertx();
    private final EventStreamClient client = new EventStreamClient(vertx, Egress.DIRECT);
    private final StageRecord record = new StageRecord(Stage.REASONING, System.nanoTime());
    private final FakeHost first = new FakeHost(vertx);
    private final FakeHost second = new FakeHost(vertx);
    private final List<ReasonerHost> hosts = new ArrayList<>();
    private @Nullable String byokHost;
    private boolean simulated;

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private DeepSeekReasoningModel model() {
        Upstreams upstreams = new Upstreams() {
            @Override
            public boolean simulated() {
                return simulated;
            }

            @Override
            public List<ReasonerHost> reasoners() {
                return hosts;
            }

            @Override
            public List<AnthropicEndpoint> anthropic() {
                return List.of();
            }
        };
        ByokConfig byok = new ByokConfig() {
            @Override
            public Optional<Boolean> enabled() {
                return Optional.of(true);
            }

            @Override
            public Optional<String> reasoner() {
                return Optional.ofNullable(byokHost);
            }

            @Override
            public int requestsPerMinute() {
                return 1;
            }
        };
        return new DeepSeekReasoningModel(
                upstreams,
                byok,
                client,
                new DeepSeekApis(Egress.DIRECT),
                new ReasonerForms(),
                new OpeningGuards(vertx, BreakerObserver.NONE));
    }

    private void both() {
        hosts.add(first.host("first").build());
        hosts.add(second.host("second").order(200, 1).build());
    }

    private AssertSubscriber<StreamEvent> ask(ReasoningRequest request) {
        return model().reason(request, record).subscribe().withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
    }

    private AssertSubscriber<StreamEvent> ask() {
        if (hosts.isEmpty()) {
            hosts.add(first.host("first").build());
        }
        return ask(Wondered.why().build());
    }

    private static String reasoning(AssertSubscriber<StreamEvent> stream) {
        StringBuilder text = new StringBuilder();
        for (StreamEvent event : stream.awaitCompletion(GUARD).getItems()) {
            if (event instanceof ReasoningDelta delta) {
                text.append(delta.text());
            }
        }
        return text.toString();
    }

    private static GatewayException failure(AssertSubscriber<StreamEvent> stream) {
        return (GatewayException) stream.awaitFailure(GUARD).getFailure();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + GUARD.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "waited too long");
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private @Nullable String servedBy() {
        return record.report(System.nanoTime()).host();
    }

    // One host

    @Test
    void reasons() {
        first.thenStream(WHOLE);
        AssertSubscriber<StreamEvent> stream = ask();
        assertEquals("simple sum", reasoning(stream));
        assertEquals(new BlockStopped(0), stream.getItems().getLast());
        assertEquals("/v1/chat/completions", first.requests.getFirst().path());
        assertEquals("Bearer sk-first", first.header(0, "authorization"));
        assertEquals("text/event-stream", first.header(0, "accept"));
        assertEquals("HTTP_1_1", first.requests.getFirst().version().name());
        assertTrue(first.bodies.getFirst().contains("\"model\":\"r1-of-first\""));
        assertEquals("first", servedBy());
        assertNotNull(record.report(System.nanoTime()).firstToken());
        assertFalse(record.partial());
    }

    @Test
    void answersWhereTheReasonerAloneIsAsked() {
        hosts.add(first.host("first").build());
        first.thenStream(WHOLE);
        AssertSubscriber<StreamEvent> stream = ask(Wondered.why().answerToo().build());
        assertEquals("simple sum", reasoning(stream));
        assertTrue(stream.getItems().contains(new TextDelta(1, "4")));
        assertEquals(new TokenUsage(16, 0, 0, 4, 12, 8, false), record.usage());
    }

    @Test
    void goesOnWithoutReasoningWhereThereIsNone() {
        first.thenStream(ROLE + content("4") + finish("stop") + DONE);
        assertEquals(List.of(), ask().awaitCompletion(GUARD).getItems());
        assertEquals(1, first.calls());
    }

    @Test
    void closesTheCallAtTheFirstAnswerText() throws InterruptedException {
        first.thenStall(THOUGHT + content("4"));
        assertEquals("simple sum", reasoning(ask()));
        assertTrue(first.closed.await(10, TimeUnit.SECONDS));
        assertTrue(record.usage().estimated());
        assertFalse(record.partial());
    }

    @Test
    void drainsTheRestForItsUsage() throws InterruptedException {
        CompletableFuture<HttpServerResponse> rest = new CompletableFuture<>();
        first.thenOpen(THOUGHT + content("4"), rest::complete).thenStream(WHOLE);
        hosts.add(first.host("first").drain().build());
        assertEquals("simple sum", reasoning(ask(Wondered.why().build())));
        assertTrue(record.usage().estimated());
        rest.join().end(content("2") + finish("stop") + USAGE + DONE);
        await(() -> !record.usage().estimated());
        assertEquals(new TokenUsage(16, 0, 0, 4, 12, 8, false), record.usage());
        assertEquals(1, first.closed.getCount(), "the connection is kept");
    }

    @Test
    void stopsDrainingWhenNobodyWantsTheUsage() throws InterruptedException {
        first.thenStall(THOUGHT + content("4"));
        hosts.add(first.host("first").drain().build());
        reasoning(ask(Wondered.why().build()));
        record.abandon();
        assertTrue(first.closed.await(10, TimeUnit.SECONDS));
    }

    // The caller leaves

    @Test
    void closesTheCallWhenTheCallerLeavesBeforeTheFirstDelta() throws InterruptedException {
        first.thenStall(ROLE);
        AssertSubscriber<StreamEvent> stream = ask();
        await(() -> first.calls() == 1);
        stream.cancel();
        assertTrue(first.closed.await(10, TimeUnit.SECONDS));
        assertEquals(1, first.calls());
    }

    @Test
    void closesTheCallAndCountsWhenTheCallerLeavesWithinTheThought() throws InterruptedException {
        first.thenStall(THOUGHT);
        AssertSubscriber<StreamEvent> stream = ask();
        stream.awaitItems(3, GUARD);
        stream.cancel();
        assertTrue(first.closed.await(10, TimeUnit.SECONDS));
        await(() -> record.usage().output() == 3);
        assertTrue(record.usage().estimated());
    }

    @Test
    void triesNoOtherHostWhenTheCallerLeavesDuringTheWait() throws InterruptedException {
        both();
        first.thenStatus(429, "0.3", "{}").thenStream(WHOLE);
        second.thenStream(WHOLE);
        AssertSubscriber<StreamEvent> stream = ask();
        await(() -> first.calls() == 1);
        stream.cancel();
        // Longer than the wait and its jitter: there is no event to wait for.
        first.closed.await(900, TimeUnit.MILLISECONDS);
        assertEquals(1, first.calls());
        assertEquals(0, second.calls());
        assertTrue(stream.getItems().isEmpty());
    }

    // Time: decision 19

    @Test
    void triesTheNextHostAtOnceWhereTheFirstDoesNotBegin() {
        hosts.add(first.host("first").firstToken(SHORT).build());
        hosts.add(second.host("second").order(200, 1).build());
        first.thenStall(": keep-alive\n\n" + ROLE);
        second.thenStream(WHOLE);
        assertEquals("simple sum", reasoning(ask()));
        assertEquals(1, first.calls(), "no second try on that host");
        assertEquals("second", servedBy());
    }

    @Test
    void failsWhereNoHostBegins() {
        hosts.add(first.host("first").firstToken(SHORT).build());
        first.thenStall(ROLE);
        assertEquals(ErrorKind.UPSTREAM_TIMEOUT, failure(ask()).kind());
    }

    @Test
    void handsOverWhatThereIsWhereTheHostGoesSilent() throws InterruptedException {
        hosts.add(first.host("first").idle(SHORT).build());
        first.thenStall(THOUGHT);
        assertEquals("simple sum", reasoning(ask()));
        assertTrue(record.partial());
        assertTrue(record.usage().estimated());
        assertTrue(first.closed.await(10, TimeUnit.SECONDS));
    }

    @Test
    void handsOverWhatThereIsWhenTheStagesTimeIsOver() {
        hosts.add(first.host("first").build());
        first.thenStall(THOUGHT);
        assertEquals("simple sum", reasoning(ask(Wondered.why().total(SHORT).build())));
        assertTrue(record.partial());
    }

    @Test
    void handsOverWhatThereIsWhenTheHostsTimeIsOver() {
        hosts.add(first.host("first").total(SHORT).build());
        first.thenStall(THOUGHT);
        assertEquals("simple sum", reasoning(ask()));
        assertTrue(record.partial());
    }

    @Test
    void asksNobodyWhenTheTimeIsOver() {
        both();
        GatewayException failure =
                failure(ask(Wondered.why().total(Duration.ZERO).build()));
        assertEquals(ErrorKind.UPSTREAM_TIMEOUT, failure.kind());
        assertEquals(0, first.calls() + second.calls());
    }

    /// Decision 15: text that may be a thought is held; the host has begun nonetheless.
    @Test
    void heldTextIsNoSilence() {
        Duration limit = Duration.ofSeconds(1);
        hosts.add(first.host("first").firstToken(limit).build());
        AtomicInteger pieces = new AtomicInteger();
        first.thenOpen(
                content("Let me see"),
                response -> vertx.setPeriodic(200, timer -> {
                    if (pieces.incrementAndGet() < 8) {
                        response.write(content("."));
                    } else if (vertx.cancelTimer(timer)) {
                        response.write(content("</think>") + content("4"));
                    }
                }));
        assertEquals("Let me see.......", reasoning(ask()));
        assertEquals(1, first.calls());
        assertFalse(record.partial());
    }

    // Retries before the first delta only

    @Test
    void retriesWhatPassesAndHonoursRetryAfter() {
        first.thenStatus(429, "0.4", "{}").thenStatus(503, null, "{}").thenStream(WHOLE);
        long start = System.nanoTime();
        assertEquals("simple sum", reasoning(ask()));
        assertEquals(3, first.calls());
        assertTrue(System.nanoTime() - start >= Duration.ofMillis(400).toNanos());
    }

    @Test
    void retriesAnErrorInsideA200AndAStreamThatEndsOrBreaks() {
        first.thenStream(ROLE + ERROR).thenStream(ROLE).thenStream(WHOLE);
        assertEquals("simple sum", reasoning(ask()));
        assertEquals(3, first.calls());
    }

    @Test
    void retriesAConnectionThatBreaks() {
        first.thenCut(ROLE).then(response -> response.reset()).thenStream(WHOLE);
        assertEquals("simple sum", reasoning(ask()));
        assertEquals(3, first.calls());
    }

    @Test
    void retriesAnErrorInJsonUnder200() {
        first.thenStatus(200, null, "{\"error\":{\"code\":503,\"message\":\"x\"}}")
                .thenStream(WHOLE);
        assertEquals("simple sum", reasoning(ask()));
    }

    @Test
    void givesUpAfterThreeAttempts() {
        first.thenStatus(500, null, "x");
        assertEquals(ErrorKind.UPSTREAM_ERROR, failure(ask()).kind());
        assertEquals(3, first.calls());
    }

    @Test
    void doesNotWaitTooLong() {
        first.thenStatus(429, "120", "{}");
        GatewayException failure = failure(ask());
        assertEquals(ErrorKind.RATE_LIMITED, failure.kind());
        assertEquals(Duration.ofMinutes(2), failure.retryAfter());
        assertEquals(1, first.calls());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void handsOverWhatThereIsAfterTheFirstDeltaInsteadOfRetrying(boolean error) {
        both();
        if (error) {
            first.thenStream(THOUGHT + ERROR);
        } else {
            first.thenCut(THOUGHT);
        }
        AssertSubscriber<StreamEvent> stream = ask();
        assertEquals("simple sum", reasoning(stream));
        assertEquals(new BlockStopped(0), stream.getItems().getLast());
        assertTrue(record.partial());
        assertEquals(1, first.calls());
        assertEquals(0, second.calls());
    }

    @Test
    void anAnswerThatBreaksIsAFailureWhereItWasWanted() {
        hosts.add(first.host("first").build());
        first.thenStream(THOUGHT + content("It is") + ERROR);
        AssertSubscriber<StreamEvent> stream = ask(Wondered.why().answerToo().build());
        assertEquals(ErrorKind.UPSTREAM_ERROR, failure(stream).kind());
        assertTrue(stream.getItems().contains(new TextDelta(1, "It is")));
        assertEquals(1, first.calls());
    }

    @Test
    void aThoughtThatBreaksIsPartialEvenWhereTheAnswerWasWanted() {
        hosts.add(first.host("first").build());
        first.thenStream(THOUGHT + ERROR);
        assertEquals("simple sum", reasoning(ask(Wondered.why().answerToo().build())));
        assertTrue(record.partial());
    }

    // Decision 13, and failover

    @ParameterizedTest
    @CsvSource({
        "401, MODEL_UNAVAILABLE, 1",
        "402, MODEL_UNAVAILABLE, 1",
        "404, MODEL_UNAVAILABLE, 1",
        "400, INVALID_REQUEST, 1",
        "413, CONTEXT_LENGTH, 1",
        "502, UPSTREAM_ERROR, 3"
    })
    void tellsWhatIsWrongAndTriesTheNextHost(int status, ErrorKind kind, int calls) {
        first.thenStatus(status, null, "{\"error\":{\"message\":\"sk-secret\"}}");
        GatewayException failure = failure(ask());
        assertEquals(kind, failure.kind());
        assertFalse(failure.publicMessage().contains("sk-secret"));
        assertEquals(calls, first.calls());

        second.thenStream(WHOLE);
        hosts.add(second.host("second").order(200, 1).build());
        assertEquals("simple sum", reasoning(ask()));
        assertEquals("second", servedBy());
        assertEquals(1, second.calls());
    }

    @Test
    void movesOnFromAHostThatIsNotThere() {
        hosts.add(AHost.named("dead").at(URI.create("http://127.0.0.1:1")).build());
        hosts.add(second.host("second").order(200, 1).build());
        second.thenStream(WHOLE);
        assertEquals("simple sum", reasoning(ask()));
        assertEquals("second", servedBy());
    }

    @Test
    void asksHostsInTheOrderOfTheirPriority() {
        hosts.add(first.host("first").order(1, 1).build());
        hosts.add(second.host("second").order(2, 1_000_000).build());
        first.thenStream(WHOLE);
        for (int i = 0; i < 10; i++) {
            reasoning(ask());
        }
        assertEquals(10, first.calls());
        assertEquals(0, second.calls());
    }

    @Test
    void sharesAmongEqualHostsByTheirWeights() {
        hosts.add(first.host("first").order(1, 9).build());
        hosts.add(second.host("second").order(1, 1).build());
        first.thenStream(WHOLE);
        second.thenStream(WHOLE);
        DeepSeekReasoningModel model = model();
        int rounds = 200;
        for (int i = 0; i < rounds; i++) {
            reasoning(model.reason(Wondered.why().build(), record)
                    .subscribe()
                    .withSubscriber(AssertSubscriber.create(Long.MAX_VALUE)));
        }
        // 20 are to be expected; both bounds are beyond five standard deviations or nearly so.
        assertEquals(rounds, first.calls() + second.calls());
        assertTrue(second.calls() > 0 && second.calls() < 50, "calls: " + second.calls());
    }

    @Test
    void refusesWithoutAnyHost() {
        GatewayException failure = failure(ask(Wondered.why().build()));
        assertEquals(ErrorKind.MODEL_UNAVAILABLE, failure.kind());
    }

    @Test
    void asksOneHostAloneForTheCheck() {
        both();
        first.thenStream(WHOLE);
        second.thenStatus(500, null, "");
        AssertSubscriber<StreamEvent> alone = model().reasonAt(
                        "second", Wondered.why().build(), record)
                .subscribe()
                .withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
        assertEquals(ErrorKind.UPSTREAM_ERROR, failure(alone).kind());
        assertEquals(0, first.calls());
        AssertSubscriber<StreamEvent> unknown = model().reasonAt(
                        "third", Wondered.why().build(), record)
                .subscribe()
                .withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
        assertEquals("simple sum", reasoning(unknown));
    }

    @Test
    void knowsNoModelsOfAHostThatIsNotConfigured() {
        assertEquals(List.of(), model().modelsAt("third").await().atMost(GUARD));
    }

    // Decision 39: keys that callers bring

    private static ReasoningRequest withOwnKey() {
        return Wondered.why().brings("theirs", Map.of("x-more", "1"), Map.of()).build();
    }

    @Test
    void bringsACallersKeyToTheFirstHostAndNoOther() {
        both();
        first.thenStatus(500, null, "");
        second.thenStream(WHOLE);
        assertEquals(ErrorKind.UPSTREAM_ERROR, failure(ask(withOwnKey())).kind());
        assertEquals("Bearer theirs", first.header(0, "authorization"));
        assertEquals("1", first.header(0, "x-more"));
        assertEquals(0, second.calls());
    }

    @Test
    void bringsACallersKeyToTheNamedHostAndNoOther() {
        both();
        byokHost = "second";
        second.thenStatus(503, null, "");
        first.thenStream(WHOLE);
        assertEquals(ErrorKind.UPSTREAM_ERROR, failure(ask(withOwnKey())).kind());
        assertEquals("Bearer theirs", second.header(0, "authorization"));
        assertEquals(0, first.calls());
    }

    @Test
    void bringsACallersKeyToNobodyWhereTheNamedHostIsMissing() {
        both();
        byokHost = "third";
        assertEquals(ErrorKind.MODEL_UNAVAILABLE, failure(ask(withOwnKey())).kind());
        assertEquals(0, first.calls() + second.calls());
        simulated = true;
        first.thenStream(WHOLE);
        assertEquals("simple sum", reasoning(ask(withOwnKey())));
    }

    @Test
    void bringsACallersKeyToTheSameOneOfEqualHostsEveryTime() {
        hosts.add(first.host("first").build());
        hosts.add(second.host("second").build());
        first.thenStream(WHOLE);
        Set<String> served = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            reasoning(ask(withOwnKey()));
            served.add(String.valueOf(servedBy()));
        }
        assertEquals(Set.of("first"), served);
    }

    @ParameterizedTest
    @CsvSource({"401, AUTHENTICATION", "402, INSUFFICIENT_CREDITS"})
    void tellsTheCallerOfTroublesWithTheirOwnKey(int status, ErrorKind expected) {
        both();
        first.thenStatus(status, null, "{}");
        assertEquals(expected, failure(ask(withOwnKey())).kind());
        assertEquals(1, first.calls());
        assertEquals(0, second.calls());
    }
}
