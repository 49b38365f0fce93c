package dev.deepreasoning.pipeline;

import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.ReasoningOptions.Mode;
import dev.deepreasoning.canonical.StopReason;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.canonical.StreamEvent.Finished;
import dev.deepreasoning.canonical.StreamEvent.Started;
import dev.deepreasoning.catalog.Catalog;
import dev.deepreasoning.catalog.ReasonerHost;
import dev.deepreasoning.catalog.ResolvedModel;
import dev.deepreasoning.catalog.Upstreams;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// The one flow: started, search, reasoning, answer, sources, finished. A stage is not begun before the one before it has ended.
@ApplicationScoped
public class CompletionPipeline {
    private static final double NO_MINIMUM = 0;
    private static final int LONGEST_THOUGHT = 65_536;
    /// What a host is allowed beyond the cap, for its tags, and the one delta in which the cap is met.
    private static final int ROOM = 128;
    /// The same where R1 answers alone: its host bounds reasoning and answer together.
    private static final int ONLY_ROOM = 8_192;

    private final Catalog catalog;
    private final Upstreams upstreams;
    private final SearchStage search;
    private final ReasoningStage reasoning;
    private final Preflight preflight;
    private final SynthesisStage synthesis;
    private final PipelineLimits limits;

    /// The pipeline.
    public CompletionPipeline(
            Catalog catalog,
            Upstreams upstreams,
            SearchStage search,
            ReasoningStage reasoning,
            Preflight preflight,
            SynthesisStage synthesis,
            PipelineLimits limits) {
        this.catalog = catalog;
        this.upstreams = upstreams;
        this.search = search;
        this.reasoning = reasoning;
        this.preflight = preflight;
        this.synthesis = synthesis;
        this.limits = limits;
    }

    /// Runs a request. The Multi holds to the grammar of [StreamEvent], fails with a [GatewayException] and nothing
    /// else, and can be subscribed once; cancelling it closes every upstream call of the run.
    ///
    /// @throws GatewayException at once where the request names a model that cannot serve it
    public Multi<StreamEvent> run(CanonicalRequest request, Run run) {
        ResolvedModel resolved = catalog.resolve(request.model(), request.anthropicModel());
        RequestPlan plan = new RequestPlanner(request, resolved, reasonerMinTemperature()).plan();
        Transcript transcript = new Transcript(request, plan, nonce(run), run.observer());
        run.observer().begun(() -> transcript.report(upstreams.simulated()));
        Started started = new Started(run.id(), run.created(), request.model(), plan.adjusted());
        Multi<StreamEvent> stages = Multi.createBy()
                .concatenating()
                .streams(
                        Multi.createFrom().item(started),
                        Multi.createFrom().deferred(() -> search.run(transcript, run.owner())),
                        Multi.createFrom().deferred(() -> preflight.guard(reasoning.run(transcript), transcript, run)),
                        Multi.createFrom().deferred(() -> synthesis.run(transcript)),
                        Multi.createFrom()
                                .deferred(() -> search.footer(
                                        transcript, last(transcript).stopReason())),
                        Multi.createFrom().deferred(() -> end(transcript, run)));
        Uni<Void> deadline = Uni.createFrom()
                .<Void>nothing()
                .ifNoItem()
                .after(limits.callTimeout())
                .failWith(() -> GatewayException.of(
                        ErrorKind.UPSTREAM_TIMEOUT, "upstream_timeout", "The call took longer than its total limit."));
        return Interruption.ending(stages, deadline, run.loop())
                .onFailure()
                .transform(failure -> told(failure, transcript))
                .onTermination()
                .invoke((failure, cancelled) -> {
                    if (failure != null || cancelled) {
                        transcript.abandon();
                    }
                });
    }

    /// What a request will use at most.
    ///
    /// @throws GatewayException where the request names a model that cannot serve it, or is refused by its plan
    public Foreseen foresee(CanonicalRequest request) {
        ResolvedModel resolved = catalog.resolve(request.model(), request.anthropicModel());
        RequestPlan plan = new RequestPlanner(request, resolved, reasonerMinTemperature()).plan();
        Mode mode = plan.reasoningMode();
        boolean reasons = mode != Mode.OFF && !brings(request);
        return new Foreseen(
                resolved,
                PromptSize.estimate(request),
                Math.min(PromptSize.most(request), plan.model().contextWindow()),
                reasons ? Math.min(plan.reasoningCap(), longestThought()) : 0,
                mode == Mode.ONLY ? ONLY_ROOM : reasons ? ROOM : 0,
                mode == Mode.ONLY ? 0 : plan.maxTokens(),
                request.search() != null);
    }

    private static boolean brings(CanonicalRequest request) {
        String text = request.reasoning().text();
        return text != null && !text.isBlank();
    }

    /// No host lets R1 think for longer.
    private int longestThought() {
        return upstreams.reasoners().stream()
                .mapToInt(ReasonerHost::maxTokens)
                .max()
                .orElse(LONGEST_THOUGHT);
    }

    /// Claude's own count of the prompt's tokens; empty where it cannot be had.
    ///
    /// @throws GatewayException at once where the request names a model that cannot serve it
    public Uni<Optional<Long>> countTokens(CanonicalRequest request) {
        ResolvedModel resolved = catalog.resolve(request.model(), request.anthropicModel());
        if (upstreams.anthropic().isEmpty()) {
            return Uni.createFrom().item(Optional.empty());
        }
        RequestPlan plan = new RequestPlanner(request, resolved, reasonerMinTemperature()).plan();
        return preflight
                .count(request, plan)
                .map(Optional::of)
                .onFailure(Preflight::isOurs)
                .recoverWithItem(Optional.empty());
    }

    private double reasonerMinTemperature() {
        List<ReasonerHost> hosts = upstreams.reasoners();
        return hosts.isEmpty() ? NO_MINIMUM : hosts.getFirst().minTemperature();
    }

    /// The delimiter of the hand-over must not be guessable from the prompt; the run's id is random.
    private static String nonce(Run run) {
        return run.id().substring(Math.max(0, run.id().length() - 8));
    }

    private static GatewayException told(Throwable failure, Transcript transcript) {
        GatewayException exception = failure instanceof GatewayException known
                ? known
                : GatewayException.of(ErrorKind.INTERNAL, null, "The gateway failed.")
                        .withCause(failure);
        return transcript.hasProduced() ? exception.afterWork() : exception;
    }

    /// The stage that wrote the answer.
    private static StageRecord last(Transcript transcript) {
        return transcript.plan.reasoningMode() == Mode.ONLY ? transcript.reasoner() : transcript.answerer();
    }

    /// What is told last, and charged, is what the reasoner has reported, where that comes in time.
    private Multi<StreamEvent> end(Transcript transcript, Run run) {
        return transcript.owesReport()
                ? transcript
                        .reported(limits.usageTimeout())
                        .emitOn(run.loop())
                        .onItem()
                        .transformToMulti(_ -> Multi.createFrom().item(finished(transcript)))
                : Multi.createFrom().item(finished(transcript));
    }

    private StreamEvent finished(Transcript transcript) {
        StageRecord last = last(transcript);
        StopReason reason = Objects.requireNonNullElse(last.stopReason(), StopReason.END_TURN);
        return new Finished(reason, last.stopSequence(), last.refusal(), transcript.report(upstreams.simulated()));
    }
}
