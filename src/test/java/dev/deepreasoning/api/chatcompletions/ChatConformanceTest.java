package dev.deepreasoning.api.chatcompletions;

import dev.deepreasoning.api.DialectConformance;
import dev.deepreasoning.api.SimulatedGateway;
import dev.deepreasoning.api.SimulatedGateway.Patient;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

@QuarkusTest
@TestProfile(Patient.class)
class ChatConformanceTest extends DialectConformance {
    @Override
    protected Set<Feature> features() {
        return EnumSet.allOf(Feature.class);
    }

    @Override
    protected String path() {
        return "/v1/chat/completions";
    }

    @Override
    protected JsonObject ask(Question question) {
        JsonArray content =
                new JsonArray().add(new JsonObject().put("type", "text").put("text", question.text()));
        if (question.image()) {
            content.add(new JsonObject()
                    .put("type", "image_url")
                    .put("image_url", new JsonObject().put("url", "data:image/png;base64,iVBORw0KGgo=")));
        }
        JsonObject request = new JsonObject()
                .put("model", question.model())
                .put("stream", question.stream())
                .put("include_reasoning", question.reasoning())
                .put(
                        "messages",
                        new JsonArray().add(new JsonObject().put("role", "user").put("content", content)));
        if (question.stream()) {
            request.put("stream_options", new JsonObject().put("include_usage", true));
        }
        if (question.maxTokens() != null) {
            request.put("max_completion_tokens", question.maxTokens());
        }
        JsonArray tools = new JsonArray();
        question.tools()
                .forEach(name -> tools.add(
                        new JsonObject().put("type", "function").put("function", new JsonObject().put("name", name))));
        return tools.isEmpty() ? request : request.put("tools", tools);
    }

    @Override
    protected JsonObject goOn(JsonObject request, JsonObject answer, Map<String, String> results) {
        JsonArray messages = request.getJsonArray("messages").copy();
        messages.add(answer.getJsonArray("choices").getJsonObject(0).getJsonObject("message"));
        results.forEach((id, result) -> messages.add(
                new JsonObject().put("role", "tool").put("tool_call_id", id).put("content", result)));
        return request.copy().put("messages", messages);
    }

    @Override
    protected Answer whole(JsonObject body) {
        JsonObject choice = body.getJsonArray("choices").getJsonObject(0);
        JsonObject message = choice.getJsonObject("message");
        return answer(message, choice.getString("finish_reason"), body.getJsonObject("usage"), null);
    }

    private static Answer answer(JsonObject message, String reason, JsonObject usage, @Nullable String error) {
        List<Call> calls = new ArrayList<>();
        for (Object each : message.getJsonArray("tool_calls", new JsonArray())) {
            JsonObject call = (JsonObject) each;
            JsonObject function = call.getJsonObject("function");
            calls.add(new Call(
                    call.getString("id"), function.getString("name"), new JsonObject(function.getString("arguments"))));
        }
        Stop stop =
                switch (reason) {
                    case "length" -> Stop.LENGTH;
                    case "tool_calls" -> Stop.TOOLS;
                    case "content_filter" -> Stop.REFUSAL;
                    default -> Stop.END;
                };
        String content = message.getString("content");
        return new Answer(
                message.getString("reasoning_content", ""),
                content == null ? "" : content,
                calls,
                stop,
                usage.getLong("completion_tokens", 0L),
                error);
    }

    @Override
    protected Answer streamed(String body) {
        SimulatedGateway.Stream stream = SimulatedGateway.stream(body);
        String error = stream.error().getString("message");
        if (error != null) {
            JsonObject message =
                    new JsonObject().put("content", stream.content()).put("reasoning_content", stream.reasoning());
            return answer(message, "stop", new JsonObject(), error);
        }
        String events = body.replace(": keep-alive\n\n", "");
        return whole(new JsonObject(
                ChunkAccumulator.read(events, new Random(1)).completion().toString()));
    }

    @Override
    protected String error(JsonObject body) {
        return body.getJsonObject("error").getString("message");
    }

    @Override
    protected String keepAlive() {
        return ": keep-alive\n\n";
    }
}
