package dev.deepreasoning.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.Eventually;
import dev.deepreasoning.catalog.AnthropicEndpoint;
import dev.deepreasoning.catalog.ReasonerHost;
import dev.deepreasoning.catalog.Upstreams;
import dev.deepreasoning.simulator.SimulatedHost.Settings;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SimulatorTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void listensFromTheStartOfASimulatedDeploymentUntilItsEnd() throws Exception {
        int port = freePort();
        Simulator simulator = new Simulator(vertx, Settings.quick().withPort(port));

        simulator.start(new StartupEvent(), instance(true, true));
        assertTrue(listens(port));
        assertEquals(URI.create("http://127.0.0.1:" + port + "/reasoner"), simulator.reasoner());
        assertEquals(URI.create("http://127.0.0.1:" + port + "/anthropic"), simulator.anthropic());
        assertEquals(URI.create("http://127.0.0.1:" + port + "/linkup"), simulator.linkup());

        simulator.stop();
        assertFalse(listens(port));
        Simulator next = new Simulator(vertx, Settings.quick().withPort(port));
        next.start(new StartupEvent(), instance(true, true));
        assertTrue(listens(port), "the port is free again at once");
        next.stop();
    }

    @Test
    void neverListensInAnyOther() throws Exception {
        int port = freePort();
        Simulator simulator = new Simulator(vertx, Settings.quick().withPort(port));

        simulator.start(new StartupEvent(), instance(true, false));
        simulator.start(new StartupEvent(), instance(false, false));

        assertFalse(listens(port));
        simulator.stop();
    }

    @Test
    void beginsWhenItsAddressIsAskedForBefore() throws Exception {
        Simulator simulator = new Simulator(vertx, Settings.quick());

        int port = simulator.linkup().getPort();

        assertTrue(listens(port));
        assertEquals(port, simulator.reasoner().getPort());
        simulator.stop();
    }

    @Test
    void aPortThatIsTakenIsNamedWithItsProperty() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Simulator simulator = new Simulator(vertx, Settings.quick().withPort(taken.getLocalPort()));

            IllegalStateException refused = assertThrows(IllegalStateException.class, simulator::reasoner);
            assertEquals(
                    "the simulator cannot listen on port " + taken.getLocalPort() + " (deepreasoning.simulator.port)",
                    refused.getMessage());
        }
    }

    /// Java's own client asks for it by default, and would lose a large answer behind it.
    @Test
    void anUpgradeToHttp2IsNotTaken() throws Exception {
        Simulator simulator = new Simulator(vertx, Settings.quick());
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest models = HttpRequest.newBuilder(URI.create(simulator.reasoner() + "/models"))
                    .build();
            assertEquals(
                    HttpClient.Version.HTTP_1_1,
                    http.send(models, BodyHandlers.ofString()).version());
        }
        simulator.stop();
    }

    @Test
    void neverWaitsOnAnEventLoop() throws Exception {
        Simulator cold = new Simulator(vertx, Settings.quick());
        Simulator warm = new Simulator(vertx, Settings.quick());
        int port = warm.reasoner().getPort();
        CompletableFuture<Throwable> refused = new CompletableFuture<>();

        vertx.runOnContext(_ -> {
            warm.stop();
            refused.complete(assertThrows(IllegalStateException.class, cold::reasoner));
        });

        assertTrue(refused.get(20, TimeUnit.SECONDS).getMessage().contains("before the first request"));
        Eventually.holds("it ends all the same", () -> !listens(port));
    }

    @Test
    void anInterruptIsKept() {
        Simulator simulator = new Simulator(vertx, Settings.quick());

        Thread.currentThread().interrupt();
        assertThrows(IllegalStateException.class, simulator::reasoner);
        assertTrue(Thread.interrupted());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private static boolean listens(int port) {
        HttpRequest state = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/state"))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(state, BodyHandlers.ofString()).statusCode() == 200;
        } catch (IOException nobody) {
            return false;
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @SuppressWarnings("unchecked")
    private static Instance<Upstreams> instance(boolean resolvable, boolean simulated) {
        Upstreams upstreams = new Upstreams() {
            @Override
            public boolean simulated() {
                return simulated;
            }

            @Override
            public List<ReasonerHost> reasoners() {
                return List.of();
            }

            @Override
            public List<AnthropicEndpoint> anthropic() {
                return List.of();
            }
        };
        return (Instance<Upstreams>) Proxy.newProxyInstance(
                SimulatorTest.class.getClassLoader(),
                new Class<?>[] {Instance.class},
                (_, method, _) -> method.getName().equals("get") ? upstreams : (Object) resolvable);
    }
}
