package dev.deepreasoning.pipeline;

import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.Message;
import dev.deepreasoning.canonical.ReasoningOptions.Mode;
import dev.deepreasoning.canonical.ReasoningOutcome;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.canonical.StreamEvent.BlockStarted;
import dev.deepreasoning.canonical.StreamEvent.TextDelta;
import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/// Lets Claude write the answer, with what R1 thought in its prompt.
@ApplicationScoped
public class SynthesisStage {
    /// Claude's blocks come behind those of search and reasoning.
    private static final int FIRST_BLOCK = 8;

    private final SynthesisModel claude;

    /// The stage.
    public SynthesisStage(SynthesisModel claude) {
        this.claude = claude;
    }

    /// The stage's events; none where R1 answers alone.
    Multi<StreamEvent> run(Transcript transcript) {
        if (transcript.plan.reasoningMode() == Mode.ONLY) {
            return Multi.createFrom().empty();
        }
        boolean partial = transcript.report(false).reasoning() == ReasoningOutcome.PARTIAL;
        HandOver handOver = HandOver.of(
                transcript.answerersRequest(),
                transcript.plan,
                transcript.reasoning.toString(),
                partial,
                transcript.nonce);
        if (transcript.request.reasoning().text() == null) {
            transcript.handedOver(handOver.tokens());
        }
        StageRecord record = transcript.begin(Stage.ANSWER);
        Multi<StreamEvent> answer =
                claude.answer(request(transcript.request, transcript.plan, handOver.messages()), record);
        return new AnswerShaper(
                        answer,
                        FIRST_BLOCK,
                        handOver.prefilled(),
                        transcript.plan.enforcedStops(),
                        transcript.sources(),
                        record)
                .onItem()
                .invoke(event -> {
                    if (event instanceof BlockStarted) {
                        transcript.produced();
                    } else if (event instanceof TextDelta text && !text.text().isEmpty()) {
                        transcript.written();
                    }
                })
                .onFailure(GatewayException.class)
                .invoke(failure -> record.failed((GatewayException) failure, System.nanoTime()))
                .onFailure(GatewayException.class)
                .transform(failure -> ((GatewayException) failure).at(Stage.ANSWER))
                .onCompletion()
                .invoke(() -> record.ended(System.nanoTime()));
    }

    /// What Claude would be asked before anybody has reasoned, for its own count of the prompt.
    static SynthesisRequest request(CanonicalRequest request, RequestPlan plan, List<Message> messages) {
        return new SynthesisRequest(
                plan.model(),
                messages,
                request.tools(),
                plan.toolChoice(),
                plan.outputFormat(),
                plan.maxTokens(),
                plan.temperature(),
                plan.topP(),
                plan.topK(),
                plan.stopSequences(),
                plan.thinkingDisabled(),
                plan.effort(),
                request.userId(),
                request.answererOverrides());
    }
}
