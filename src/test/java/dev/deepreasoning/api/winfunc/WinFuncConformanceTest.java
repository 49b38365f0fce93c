package dev.deepreasoning.api.winfunc;

import dev.deepreasoning.api.DialectConformance;
import dev.deepreasoning.api.SimulatedGateway.Patient;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

@QuarkusTest
@TestProfile(Patient.class)
class WinFuncConformanceTest extends DialectConformance {
    private static final String OPEN = "<thinking>\n";
    private static final String CLOSE = "\n</thinking>";

    @Override
    protected Set<Feature> features() {
        return Set.of(Feature.TOOLS);
    }

    @Override
    protected String path() {
        return "/";
    }

    @Override
    protected Map<String, String> headers() {
        return Map.of("X-DeepSeek-API-Token", "a", "X-Anthropic-API-Token", "b");
    }

    @Override
    protected JsonObject ask(Question question) {
        JsonObject body = new JsonObject();
        if (question.maxTokens() != null) {
            body.put("max_tokens", question.maxTokens());
        }
        JsonArray tools = new JsonArray();
        question.tools()
                .forEach(name -> tools.add(new JsonObject()
                        .put("name", name)
                        .put("input_schema", new JsonObject().put("type", "object"))));
        if (!tools.isEmpty()) {
            body.put("tools", tools);
        }
        return new JsonObject()
                .put("stream", question.stream())
                .put("anthropic_config", new JsonObject().put("body", body))
                .put(
                        "messages",
                        new JsonArray().add(new JsonObject().put("role", "user").put("content", question.text())));
    }

    @Override
    protected JsonObject goOn(JsonObject request, JsonObject answer, Map<String, String> results) {
        throw new AssertionError("this dialect knows no results of tools");
    }

    @Override
    protected Answer whole(JsonObject body) {
        StringBuilder text = new StringBuilder();
        List<Call> calls = new ArrayList<>();
        body.getJsonArray("content").forEach(block -> read((JsonObject) block, text, calls));
        return answer(text.toString(), calls, body.getJsonObject("combined_usage"), null);
    }

    private static void read(JsonObject block, StringBuilder text, List<Call> calls) {
        if (block.getString("type").equals("tool_use")) {
            calls.add(new Call(block.getString("id"), block.getString("name"), block.getJsonObject("input")));
        } else {
            text.append(block.getString("text"));
        }
    }

    private static Answer answer(String said, List<Call> calls, @Nullable JsonObject usage, @Nullable String error) {
        int end = said.indexOf(CLOSE);
        String reasoning = end < 0 ? "" : said.substring(OPEN.length(), end);
        String text = end < 0 ? "" : said.substring(end + CLOSE.length());
        long output = usage == null ? 0 : usage.getJsonObject("anthropic_usage").getLong("output_tokens");
        return new Answer(reasoning, text, calls, Stop.END, output, error);
    }

    @Override
    protected Answer streamed(String body) {
        StringBuilder text = new StringBuilder();
        List<Call> calls = new ArrayList<>();
        JsonObject usage = null;
        String error = null;
        for (String line : body.split("\n", -1)) {
            if (line.startsWith("data: ")) {
                JsonObject event = new JsonObject(line.substring(6));
                switch (event.getString("type")) {
                    case "content" -> read(event.getJsonArray("content").getJsonObject(0), text, calls);
                    case "usage" -> usage = event.getJsonObject("usage");
                    case "error" -> error = event.getString("message");
                    default -> {}
                }
            }
        }
        return answer(text.toString(), calls, usage, error);
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
