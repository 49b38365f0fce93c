package dev.deepreasoning.upstream.anthropic;

import static dev.deepreasoning.upstream.anthropic.FakeClaude.END;
import static dev.deepreasoning.upstream.anthropic.FakeClaude.OVERLOADED;
import static dev.deepreasoning.upstream.anthropic.FakeClaude.START;
import static dev.deepreasoning.upstream.anthropic.FakeClaude.TEXT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.canonical.BreakerObserver;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.canonical.StopReason;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.canonical.StreamEvent.TextDelta;
import dev.deepreasoning.catalog.AnthropicConfig;
import dev.deepreasoning.catalog.AnthropicEndpoint;
import dev.deepreasoning.catalog.Catalog;
import dev.deepreasoning.catalog.Catalogs;
import dev.deepreasoning.catalog.ReasonerHost;
import dev.deepreasoning.catalog.Upstreams;
import dev.deepreasoning.pipeline.StageRecord;
import dev.deepreasoning.pipeline.SynthesisRequest;
import dev.deepreasoning.upstream.Egress;
import dev.deepreasoning.upstream.EventStreamClient;
import dev.deepreasoning.upstream.OpeningGuards;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jboss.resteasy.reactive.RestResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnthropicSynthesisModelTest {
    private static final Duration GUARD = Duration.ofSeconds(20);
    private static final String WHOLE = START + TEXT + END;

    private final Vertx vertx = Vertx.vertx();
    private final EventStreamClient client = new EventStreamClient(vertx, Egress.DIRECT);
    private final StageRecord record = new StageRecord(Stage.ANSWER, System.nanoTime());
    private final Catalog catalog = Catalogs.builtIn();
    private final FakeClaude first = new FakeClaude(vertx);
    private final FakeClaude second = new FakeClaude(vertx);
    private final List<AnthropicEndpoint> endpoints = new ArrayList<>(List.of(first.endpoint("first")));
    private Duration idle = GUARD;
    private Duration firstToken = GUARD;
    private Uni<RestResponse<String>> counted = Uni.createFrom().nothing();

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private AnthropicSynthesisModel model() {
        Upstreams upstreams = new Upstreams() {
            @Override
            public boolean simulated() {
                return false;
            }

            @Override
            public List<ReasonerHost> reasoners() {
                return List.of();
            }

            @Override
            public List<AnthropicEndpoint> anthropic() {
                return endpoints;
            }
        };
        AnthropicConfig config = new AnthropicConfig() {
            @Override
            public Map<String, Endpoint> endpoints() {
                return Map.of();
            }

            @Override
            public Duration firstTokenTimeout() {
                return firstToken;
            }

            @Override
            public Duration idleTimeout() {
                return idle;
            }
        };
        AnthropicApis apis = new AnthropicApis(Egress.DIRECT) {
            @Override
            AnthropicApi of(AnthropicEndpoint endpoint) {
                return (key, version, beta, body) -> counted;
            }
        };
        return new AnthropicSynthesisModel(
                client, upstreams, catalog, apis, config, new OpeningGuards(vertx, BreakerObserver.NONE));
    }

    private AssertSubscriber<StreamEvent> subscribe(SynthesisRequest request) {
        return model().answer(request, record).subscribe().withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
    }

    private AssertSubscriber<StreamEvent> ask() {
        return subscribe(Asked.question().build());
    }

    private static String text(AssertSubscriber<StreamEvent> answer) {
        StringBuilder text = new StringBuilder();
        for (StreamEvent event : answer.awaitCompletion(GUARD).getItems()) {
            if (event instanceof TextDelta delta) {
                text.append(delta.text());
            }
        }
        return text.toString();
    }

    private static GatewayException failure(AssertSubscriber<StreamEvent> answer) {
        return (GatewayException) answer.awaitFailure(GUARD).getFailure();
    }

    private static void await(java.util.function.BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + GUARD.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "waited too long");
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    @Test
    void answers() {
        first.thenStream(WHOLE);
        assertEquals("Hi", text(ask()));
        assertEquals(StopReason.END_TURN, record.stopReason());
        assertEquals("claude-served", record.report(System.nanoTime()).model());
        assertEquals("first", record.report(System.nanoTime()).host());
        assertEquals("/v1/messages", first.requests.getFirst().path());
        assertEquals("key-first", first.header(0, "x-api-key"));
        assertEquals("2023-06-01", first.header(0, "anthropic-version"));
        assertEquals("one", first.header(0, "anthropic-beta"));
        assertTrue(first.bodies.getFirst().contains("\"stream\":true"));
    }

    @Test
    void bringsTheCallersKeyAndHeadersToTheFirstEndpointAlone() {
        first.thenError(529, "overloaded_error", "Overloaded");
        second.thenStream(WHOLE);
        endpoints.add(second.endpoint("second"));
        GatewayException failure = failure(subscribe(Asked.question()
                .overrides("theirs", Map.of("Anthropic-Beta", "two", "x-more", "1"), Map.of())
                .build()));
        assertEquals(ErrorKind.OVERLOADED, failure.kind());
        assertEquals("theirs", first.header(0, "x-api-key"));
        assertEquals("one,two", first.header(0, "anthropic-beta"));
        assertEquals("1", first.header(0, "x-more"));
        assertEquals(0, second.calls());
    }

    @Test
    void retriesWhatPassesAndHonoursRetryAfter() {
        first.thenStatus(429, "0.4", "{}")
                .thenError(529, "overloaded_error", "Overloaded")
                .thenStream(WHOLE);
        long start = System.nanoTime();
        assertEquals("Hi", text(ask()));
        assertEquals(3, first.calls());
        assertTrue(System.nanoTime() - start >= Duration.ofMillis(400).toNanos());
    }

    @Test
    void retriesAnErrorInsideTheStreamBeforeTheFirstDelta() {
        first.thenStream(START + OVERLOADED).thenStream(WHOLE);
        assertEquals("Hi", text(ask()));
        assertEquals(2, first.calls());
    }

    @Test
    void retriesAConnectionThatBreaksBeforeTheFirstDelta() {
        first.thenCut(START).then(response -> response.reset()).thenStream(WHOLE);
        assertEquals("Hi", text(ask()));
        assertEquals(3, first.calls());
    }

    @Test
    void givesUpAfterThreeAttempts() {
        first.thenError(500, "api_error", "x");
        assertEquals(ErrorKind.UPSTREAM_ERROR, failure(ask()).kind());
        assertEquals(3, first.calls());
    }

    @Test
    void passesOnAWaitThatIsTooLong() {
        first.thenStatus(429, "120", "{}");
        GatewayException failure = failure(ask());
        assertEquals(ErrorKind.RATE_LIMITED, failure.kind());
        assertEquals(Duration.ofMinutes(2), failure.retryAfter());
        assertFalse(failure.isAfterWork());
        assertEquals(1, first.calls());
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid_request_error, INVALID_REQUEST",
        "401, authentication_error, UPSTREAM_ERROR",
        "402, billing_error, MODEL_UNAVAILABLE",
        "403, permission_error, UPSTREAM_ERROR",
        "413, request_too_large, TOO_LARGE"
    })
    void doesNotRepeatARefusal(int status, String type, ErrorKind expected) {
        first.thenError(status, type, "x");
        assertEquals(expected, failure(ask()).kind());
        assertEquals(1, first.calls());
    }

    @Test
    void marksAFailureAfterTheFirstDelta() {
        first.thenStream(START + TEXT + OVERLOADED);
        AssertSubscriber<StreamEvent> answer = ask();
        GatewayException failure = failure(answer);
        assertEquals(ErrorKind.OVERLOADED, failure.kind());
        assertTrue(failure.isAfterWork());
        assertTrue(answer.getItems().contains(new TextDelta(0, "Hi")));
        assertEquals(1, first.calls());
    }

    @Test
    void failsWhenCutAfterTheFirstDelta() {
        first.thenCut(START + TEXT);
        GatewayException failure = failure(ask());
        assertEquals(ErrorKind.UPSTREAM_ERROR, failure.kind());
        assertTrue(failure.isAfterWork());
        assertEquals(1, first.calls());
    }

    @Test
    void failsWhenTheStreamGoesSilent() {
        idle = Duration.ofMillis(200);
        first.thenStall(START + TEXT);
        GatewayException failure = failure(ask());
        assertEquals(ErrorKind.UPSTREAM_TIMEOUT, failure.kind());
        assertTrue(failure.isAfterWork());
    }

    @Test
    void triesTheNextEndpointAtOnceWhereTheFirstSaysNothingInTime() {
        firstToken = Duration.ofMillis(200);
        first.thenStall(START);
        second.thenStream(WHOLE);
        endpoints.add(second.endpoint("second"));
        assertEquals("Hi", text(ask()));
        assertEquals(1, first.calls());
        assertEquals("second", record.report(System.nanoTime()).host());
    }

    @ParameterizedTest
    @CsvSource({"401, authentication_error", "404, not_found_error", "400, invalid_request_error"})
    void movesToTheNextEndpointUnlessTheRequestIsToBlame(int status, String type) {
        first.thenError(status, type, "model: x");
        second.thenStream(WHOLE);
        endpoints.add(second.endpoint("second"));
        if (status == 400) {
            assertEquals(ErrorKind.INVALID_REQUEST, failure(ask()).kind());
            assertEquals(0, second.calls());
        } else {
            assertEquals("Hi", text(ask()));
        }
    }

    @Test
    void asksOneEndpointAlone() {
        second.thenStream(WHOLE);
        endpoints.add(second.endpoint("second"));
        AssertSubscriber<StreamEvent> answer = model().answerAt(
                        "second", Asked.question().build(), record)
                .subscribe()
                .withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
        assertEquals("Hi", text(answer));
        assertEquals(0, first.calls());
        AssertSubscriber<StreamEvent> nowhere = model().answerAt(
                        "third", Asked.question().build(), record)
                .subscribe()
                .withSubscriber(AssertSubscriber.create(1));
        assertEquals(ErrorKind.MODEL_UNAVAILABLE, failure(nowhere).kind());
    }

    @Test
    void lowersTheBoundOnceWhereItDoesNotFitTheWindow() {
        first.thenError(
                        400,
                        "invalid_request_error",
                        "input length and `max_tokens` exceed context limit: 199950 + 100 > 200000")
                .thenStream(WHOLE);
        assertEquals("Hi", text(ask()));
        assertTrue(first.bodies.get(1).contains("\"max_tokens\":50,"));
    }

    @Test
    void doesNotLowerTheBoundASecondTime() {
        first.thenError(
                400,
                "invalid_request_error",
                "input length and `max_tokens` exceed context limit: 199950 + 100 > 200000");
        assertEquals(ErrorKind.CONTEXT_LENGTH, failure(ask()).kind());
        assertEquals(2, first.calls());
    }

    @Test
    void remembersAModelThatIsGone() {
        first.thenError(404, "not_found_error", "model: claude-sonnet-4-5-20250929");
        assertEquals(ErrorKind.MODEL_NOT_FOUND, failure(ask()).kind());
        String replaced = catalog.resolve(Catalog.OWN_NAME, null).answerer().id();
        assertFalse(replaced.equals("claude-sonnet-4-5-20250929"));
    }

    @Test
    void doesNotBelieveACallersKeyThatAModelIsGone() {
        first.thenError(404, "not_found_error", "model: claude-sonnet-4-5-20250929");
        failure(subscribe(
                Asked.question().overrides("theirs", Map.of(), Map.of()).build()));
        assertEquals(
                "claude-sonnet-4-5-20250929",
                catalog.resolve(Catalog.OWN_NAME, null).answerer().id());
    }

    @Test
    void refusesWithoutAnyEndpoint() {
        endpoints.clear();
        assertEquals(ErrorKind.MODEL_UNAVAILABLE, failure(ask()).kind());
        GatewayException uncounted = (GatewayException) countFailure();
        assertEquals(ErrorKind.MODEL_UNAVAILABLE, uncounted.kind());
        model().warmUp().await().atMost(GUARD);
    }

    @Test
    void closesTheCallWhenTheCallerLeavesBeforeTheFirstDelta() throws InterruptedException {
        first.thenStall(START);
        AssertSubscriber<StreamEvent> answer = ask();
        await(() -> first.calls() == 1);
        answer.cancel();
        assertTrue(first.closed.await(10, TimeUnit.SECONDS));
        assertEquals(1, first.calls());
    }

    @Test
    void closesTheCallWhenTheCallerLeavesDuringTheAnswer() throws InterruptedException {
        first.thenStall(START + TEXT);
        AssertSubscriber<StreamEvent> answer = ask();
        answer.awaitItems(3, GUARD);
        answer.cancel();
        assertTrue(first.closed.await(10, TimeUnit.SECONDS));
    }

    @Test
    void makesNoFurtherAttemptWhenTheCallerLeavesDuringTheWait() throws InterruptedException {
        first.thenStatus(429, "0.3", "{}").thenStream(WHOLE);
        AssertSubscriber<StreamEvent> answer = ask();
        await(() -> first.calls() == 1);
        answer.cancel();
        // Long enough for the wait of 0.3 s and its jitter: there is no event to wait for.
        assertFalse(first.closed.await(900, TimeUnit.MILLISECONDS) && first.calls() > 1);
        assertEquals(1, first.calls());
        assertTrue(answer.getItems().isEmpty());
    }

    @Test
    void restsAnEndpointThatFailsAgainAndAgainWhileAnotherServes() {
        first.thenError(500, "api_error", "x");
        second.thenStream(WHOLE);
        endpoints.add(second.endpoint("second"));
        AnthropicSynthesisModel model = model();
        failSevenTimes(model, true);
        int calls = first.calls();
        assertEquals("Hi", text(asked(model)));
        assertEquals(calls, first.calls());
    }

    @Test
    void triesTheOnlyEndpointOnceMoreHoweverOftenItFailed() {
        first.thenError(500, "api_error", "x");
        AnthropicSynthesisModel model = model();
        failSevenTimes(model, false);
        int calls = first.calls();
        assertEquals(ErrorKind.UPSTREAM_ERROR, failure(asked(model)).kind());
        assertEquals(calls + 1, first.calls());
    }

    private AssertSubscriber<StreamEvent> asked(AnthropicSynthesisModel model) {
        return model.answer(Asked.question().build(), record)
                .subscribe()
                .withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
    }

    private void failSevenTimes(AnthropicSynthesisModel model, boolean served) {
        List<AssertSubscriber<StreamEvent>> answers = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            answers.add(asked(model));
        }
        for (AssertSubscriber<StreamEvent> answer : answers) {
            if (served) {
                assertEquals("Hi", text(answer));
            } else {
                failure(answer);
            }
        }
    }

    @Test
    void keepsTheConnectionForTheNextCall() {
        first.thenStream(WHOLE);
        AnthropicSynthesisModel model = model();
        for (int i = 0; i < 2; i++) {
            assertEquals(
                    "Hi",
                    text(model.answer(Asked.question().build(), record)
                            .subscribe()
                            .withSubscriber(AssertSubscriber.create(Long.MAX_VALUE))));
        }
        assertEquals(
                first.requests.getFirst().remoteAddress(), first.requests.get(1).remoteAddress());
    }

    @Test
    void warmsOneConnectionAndUsesIt() {
        first.thenStatus(200, null, "{}").thenStream(WHOLE);
        AnthropicSynthesisModel model = model();
        model.warmUp().await().atMost(GUARD);
        model.warmUp().await().atMost(GUARD);
        assertEquals(
                "/v1/models/claude-sonnet-4-5-20250929",
                first.requests.getFirst().path());
        assertEquals(1, first.calls());
        assertEquals(
                "Hi",
                text(model.answer(Asked.question().build(), record)
                        .subscribe()
                        .withSubscriber(AssertSubscriber.create(Long.MAX_VALUE))));
        assertEquals(
                first.requests.getFirst().remoteAddress(), first.requests.get(1).remoteAddress());
    }

    @Test
    void warmingNeverFails() {
        endpoints.set(
                0, new AnthropicEndpoint("dead", URI.create("http://127.0.0.1:1/"), null, "2023-06-01", Map.of(), 1));
        assertNull(model().warmUp().await().atMost(GUARD));
    }

    private Throwable countFailure() {
        return model().countTokens(Asked.question().build())
                .onItem()
                .transform(_ -> (Throwable) null)
                .onFailure()
                .recoverWithItem(failure -> failure)
                .await()
                .atMost(GUARD);
    }

    private static Uni<RestResponse<String>> answer(int status, String body) {
        return Uni.createFrom()
                .item(RestResponse.ResponseBuilder.<String>create(status)
                        .entity(body)
                        .build());
    }

    @Test
    void countsAPrompt() {
        counted = answer(200, "{\"context_management\":{\"x\":3},\"input_tokens\":2095}");
        assertEquals(2095, model().countTokens(Asked.question().build()).await().atMost(GUARD));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | {\"error\":{\"message\":\"prompt is too long: 3 tokens > 2 maximum\"}} | CONTEXT_LENGTH",
                "400 | {\"error\":{\"message\":\"tools.0: no\"}} | INVALID_REQUEST",
                "404 | {\"error\":{\"message\":\"model: x\"}} | MODEL_NOT_FOUND",
                "200 | {\"tokens\":1} | UPSTREAM_ERROR",
                "200 | {\"tok | UPSTREAM_ERROR",
                "204 |  | UPSTREAM_ERROR"
            })
    void tellsWhyItCouldNotCount(int status, String body, ErrorKind expected) {
        counted = answer(status, body);
        assertEquals(expected, ((GatewayException) countFailure()).kind());
    }

    @Test
    void tellsThatTheCounterCannotBeReached() {
        counted = Uni.createFrom().failure(new java.io.IOException("refused"));
        GatewayException failure = (GatewayException) countFailure();
        assertEquals(ErrorKind.UPSTREAM_ERROR, failure.kind());
        assertNotNull(failure.getCause());
    }
}
