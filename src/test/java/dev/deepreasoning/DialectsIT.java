package dev.deepreasoning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.Eventually;
import dev.deepreasoning.api.Wire;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every dialect with what it has, on the packaged gateway (and so on the native binary): what reflection, resources or
/// configuration would lack there shows here. And none of it leaves the house by a side door.
@Timeout(200)
class DialectsIT {
    private static final Duration GUARD = Duration.ofSeconds(30);
    private static final String PROMPT = "Pr0mpt-words";
    private static final String SECRET = "sk-5ecret-value-of-a-caller";
    private static final String PIXEL =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=";
    private static final JsonObject SCHEMA = new JsonObject("""
            {"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}""");

    @TempDir
    private Path folder;

    private static JsonObject chat(String text) {
        return new JsonObject()
                .put("model", "deepreasoning")
                .put(
                        "messages",
                        new JsonArray().add(new JsonObject().put("role", "user").put("content", text)));
    }

    private static JsonObject messages(String text) {
        return chat(text)
                .put("max_tokens", 300)
                .put("thinking", new JsonObject().put("type", "enabled").put("budget_tokens", 2_000));
    }

    private static JsonObject responses(String text) {
        return new JsonObject().put("model", "deepreasoning").put("input", text);
    }

    private static Map<String, JsonObject> all(String text) {
        return Map.of(
                "/v1/chat/completions", chat(text),
                "/v1/messages", messages(text),
                "/v1/responses", responses(text),
                "/", new JsonObject().put("messages", chat(text).getJsonArray("messages")));
    }

    private static Wire.Answer post(PackagedGateway gateway, String path, JsonObject body) {
        try (Wire wire = new Wire(gateway.port())) {
            return wire.post(
                            path,
                            body.encode(),
                            "authorization: Bearer " + SECRET,
                            "x-api-key: " + SECRET,
                            "x-deepseek-api-token: " + SECRET,
                            "x-anthropic-api-token: " + SECRET,
                            "x-linkup-api-token: " + SECRET,
                            "cookie: session=" + SECRET)
                    .answer();
        }
    }

    private static JsonObject ok(PackagedGateway gateway, String path, JsonObject body) {
        Wire.Answer answer = post(gateway, path, body);
        assertEquals(200, answer.status(), answer.body());
        return new JsonObject(answer.body());
    }

    @Test
    void everyDialectHasAllItsForms() throws IOException {
        try (PackagedGateway gateway = new PackagedGateway(folder, Map.of())) {
            all("Hi. [[sim:interval-ms=1]]").forEach((path, body) -> {
                assertTrue(ok(gateway, path, body).encode().contains("This is a simulated answer"), path);
                Wire.Answer stream = post(gateway, path, body.copy().put("stream", true));
                assertEquals(200, stream.status(), stream.body());
                assertTrue(stream.header("content-type").startsWith("text/event-stream"), stream.body());
                assertTrue(stream.body().contains("simulated"), stream.body());
                assertFalse(stream.body().contains("\"error\":{"), stream.body());
            });
            tools(gateway);
            search(gateway);
            structured(gateway);
            seen(gateway);
            plain(gateway);
            assertFalse(gateway.logsErrors(), gateway.log());
        }
    }

    private static void tools(PackagedGateway gateway) {
        String call = "call the tool weather with {\"city\":\"Oslo\"}";
        JsonObject function = new JsonObject().put("name", "weather").put("parameters", SCHEMA);
        JsonObject tool = new JsonObject().put("type", "function").put("function", function);
        JsonObject answer = ok(gateway, "/v1/chat/completions", chat(call).put("tools", new JsonArray().add(tool)));
        assertTrue(answer.encode().contains("\"arguments\":\"{\\\"city\\\":\\\"Oslo\\\"}\""), answer.encode());
        JsonObject own = new JsonObject().put("name", "weather").put("input_schema", SCHEMA);
        JsonObject message = ok(gateway, "/v1/messages", messages(call).put("tools", new JsonArray().add(own)));
        assertTrue(message.encode().contains("\"input\":{\"city\":\"Oslo\"}"), message.encode());
        JsonObject flat = function.copy().put("type", "function");
        JsonObject response = ok(gateway, "/v1/responses", responses(call).put("tools", new JsonArray().add(flat)));
        assertTrue(response.encode().contains("\"type\":\"function_call\""), response.encode());
    }

