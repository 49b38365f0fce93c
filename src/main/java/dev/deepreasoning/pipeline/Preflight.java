package dev.deepreasoning.pipeline;

import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.canonical.ContentPart;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.ReasoningOptions.Mode;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.canonical.StreamEvent.UsageReported;
import dev.deepreasoning.canonical.TokenUsage;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Asks Claude's free token count while R1 begins to think, so that a request which Claude would refuse costs nothing
/// and gets a real 400. The answer's head waits for it, 2 s at most, and can tell it; its own failure is ignored.
@ApplicationScoped
public class Preflight {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final SynthesisModel claude;
    private final When when;

    /// The check.
    ///
    /// @param when `auto`: with tools, media, structured output or more than half the window; `always`; `never`
    public Preflight(
            SynthesisModel claude,
            @ConfigProperty(name = "deepreasoning.anthropic.preflight", defaultValue = "auto") When when) {
        this.claude = claude;
        this.when = when;
    }

    /// The reasoning, held back and ended by the check where one is made.
    Multi<StreamEvent> guard(Multi<StreamEvent> reasoning, Transcript transcript, Run run) {
        if (!wanted(transcript)) {
            return reasoning;
        }
        Uni<Long> check = count(transcript.answerersRequest(), transcript.plan)
                .onFailure(Preflight::isOurs)
                .recoverWithItem(0L)
                .onFailure(GatewayException.class)
                .transform(failure -> failure.at(Stage.ANSWER))
                .memoize()
                .indefinitely();
        Uni<Long> patience = check.ifNoItem().after(PATIENCE).recoverWithItem(0L);
        Multi<StreamEvent> ended = Interruption.ending(reasoning, check, run.loop());
        return Interruption.holding(ended, patience.map(Preflight::told), run.loop());
    }

    private static Optional<StreamEvent> told(long tokens) {
        return tokens == 0
                ? Optional.empty()
                : Optional.of(new UsageReported(Stage.ANSWER, new TokenUsage(tokens, 0, 0, 0, 0, 0, false)));
    }

    /// Claude's count of a prompt.
    Uni<Long> count(CanonicalRequest request, RequestPlan plan) {
        return claude.countTokens(SynthesisStage.request(
                request, plan, EarlierReasoning.of(request.messages()).messages()));
    }

    private boolean wanted(Transcript transcript) {
        if (transcript.plan.reasoningMode() != Mode.ON || when == When.NEVER) {
            return false;
        }
        CanonicalRequest request = transcript.request;
        return when == When.ALWAYS
                || !request.tools().isEmpty()
                || request.outputFormat() != null
                || ReasonerPrompt.hidesMedia(request.messages())
                || request.messages().stream()
                        .flatMap(message -> message.content().stream())
                        .anyMatch(ContentPart.Document.class::isInstance)
                || PromptSize.estimate(request) > transcript.plan.model().contextWindow() / 2;
    }

    /// Any failure but Claude's refusal of the request itself.
    static boolean isOurs(Throwable failure) {
        return !(failure instanceof GatewayException exception
                && (exception.kind() == ErrorKind.CONTEXT_LENGTH || exception.kind() == ErrorKind.INVALID_REQUEST));
    }

    /// When the check is made.
    public enum When {
        AUTO,
        ALWAYS,
        NEVER
    }
}
