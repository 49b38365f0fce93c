package dev.deepreasoning.api;

import dev.deepreasoning.canonical.Completion;
import dev.deepreasoning.canonical.EventAccumulator;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.telemetry.Cut;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.function.BiFunction;

/// Adds a run's events up for a caller who wants the answer in one piece, and stops the run where that caller leaves.
public final class WholeAnswer {
    private WholeAnswer() {}

    /// Writes the whole answer. Completes when it is written or the caller has gone; fails as the run does.
    ///
    /// @param encoder sets the answer's own headers and makes its JSON
    public static Uni<Void> write(
            Multi<StreamEvent> events,
            RoutingContext routing,
            BiFunction<Completion, HttpServerResponse, JsonBytes> encoder) {
        HttpServerResponse response = routing.response();
        Context context = routing.vertx().getOrCreateContext();
        Uni<JsonBytes> whole = events.collect()
                .in(EventAccumulator::new, EventAccumulator::accept)
                .map(accumulator -> encoder.apply(accumulator.completion(), response));
        return Uni.createFrom().emitter(emitter -> {
            Cancellable run = whole.subscribe()
                    .with(
                            body -> {
                                send(body, routing);
                                emitter.complete(null);
                            },
                            emitter::fail);
            Visit visit = Visit.of(routing);
            visit.cutBy(() -> context.runOnContext(_ -> {
                visit.cut(Cut.DRAINED);
                run.cancel();
                emitter.fail(Drain.goingDown().afterWork());
            }));
            // A caller who has gone before this line, or goes after it.
            if (response.closed()) {
                run.cancel();
                emitter.complete(null);
            }
            routing.addEndHandler(_ -> {
                run.cancel();
                emitter.complete(null);
            });
        });
    }

    /// Writes one JSON body, unless nobody is there any more.
    public static void send(JsonBytes body, RoutingContext routing) {
        HttpServerResponse response = routing.response();
        if (!response.closed()) {
            response.putHeader("content-type", "application/json");
            var _ = response.end(body.takeBuffer());
        }
    }
}
