package dev.deepreasoning.upstream;

import dev.deepreasoning.canonical.BreakerObserver;
import dev.deepreasoning.canonical.Stage;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// One guard for each host of a stage, for as long as the process lives.
@ApplicationScoped
public class OpeningGuards {
    private final Vertx vertx;
    private final BreakerObserver observer;
    private final Map<Name, OpeningGuard> guards = new ConcurrentHashMap<>();

    /// @param observer told of every breaker's state
    public OpeningGuards(Vertx vertx, BreakerObserver observer) {
        this.vertx = vertx;
        this.observer = observer;
    }

    /// The guard of a host.
    ///
    /// @param longestWait a `Retry-After` beyond it is not waited for, but told to the caller
    public OpeningGuard of(Stage stage, String host, Duration longestWait) {
        return guards.computeIfAbsent(new Name(stage, host), name -> {
            observer.breaker(stage, host, BreakerObserver.State.CLOSED);
            return new OpeningGuard(
                    vertx, stage.wireName() + " " + host, longestWait, state -> observer.breaker(stage, host, state));
        });
    }

    private record Name(Stage stage, String host) {}
}
