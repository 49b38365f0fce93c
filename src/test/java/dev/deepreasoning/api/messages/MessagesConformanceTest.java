package dev.deepreasoning.api.messages;

import dev.deepreasoning.api.DialectConformance;
import dev.deepreasoning.api.SimulatedGateway.Patient;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

@QuarkusTest
@TestProfile(Patient.class)
class MessagesConformanceTest extends DialectConformance {
    private static final int PLENTY = 4_000;

    @Override
    protected Set<Feature> features() {
        return EnumSet.allOf(Feature.class);
    }

    @Override
    protected String path() {
        return "/v1/messages";
    }

    @Override
    protected int overloaded() {
        return 529;
    }

    @Override
    protected JsonObject ask(Question question) {
        JsonArray content = new JsonArray();
        if (question.image()) {
            content.add(new JsonObject()
                    .put("type", "image")
                    .put(
                            "source",
                            new JsonObject()
                                    .put("type", "base64")
                                    .put("media_type", "image/png")
                                    .put("data", "iVBORw0KGgo=")));
        }
        content.add(new JsonObject().put("type", "text").put("text", question.text()));
        Integer bound = question.maxTokens();
        JsonObject request = new JsonObject()
                .put("model", question.model())
                .put("stream", question.stream())
                .put("max_tokens", bound == null ? PLENTY : bound)
                .put(
                        "messages",
                        new JsonArray().add(new JsonObject().put("role", "user").put("content", content)));
        if (question.reasoning()) {
            request.put("thinking", new JsonObject().put("type", "adaptive"));
        }
        JsonArray tools = new JsonArray();
        question.tools()
                .forEach(name -> tools.add(new JsonObject()
                        .put("name", name)
                        .put("input_schema", new JsonObject().put("type", "object"))));
        return tools.isEmpty() ? request : request.put("tools", tools);
    }

    @Override
    protected JsonObject goOn(JsonObject request, JsonObject answer, Map<String, String> results) {
        JsonArray given = new JsonArray();
        results.forEach((id, result) -> given.add(new JsonObject()
                .put("type", "tool_result")
                .put("tool_use_id", id)
                .put("content", result)));
        return request.copy()
                .put(
                        "messages",
                        request.getJsonArray("messages")
                                .copy()
                                .add(new JsonObject()
                                        .put("role", "assistant")
                                        .put("content", answer.getJsonArray("content")))
                                .add(new JsonObject().put("role", "user").put("content", given)));
    }

    @Override
    protected Answer whole(JsonObject body) {
        StringBuilder reasoning = new StringBuilder();
        StringBuilder text = new StringBuilder();
        List<Call> calls = new ArrayList<>();
        for (Object each : body.getJsonArray("content")) {
            JsonObject block = (JsonObject) each;
            switch (block.getString("type")) {
                case "thinking" -> reasoning.append(block.getString("thinking"));
                case "text" -> text.append(block.getString("text"));
                case "tool_use" ->
                    calls.add(new Call(block.getString("id"), block.getString("name"), block.getJsonObject("input")));
                default -> throw new AssertionError(block);
            }
        }
        Stop stop =
                switch (body.getString("stop_reason")) {
                    case "max_tokens" -> Stop.LENGTH;
                    case "tool_use" -> Stop.TOOLS;
                    case "refusal" -> Stop.REFUSAL;
                    default -> Stop.END;
                };
        long output = body.getJsonObject("usage").getLong("output_tokens");
        return new Answer(reasoning.toString(), text.toString(), calls, stop, output, null);
    }

    @Override
    protected Answer streamed(String body) {
        List<JsonObject> events = MessagesGoldenTest.events(body);
        if (!events.getLast().getString("type").equals("error")) {
            return whole(MessagesGoldenTest.sum(events));
        }
        StringBuilder text = new StringBuilder();
        events.forEach(event ->
                text.append(event.getJsonObject("delta", new JsonObject()).getString("text", "")));
        return new Answer("", text.toString(), List.of(), Stop.END, 0, error(events.getLast()));
    }

    @Override
    protected String error(JsonObject body) {
        return body.getJsonObject("error").getString("message");
    }

    @Override
    protected String keepAlive() {
        return "event: ping\n";
    }
}
