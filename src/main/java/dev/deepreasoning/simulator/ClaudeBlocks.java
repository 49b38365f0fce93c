package dev.deepreasoning.simulator;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reading the content of one message of the Messages API, with the refusals that every block may meet.
final class ClaudeBlocks {
    /// The members of each type of block; absent are those of which nothing is checked.
    private static final Map<String, Set<String>> MEMBERS = Map.of(
            "text", Set.of("type", "cache_control", "text", "citations"),
            "image", Set.of("type", "cache_control", "source"),
            "document", Set.of("type", "cache_control", "source", "title", "context", "citations"),
            "search_result", Set.of("type", "cache_control", "source", "title", "content", "citations"),
            "tool_use", Set.of("type", "cache_control", "id", "name", "input", "caller"),
            "tool_result", Set.of("type", "cache_control", "tool_use_id", "content", "is_error"));
    private static final Map<String, Set<String>> SOURCES = Map.of(
            "image", Set.of("base64", "url", "file"),
            "document", Set.of("base64", "url", "file", "text", "content"));
    private static final Set<String> PICTURES = Set.of("image/jpeg", "image/png", "image/gif", "image/webp");

    private ClaudeBlocks() {}

    /// The blocks of a content, which may be a plain text.
    ///
    /// @param last whether the message may be empty
    static List<JsonObject> of(@Nullable Object content, int index, boolean last) {
        if (content instanceof String text) {
            if (text.isBlank() && !last) {
                throw empty(index);
            }
            return List.of(new JsonObject().put("type", "text").put("text", text));
        }
        if (!(content instanceof JsonArray array)) {
            throw ClaudeRequest.invalid("messages." + index + ".content: Input should be a valid list");
        }
        if (array.isEmpty() && !last) {
            throw empty(index);
        }
        List<JsonObject> blocks = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            blocks.add(object(array, i, "messages." + index + ".content"));
        }
        return blocks;
    }

    private static Refusal empty(int index) {
        return ClaudeRequest.invalid("messages." + index
                + ": all messages must have non-empty content except for the optional final assistant message");
    }

    /// An item that has to be an object.
    static JsonObject object(JsonArray array, int item, String where) {
        if (array.getValue(item) instanceof JsonObject object) {
            return object;
        }
        throw ClaudeRequest.invalid(where + "." + item + ": Input should be an object");
    }

    /// Refuses a block of another type, members that its type has not, and a picture from nowhere.
    static void check(Set<String> known, JsonObject block, int index) {
        String where = "messages." + index + ".content: ";
        String type = block.getString("type", "");
        if (!known.contains(type)) {
            throw ClaudeRequest.invalid(
                    where + "Input tag '" + type + "' found using 'type' does not match any of the expected tags");
        }
        Set<String> members = MEMBERS.getOrDefault(type, block.fieldNames());
        for (String member : block.fieldNames()) {
            if (!members.contains(member)) {
                throw ClaudeRequest.invalid(where + type + "." + member + ": Extra inputs are not permitted");
            }
        }
        Set<String> sources = SOURCES.get(type);
        if (sources != null) {
            checkSource(where + type + ".source", block.getValue("source"), sources, type);
        }
    }

    private static void checkSource(String where, @Nullable Object value, Set<String> sources, String type) {
        if (!(value instanceof JsonObject source) || !sources.contains(source.getString("type", ""))) {
            throw ClaudeRequest.invalid(where + ": Input should be one of the expected sources");
        }
        String media = source.getString("media_type", "");
        if ("base64".equals(source.getString("type"))
                && !(type.equals("image") ? PICTURES.contains(media) : media.equals("application/pdf"))) {
            throw ClaudeRequest.invalid(where + ".base64.media_type: '" + media + "' is not supported");
        }
    }

    /// The text of a block, which may not be empty.
    static String text(JsonObject block, String where) {
        String text = block.getString("text", "");
        if (text.isEmpty()) {
            throw ClaudeRequest.invalid(where + ": text content blocks must be non-empty");
        }
        if (text.isBlank()) {
            throw ClaudeRequest.invalid(where + ": text content blocks must contain non-whitespace text");
        }
        return text;
    }
}
