package dev.deepreasoning.api;

import dev.deepreasoning.catalog.SimulatedUpstreams;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// What the tests of the gateway over HTTP share: a gateway with the simulator behind it, the requests that they send
/// and the streams that they get.
public final class SimulatedGateway {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private SimulatedGateway() {}

    /// Small times of the stream, long ones of the upstreams: what ends early does so because somebody left.
    public static final class Quick implements QuarkusTestProfile {
        /// The bound on concurrent runs.
        public static final int CONCURRENCY = 140;

        /// The bound on bodies.
        public static final int BODY = 256 * 1024;

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>();
            settings.put("deepreasoning.demo", "true");
            settings.put("deepreasoning.stream.commit-after", "1500ms");
            settings.put("deepreasoning.stream.keep-alive", "200ms");
            settings.put("deepreasoning.stream.slow-reader-timeout", "10s");
            settings.put("deepreasoning.simulator.first-token-delay", "5ms");
            settings.put("deepreasoning.simulator.interval", "2ms");
            settings.put("deepreasoning.concurrency", Integer.toString(CONCURRENCY));
            settings.put("quarkus.http.read-timeout", "1s");
            settings.put("quarkus.http.limits.max-body-size", Integer.toString(BODY));
            return settings;
        }
    }

    /// A stream's head waits for what the upstreams say, retries included; silence behind it is short.
    public static class Patient implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "deepreasoning.demo", "true",
                    "deepreasoning.stream.commit-after", "30s",
                    "deepreasoning.stream.keep-alive", "200ms",
                    "deepreasoning.simulator.first-token-delay", "5ms",
                    "deepreasoning.simulator.interval", "2ms");
        }
    }

    /// Upstreams that are given little time.
    public static final class Impatient implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>();
            settings.put("deepreasoning.demo", "true");
            settings.put("deepreasoning.simulator.first-token-delay", "5ms");
            settings.put("deepreasoning.simulator.interval", "2ms");
            settings.put("deepreasoning.anthropic.idle-timeout", "400ms");
            settings.put("deepreasoning.anthropic.first-token-timeout", "400ms");
            settings.put("deepreasoning.reasoning.whole-timeout", "400ms");
            settings.put("deepreasoning.reasoning.stream-timeout", "400ms");
            return settings;
        }
    }

    /// A question, whole or streamed.
    public static JsonObject ask(String text, boolean stream) {
        JsonObject request = new JsonObject()
                .put("model", "deepreasoning")
                .put(
                        "messages",
                        new JsonArray().add(new JsonObject().put("role", "user").put("content", text)));
        return stream ? request.put("stream", true) : request;
    }

    /// What the simulated upstreams have seen so far.
    public static State state(SimulatedUpstreams upstreams) {
        URI state = upstreams.reasoner().resolve("/state");
        try {
            JsonObject json =
                    new JsonObject(HTTP.send(HttpRequest.newBuilder(state).build(), BodyHandlers.ofString())
                            .body());
            return new State(Calls.of(json.getJsonObject("reasoner")), Calls.of(json.getJsonObject("anthropic")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Waits for a state.
    public static void awaitState(
            SimulatedUpstreams upstreams, String what, Duration guard, Function<State, Boolean> condition) {
        Eventually.holds(what, guard, () -> condition.apply(state(upstreams)));
    }

    /// Calls of both models.
    public record State(Calls reasoner, Calls claude) {
        /// Whether no call is under way.
        public boolean quiet() {
            return reasoner.open == 0 && claude.open == 0;
        }
    }

    /// Calls of one model.
    public record Calls(int total, int open, int answered, int left) {
        static Calls of(JsonObject json) {
            return new Calls(
                    json.getInteger("total"),
                    json.getInteger("open"),
                    json.getInteger("answered"),
                    json.getInteger("left"));
        }
    }

    /// The chunks of a stream, read as strictly as SDKs do.
    public static Stream stream(String body) {
        List<JsonObject> chunks = new ArrayList<>();
        int keepAlives = 0;
        boolean done = false;
        for (String frame : body.split("\n\n", -1)) {
            if (frame.equals(": keep-alive")) {
                keepAlives++;
            } else if (frame.equals("data: [DONE]")) {
                done = true;
            } else if (frame.startsWith("data: {") && frame.indexOf('\n') < 0 && !done) {
                chunks.add(new JsonObject(frame.substring(6)));
            } else if (!frame.isEmpty()) {
                throw new AssertionError("not a frame of Chat Completions: " + frame);
            }
        }
        return new Stream(chunks, keepAlives, done);
    }

    /// A stream as it came.
    public record Stream(List<JsonObject> chunks, int keepAlives, boolean done) {
        /// The answer.
        public String content() {
            return joined("content");
        }

        /// R1's reasoning.
        public String reasoning() {
            return joined("reasoning_content");
        }

        /// The error frame, or an empty object.
        public JsonObject error() {
            for (JsonObject chunk : chunks) {
                if (chunk.containsKey("error")) {
                    return chunk.getJsonObject("error");
                }
            }
            return new JsonObject();
        }

        /// The gateway's own member of the usage.
        public JsonObject extension() {
            return chunks.getLast().getJsonObject("usage").getJsonObject("deepreasoning");
        }

        private String joined(String member) {
            StringBuilder all = new StringBuilder();
            for (JsonObject chunk : chunks) {
                for (Object choice : chunk.getJsonArray("choices", new JsonArray())) {
                    all.append(((JsonObject) choice).getJsonObject("delta").getString(member, ""));
                }
            }
            return all.toString();
        }
    }
}
