package dev.deepreasoning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.PackagedProgram.Outcome;
import dev.deepreasoning.api.Eventually;
import dev.deepreasoning.api.SimulatedGateway;
import dev.deepreasoning.api.Wire;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A marked secret and a marked prompt through every door of the packaged gateway, and by every way that a request can go
/// wrong: neither stands in an error, the log, the metrics or the report of a refused start.
@Timeout(200)
class MarkedWordsIT {
    private static final String PROMPT = "Pr0mpt-words";
    private static final String SECRET = "sk-5ecret-value-of-a-caller";
    private static final String KEY = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
    private static final String SEAL = "7c9e6679f7424040a7165e7d3f1b2a90";
    private static final List<String> DOORS =
            List.of("/v1/chat/completions", "/v1/responses", "/v1/messages", "/v1/messages/count_tokens", "/");
    private static final Duration GUARD = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private static JsonObject good(String path) {
        JsonArray messages =
                new JsonArray().add(new JsonObject().put("role", "user").put("content", PROMPT));
        return switch (path) {
            case "/v1/responses" ->
                new JsonObject().put("model", "deepreasoning").put("input", PROMPT);
            case "/" -> new JsonObject().put("messages", messages);
            default ->
                new JsonObject()
                        .put("model", "deepreasoning")
                        .put("max_tokens", 100)
                        .put("messages", messages);
        };
    }

