package dev.deepreasoning.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.SimulatedGateway.Quick;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Anthropic Messages and OpenAI Responses through the running gateway.
@QuarkusTest
@TestProfile(Quick.class)
class DoorsTest {
    private static final String WEATHER = "{\"name\":\"weather\",\"input_schema\":{\"type\":\"object\"}}";

    @TestHTTPResource("/")
    URI gateway;

    private HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(gateway.resolve(path))
                .header("content-type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request, BodyHandlers.ofString());
        }
    }

    private HttpResponse<String> post(String path, JsonObject body) throws IOException, InterruptedException {
        return send("POST", path, body.encode());
    }

    private static JsonObject messages(String text) {
        return SimulatedGateway.ask(text, false).put("max_tokens", 500);
    }

    private static JsonObject responses(Object input) {
        return new JsonObject().put("model", "deepreasoning").put("input", input);
    }

    @Test
    void whereNothingIsKeptAnIdempotencyKeyIsPassedOver() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(gateway.resolve("/v1/messages"))
                .header("content-type", "application/json")
                .header("Idempotency-Key", "one")
                .POST(BodyPublishers.ofString(messages("Hi").encode()))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (int i = 0; i < 2; i++) {
                HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
                assertEquals(200, answer.statusCode(), answer::body);
                assertEquals(
                        "unavailable",
                        answer.headers().firstValue("idempotency").orElse(""));
                assertTrue(answer.headers().firstValue("idempotent-replayed").isEmpty());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/messages", "/messages", "/v1/v1/messages", "/v1/messages?beta=true"})
    void messagesAnswerUnderEveryAddressThatClientsMake(String path) throws Exception {
        HttpResponse<String> answer = post(path, messages("Hi"));
        assertEquals(200, answer.statusCode(), answer::body);
        JsonObject message = new JsonObject(answer.body());
        assertEquals("end_turn", message.getString("stop_reason"));
        assertEquals(1, message.getJsonArray("content").size(), "reasoning is shown to those who ask for it");
        assertEquals(
                "complete",
                answer.headers().firstValue("x-deepreasoning-reasoning").orElse(""));
        assertTrue(answer.headers().firstValue("request-id").isPresent());
    }

    @Test
    void theReasonersPlanComesBackIntoAnAgentsLoop() throws Exception {
        JsonObject question = messages("call the tool weather")
                .put("thinking", new JsonObject().put("type", "adaptive"))
                .put("tools", new JsonArray().add(new JsonObject(WEATHER)));
        JsonArray content = new JsonObject(post("/v1/messages", question).body()).getJsonArray("content");
        JsonObject call = content.getJsonObject(content.size() - 1);
        JsonArray loop = question.getJsonArray("messages")
                .copy()
                .add(new JsonObject().put("role", "assistant").put("content", content))
                .add(new JsonObject()
                        .put("role", "user")
                        .put(
                                "content",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("type", "tool_result")
                                                .put("tool_use_id", call.getString("id"))
                                                .put("content", "rain"))));
        long with = inputTokens(question.copy().put("messages", loop));
        JsonArray forged = new JsonArray(loop.encode().replace("dr1.", "dr1.A"));
        long without = inputTokens(question.copy().put("messages", forged));
        assertTrue(with > without + 50, with + " tokens with the plan, " + without + " without");
    }

    private long inputTokens(JsonObject request) throws Exception {
        request.remove("stream");
        JsonObject count = request.copy();
        count.remove("max_tokens");
        JsonObject counted =
                new JsonObject(post("/v1/messages/count_tokens", count).body());
        assertEquals("reported", counted.getJsonObject("deepreasoning").getString("source"));
        return counted.getLong("input_tokens");
    }

    @Test
    void messagesStreamNamedEvents() throws Exception {
        String stream = post("/v1/messages", messages("Hi").put("stream", true)).body();
        assertTrue(stream.startsWith("event: message_start\n"));
        assertTrue(stream.endsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "claude.status=529, 529, overloaded_error",
        "claude.status=429, 429, rate_limit_error",
        "claude.status=500, 502, api_error",
        "claude.status=400, 400, invalid_request_error"
    })
    void upstreamFailuresAreToldInAnthropicsWords(String fault, int status, String type) throws Exception {
        JsonObject request = messages("[[sim:" + fault + "]]").put("reasoning_mode", "off");
        HttpResponse<String> answer = post("/v1/messages", request);
        assertEquals(status, answer.statusCode());
        assertEquals(type, new JsonObject(answer.body()).getJsonObject("error").getString("type"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/responses", "/responses"})
    void responsesAnswer(String path) throws Exception {
        JsonObject answer = new JsonObject(post(path, responses("Hi")).body());
        assertEquals("completed", answer.getString("status"));
        assertEquals("reasoning", answer.getJsonArray("output").getJsonObject(0).getString("type"));
        assertEquals("message", answer.getJsonArray("output").getJsonObject(1).getString("type"));
    }

    @Test
    void anItemMayBeNamedInTheNextRequest() throws Exception {
        JsonObject first = new JsonObject(post("/v1/responses", responses("Hi")).body());
        String id = first.getJsonArray("output").getJsonObject(1).getString("id");
        JsonArray input = new JsonArray()
                .add(new JsonObject().put("role", "user").put("content", "Hi"))
                .add(new JsonObject().put("type", "item_reference").put("id", id))
                .add(new JsonObject().put("role", "user").put("content", "And?"));
        assertEquals(200, post("/v1/responses", responses(input)).statusCode());
    }

    @Test
    void whatWasLeftOutIsReportedInBothForms() throws Exception {
        JsonObject request =
                responses("Hi").put("tools", new JsonArray().add(new JsonObject().put("type", "local_shell")));
        HttpResponse<String> whole = post("/v1/responses", request);
        assertEquals(
                "tools;from=local_shell",
                whole.headers().firstValue("x-deepreasoning-adjusted").orElse(""));
        HttpResponse<String> stream = post("/v1/responses", request.put("stream", true));
        assertEquals(
                "tools;from=local_shell",
                stream.headers().firstValue("x-deepreasoning-adjusted").orElse(""));
        assertTrue(stream.body().contains("event: response.completed\n"));
        assertTrue(stream.body().contains("\"adjusted\":[{\"name\":\"tools\",\"from\":\"local_shell\"}]"));
    }

    @Test
    void responsesCountAPrompt() throws Exception {
        JsonObject counted = new JsonObject(
                post("/v1/responses/input_tokens", responses("Hi")).body());
        assertEquals("response.input_tokens", counted.getString("object"));
        assertTrue(counted.getInteger("input_tokens") > 0);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/responses/resp_1",
        "DELETE, /v1/responses/resp_1",
        "GET, /v1/responses/resp_1/input_items",
        "GET, /v1/responses/resp%201"
    })
    void whatIsNotStoredIsNotFound(String method, String path) throws Exception {
        HttpResponse<String> answer = send(method, path, "");
        assertEquals(404, answer.statusCode());
        assertEquals(
                "invalid_request_error",
                new JsonObject(answer.body()).getJsonObject("error").getString("type"));
    }
}
