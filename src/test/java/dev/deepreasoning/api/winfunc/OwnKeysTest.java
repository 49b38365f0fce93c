package dev.deepreasoning.api.winfunc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.winfunc.OwnKeysTest.Allowed;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whose key goes where, and who pays.
@QuarkusTest
@TestProfile(Allowed.class)
@QuarkusTestResource(value = WatchedUpstreams.class, restrictToAnnotatedClass = true)
class OwnKeysTest {
    private static final String R1 = "X-DeepSeek-API-Token";
    private static final String CLAUDE = "X-Anthropic-API-Token";

    @TestHTTPResource("/")
    URI gateway;

    /// Callers may bring keys.
    public static final class Allowed implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "deepreasoning.byok.enabled", "true",
                    "deepreasoning.byok.requests-per-minute", "1000",
                    "deepreasoning.anthropic.preflight", "never");
        }
    }

    @BeforeEach
    void forget() {
        WatchedUpstreams.SEEN.clear();
    }

    private HttpResponse<String> post(String path, JsonObject body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.resolve(path))
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body.encode()));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.build(), BodyHandlers.ofString());
        }
    }

    private static JsonObject question(String path, String text) {
        JsonObject request = new JsonObject().put("model", "deepreasoning").put("max_tokens", 100);
        return path.endsWith("responses")
                ? request.put("input", text)
                : request.put(
                        "messages",
                        new JsonArray().add(new JsonObject().put("role", "user").put("content", text)));
    }

    private static List<String> keys() {
        return WatchedUpstreams.SEEN.stream()
                .map(seen -> seen.path() + " " + seen.key())
                .toList();
    }

    private static JsonObject extension(HttpResponse<String> answer) {
        return new JsonObject(answer.body()).getJsonObject("usage").getJsonObject("deepreasoning");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/chat/completions", "/v1/messages", "/v1/responses"})
    void aStrangerPaysBothUpstreams(String path) throws Exception {
        HttpResponse<String> answer = post(path, question(path, "Hi"), R1, "mine-r1", CLAUDE, "mine-claude");
        assertEquals(200, answer.statusCode(), answer::body);
        assertEquals(List.of("/first/chat/completions Bearer mine-r1", "/v1/messages mine-claude"), keys());
        assertEquals("0", extension(answer).getJsonObject("price").getString("amount"));
        assertFalse(answer.body().contains("\"host\""), "hosts are for the operator's eyes");
        assertFalse((answer.body() + answer.headers().map()).contains("mine-"));
    }

    @Test
    void aStrangersKeyIsShownToNoOtherHost() throws Exception {
        HttpResponse<String> answer =
                post("/v1/chat/completions", question("", "fail the first"), R1, "mine-r1", CLAUDE, "mine-claude");
        assertEquals(200, answer.statusCode());
        assertEquals("skipped", extension(answer).getString("reasoning"));
        assertTrue(keys().stream().noneMatch(key -> key.startsWith("/second")), keys()::toString);
        assertTrue(keys().stream().noneMatch(key -> key.contains("operators")), keys()::toString);
    }

    @Test
    void theOperatorsOwnKeysFailOver() throws Exception {
        HttpResponse<String> answer = post(
                "/v1/chat/completions",
                question("", "fail the first"),
                "authorization",
                "Bearer " + WatchedUpstreams.GATEWAY_KEY);
        assertEquals("complete", extension(answer).getString("reasoning"));
        assertTrue(keys().contains("/second/chat/completions Bearer operators-second"), keys()::toString);
    }

    @Test
    void aKnownCallerReplacesOneKeyAndPaysForTheRest() throws Exception {
        String[] known = {"authorization", "Bearer " + WatchedUpstreams.GATEWAY_KEY};
        JsonObject whole = extension(post("/v1/chat/completions", question("", "Hi"), known));
        JsonObject claude =
                extension(post("/v1/chat/completions", question("", "Hi"), known[0], known[1], CLAUDE, "mine-claude"));
        JsonObject r1 = extension(post("/v1/chat/completions", question("", "Hi"), known[0], known[1], R1, "mine-r1"));
        assertEquals(
                List.of(
                        "/first/chat/completions Bearer operators-first",
                        "/v1/messages operators-claude",
                        "/first/chat/completions Bearer operators-first",
                        "/v1/messages mine-claude",
                        "/first/chat/completions Bearer mine-r1",
                        "/v1/messages operators-claude"),
                keys());
        // 0.058 a thousand tokens out, 1,000 of each stage; in: Claude's alone.
        assertEquals("0.058", claude.getJsonObject("price").getString("amount"));
        double both = Double.parseDouble(whole.getJsonObject("price").getString("amount"));
        assertEquals(both - 0.058, Double.parseDouble(r1.getJsonObject("price").getString("amount")), 1e-9);
        assertEquals(
                "0",
                claude.getJsonArray("stages")
                        .getJsonObject(1)
                        .getJsonObject("upstream_cost")
                        .getString("amount"));
    }

    @Test
    void oneKeyIsNotEnoughForAStrangerAndAWrongOneIsWrong() throws Exception {
        for (String only : List.of(R1, CLAUDE)) {
            HttpResponse<String> answer = post("/v1/chat/completions", question("", "Hi"), only, "mine");
            assertEquals(401, answer.statusCode());
            assertEquals(
                    "missing_api_key",
                    new JsonObject(answer.body()).getJsonObject("error").getString("code"));
        }
        assertEquals(
                401,
                post("/v1/chat/completions", question("", "Hi"), R1, " ", CLAUDE, "mine")
                        .statusCode());
        for (String path : List.of("/", "/v1/messages")) {
            HttpResponse<String> answer =
                    post(path, question(path, "Hi"), R1, "a", CLAUDE, "b", "authorization", "Bearer sk-wrong");
            assertEquals(401, answer.statusCode());
        }
        assertEquals(400, post("/", question("", "Hi")).statusCode(), "a missing header is told before a missing key");
        assertEquals(List.of(), keys());
    }

    @Test
    void bodiesAreMergedAndHeadersAddedButForWhatIsProtected() throws Exception {
        JsonObject config = new JsonObject()
                .put("headers", new JsonObject().put("X-Mine", "yes"))
                .put(
                        "body",
                        new JsonObject()
                                .put("stream", false)
                                .put("messages", new JsonArray())
                                .put("system", "overridden")
                                .put("service_tier", "auto")
                                .put("seed", 7));
        JsonObject request = question("", "Hi")
                .put("system", "Be brief.")
                .put("deepseek_config", config)
                .put("anthropic_config", config)
                .put("verbose", true);
        HttpResponse<String> answer = post("/", request, R1, "mine-r1", CLAUDE, "mine-claude");
        assertEquals(200, answer.statusCode(), answer::body);
        assertEquals(2, WatchedUpstreams.SEEN.size());
        for (WatchedUpstreams.Seen seen : WatchedUpstreams.SEEN) {
            assertEquals("yes", seen.mine());
            assertTrue(seen.body().getBoolean("stream"));
            assertFalse(seen.body().getJsonArray("messages").isEmpty());
            assertEquals(7, seen.body().getInteger("seed"));
            assertEquals("auto", seen.body().getString("service_tier"));
            assertFalse(seen.body().getValue("system", "").toString().contains("overridden")
                    && seen.path().startsWith("/v1"));
            assertTrue(seen.body().encode().contains("Be brief."), "both models are told the system prompt");
        }
        JsonObject r1 = new JsonObject(answer.body()).getJsonObject("deepseek_response");
        assertNull(r1.getJsonObject("headers").getString("set-cookie"));
        assertFalse(answer.body().contains("mine-"));
        JsonObject usage = new JsonObject(answer.body()).getJsonObject("combined_usage");
        // R1's own list: 3 tokens at 0.55 and 1,000 at 2.19 a million; Claude's: 2,000 at 3 and 1,000 at 15.
        assertEquals("$0.002", usage.getJsonObject("deepseek_usage").getString("total_cost"));
        assertEquals("$0.021", usage.getJsonObject("anthropic_usage").getString("total_cost"));
        assertEquals("$0.023", usage.getString("total_cost"));
    }
}