    /// Sends a body and holds the answer, where it is an error, against the marked words.
    private static int send(PackagedGateway gateway, String method, String path, String body, String... headers) {
        try (Wire wire = new Wire(gateway.port())) {
            wire.send(method + " " + path + " HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\n"
                    + (headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n")
                    + "content-length: " + body.getBytes(StandardCharsets.UTF_8).length
                    + "\r\n\r\n" + body);
            Wire.Answer answer = wire.answer();
            if (answer.status() >= 400) {
                assertFalse(answer.body().contains(PROMPT), () -> method + " " + path + ": " + answer.body());
            }
            assertFalse(answer.body().contains(SECRET), () -> method + " " + path + ": " + answer.body());
            assertFalse(answer.body().contains(KEY), () -> method + " " + path + ": " + answer.body());
            return answer.status();
        }
    }

    @Test
    void areInNoErrorLogOrMetricHoweverARequestGoesWrong() throws Exception {
        Map<String, String> settings = new HashMap<>(Map.of(
                "DEEPREASONING_AUTH_MODE", "static",
                "DEEPREASONING_AUTH_KEYS", KEY,
                "DEEPREASONING_SECRET", SEAL,
                "DEEPREASONING_BYOK_ENABLED", "false",
                "DEEPREASONING_ADMIN_TOKEN", "a8d1f6e2c4b34f70",
                "DEEPREASONING_DRAIN_TIMEOUT", "1s",
                "QUARKUS_LOG_LEVEL", "DEBUG"));
        try (PackagedGateway gateway = new PackagedGateway(folder, settings)) {
            String right = "authorization: Bearer " + KEY;
            for (String path : DOORS) {
                String body = good(path).encode();
                wrongKeys(gateway, path, body);
                for (String bad : List.of(
                        body.substring(0, body.length() - 3),
                        "{\"" + PROMPT + "\":" + PROMPT + "}",
                        "[\"" + PROMPT + "\"]",
                        "\"" + PROMPT + "\"",
                        body.replace("\"" + PROMPT + "\"", "{\"" + PROMPT + "\":\"" + SECRET + "\"}"),
                        good(path).put("temperature", PROMPT).encode(),
                        good(path).put("tools", PROMPT).encode(),
                        good(path).put("tools", new JsonArray().add(PROMPT)).encode(),
                        good(path)
                                .put("max_tokens", PROMPT)
                                .put("stream", PROMPT)
                                .encode())) {
                    send(gateway, "POST", path, bad, right, "x-api-key: " + KEY);
                }
                assertTrue(send(gateway, "POST", path, body, right, "content-type: text/" + PROMPT) >= 200);
                assertTrue(send(gateway, "PUT", path, body, right) >= 400);
                assertTrue(send(gateway, "POST", path + "/" + PROMPT + "?q=" + SECRET, body, right) >= 400);
                send(gateway, "POST", path, body, right, "x-deepreasoning-param-temperature: " + SECRET);
                send(gateway, "POST", path, body, right, "traceparent: " + SECRET, "x-request-id: " + SECRET);
                send(gateway, "POST", path, body, right, "user-agent: " + SECRET, "referer: " + PROMPT);
                leave(gateway, path, right);
            }
            for (String path : List.of("/v1/models", "/v1/account", "/v1/account/usage/" + PROMPT, "/v1/" + PROMPT)) {
                send(gateway, "GET", path, "", "authorization: Bearer " + SECRET);
                send(gateway, "GET", path, "", right);
            }
            try (Wire wire = new Wire(gateway.port())) {
                // Not even HTTP.
                wire.send(PROMPT + " " + SECRET + "\r\n\r\n");
                wire.ends();
            }
            String metrics;
            try (Wire wire = new Wire(gateway.port())) {
                metrics = wire.ask("GET", "/q/metrics").answer().body();
            }
            assertTrue(metrics.contains("deepreasoning_requests_total"), metrics);
            try (Wire drained = new Wire(gateway.port())) {
                drained.post(
                        "/v1/chat/completions",
                        SimulatedGateway.ask(PROMPT + " [[sim:interval-ms=500,r1.reasoning-tokens=5000]]", true)
                                .encode(),
                        right);
                assertEquals(200, drained.head().status());
                gateway.process().destroy();
                Eventually.holds("it is gone", GUARD, () -> !gateway.process().isAlive());
            }
            assertTrue(gateway.log().contains("\"cut\":\"drained\""), gateway.log());
            for (String kept : List.of(gateway.log(), metrics)) {
                for (String word : List.of(PROMPT, SECRET, KEY, SEAL, "a8d1f6e2c4b34f70")) {
                    assertFalse(kept.contains(word), () -> around(kept, word));
                }
            }
        }
    }

    private static void wrongKeys(PackagedGateway gateway, String path, String body) {
        for (String[] headers : List.of(
                new String[] {},
                new String[] {"authorization: Bearer " + SECRET},
                new String[] {"authorization: Basic " + SECRET},
                new String[] {"x-api-key: " + SECRET},
                new String[] {"x-deepseek-api-token: " + SECRET, "x-anthropic-api-token: " + SECRET})) {
            assertTrue(send(gateway, "POST", path, body, headers) >= 400, path);
        }
    }

    /// The caller goes before the answer has ended.
    private static void leave(PackagedGateway gateway, String path, String key) {
        JsonObject slow = new JsonObject(good(path)
                        .encode()
                        .replace(PROMPT, PROMPT + " [[sim:interval-ms=500,r1.reasoning-tokens=5000]]"))
                .put("stream", true);
        try (Wire wire = new Wire(gateway.port())) {
            wire.post(path, slow.encode(), key, "x-api-key: " + KEY);
        }
    }

    @Test
    void areInNoRefusalOfAStart() throws Exception {
        Outcome outcome = PackagedProgram.run(
                folder,
                Map.of(
                        "DEEPREASONING_REASONERS_MAIN_BASE_URL",
                        "not a url " + SECRET,
                        "DEEPREASONING_REASONERS_MAIN_API_KEY",
                        SECRET,
                        "DEEPREASONING_ANTHROPIC_BASE_URL",
                        "https://me:" + SECRET + "@host",
                        "DEEPREASONING_ANTHROPIC_API_KEY",
                        SECRET,
                        "DEEPREASONING_MISSPELT",
                        SECRET,
                        "HTTPS_PROXY",
                        "ftp://me:" + SECRET + "@host:1"));

        assertEquals(1, outcome.code(), outcome::toString);
        assertFalse((outcome.output() + outcome.errors()).contains(SECRET), outcome::toString);
    }

    @Test
    void areInNoReportOfACheck() throws Exception {
        try (FakeUpstream broken = new FakeUpstream("data: {\"error\":{\"message\":\"no\"}}\n\n")) {
            Outcome outcome = PackagedProgram.run(
                    folder,
                    Map.of(
                            "DEEPREASONING_REASONERS_MAIN_BASE_URL",
                            broken.url(),
                            "DEEPREASONING_REASONERS_MAIN_API_KEY",
                            SECRET,
                            "DEEPREASONING_REASONERS_MAIN_MODEL",
                            "r1",
                            "DEEPREASONING_ANTHROPIC_BASE_URL",
                            broken.url(),
                            "DEEPREASONING_ANTHROPIC_API_KEY",
                            SECRET,
                            "QUARKUS_LOG_LEVEL",
                            "DEBUG"),
                    "check");

            assertEquals(1, outcome.code(), outcome::toString);
            assertTrue(broken.seen().getFirst().contains(SECRET), "it was sent where it belongs");
            assertFalse((outcome.output() + outcome.errors()).contains(SECRET), outcome::toString);
        }
    }

    private static String around(String text, String found) {
        int at = text.indexOf(found);
        return text.substring(Math.max(0, at - 500), Math.min(text.length(), at + 200));
    }
}
