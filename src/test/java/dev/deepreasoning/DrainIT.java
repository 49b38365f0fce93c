package dev.deepreasoning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.Eventually;
import dev.deepreasoning.api.SimulatedGateway;
import dev.deepreasoning.api.SimulatedGateway.Stream;
import dev.deepreasoning.api.Wire;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The order to go down, given to the packaged gateway in the middle of its work.
@Timeout(200)
class DrainIT {
    private static final String CHAT = "/v1/chat/completions";
    private static final int CROWD = 200;
    private static final Duration GUARD = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private static List<Future<String>> ask(
            PackagedGateway gateway, ExecutorService callers, int count, String path, JsonObject request) {
        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Callable<String> caller = () -> {
                try (Wire wire = new Wire(gateway.port())) {
                    return wire.post(path, request.encode()).answer().body();
                }
            };
            answers.add(callers.submit(caller));
        }
        return answers;
    }

    private static int open(PackagedGateway gateway) {
        SimulatedGateway.State state = SimulatedGateway.state(gateway.upstreams());
        return state.reasoner().open() + state.claude().open();
    }

    @Test
    void noStreamIsCutBeforeTheDrainTimeIsOver() throws Exception {
        JsonObject question =
                SimulatedGateway.ask("Slow. [[sim:interval-ms=100,r1.reasoning-tokens=240,claude.tokens=160]]", true);
        try (PackagedGateway gateway = new PackagedGateway(folder, Map.of("DEEPREASONING_DRAIN_TIMEOUT", "120s"));
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
                Wire early = new Wire(gateway.port())) {
            assertEquals(200, early.ask("GET", "/q/health/ready").answer().status());
            List<Future<String>> answers = ask(gateway, callers, CROWD, CHAT, question);
            Eventually.holds("all are under way", GUARD, () -> open(gateway) == CROWD);

            gateway.process().destroy();

            Eventually.holds("it is not ready any more", GUARD, () -> status(gateway, "GET", "/q/health/ready") == 503);
            assertEquals(200, status(gateway, "GET", "/q/health/live"), "it lives");
            for (String path : List.of(CHAT, "/v1/messages", "/v1/responses")) {
                Wire.Answer late = post(gateway, path, question);
                assertEquals(503, late.status(), path);
                assertEquals("1", late.header("retry-after"));
                assertEquals("close", late.header("connection"));
                assertTrue(late.body().contains("going down"), late.body());
            }
            for (Future<String> answer : answers) {
                Stream stream = SimulatedGateway.stream(answer.get());
                assertTrue(stream.done());
                assertEquals(new JsonObject(), stream.error());
                assertTrue(stream.content().contains("Slow."), stream.content());
            }
            assertTrue(gateway.process().waitFor(30, TimeUnit.SECONDS), "it goes down once the last has ended");
            assertTrue(gateway.log().contains(CROWD + " requests under way"), gateway.log());
            assertFalse(gateway.log().contains("requests are cut"), gateway.log());
            assertFalse(gateway.logsErrors(), gateway.log());
        }
    }

    @Test
    void whoIsInsideLongerIsToldInHisDialect() throws Exception {
        String endless = "Endless. [[sim:interval-ms=500,r1.reasoning-tokens=4000]]";
        JsonObject chat = SimulatedGateway.ask(endless, true);
        JsonObject messages = SimulatedGateway.ask(endless, true)
                .put("max_tokens", 2_000)
                .put("thinking", new JsonObject().put("type", "enabled").put("budget_tokens", 8_000));
        JsonObject responses = new JsonObject()
                .put("model", "deepreasoning")
                .put("stream", true)
                .put(
                        "input",
                        new JsonArray().add(new JsonObject().put("role", "user").put("content", endless)));
        try (PackagedGateway gateway = new PackagedGateway(folder, Map.of("DEEPREASONING_DRAIN_TIMEOUT", "1s"));
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> chats = ask(gateway, callers, 5, CHAT, chat);
            List<Future<String>> claudes = ask(gateway, callers, 5, "/v1/messages", messages);
            List<Future<String>> news = ask(gateway, callers, 5, "/v1/responses", responses);
            Callable<Wire.Answer> whole = () -> post(gateway, CHAT, SimulatedGateway.ask(endless, false));
            Future<Wire.Answer> one = callers.submit(whole);
            Eventually.holds("all are under way", GUARD, () -> open(gateway) == 16);
            Eventually.holds("they have begun to answer", GUARD, () -> metric(gateway, "streams_open") == 15);

            gateway.process().destroy();

            for (Future<String> answer : chats) {
                Stream stream = SimulatedGateway.stream(answer.get());
                assertTrue(stream.error().getString("message").contains("going down"), stream::toString);
            }
            for (Future<String> answer : claudes) {
                assertTrue(answer.get().contains("event: error\n"), answer.get());
                assertTrue(answer.get().contains("overloaded_error"), answer.get());
            }
            for (Future<String> answer : news) {
                assertTrue(answer.get().contains("event: response.failed\n"), answer.get());
            }
            assertEquals(503, one.get().status());
            assertEquals("false", one.get().header("x-should-retry"));
            assertTrue(gateway.process().waitFor(30, TimeUnit.SECONDS));
            assertTrue(gateway.log().contains("16 requests are cut"), gateway.log());
            assertEquals(16, gateway.log().split("\"cut\":\"drained\"", -1).length - 1, gateway.log());
        }
    }

    private static int metric(PackagedGateway gateway, String name) {
        try (Wire wire = new Wire(gateway.port())) {
            return wire.ask("GET", "/q/metrics")
                    .answer()
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("deepreasoning_" + name))
                    .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        }
    }

    private static int status(PackagedGateway gateway, String method, String path) {
        try (Wire wire = new Wire(gateway.port())) {
            return wire.ask(method, path).answer().status();
        }
    }

    private static Wire.Answer post(PackagedGateway gateway, String path, JsonObject body) {
        try (Wire wire = new Wire(gateway.port())) {
            return wire.post(path, body.encode()).answer();
        }
    }
}
