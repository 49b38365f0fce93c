package dev.deepreasoning.metering;

import dev.deepreasoning.auth.Caller;
import dev.deepreasoning.auth.ReasoningSeal;
import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.canonical.RunObserver;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.pipeline.CompletionPipeline;
import dev.deepreasoning.pipeline.Run;
import io.smallrye.mutiny.Multi;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/// The pipeline as the dialects see it: admitted, run, and given back whatever happens.
@ApplicationScoped
public class MeteredPipeline {
    private final CompletionPipeline pipeline;
    private final Admission admission;
    private final ReasoningSeal seal;
    private final Clock clock;
    private final Vertx vertx;

    /// The governed pipeline.
    public MeteredPipeline(
            CompletionPipeline pipeline, Admission admission, ReasoningSeal seal, Clock clock, Vertx vertx) {
        this.pipeline = pipeline;
        this.admission = admission;
        this.seal = seal;
        this.clock = clock;
        this.vertx = vertx;
    }

    /// Runs a request for a caller. Every event comes on the event loop that subscribes.
    ///
    /// @param caller who asks
    /// @param id random part of the answer's id
    /// @param observer told what happens inside
    /// @return as [CompletionPipeline#run] says; all failures come through the Multi
    public Multi<StreamEvent> run(CanonicalRequest request, Caller caller, String id, RunObserver observer) {
        return Multi.createFrom().deferred(() -> {
            Context context = vertx.getOrCreateContext();
            Admission.Place place = admission.enter();
            Run run = new Run(id, clock.instant(), task -> context.runOnContext(_ -> task.run()), observer);
            return Multi.createFrom()
                    .deferred(() -> pipeline.run(OwnReasoning.of(caller.keys().in(request), caller.id(), seal), run))
                    .onTermination()
                    .invoke(place::leave);
        });
    }
}
