package dev.deepreasoning.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.SimulatedGateway.Quick;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.HttpException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Secrets and prompts are never logged, whatever happens to a request.
@QuarkusTest
@TestProfile(Quick.class)
class LogsTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String SECRET = "sk-5ecret-value";
    private static final String PROMPT = "Pr0mpt-words";

    @TestHTTPResource("/")
    URI gateway;

    /// A route with a fault that nobody foresaw.
    @ApplicationScoped
    static class Broken {
        void register(@Observes Router router) {
            router.route("/broken").handler(_ -> {
                throw new IllegalStateException(PROMPT);
            });
            router.route("/refused").handler(routing -> routing.fail(new HttpException(415, PROMPT)));
            router.route("/gone").handler(routing -> routing.fail(404));
            router.route("/known")
                    .handler(routing ->
                            routing.fail(GatewayException.of(ErrorKind.RATE_LIMITED, null, "Too many requests.")));
        }
    }

    private final Capture capture = new Capture();
    private final Logger root = Logger.getLogger("");
    private final Logger ours = Logger.getLogger("dev.deepreasoning");
    private final Logger requests = Logger.getLogger("dev.deepreasoning.request");
    private final Level before = ours.getLevel();

    private static final class Capture extends Handler {
        private final Queue<String> lines = new ConcurrentLinkedQueue<>();

        @Override
        public void publish(LogRecord line) {
            lines.add(new SimpleFormatter().format(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}

        String all() {
            return String.join("\n", lines);
        }
    }

    @BeforeEach
    void listen() {
        capture.setLevel(Level.ALL);
        root.addHandler(capture);
        ours.setLevel(Level.ALL);
        requests.setLevel(Level.INFO);
    }

    @AfterEach
    void stop() {
        root.removeHandler(capture);
        ours.setLevel(before);
        requests.setLevel(Level.OFF);
    }

    private Wire.Answer post(String body) {
        try (Wire wire = new Wire(gateway.getPort())) {
            Wire.Answer answer = wire.post(
                            CHAT,
                            body,
                            "authorization: Bearer " + SECRET,
                            "x-api-key: " + SECRET,
                            "x-client-request-id: client-7",
                            "cookie: session=" + SECRET)
                    .answer();
            assertFalse(answer.body().contains(SECRET), answer.body());
            return answer;
        }
    }

    @Test
    void neitherSecretsNorPromptsAreLogged() {
        for (String fault : List.of(
                "tokens=4",
                "r1.status=401",
                "r1.status=503",
                "r1.cut-after=2",
                "claude.status=400",
                "claude.status=401",
                "claude.error-after=2",
                "claude.cut-after=2",
                "claude.refusal")) {
            for (boolean stream : new boolean[] {true, false}) {
                JsonObject request = SimulatedGateway.ask(PROMPT + " [[sim:" + fault + "]]", stream);
                request.getJsonArray("messages")
                        .add(0, new JsonObject().put("role", "system").put("content", PROMPT));
                request.put("user", PROMPT).put("metadata", new JsonObject().put("note", PROMPT));
                assertTrue(post(request.encode()).status() >= 200);
            }
            assertEquals(
                    200,
                    post(SimulatedGateway.ask("[[sim:tokens=4]]", false).encode())
                            .status());
        }
        assertEquals(400, post("{\"model\":\"" + PROMPT + "\", " + PROMPT + "}").status());
        assertEquals(
                404,
                post(SimulatedGateway.ask("x", false).put("model", PROMPT).encode())
                        .status());
        assertEquals(
                400,
                post(SimulatedGateway.ask("x", false).put("temperature", PROMPT).encode())
                        .status());
        assertEquals(
                400,
                post(SimulatedGateway.ask("x", false)
                                .put(
                                        "messages",
                                        new JsonArray()
                                                .add(new JsonObject()
                                                        .put("role", PROMPT)
                                                        .put("content", PROMPT)))
                                .encode())
                        .status());
        String log = capture.all();
        assertTrue(log.contains("outcome=completed"), "the request log was heard");
        String metrics = metrics();
        assertTrue(metrics.contains("gen_ai_client_token_usage_count"), metrics);
        assertFalse(metrics.contains(PROMPT), () -> around(metrics, PROMPT));
        assertFalse(metrics.contains(SECRET), () -> around(metrics, SECRET));
        assertTrue(log.contains("req_"), "the log was heard");
        assertTrue(log.contains("client-7"), "and its finer lines too");
        assertFalse(log.contains(PROMPT), () -> around(log, PROMPT));
        assertFalse(log.contains(SECRET), () -> around(log, SECRET));
    }

    private String metrics() {
        try (Wire wire = new Wire(gateway.getPort())) {
            return wire.ask("GET", "/q/metrics").answer().body();
        }
    }

    private static String around(String log, String found) {
        int at = log.indexOf(found);
        return log.substring(Math.max(0, at - 500), Math.min(log.length(), at + 200));
    }

    @Test
    void aFailureThatNobodyForesawIsLoggedByItsPlacesAlone() {
        GatewayException told =
                Failures.told(new IllegalStateException(PROMPT, new NumberFormatException(SECRET)), "req_7");
        assertEquals(ErrorKind.INTERNAL, told.kind());
        assertEquals("The gateway failed.", told.publicMessage());
        String log = capture.all();
        assertTrue(log.contains("req_7"));
        assertTrue(log.contains("java.lang.IllegalStateException"));
        assertTrue(log.contains("caused by java.lang.NumberFormatException"));
        assertTrue(log.contains("LogsTest"), "where it came from");
        assertFalse(log.contains(PROMPT));
        assertFalse(log.contains(SECRET));
    }

    @Test
    void aFaultOfTheGatewayIsToldInTheEnvelopeAndLoggedWithoutWords() {
        try (Wire wire = new Wire(gateway.getPort())) {
            Wire.Answer answer = wire.ask("GET", "/broken").answer();
            assertEquals(500, answer.status());
            JsonObject error = new JsonObject(answer.body()).getJsonObject("error");
            assertEquals("The gateway failed.", error.getString("message"));
            String id = answer.header("x-request-id");
            Eventually.holds("it is logged", () -> capture.all().contains(id));
            assertEquals(415, wire.ask("GET", "/refused").answer().status());
            assertEquals(404, wire.ask("GET", "/gone").answer().status());
            Wire.Answer known = wire.ask("GET", "/known").answer();
            assertEquals(429, known.status());
            assertTrue(known.body().contains("Too many requests."));
            assertFalse(capture.all().contains(PROMPT), () -> around(capture.all(), PROMPT));
        }
    }

    @Test
    void aFailureOfTheRunThatNobodyForesawIsLoggedToo() {
        GatewayException run = GatewayException.of(ErrorKind.INTERNAL, null, "The gateway failed.")
                .withCause(new ArrayIndexOutOfBoundsException(PROMPT));
        assertEquals(run, Failures.told(new RuntimeException(run), "req_8"));
        assertTrue(capture.all().contains("java.lang.ArrayIndexOutOfBoundsException"));
        assertFalse(capture.all().contains(PROMPT));
    }

    @Test
    void theOperatorNoticesWhatAnUpstreamDid() {
        Failures.told(GatewayException.of(ErrorKind.MODEL_UNAVAILABLE, null, "A wrong key."), "req_9");
        assertTrue(capture.all().contains("req_9: MODEL_UNAVAILABLE. A wrong key."), capture.all());
    }
}
