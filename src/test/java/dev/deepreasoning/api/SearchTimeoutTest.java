package dev.deepreasoning.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.SearchTimeoutTest.ShortSearches;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A web that never answers costs its time limit, and nothing else.
@QuarkusTest
@TestProfile(ShortSearches.class)
class SearchTimeoutTest {
    @TestHTTPResource("/")
    URI gateway;

    /// A search has little time, and the head of a stream waits for it.
    public static final class ShortSearches implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "deepreasoning.demo", "true",
                    "deepreasoning.linkup.timeout", "500ms",
                    "deepreasoning.stream.commit-after", "30s",
                    "deepreasoning.simulator.first-token-delay", "5ms",
                    "deepreasoning.simulator.interval", "2ms");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/chat/completions", "/v1/messages", "/v1/responses"})
    void aSearchThatTakesTooLongIsLeftOut(String path) {
        JsonObject request = SimulatedGateway.ask("What is new? [[sim:linkup.stall]]", false)
                .put("max_tokens", 100)
                .put("web_search_linkup", true);
        if (path.endsWith("responses")) {
            request.put("input", request.remove("messages"));
        }
        for (boolean stream : new boolean[] {false, true}) {
            try (Wire wire = new Wire(gateway.getPort())) {
                Wire.Answer answer =
                        wire.post(path, request.put("stream", stream).encode()).answer();
                assertEquals(200, answer.status(), answer.body());
                assertEquals("failed", answer.header("x-deepreasoning-search"));
                assertTrue(answer.body().contains("simulated"), answer.body());
            }
        }
    }
}
