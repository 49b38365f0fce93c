package dev.deepreasoning.upstream.anthropic;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.deepreasoning.canonical.JsonText;
import dev.deepreasoning.canonical.ToolChoice;
import dev.deepreasoning.canonical.ToolDefinition;
import java.io.IOException;
import java.util.List;

/// Writes tools and the choice among them.
final class ClaudeTools {
    private static final JsonFactory JSON = new JsonFactory();

    private ClaudeTools() {}

    /// @param strictKnown whether the model takes `strict`, which came with structured output
    static void write(JsonGenerator json, List<ToolDefinition> tools, boolean strictKnown) throws IOException {
        ClaudeContent content = new ClaudeContent(json);
        json.writeStartArray();
        for (ToolDefinition tool : tools) {
            json.writeStartObject();
            json.writeStringField("name", tool.name());
            String description = tool.description();
            if (description != null) {
                json.writeStringField("description", description);
            }
            content.raw("input_schema", withObjectType(tool.inputSchema()));
            if (strictKnown && Boolean.TRUE.equals(tool.strict())) {
                json.writeBooleanField("strict", true);
            }
            content.raw("cache_control", tool.cacheControl());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    static void write(JsonGenerator json, ToolChoice choice) throws IOException {
        json.writeStartObject();
        json.writeStringField(
                "type",
                switch (choice.mode()) {
                    case AUTO -> "auto";
                    case ANY -> "any";
                    case TOOL -> "tool";
                    case NONE -> "none";
                });
        String name = choice.name();
        if (choice.mode() == ToolChoice.Mode.TOOL && name != null) {
            json.writeStringField("name", name);
        }
        if (choice.disableParallel() && choice.mode() != ToolChoice.Mode.NONE) {
            json.writeBooleanField("disable_parallel_tool_use", true);
        }
        json.writeEndObject();
    }

    /// OpenAI's callers may leave out the type, which Anthropic wants; all else stays as it was written.
    static JsonText withObjectType(JsonText schema) throws IOException {
        String text = schema.text();
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return schema;
            }
            boolean empty = true;
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                if (name.equals("type")) {
                    return schema;
                }
                empty = false;
                parser.nextToken();
                parser.skipChildren();
            }
            int body = text.indexOf('{') + 1;
            return new JsonText(
                    text.substring(0, body) + "\"type\":\"object\"" + (empty ? "" : ",") + text.substring(body));
        }
    }
}
