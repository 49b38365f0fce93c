package dev.deepreasoning.upstream.anthropic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.deepreasoning.canonical.ContentPart;
import dev.deepreasoning.canonical.ContentPart.Document;
import dev.deepreasoning.canonical.ContentPart.Image;
import dev.deepreasoning.canonical.ContentPart.SearchResult;
import dev.deepreasoning.canonical.ContentPart.Text;
import dev.deepreasoning.canonical.ContentPart.ToolResult;
import dev.deepreasoning.canonical.ContentPart.ToolUse;
import dev.deepreasoning.canonical.JsonText;
import dev.deepreasoning.canonical.MediaSource;
import dev.deepreasoning.canonical.Message.Role;
import dev.deepreasoning.canonical.ToolChoice;
import dev.deepreasoning.canonical.ToolDefinition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Requests that Anthropic has really taken: what they say is what we would say, for every feature that we carry.
class RecordedRequestsTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Set<String> CARRIED = Set.of(
            "model",
            "messages",
            "system",
            "tools",
            "tool_choice",
            "max_tokens",
            "stream",
            "temperature",
            "stop_sequences");
    private static final Set<String> BLOCKS =
            Set.of("text", "image", "document", "search_result", "tool_use", "tool_result");

    @TestFactory
    List<DynamicTest> saysWhatWasRecorded() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path file : Recordings.claude(".request.json")) {
            JsonNode recorded = MAPPER.readTree(Recordings.bytes(file));
            if (isCarried(recorded)) {
                tests.add(DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    byte[] told = ClaudeRequestEncoder.answer(
                            asked(recorded).build(), recorded.path("max_tokens").asInt(100));
                    assertEquals(normal(recorded), normal(MAPPER.readTree(told)));
                }));
            }
        }
        assertTrue(tests.size() >= 20, tests.size() + " recorded requests");
        return tests;
    }

    private static boolean isCarried(JsonNode request) {
        List<String> names = new ArrayList<>();
        request.fieldNames().forEachRemaining(names::add);
        if (!CARRIED.containsAll(names)) {
            return false;
        }
        for (JsonNode tool : request.path("tools")) {
            if (tool.has("type") && !tool.path("type").asText().equals("custom") || !tool.has("input_schema")) {
                return false;
            }
        }
        for (JsonNode message : request.path("messages")) {
            if (!message.isObject()) {
                return false;
            }
            for (JsonNode block : message.path("content")) {
                if (!BLOCKS.contains(block.path("type").asText())) {
                    return false;
                }
            }
        }
        return true;
    }

    private static Asked asked(JsonNode recorded) {
        Asked asked = new Asked();
        if (recorded.has("system")) {
            asked.say(Role.SYSTEM, parts(recorded.path("system")));
        }
        for (JsonNode message : recorded.path("messages")) {
            Role role = Role.valueOf(message.path("role").asText().toUpperCase(Locale.ROOT));
            asked.say(role, parts(message.path("content")));
        }
        for (JsonNode tool : recorded.path("tools")) {
            asked.tool(new ToolDefinition(
                    tool.path("name").asText(),
                    optional(tool, "description"),
                    new JsonText(tool.path("input_schema").toString()),
                    tool.path("strict").asBoolean(),
                    json(tool, "cache_control")));
        }
        JsonNode choice = recorded.path("tool_choice");
        if (choice.isObject()) {
            asked.choose(new ToolChoice(
                    ToolChoice.Mode.valueOf(choice.path("type").asText().toUpperCase(Locale.ROOT)),
                    optional(choice, "name"),
                    choice.path("disable_parallel_tool_use").asBoolean()));
        }
        List<String> stops = new ArrayList<>();
        recorded.path("stop_sequences").forEach(stop -> stops.add(stop.asText()));
        asked.stops(stops.toArray(String[]::new));
        if (recorded.has("temperature")) {
            asked.sampling(recorded.path("temperature").asDouble(), null, null);
        }
        return asked;
    }

    private static ContentPart[] parts(JsonNode content) {
        if (content.isTextual()) {
            return new ContentPart[] {new Text(content.asText())};
        }
        List<ContentPart> parts = new ArrayList<>();
        for (JsonNode block : content) {
            parts.add(part(block));
        }
        return parts.toArray(ContentPart[]::new);
    }

    private static ContentPart part(JsonNode block) {
        JsonText cache = json(block, "cache_control");
        return switch (block.path("type").asText()) {
            case "text" -> new Text(block.path("text").asText(), cache);
            case "image" -> new Image(source(block.path("source")), cache);
            case "document" ->
                new Document(
                        source(block.path("source")),
                        optional(block, "title"),
                        optional(block, "context"),
                        json(block, "citations"),
                        cache);
            case "search_result" ->
                new SearchResult(
                        block.path("source").asText(),
                        block.path("title").asText(),
                        List.of(parts(block.path("content"))).stream()
                                .map(Text.class::cast)
                                .toList(),
                        json(block, "citations"),
                        cache);
            case "tool_use" ->
                new ToolUse(
                        block.path("id").asText(),
                        block.path("name").asText(),
                        new JsonText(block.path("input").toString()),
                        cache);
            case "tool_result" ->
                new ToolResult(
                        block.path("tool_use_id").asText(),
                        List.of(parts(block.path("content"))),
                        block.path("is_error").asBoolean(),
                        cache);
            default -> throw new AssertionError(block.path("type").asText());
        };
    }

    private static MediaSource source(JsonNode source) {
        return switch (source.path("type").asText()) {
            case "base64" ->
                new MediaSource.Inline(
                        source.path("media_type").asText(), source.path("data").asText());
            case "url" -> new MediaSource.Url(source.path("url").asText());
            case "file" -> new MediaSource.FileId(source.path("file_id").asText());
            case "text" -> new MediaSource.PlainText(source.path("data").asText());
            default ->
                new MediaSource.Blocks(new JsonText(source.path("content").toString()));
        };
    }

    private static @Nullable JsonText json(JsonNode node, String name) {
        return node.path(name).isContainerNode() ? new JsonText(node.path(name).toString()) : null;
    }

    private static @Nullable String optional(JsonNode node, String name) {
        return node.path(name).isTextual() ? node.path(name).asText() : null;
    }

    /// Two ways of saying the same are made one: text as a block, defaults left out.
    private static JsonNode normal(JsonNode request) {
        ObjectNode copy = request.deepCopy();
        copy.remove(List.of("model", "stream", "max_tokens"));
        if (copy.path("system").isTextual()) {
            copy.set("system", blocks(copy.path("system").asText()));
        }
        if (copy.path("tools").isEmpty()) {
            copy.remove(List.of("tools", "tool_choice"));
        }
        copy.path("tools").forEach(tool -> ((ObjectNode) tool).remove("type"));
        if (copy.has("temperature")) {
            copy.put("temperature", copy.path("temperature").asDouble());
        }
        plain(copy);
        return copy;
    }

    private static void plain(JsonNode node) {
        if (node instanceof ObjectNode object) {
            if (object.path("content").isTextual()) {
                object.set("content", blocks(object.path("content").asText()));
            }
            object.remove("caller");
            for (String name : List.of("is_error", "cache_control", "disable_parallel_tool_use")) {
                if (!object.path(name).isContainerNode() && !object.path(name).asBoolean()) {
                    object.remove(name);
                }
            }
        }
        node.forEach(RecordedRequestsTest::plain);
    }

    private static ArrayNode blocks(String text) {
        ArrayNode blocks = MAPPER.createArrayNode();
        blocks.addObject().put("type", "text").put("text", text);
        return blocks;
    }
}
