package dev.deepreasoning.api;

import dev.deepreasoning.auth.Caller;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.RunObserver;
import dev.deepreasoning.canonical.RunReport;
import dev.deepreasoning.canonical.SearchOutcome;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.telemetry.Cut;
import dev.deepreasoning.telemetry.Endpoint;
import dev.deepreasoning.telemetry.Prices;
import dev.deepreasoning.telemetry.RequestObservation;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A request's stay in the house, from the border to the end of its response: who watches it, and how it can be cut
/// when the gateway goes down. What no border has let in (a unit test's request) is not watched.
final class Visit {
    private static final String KEY = "deepreasoning.visit";
    private static final Visit UNSEEN = new Visit(Endpoint.OTHER, null, null);

    private final Endpoint endpoint;
    private final @Nullable RequestObservation observation;
    private final Drain.@Nullable Passage passage;
    private volatile @Nullable GatewayException givenUp;
    private @Nullable Supplier<RunReport> soFar;

    private Visit(Endpoint endpoint, @Nullable RequestObservation observation, Drain.@Nullable Passage passage) {
        this.endpoint = endpoint;
        this.observation = observation;
        this.passage = passage;
    }

    static Visit of(RoutingContext routing) {
        Visit visit = routing.get(KEY);
        return visit == null ? UNSEEN : visit;
    }

    /// Begins it.
    static void begin(
            RoutingContext routing, Endpoint endpoint, RequestObservation observation, Drain.Passage passage) {
        routing.put(KEY, new Visit(endpoint, observation, passage));
        HttpServerResponse response = routing.response();
        routing.addEndHandler(_ -> {
            if (!response.ended()) {
                observation.left();
            }
            observation.ended(response.headWritten() ? response.getStatusCode() : 0);
            passage.leave();
        });
    }

    /// What is called, by its name in metrics and usage.
    String endpoint() {
        return endpoint.label();
    }

    void asked(String model, boolean stream, Caller caller, Prices prices) {
        if (observation != null) {
            observation.asked(model, stream, caller.id(), prices, caller.account() != null);
        }
    }

    void failed(GatewayException told) {
        if (observation != null) {
            observation.failed(told);
        }
    }

    void cut(Cut cause) {
        if (observation != null) {
            if (cause == Cut.DRAINED) {
                givenUp = Drain.goingDown();
            }
            observation.cut(cause);
        }
    }

    /// The gateway could not tell the answer, and gives the run up.
    void broken(GatewayException told) {
        if (observation != null) {
            givenUp = told;
        }
    }

    /// Why the gateway itself has given the run up; absent where its caller has.
    @Nullable
    GatewayException givenUp() {
        return givenUp;
    }

    /// How the request can be ended from outside, from any thread.
    void cutBy(Runnable way) {
        if (passage != null) {
            passage.cutBy(way);
        }
    }

    RunObserver observer() {
        RunObserver theirs = observation;
        if (theirs == null) {
            return RunObserver.NONE;
        }
        return new RunObserver() {
            @Override
            public void begun(Supplier<RunReport> report) {
                soFar = report;
                theirs.begun(report);
            }

            @Override
            public StageObserver stage(Stage stage) {
                return theirs.stage(stage);
            }
        };
    }

    /// How the search ended; absent where it has not, or none was asked for.
    @Nullable
    SearchOutcome searched() {
        Supplier<RunReport> report = soFar;
        return report == null ? null : report.get().search();
    }
}
