package dev.deepreasoning.metering;

import dev.deepreasoning.auth.AccountKey;
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
import java.util.concurrent.Executor;

/// The pipeline as the dialects see it: admitted, run, and given back whatever happens.
@ApplicationScoped
public class MeteredPipeline {
    private final CompletionPipeline pipeline;
    private final Admission admission;
    private final ReasoningSeal seal;
    private final Clock clock;
    private final Vertx vertx;
    private final Governor governor;

    /// The governed pipeline.
    public MeteredPipeline(
            CompletionPipeline pipeline,
            Admission admission,
            ReasoningSeal seal,
            Clock clock,
            Vertx vertx,
            Governor governor) {
        this.pipeline = pipeline;
        this.admission = admission;
        this.seal = seal;
        this.clock = clock;
        this.vertx = vertx;
        this.governor = governor;
    }

    /// Runs a request for a caller. Every event comes on the event loop that subscribes.
    ///
    /// @return as [CompletionPipeline#run] says; all failures come through the Multi
    public Multi<StreamEvent> run(Order order) {
        return Multi.createFrom().deferred(() -> {
            Context context = vertx.getOrCreateContext();
            Admission.Place place = admission.enter();
            Executor loop = task -> context.runOnContext(_ -> task.run());
            return Multi.createFrom()
                    .deferred(() -> run(order, loop))
                    .onTermination()
                    .invoke(place::leave);
        });
    }

    private Multi<StreamEvent> run(Order order, Executor loop) {
        Caller caller = order.caller();
        CanonicalRequest request = OwnReasoning.of(caller.keys().in(order.request()), caller.id(), seal);
        AccountKey account = caller.account();
        return account == null
                ? start(request, order, loop, order.observer())
                : governor.govern(
                        order, account, request, loop, (fitted, observer) -> start(fitted, order, loop, observer));
    }

    private Multi<StreamEvent> start(CanonicalRequest request, Order order, Executor loop, RunObserver observer) {
        return pipeline.run(request, new Run(order.id(), order.caller().id(), clock.instant(), loop, observer));
    }
}