    private static void search(PackagedGateway gateway) {
        JsonObject answer = ok(gateway, "/v1/chat/completions", chat("Rain?").put("web_search_linkup", true));
        assertTrue(answer.encode().contains("url_citation"), answer.encode());
        JsonArray tool = new JsonArray().add(new JsonObject().put("type", "web_search"));
        JsonObject response = ok(gateway, "/v1/responses", responses("Rain?").put("tools", tool));
        assertTrue(response.encode().contains("web_search_call"), response.encode());
        JsonArray typed = new JsonArray()
                .add(new JsonObject().put("type", "web_search_20250305").put("name", "web_search"));
        JsonObject message = ok(gateway, "/v1/messages", messages("Rain?").put("tools", typed));
        assertTrue(message.encode().contains("web_search_tool_result"), message.encode());
    }

    private static void structured(PackagedGateway gateway) {
        JsonObject format = new JsonObject()
                .put("type", "json_schema")
                .put("json_schema", new JsonObject().put("name", "place").put("schema", SCHEMA));
        JsonObject answer = ok(gateway, "/v1/chat/completions", chat("Where?").put("response_format", format));
        JsonObject first = answer.getJsonArray("choices").getJsonObject(0).getJsonObject("message");
        assertTrue(new JsonObject(first.getString("content")).containsKey("city"), first.encode());
    }

    private static void seen(PackagedGateway gateway) {
        JsonArray content = new JsonArray()
                .add(new JsonObject().put("type", "text").put("text", "What is this?"))
                .add(new JsonObject()
                        .put("type", "image_url")
                        .put("image_url", new JsonObject().put("url", "data:image/png;base64," + PIXEL)));
        JsonObject request = chat("");
        request.getJsonArray("messages").getJsonObject(0).put("content", content);
        assertTrue(ok(gateway, "/v1/chat/completions", request).encode().contains("simulated answer"));
    }

    private static void plain(PackagedGateway gateway) {
        JsonObject count = ok(gateway, "/v1/messages/count_tokens", chat("How long is this?"));
        assertTrue(count.getInteger("input_tokens") > 0, count.encode());
        try (Wire wire = new Wire(gateway.port())) {
            assertTrue(wire.ask("GET", "/v1/models").answer().body().contains("deepreasoning/claude-"));
            assertTrue(wire.ask("GET", "/q/openapi").answer().body().contains("/v1/chat/completions"));
            assertTrue(wire.ask("GET", "/q/metrics").answer().body().contains("gen_ai_client_token_usage"));
        }
    }

