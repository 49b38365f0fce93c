package dev.deepreasoning.metering;

import dev.deepreasoning.auth.Caller;
import dev.deepreasoning.auth.ReasoningSeal;
import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.pipeline.CompletionPipeline;
import dev.deepreasoning.pipeline.PromptSize;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;

/// How many tokens a prompt has, for callers who want to know before they ask. Free.
@ApplicationScoped
public class PromptCounter {
    private final CompletionPipeline pipeline;
    private final Admission admission;
    private final ReasoningSeal seal;
    private final Vertx vertx;

    /// For the pipeline of this application.
    public PromptCounter(CompletionPipeline pipeline, Admission admission, ReasoningSeal seal, Vertx vertx) {
        this.pipeline = pipeline;
        this.admission = admission;
        this.seal = seal;
        this.vertx = vertx;
    }

    /// An estimate, at once.
    public long estimate(CanonicalRequest request) {
        return Math.max(1, PromptSize.estimate(request));
    }

    /// The answering model's own count, or an estimate where it gives none. Fails where it would refuse the request.
    public Uni<Count> count(CanonicalRequest request, Caller caller) {
        return Uni.createFrom().deferred(() -> {
            Context context = vertx.getOrCreateContext();
            Admission.Place place = admission.enter();
            try {
                return pipeline.countTokens(OwnReasoning.of(caller.keys().in(request), caller.id(), seal))
                        .map(tokens -> tokens.map(exact -> new Count(exact, false))
                                .orElseGet(() -> new Count(estimate(request), true)))
                        .onTermination()
                        .invoke(place::leave)
                        .emitOn(task -> context.runOnContext(_ -> task.run()));
            } catch (RuntimeException e) {
                place.leave();
                throw e;
            }
        });
    }

    /// A count.
    ///
    /// @param estimated the vendor did not give it
    public record Count(long tokens, boolean estimated) {
        /// As usage objects say it.
        public String source() {
            return estimated ? "estimated" : "reported";
        }
    }
}
