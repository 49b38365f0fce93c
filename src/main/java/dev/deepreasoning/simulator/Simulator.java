package dev.deepreasoning.simulator;

import dev.deepreasoning.catalog.SimulatedUpstreams;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The simulated upstreams of this process: they begin to listen when they are first asked for, and a deployment with
/// real upstreams never asks.
@ApplicationScoped
class Simulator implements SimulatedUpstreams {
    private static final Logger LOG = Logger.getLogger(Simulator.class);
    private static final int START_SECONDS = 10;

    private final Vertx vertx;
    private final SimulatorConfig config;
    private @Nullable HttpServer server;

    Simulator(Vertx vertx, SimulatorConfig config) {
        this.vertx = vertx;
        this.config = config;
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
        return URI.create("http://127.0.0.1:" + running().actualPort() + path);
    }

    private synchronized HttpServer running() {
        HttpServer running = server;
        if (running == null) {
            running = start();
            server = running;
            LOG.infof("Simulated R1, Claude and Linkup listen on http://127.0.0.1:%d", running.actualPort());
        }
        return running;
    }

    private HttpServer start() {
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