    /// The framework's own access log stumbles over it before anything of ours is asked.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anAddressThatIsNoUriIsRefusedInTheDialect(boolean accessLog) throws IOException {
        Map<String, String> settings = Map.of("QUARKUS_HTTP_ACCESS_LOG_ENABLED", Boolean.toString(accessLog));
        try (PackagedGateway gateway = new PackagedGateway(folder, settings);
                Wire wire = new Wire(gateway.port())) {
            String body = messages("Hi").encode();
            for (String path : List.of("/v1/messages/%zz", "/v1/messages?beta=%")) {
                Wire.Answer refused = wire.post(path, body).answer();
                assertEquals(400, refused.status(), path);
                JsonObject told = new JsonObject(refused.body());
                assertEquals("error", told.getString("type"), refused.body());
                assertEquals(refused.header("request-id"), told.getString("request_id"));
            }
            assertEquals(200, wire.post("/v1/messages", body).answer().status(), "the connection serves on");
            assertFalse(gateway.logsErrors(), gateway.log());
        }
    }

    /// What an operator ships elsewhere: logs, metrics and traces, of calls that go well and of calls that fail.
    @Test
    void neitherSecretsNorPromptsAreInLogsMetricsTracesOrErrors() throws IOException {
        try (Collector collector = new Collector();
                PackagedGateway gateway = new PackagedGateway(folder, collector.settings())) {
            for (String fault : List.of(
                    "tokens=4",
                    "r1.status=401",
                    "r1.cut-after=2",
                    "claude.status=400",
                    "claude.error-after=2",
                    "claude.cut-after=2",
                    "linkup.status=500")) {
                all(PROMPT + " [[sim:interval-ms=1," + fault + "]]").forEach((path, body) -> {
                    body.put("user", PROMPT).put("web_search_linkup", true);
                    for (boolean stream : new boolean[] {true, false}) {
                        Wire.Answer answer = post(gateway, path, body.put("stream", stream));
                        assertFalse(answer.body().contains(SECRET), answer.body());
                        if (answer.status() >= 400) {
                            assertFalse(answer.body().contains(PROMPT), answer.body());
                        }
                    }
                });
            }
            all(PROMPT).forEach((path, body) -> {
                assertEquals(
                        400, post(gateway, path, body.put("stream", PROMPT)).status(), path);
                assertTrue(post(gateway, path + "/" + SECRET, body).status() >= 400);
            });
            Eventually.holds(
                    "spans have come",
                    GUARD,
                    () -> collector.all().contains("web_search standard")
                            && collector.all().contains("attempt simulator")
                            && collector.all().contains("upstream_error"));
            String metrics;
            try (Wire wire = new Wire(gateway.port())) {
                metrics = wire.ask("GET", "/q/metrics").answer().body();
            }
            assertTrue(metrics.contains("deepreasoning_requests_total{endpoint=\"messages\""), metrics);
            assertTrue(gateway.log().contains("\"endpoint\":\"winfunc\""), gateway.log());
            for (String kept : List.of(gateway.log(), metrics, collector.all())) {
                assertFalse(kept.contains(PROMPT), () -> around(kept, PROMPT));
                assertFalse(kept.contains(SECRET), () -> around(kept, SECRET));
            }
        }
    }

    /// No call is traced but that of a caller who traces it.
    @Test
    void theOperatorSaysWhatShareIsTraced() throws IOException {
        try (Collector collector = new Collector()) {
            Map<String, String> settings = collector.settings();
            settings.put("QUARKUS_OTEL_TRACES_SAMPLER_ARG", "0");
            try (PackagedGateway gateway = new PackagedGateway(folder, settings);
                    Wire wire = new Wire(gateway.port())) {
                String untraced = post(gateway, "/v1/messages", messages("Hi. [[sim:tokens=4]]"))
                        .header("x-request-id");
                String traced = "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
                wire.post("/v1/chat/completions", chat("Hi. [[sim:tokens=4]]").encode(), traced);
                assertEquals(200, wire.answer().status());
                Eventually.holds("spans have come", GUARD, () -> collector.all().contains("chat_completions"));
                assertFalse(collector.all().contains(untraced), collector::all);
            }
        }
    }

    private static String around(String text, String found) {
        int at = text.indexOf(found);
        return text.substring(Math.max(0, at - 500), Math.min(text.length(), at + 200));
    }

    /// Takes spans, as OpenTelemetry's collector does over gRPC.
    private static final class Collector implements AutoCloseable {
        /// Whether the message is compressed, and its length.
        private static final int MESSAGE_HEAD = 5;

        private static final Buffer NOTHING_REFUSED = Buffer.buffer(new byte[MESSAGE_HEAD]);
        private final Vertx vertx = Vertx.vertx();
        private final HttpServer server;
        private final Queue<String> taken = new ConcurrentLinkedQueue<>();

        Collector() {
            server = vertx.createHttpServer()
                    .requestHandler(request -> request.body().onSuccess(message -> {
                        if (request.path().equals("/opentelemetry.proto.collector.trace.v1.TraceService/Export")) {
                            taken.add(message.getString(MESSAGE_HEAD, message.length(), "ISO-8859-1"));
                        }
                        request.response()
                                .putHeader("content-type", "application/grpc")
                                .putTrailer("grpc-status", "0")
                                .end(NOTHING_REFUSED);
                    }))
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        }

        Map<String, String> settings() {
            Map<String, String> settings = new HashMap<>();
            settings.put("QUARKUS_OTEL_SDK_DISABLED", "false");
            settings.put("QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + server.actualPort());
            settings.put("QUARKUS_OTEL_BSP_SCHEDULE_DELAY", "200ms");
            return settings;
        }

        String all() {
            return String.join("\n", taken);
        }

        @Override
        public void close() {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }
}
