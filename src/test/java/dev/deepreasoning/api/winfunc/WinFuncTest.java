package dev.deepreasoning.api.winfunc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.SimulatedGateway.Quick;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `POST /` through the running gateway, as programs written for the original call it.
@QuarkusTest
@TestProfile(Quick.class)
class WinFuncTest {
    @TestHTTPResource("/")
    URI gateway;

    private HttpResponse<String> post(JsonObject body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body.encode()));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.build(), BodyHandlers.ofString());
        }
    }

    private HttpResponse<String> ask(JsonObject body) throws Exception {
        return post(body, "X-DeepSeek-API-Token", "r1-token", "X-Anthropic-API-Token", "claude-token");
    }

    private static JsonObject question(String text) {
        return new JsonObject()
                .put(
                        "messages",
                        new JsonArray().add(new JsonObject().put("role", "user").put("content", text)));
    }

    private static JsonObject claude(JsonObject request, JsonObject body) {
        return request.put("anthropic_config", new JsonObject().put("body", body));
    }

    private static List<JsonObject> events(String stream) {
        List<JsonObject> events = new ArrayList<>();
        for (String frame : stream.split("\n\n", -1)) {
            if (frame.startsWith("event: ")) {
                String[] lines = frame.split("\n", -1);
                JsonObject data = new JsonObject(lines[1].substring("data: ".length()));
                assertEquals(lines[0], "event: " + data.getString("type"));
                events.add(data);
            }
        }
        return events;
    }

    private static JsonObject error(HttpResponse<String> answer) {
        return new JsonObject(answer.body()).getJsonObject("error");
    }

    @Test
    void aWholeAnswerHasItsReasoningFirst() throws Exception {
        HttpResponse<String> response = ask(question("Grüße 👋"));
        assertEquals(200, response.statusCode(), response::body);
        JsonObject answer = new JsonObject(response.body());
        JsonArray content = answer.getJsonArray("content");
        String thinking = content.getJsonObject(0).getString("text");
        assertTrue(thinking.startsWith("<thinking>\n") && thinking.endsWith("\n</thinking>"), thinking);
        assertTrue(content.getJsonObject(1).getString("text").contains("“Grüße 👋”"));
        assertTrue(answer.getString("created").endsWith("Z"));
        assertFalse(answer.containsKey("deepseek_response"));
        JsonObject usage = answer.getJsonObject("combined_usage");
        assertTrue(usage.getJsonObject("deepseek_usage").getInteger("reasoning_tokens") > 0);
        assertTrue(usage.getJsonObject("anthropic_usage").getInteger("output_tokens") > 0);
        for (JsonObject part :
                List.of(usage, usage.getJsonObject("deepseek_usage"), usage.getJsonObject("anthropic_usage"))) {
            assertTrue(part.getString("total_cost").matches("\\$\\d+\\.\\d{3}"), part.encode());
        }
        assertEquals(
                "0", usage.getJsonObject("deepreasoning").getJsonObject("price").getString("amount"));
    }

    @Test
    void aStreamGoesFromStartToDone() throws Exception {
        HttpResponse<String> response = ask(question("Hi").put("stream", true));
        assertEquals(
                "text/event-stream; charset=utf-8",
                response.headers().firstValue("content-type").orElse(""));
        List<JsonObject> events = events(response.body());
        assertEquals("start", events.getFirst().getString("type"));
        assertEquals(
                "<thinking>\n",
                events.get(1).getJsonArray("content").getJsonObject(0).getString("text"));
        JsonObject usage = events.get(events.size() - 2).getJsonObject("usage");
        assertTrue(usage.getJsonObject("deepseek_usage").getInteger("output_tokens") > 0);
        assertEquals("done", events.getLast().getString("type"));
        assertFalse(response.body().contains("[DONE]"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theModelThatAnswersIsTheOneThatIsPriced(boolean stream) throws Exception {
        BigDecimal haiku = cost("claude-haiku-4-5-20251001", stream);
        BigDecimal opus = cost("claude-opus-4-1-20250805", stream);
        // 1 and 5 dollars a million tokens of the one, 15 and 75 of the other.
        assertTrue(opus.compareTo(haiku.multiply(BigDecimal.valueOf(13))) > 0, haiku + " " + opus);
        assertTrue(opus.compareTo(haiku.multiply(BigDecimal.valueOf(17))) < 0, haiku + " " + opus);
    }

    private BigDecimal cost(String model, boolean stream) throws Exception {
        JsonObject request = claude(
                question("[[sim:claude.tokens=8000,claude.tokens-per-event=500,claude.interval-ms=0]]")
                        .put("stream", stream),
                new JsonObject().put("model", model).put("max_tokens", 16_000));
        String body = ask(request).body();
        JsonObject usage = stream
                ? events(body).get(events(body).size() - 2).getJsonObject("usage")
                : new JsonObject(body).getJsonObject("combined_usage");
        return new BigDecimal(
                usage.getJsonObject("anthropic_usage").getString("total_cost").substring(1));
    }

    @Test
    void verboseShowsBothUpstreamsAsTheyAnswered() throws Exception {
        JsonObject answer =
                new JsonObject(ask(question("Hi").put("verbose", true)).body());
        JsonObject r1 = answer.getJsonObject("deepseek_response");
        JsonObject claude = answer.getJsonObject("anthropic_response");
        assertEquals(200, r1.getInteger("status"));
        assertEquals(200, claude.getInteger("status"));
        assertTrue(r1.getJsonObject("headers").getString("content-type").startsWith("text/event-stream"));
        assertTrue(claude.getJsonObject("headers").getString("content-type").startsWith("text/event-stream"));
        assertFalse(answer.encode().contains("claude-token"));
        JsonObject message = r1.getJsonObject("body")
                .getJsonArray("choices")
                .getJsonObject(0)
                .getJsonObject("message");
        assertEquals(
                answer.getJsonArray("content").getJsonObject(0).getString("text"),
                "<thinking>\n" + message.getString("reasoning_content") + "\n</thinking>");
        assertEquals(
                answer.getJsonArray("content").getJsonObject(1),
                claude.getJsonObject("body").getJsonArray("content").getJsonObject(0));
        assertEquals("end_turn", claude.getJsonObject("body").getString("stop_reason"));
    }

    @Test
    void toolsThatClaudeIsGivenAreCalled() throws Exception {
        JsonObject request = claude(
                question("call the tool weather with {\"city\":\"Köln\"}"),
                new JsonObject("{\"tools\":[{\"name\":\"weather\",\"input_schema\":{\"type\":\"object\"}}]}"));
        JsonArray content = new JsonObject(ask(request).body()).getJsonArray("content");
        JsonObject call = content.getJsonObject(content.size() - 1);
        assertEquals("tool_use", call.getString("type"));
        assertEquals("Köln", call.getJsonObject("input").getString("city"));
        List<JsonObject> events = events(ask(request.put("stream", true)).body());
        JsonObject streamed =
                events.get(events.size() - 3).getJsonArray("content").getJsonObject(0);
        assertEquals(call.getJsonObject("input"), streamed.getJsonObject("input"));
    }

    @Test
    void claudesOwnThinkingIsTheCallersToSwitchOn() throws Exception {
        JsonObject request = claude(
                question("Hi"),
                new JsonObject("{\"max_tokens\":4000,\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}}"));
        HttpResponse<String> response = ask(request);
        assertEquals(200, response.statusCode(), response::body);
    }

    @ParameterizedTest
    @CsvSource({"X-DeepSeek-API-Token", "X-Anthropic-API-Token"})
    void bothKeysMustCome(String only) throws Exception {
        for (String[] headers : List.of(new String[] {only, "token"}, new String[] {only, " ", "x-a", "b"})) {
            HttpResponse<String> response = post(question("Hi"), headers);
            assertEquals(400, response.statusCode());
            assertEquals("missing_header", error(response).getString("type"));
        }
        assertEquals(
                only.equals("X-DeepSeek-API-Token") ? "X-Anthropic-API-Token" : "X-DeepSeek-API-Token",
                error(post(question("Hi"), only, "token")).getString("param"));
    }

    @ParameterizedTest
    @CsvSource({
        "[[sim:claude.status=529]], anthropic_error",
        "[[sim:claude.status=400]], anthropic_error",
        "[[sim:claude.error-in-stream]], anthropic_error",
        "[[sim:r1.status=402]], deepseek_error"
    })
    void whatAnUpstreamDidIsA502ThatNamesIt(String marker, String type) throws Exception {
        for (boolean stream : new boolean[] {false, true}) {
            HttpResponse<String> response = ask(question(marker).put("stream", stream));
            // A stream whose reasoning has been shown ends in an event instead.
            if (response.statusCode() == 200) {
                JsonObject last = events(response.body()).getLast();
                assertEquals("error", last.getString("type"));
                assertEquals(502, last.getInteger("code"));
            } else {
                assertEquals(502, response.statusCode());
                assertEquals(type, error(response).getString("type"));
            }
            assertTrue(stream || response.statusCode() == 502);
        }
    }

    @Test
    void aWrongKeyIsThatUpstreamsWord() throws Exception {
        HttpResponse<String> r1 =
                post(question("Hi"), "X-DeepSeek-API-Token", "invalid-1", "X-Anthropic-API-Token", "b");
        assertEquals(502, r1.statusCode());
        assertEquals("deepseek_error", error(r1).getString("type"));
        HttpResponse<String> claude =
                post(question("Hi"), "X-DeepSeek-API-Token", "a", "X-Anthropic-API-Token", "invalid-1");
        assertEquals(502, claude.statusCode());
        assertEquals("anthropic_error", error(claude).getString("type"));
        assertNotEquals(error(r1).getString("message"), error(claude).getString("message"));
        assertFalse((r1.body() + claude.body()).contains("invalid-1"));
    }

    @Test
    void aWrongRequestIsABadRequest() throws Exception {
        HttpResponse<String> empty = ask(new JsonObject());
        assertEquals(400, empty.statusCode());
        assertEquals("bad_request", error(empty).getString("type"));
        HttpResponse<String> model = ask(claude(question("Hi"), new JsonObject().put("model", "claude-unknown")));
        assertEquals(404, model.statusCode());
        assertEquals("bad_request", error(model).getString("type"));
        assertEquals("model_not_found", error(model).getString("code"));
        HttpResponse<String> system = ask(question("Hi")
                .put("system", "a")
                .put(
                        "messages",
                        new JsonArray()
                                .add(new JsonObject().put("role", "system").put("content", "b"))
                                .add(new JsonObject().put("role", "user").put("content", "c"))));
        assertEquals("invalid_system_prompt", error(system).getString("type"));
        assertNull(error(system).getString("code"));
    }
}
