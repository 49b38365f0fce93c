package dev.deepreasoning.api.responses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.DialectConformance;
import dev.deepreasoning.api.SimulatedGateway.Patient;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(Patient.class)
class ResponsesConformanceTest extends DialectConformance {
    @Override
    protected Set<Feature> features() {
        return EnumSet.allOf(Feature.class);
    }

    @Override
    protected String path() {
        return "/v1/responses";
    }

    @Override
    protected JsonObject ask(Question question) {
        JsonArray content =
                new JsonArray().add(new JsonObject().put("type", "input_text").put("text", question.text()));
        if (question.image()) {
            content.add(
                    new JsonObject().put("type", "input_image").put("image_url", "data:image/png;base64,iVBORw0KGgo="));
        }
        JsonObject request = new JsonObject()
                .put("model", question.model())
                .put("stream", question.stream())
                .put("include_reasoning", question.reasoning())
                .put(
                        "input",
                        new JsonArray().add(new JsonObject().put("role", "user").put("content", content)));
        if (question.maxTokens() != null) {
            request.put("max_output_tokens", question.maxTokens());
        }
        JsonArray tools = new JsonArray();
        question.tools()
                .forEach(name ->
                        tools.add(new JsonObject().put("type", "function").put("name", name)));
        return tools.isEmpty() ? request : request.put("tools", tools);
    }

    @Override
    protected JsonObject goOn(JsonObject request, JsonObject answer, Map<String, String> results) {
        JsonArray input = request.getJsonArray("input").copy().addAll(answer.getJsonArray("output"));
        results.forEach((id, result) -> input.add(new JsonObject()
                .put("type", "function_call_output")
                .put("call_id", id)
                .put("output", result)));
        return request.copy().put("input", input);
    }

    @Override
    protected Answer whole(JsonObject body) {
        return answer(body, null);
    }

    private static Answer answer(JsonObject body, @Nullable String error) {
        StringBuilder reasoning = new StringBuilder();
        StringBuilder text = new StringBuilder();
        List<Call> calls = new ArrayList<>();
        boolean refused = false;
        for (Object each : body.getJsonArray("output")) {
            JsonObject item = (JsonObject) each;
            switch (item.getString("type")) {
                case "reasoning" ->
                    item.getJsonArray("summary")
                            .forEach(part -> reasoning.append(((JsonObject) part).getString("text")));
                case "function_call" ->
                    calls.add(new Call(
                            item.getString("call_id"),
                            item.getString("name"),
                            new JsonObject(item.getString("arguments"))));
                default -> {
                    for (Object part : item.getJsonArray("content")) {
                        refused |= ((JsonObject) part).getString("type").equals("refusal");
                        text.append(((JsonObject) part).getString("text", ""));
                    }
                }
            }
        }
        JsonObject incomplete = body.getJsonObject("incomplete_details");
        boolean filtered = incomplete != null && incomplete.getString("reason").equals("content_filter");
        Stop stop = refused || filtered
                ? Stop.REFUSAL
                : incomplete != null ? Stop.LENGTH : calls.isEmpty() ? Stop.END : Stop.TOOLS;
        JsonObject usage = body.getJsonObject("usage", new JsonObject());
        return new Answer(
                reasoning.toString(), text.toString(), calls, stop, usage.getLong("output_tokens", 0L), error);
    }

    @Override
    protected Answer streamed(String body) {
        List<JsonObject> events = new ArrayList<>();
        for (String frame : body.split("\n\n", -1)) {
            if (!frame.isEmpty()) {
                events.add(new JsonObject(frame.substring(frame.indexOf("data: ") + 6)));
                assertEquals(events.size() - 1, events.getLast().getInteger("sequence_number"));
            }
        }
        JsonObject response = events.getLast().getJsonObject("response");
        JsonObject error = response.getJsonObject("error");
        return answer(response, error == null ? null : error.getString("message"));
    }

    @Override
    protected String error(JsonObject body) {
        return body.getJsonObject("error").getString("message");
    }

    @Override
    protected String keepAlive() {
        return "event: keepalive\n";
    }

    /// Longer than the model's window: refused, unless its oldest turns may be dropped.
    @Test
    void aConversationThatIsTooLongMayLoseItsOldestTurns() throws Exception {
        JsonArray input = new JsonArray();
        for (int i = 0; i < 4; i++) {
            input.add(new JsonObject().put("role", "user").put("content", "word ".repeat(50_000)))
                    .add(new JsonObject().put("role", "assistant").put("content", "Go on."));
        }
        input.add(new JsonObject().put("role", "user").put("content", "And now?"));
        JsonObject request = new JsonObject().put("model", "deepreasoning").put("input", input);
        HttpResponse<String> refused = post(request);
        assertEquals(400, refused.statusCode(), refused::body);
        JsonObject error = new JsonObject(refused.body()).getJsonObject("error");
        assertEquals("context_length_exceeded", error.getString("code"));
        HttpResponse<String> shortened = post(request.copy().put("truncation", "auto"));
        assertEquals(200, shortened.statusCode(), shortened::body);
        assertEquals(
                "input;from=9;to=5",
                shortened.headers().firstValue("x-deepreasoning-adjusted").orElse(""));
        assertTrue(whole(new JsonObject(shortened.body())).text().contains("And now?"));
    }
}
