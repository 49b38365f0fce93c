package dev.deepreasoning.api;

import dev.deepreasoning.auth.Caller;
import dev.deepreasoning.canonical.Adjustment;
import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.canonical.Completion;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.catalog.Catalog;
import dev.deepreasoning.catalog.ResolvedModel;
import dev.deepreasoning.catalog.Upstreams;
import dev.deepreasoning.ledger.Patience;
import dev.deepreasoning.ledger.Reservations.RateLimits;
import dev.deepreasoning.metering.Charges;
import dev.deepreasoning.metering.MeteredPipeline;
import dev.deepreasoning.metering.Order;
import dev.deepreasoning.metering.Reception;
import dev.deepreasoning.metering.Reports;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What every dialect does between its decoder and its encoders: know the caller, run the request, write the answer.
@ApplicationScoped
public class Answering {
    private final MeteredPipeline pipeline;
    private final Callers callers;
    private final Catalog catalog;
    private final Charges charges;
    private final Upstreams upstreams;
    private final StreamSettings settings;

    /// For the pipeline of this application.
    public Answering(
            MeteredPipeline pipeline,
            Callers callers,
            Catalog catalog,
            Charges charges,
            Upstreams upstreams,
            StreamSettings settings) {
        this.pipeline = pipeline;
        this.callers = callers;
        this.catalog = catalog;
        this.charges = charges;
        this.upstreams = upstreams;
        this.settings = settings;
    }

    /// Who calls.
    ///
    /// @throws dev.deepreasoning.canonical.GatewayException 401 where nobody known does
    public Caller caller(RoutingContext routing) {
        return callers.of(routing);
    }

    /// Answers a request, as a stream or whole, as it asks. Completes when the response has ended or the caller has gone;
    /// fails where nothing has been sent.
    ///
    /// @param adjusted what the decoder left out, reported with what the pipeline adjusts
    public Uni<Void> answer(
            CanonicalRequest request,
            List<Adjustment> adjusted,
            Caller caller,
            RoutingContext routing,
            Encoders encoders) {
        ResolvedModel model = catalog.resolve(request.model(), request.anthropicModel());
        Visit visit = Visit.of(routing);
        visit.asked(model.answerer().id(), request.stream(), caller, charges.of(model));
        UsageExtension extension = new UsageExtension(charges, model, caller.operator());
        Multi<StreamEvent> run = pipeline.run(new Order(
                request,
                caller,
                RequestBorder.runId(routing),
                visit.endpoint(),
                visit.observer(),
                IdempotencyKey.of(caller, routing),
                new AtTheDoor(routing, visit)));
        Multi<StreamEvent> events = adjusted.isEmpty() ? run : run.map(event -> Reports.with(event, adjusted));
        if (request.stream()) {
            return EventStreamWriter.write(
                    events, routing, encoders.streamed(extension), settings, upstreams.simulated());
        }
        return WholeAnswer.write(events, routing, (completion, response) -> {
            JsonBytes body = encoders.whole(completion, extension);
            AnswerHeaders.whole(response, completion.report());
            return body;
        });
    }

    /// What metering has to do with the response.
    private record AtTheDoor(RoutingContext routing, Visit visit) implements Reception {
        @Override
        public void limited(RateLimits limits) {
            RateLimitHeaders.put(routing, limits);
        }

        @Override
        public void replayed() {
            IdempotencyKey.replayed(routing);
        }

        @Override
        public Patience patience() {
            return RequestBorder.patience(routing);
        }

        @Override
        public @Nullable GatewayException givenUp() {
            return visit.givenUp();
        }
    }

    /// A dialect's two ways of telling an answer.
    public interface Encoders {
        /// For a stream; one per response.
        EventEncoder streamed(UsageExtension extension);

        /// A whole answer's JSON.
        JsonBytes whole(Completion completion, UsageExtension extension);
    }
}
