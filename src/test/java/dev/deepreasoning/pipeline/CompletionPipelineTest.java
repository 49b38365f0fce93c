package dev.deepreasoning.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.canonical.Block;
import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.canonical.Completion;
import dev.deepreasoning.canonical.ContentPart;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.EventAccumulator;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.JsonText;
import dev.deepreasoning.canonical.OutputFormat;
import dev.deepreasoning.canonical.ReasoningOptions;
import dev.deepreasoning.canonical.ReasoningOptions.Mode;
import dev.deepreasoning.canonical.ReasoningOutcome;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.canonical.StopReason;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.canonical.StreamEvent.BlockStarted;
import dev.deepreasoning.canonical.StreamEvent.BlockStopped;
import dev.deepreasoning.canonical.StreamEvent.Finished;
import dev.deepreasoning.canonical.StreamEvent.ReasoningDelta;
import dev.deepreasoning.canonical.StreamEvent.TextDelta;
import dev.deepreasoning.canonical.TokenUsage;
import dev.deepreasoning.canonical.ToolDefinition;
import dev.deepreasoning.pipeline.PipelineLimits.OnFailure;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class CompletionPipelineTest {
    private static final Run RUN = Pipelines.RUN;
    private static final Duration GUARD = Duration.ofSeconds(20);

    private final FakeModels models = new FakeModels();
    private OnFailure onFailure = OnFailure.ANSWER;
    private Preflight.When preflight = Preflight.When.AUTO;
    private Duration callTimeout = Duration.ofMinutes(15);
    private Duration usageTimeout = Duration.ofMinutes(1);
    private final AssertSubscriber<StreamEvent> ending = AssertSubscriber.create(Long.MAX_VALUE);

    private CompletionPipeline pipeline() {
        return Pipelines.of(models, Pipelines.NO_SEARCH, onFailure, preflight, callTimeout);
    }

    @Test
    void withoutAnEndpointNobodyCountsAPrompt() {
        assertEquals(
                java.util.Optional.empty(),
                pipeline().countTokens(Requests.ask("Why?").build()).await().atMost(GUARD));
    }

    private List<StreamEvent> events(CanonicalRequest request) {
        return pipeline().run(request, RUN).collect().asList().await().atMost(GUARD);
    }

    private Completion complete(CanonicalRequest request) {
        EventAccumulator accumulator = new EventAccumulator();
        events(request).forEach(accumulator::accept);
        return accumulator.completion();
    }

    private GatewayException failure(CanonicalRequest request) {
        return assertThrows(GatewayException.class, () -> events(request));
    }

    private static GatewayException upstreamError() {
        return GatewayException.of(ErrorKind.UPSTREAM_ERROR, "upstream_error", "It failed.");
    }

    @Test
    void reasonsThenAnswersWithTheReasoningInThePrompt() {
        Completion whole = complete(Requests.ask("2+2?").build());
        assertEquals(
                List.of("simple sum", "4"),
                whole.blocks().stream().map(Completion.CompletedBlock::text).toList());
        assertEquals(ReasoningOutcome.COMPLETE, whole.report().reasoning());
        assertEquals(StopReason.END_TURN, whole.stopReason());
        assertTrue(whole.report().simulated());
        assertEquals(RUN.id(), whole.id());
        assertEquals(
                "<thinking>\nsimple sum\n</thinking>",
                ((ContentPart.Text) models.answers
                                .getFirst()
                                .messages()
                                .getLast()
                                .content()
                                .getFirst())
                        .text());
        assertEquals(
                50 - whole.report().handedOverTokens(), whole.report().billed().input());
        assertEquals(17, whole.report().billed().output());
        assertEquals(1, models.warmUps);
    }

    private static final TokenUsage ESTIMATED = new TokenUsage(20, 0, 0, 0, 9, 9, true);
    private static final TokenUsage REPORTED = new TokenUsage(21, 0, 0, 0, 100, 13, false);

    /// A reasoner whose own answer is read on behind its reasoning.
    private StageRecord drained() {
        Function<StageRecord, Multi<StreamEvent>> before = models.reasoner;
        StageRecord[] reasoner = new StageRecord[1];
        models.reasoner = record -> {
            Multi<StreamEvent> events = before.apply(record);
            record.usage(ESTIMATED);
            record.background(() -> {});
            reasoner[0] = record;
            return events;
        };
        AssertSubscriber<StreamEvent> subscriber = Pipelines.of(
                        models, Pipelines.NO_SEARCH, onFailure, preflight, callTimeout, usageTimeout)
                .run(Requests.ask("2+2?").build(), RUN)
                .subscribe()
                .withSubscriber(ending);
        subscriber.assertNotTerminated();
        return reasoner[0];
    }

    private TokenUsage thought() {
        return ((Finished) ending.awaitCompletion(GUARD).getItems().getLast())
                .report()
                .usage(Stage.REASONING);
    }

    @Test
    void theEndWaitsForTheUsageOfAReasonerThatIsReadOn() {
        StageRecord reasoner = drained();
        assertEquals(
                "4",
                ending.getItems().stream()
                        .filter(TextDelta.class::isInstance)
                        .map(event -> ((TextDelta) event).text())
                        .toList()
                        .getLast(),
                "the answer itself waits for nothing");
        reasoner.usage(REPORTED);
        assertEquals(REPORTED, thought());
    }

    @Test
    void aReasonerThatEndsWithoutAReportIsWaitedForNoLonger() {
        drained().background(null);
        assertEquals(ESTIMATED, thought());
    }

    @Test
    void aReasonerThatReportsTooLateCountsByTheEstimate() {
        usageTimeout = Duration.ofMillis(50);
        drained();
        assertEquals(ESTIMATED, thought());
    }

    @Test
    void doesNotCallClaudeBeforeTheReasonerHasEnded() {
        AssertSubscriber<StreamEvent> subscriber = pipeline()
                .run(Requests.ask("2+2?").build(), RUN)
                .subscribe()
                .withSubscriber(AssertSubscriber.create(3));
        assertEquals(3, subscriber.getItems().size());
        assertTrue(models.answers.isEmpty());
        subscriber.request(Long.MAX_VALUE).awaitCompletion(GUARD);
        assertEquals(1, models.answers.size());
    }

    @Test
    void answersWithoutAReasonerThatIsDownAndSaysSo() {
        models.reasoner = _ -> Multi.createFrom().failure(upstreamError());
        Completion whole = complete(Requests.ask("2+2?").build());
        assertEquals(ReasoningOutcome.SKIPPED, whole.report().reasoning());
        assertEquals(1, whole.blocks().size());
        assertEquals(1, models.answers.getFirst().messages().size());
    }

    @Test
    void failsWhereTheReasonersOutageMustNotPass() {
        models.reasoner = _ -> Multi.createFrom().failure(upstreamError());
        assertEquals(
                ErrorKind.UPSTREAM_ERROR,
                failure(Requests.ask("2+2?").strict().build()).kind());
        assertEquals(
                ErrorKind.UPSTREAM_ERROR,
                failure(Requests.ask("2+2?").mode(Mode.ONLY).build()).kind());
        onFailure = OnFailure.ERROR;
        assertFalse(failure(Requests.ask("2+2?").build()).isAfterWork());
    }

    @Test
    void tellsTheOperatorOfAWrongKeyInsteadOfGoingOn() {
        models.reasoner = _ -> Multi.createFrom()
                .failure(GatewayException.of(ErrorKind.MODEL_UNAVAILABLE, "model_unavailable", "No."));
        assertEquals(
                ErrorKind.MODEL_UNAVAILABLE,
                failure(Requests.ask("2+2?").build()).kind());
        assertTrue(models.answers.isEmpty());
    }

    @Test
    void handsOverWhatADyingReasonerHadSaid() {
        models.reasoner = record -> {
            record.cut();
            return Multi.createFrom()
                    .items(
                            new BlockStarted(0, new Block.Reasoning()),
                            new ReasoningDelta(0, "half a th"),
                            new BlockStopped(0));
        };
        Completion whole = complete(Requests.ask("2+2?").build());
        assertEquals(ReasoningOutcome.PARTIAL, whole.report().reasoning());
        String handed = ((ContentPart.Text)
                        models.answers.getFirst().messages().getLast().content().getFirst())
                .text();
        assertTrue(handed.contains("half a th\n[This reasoning was cut before its end.]"), handed);
    }

    @Test
    void goesOnWithoutReasoningWhereThereWasNone() {
        models.reasoner = _ -> Multi.createFrom().empty();
        assertEquals(
                ReasoningOutcome.EMPTY,
                complete(Requests.ask("2+2?").build()).report().reasoning());
    }

    @Test
    void leavesTheReasonerOutWhereItIsOff() {
        Completion whole = complete(Requests.ask("2+2?").mode(Mode.OFF).build());
        assertEquals(ReasoningOutcome.OFF, whole.report().reasoning());
        assertTrue(models.reasonings.isEmpty());
        assertEquals(1, whole.report().stages().size());
    }

    @Test
    void letsTheReasonerAnswerAlone() {
        models.reasoner = record -> {
            record.stopped(StopReason.MAX_TOKENS, null, null);
            record.usage(new TokenUsage(20, 0, 0, 0, 15, 12, false));
            return Multi.createFrom()
                    .items(
                            new BlockStarted(0, new Block.Reasoning()),
                            new ReasoningDelta(0, "sum"),
                            new BlockStopped(0),
                            new BlockStarted(1, new Block.Text()),
                            new TextDelta(1, "4"),
                            new BlockStopped(1));
        };
        Completion whole = complete(Requests.ask("2+2?").mode(Mode.ONLY).build());
        assertTrue(models.answers.isEmpty());
        assertEquals(StopReason.MAX_TOKENS, whole.stopReason());
        assertEquals(20, whole.report().billed().input());
        assertTrue(models.reasonings.getFirst().answerWanted());
        assertEquals(0, models.warmUps);
    }

    @Test
    void takesReasoningThatTheCallerBrings() {
        ReasoningOptions brought = new ReasoningOptions(null, true, null, null, "my thoughts");
        Completion whole = complete(Requests.ask("2+2?").reasoning(brought).build());
        assertTrue(models.reasonings.isEmpty());
        assertEquals(ReasoningOutcome.COMPLETE, whole.report().reasoning());
        assertEquals(0, whole.report().handedOverTokens());
        assertEquals(2, models.answers.getFirst().messages().size());
    }

    @Test
    void marksFailuresAfterTheReasonerHasWorked() {
        models.answerer = _ -> Multi.createFrom().failure(upstreamError());
        assertTrue(failure(Requests.ask("2+2?").build()).isAfterWork());
    }

    @Test
    void hidesAFaultOfItsOwn() {
        models.answerer = _ -> Multi.createFrom().failure(new IllegalStateException("secret"));
        GatewayException failure = failure(Requests.ask("2+2?").build());
        assertEquals(ErrorKind.INTERNAL, failure.kind());
        assertEquals("The gateway failed.", failure.publicMessage());
    }

    @Test
    void refusesAnUnknownModelBeforeAnything() {
        assertEquals(
                "model_not_found",
                failure(Requests.ask("x").model("gpt-9").build()).code());
        assertTrue(models.reasonings.isEmpty());
    }

    @Test
    void enforcesAWhiteSpaceStopInTheAnswerOnly() {
        AtomicBoolean cancelled = new AtomicBoolean();
        models.answerer = record -> Multi.createFrom()
                .<StreamEvent>items(
                        new BlockStarted(0, new Block.Text()),
                        new TextDelta(0, "one\n"),
                        new TextDelta(0, "\ntwo"),
                        new TextDelta(0, "three"),
                        new BlockStopped(0))
                .onCancellation()
                .invoke(() -> cancelled.set(true));
        Completion whole = complete(Requests.ask("2+2?").stop("\n\n").build());
        assertEquals("one", whole.blocks().getLast().text());
        assertEquals(StopReason.STOP_SEQUENCE, whole.stopReason());
        assertEquals("\n\n", whole.stopSequence());
        assertTrue(cancelled.get());
    }

    @Test
    void givesBackTextHeldForAStopThatNeverCame() {
        models.answerer = record -> Multi.createFrom()
                .items(new BlockStarted(0, new Block.Text()), new TextDelta(0, "one\n"), new BlockStopped(0));
        assertEquals(
                "one\n",
                complete(Requests.ask("2+2?").stop("\n\n").build())
                        .blocks()
                        .getLast()
                        .text());
    }

    @Test
    void cancelsTheUpstreamAndWhatRunsInTheBackground() {
        AtomicBoolean cancelled = new AtomicBoolean();
        AtomicBoolean abandoned = new AtomicBoolean();
        models.answerer =
                _ -> Multi.createFrom().<StreamEvent>nothing().onCancellation().invoke(() -> cancelled.set(true));
        AssertSubscriber<StreamEvent> subscriber = pipeline()
                .run(Requests.ask("2+2?").build(), RUN)
                .subscribe()
                .withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
        models.records.getFirst().background(() -> abandoned.set(true));
        subscriber.cancel();
        assertTrue(cancelled.get());
        assertTrue(abandoned.get());
    }

    @Test
    void endsACallThatTakesTooLong() {
        callTimeout = Duration.ofMillis(50);
        models.answerer = _ -> Multi.createFrom().nothing();
        assertEquals(
                ErrorKind.UPSTREAM_TIMEOUT,
                failure(Requests.ask("2+2?").build()).kind());
    }

    private static CanonicalRequest withTool() {
        return Requests.ask("Weather?")
                .tool(new ToolDefinition("w", "weather", JsonText.EMPTY_OBJECT, null, null))
                .build();
    }

    @Test
    void letsClaudeRefuseAToolRequestBeforeTheReasonerIsHeard() {
        models.count = Uni.createFrom()
                .failure(GatewayException.of(
                        ErrorKind.CONTEXT_LENGTH,
                        "context_length_exceeded",
                        "prompt is too long: 2 tokens > 1 maximum"));
        AtomicBoolean cancelled = new AtomicBoolean();
        models.reasoner =
                _ -> Multi.createFrom().<StreamEvent>nothing().onCancellation().invoke(() -> cancelled.set(true));
        GatewayException failure = failure(withTool());
        assertEquals(ErrorKind.CONTEXT_LENGTH, failure.kind());
        assertFalse(failure.isAfterWork());
        assertTrue(cancelled.get());
    }

    @Test
    void tellsTheCountBeforeTheFirstWord() {
        for (long demand : new long[] {1, Long.MAX_VALUE}) {
            AssertSubscriber<StreamEvent> subscriber =
                    pipeline().run(withTool(), RUN).subscribe().withSubscriber(AssertSubscriber.create(demand));
            for (int i = 0; i < 20 && demand == 1; i++) {
                subscriber.request(1);
            }
            subscriber.awaitCompletion(GUARD);
            StreamEvent told = subscriber.getItems().get(1);
            assertEquals(new StreamEvent.UsageReported(Stage.ANSWER, new TokenUsage(50, 0, 0, 0, 0, 0, false)), told);
            assertInstanceOf(
                    StreamEvent.BlockStarted.class, subscriber.getItems().get(2));
        }
    }

    @Test
    void ignoresACountThatFailsByItself() {
        models.count = Uni.createFrom().failure(upstreamError());
        assertEquals(2, complete(withTool()).blocks().size());
    }

    @Test
    void waitsForTheCountTwoSecondsAtMost() {
        models.count = Uni.createFrom().nothing();
        assertEquals(2, complete(withTool()).blocks().size());
    }

    @Test
    void countsOnlyWhereItPaysUnlessToldOtherwise() {
        models.count = Uni.createFrom().failure(GatewayException.of(ErrorKind.INVALID_REQUEST, null, "No."));
        assertEquals(2, complete(Requests.ask("2+2?").build()).blocks().size());
        assertEquals(
                ErrorKind.INVALID_REQUEST,
                failure(Requests.ask("2+2?")
                                .format(new OutputFormat.JsonObject())
                                .build())
                        .kind());
        preflight = Preflight.When.NEVER;
        assertEquals(2, complete(withTool()).blocks().size());
        preflight = Preflight.When.ALWAYS;
        assertEquals(
                ErrorKind.INVALID_REQUEST, failure(Requests.ask("2+2?").build()).kind());
    }
}
