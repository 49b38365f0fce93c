package dev.deepreasoning.simulator;

import dev.deepreasoning.catalog.SimulatedUpstreams;
import dev.deepreasoning.catalog.Upstreams;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.net.URI;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The simulated upstreams of this process: they listen from the start of a deployment that is simulated, and never in
/// any other.
@ApplicationScoped
class Simulator implements SimulatedUpstreams {
    private static final Logger LOG = Logger.getLogger(Simulator.class);
    private static final int START_SECONDS = 10;

    private final Vertx vertx;
    private final SimulatorConfig config;
    private volatile @Nullable HttpServer server;

    Simulator(Vertx vertx, SimulatorConfig config) {
        this.vertx = vertx;
        this.config = config;
    }

    void start(@Observes StartupEvent event, Instance<Upstreams> upstreams) {
        if (upstreams.isResolvable() && upstreams.get().simulated()) {
            begun();
        }
    }

    /// Live reload and tests end an application without ending its process.
    @PreDestroy
    void stop() {
        HttpServer running = server;
        if (running == null) {
            return;
        }
        Future<Void> closed = running.close();
        if (Context.isOnEventLoopThread()) {
            return;
        }
        // Waited for, so that the next application can take the same port.
        try {
            closed.toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException failed) {
            LOG.debug("The simulator did not close its port", failed);
        }
    }

    @Override
    public URI reasoner() {
        return uri("/reasoner");
    }

    @Override
    public URI anthropic() {
        return uri("/anthropic");
    }

    @Override
    public URI linkup() {
        return uri("/linkup");
    }

    private URI uri(String path) {
        HttpServer running = server;
        return URI.create("http://127.0.0.1:" + (running == null ? begun() : running).actualPort() + path);
    }

    private synchronized HttpServer begun() {
        HttpServer running = server;
        if (running == null) {
            running = listen();
            server = running;
            LOG.infof("Simulated R1, Claude and Linkup listen on http://127.0.0.1:%d", running.actualPort());
        }
        return running;
    }

    private HttpServer listen() {
        if (Context.isOnEventLoopThread()) {
            throw new IllegalStateException("the simulator must be started before the first request");
        }
        try {
            return new SimulatorServer(vertx, config, InstantSource.system())
                    .listen()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(START_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the simulator started", interrupted);
        } catch (ExecutionException | TimeoutException failed) {
            throw new IllegalStateException(
                    "the simulator cannot listen on port " + config.port() + " (deepreasoning.simulator.port)", failed);
        }
    }
}
