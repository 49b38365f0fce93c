package dev.deepreasoning.pipeline;

import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.ReasoningOptions.Mode;
import dev.deepreasoning.canonical.ReasoningOutcome;
import dev.deepreasoning.canonical.Sampling;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.canonical.StreamEvent.BlockStarted;
import dev.deepreasoning.canonical.StreamEvent.ReasoningDelta;
import dev.deepreasoning.canonical.StreamEvent.TextDelta;
import dev.deepreasoning.pipeline.PipelineLimits.OnFailure;
import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Lets R1 think, keeps what it thought for the hand-over, and decides what its failure means.
@ApplicationScoped
public class ReasoningStage {
    private static final long WARM_EVERY_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final ReasoningModel reasoner;
    private final SynthesisModel claude;
    private final PipelineLimits limits;

    /// The stage.
    public ReasoningStage(ReasoningModel reasoner, SynthesisModel claude, PipelineLimits limits) {
        this.reasoner = reasoner;
        this.claude = claude;
        this.limits = limits;
    }

    /// The stage's events; ends empty where the reasoner is skipped.
    Multi<StreamEvent> run(Transcript transcript) {
        return switch (transcript.plan.reasoningMode()) {
            case OFF -> Multi.createFrom().empty();
            case ON, ONLY -> brought(transcript) ? Multi.createFrom().empty() : reason(transcript);
        };
    }

    /// The caller brings the reasoning: it is handed over as it is, and not shown again.
    private static boolean brought(Transcript transcript) {
        String text = transcript.request.reasoning().text();
        if (text == null || text.isBlank()) {
            return false;
        }
        transcript.reasoning.append(text);
        transcript.outcome(ReasoningOutcome.COMPLETE);
        return true;
    }

    private Multi<StreamEvent> reason(Transcript transcript) {
        StageRecord record = transcript.begin(Stage.REASONING);
        WarmUp warmUp = new WarmUp();
        return reasoner.reason(request(transcript), record)
                .onItem()
                .invoke(event -> {
                    if (event instanceof ReasoningDelta delta) {
                        transcript.reasoning.append(delta.text());
                        warmUp.now(transcript);
                    } else if (event instanceof BlockStarted) {
                        transcript.produced();
                    } else if (event instanceof TextDelta text && !text.text().isEmpty()) {
                        transcript.written();
                    }
                })
                .onCompletion()
                .invoke(() -> {
                    record.ended(System.nanoTime());
                    transcript.outcome(outcome(transcript, record));
                })
                .onFailure(GatewayException.class)
                .recoverWithMulti(failure -> failed(transcript, record, (GatewayException) failure));
    }

    private ReasoningRequest request(Transcript transcript) {
        RequestPlan plan = transcript.plan;
        Sampling sampling = transcript.request.sampling();
        Duration total = transcript.request.stream() ? limits.streamTimeout() : limits.wholeTimeout();
        return new ReasoningRequest(
                ReasonerPrompt.of(transcript.reasonersMessages(), transcript.request.prefill()),
                plan.reasoningCap(),
                sampling.temperature(),
                sampling.topP(),
                transcript.request.reasoning().effort(),
                plan.reasoningMode() == Mode.ONLY,
                total,
                transcript.request.userId(),
                transcript.request.reasonerOverrides());
    }

    private static ReasoningOutcome outcome(Transcript transcript, StageRecord record) {
        if (transcript.reasoning.isEmpty()) {
            return ReasoningOutcome.EMPTY;
        }
        return record.partial() ? ReasoningOutcome.PARTIAL : ReasoningOutcome.COMPLETE;
    }

    private Multi<StreamEvent> failed(Transcript transcript, StageRecord record, GatewayException failure) {
        record.failed(failure, System.nanoTime());
        boolean fatal = transcript.plan.reasoningMode() == Mode.ONLY
                || transcript.request.strict()
                || limits.onFailure() == OnFailure.ERROR
                || !isOutage(failure.kind());
        if (fatal) {
            return Multi.createFrom().failure(failure.at(Stage.REASONING));
        }
        transcript.outcome(ReasoningOutcome.SKIPPED);
        return Multi.createFrom().empty();
    }

    /// A wrong key, no credit or an unknown model is for the operator to notice; the rest passes.
    private static boolean isOutage(ErrorKind kind) {
        return switch (kind) {
            case RATE_LIMITED,
                    UPSTREAM_ERROR,
                    UPSTREAM_TIMEOUT,
                    OVERLOADED,
                    CONTEXT_LENGTH,
                    INVALID_REQUEST,
                    TOO_LARGE -> true;
            case AUTHENTICATION,
                    INSUFFICIENT_CREDITS,
                    PERMISSION,
                    NOT_FOUND,
                    MODEL_NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    CONFLICT,
                    UNSUPPORTED_MEDIA_TYPE,
                    UNPROCESSABLE,
                    INTERNAL,
                    MODEL_UNAVAILABLE -> false;
        };
    }

    /// Keeps a connection to Claude warm while R1 thinks; an idle one would be closed before a long thought ends.
    private final class WarmUp {
        private long last;

        void now(Transcript transcript) {
            long now = System.nanoTime();
            if (transcript.plan.reasoningMode() == Mode.ON && (last == 0 || now - last > WARM_EVERY_NANOS)) {
                last = now;
                claude.warmUp().subscribe().with(_ -> {}, _ -> {});
            }
        }
    }
}
