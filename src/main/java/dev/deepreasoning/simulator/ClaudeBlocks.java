package dev.deepreasoning.simulator;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reading the content of one message of the Messages API, with the refusals that every block may meet.
final class ClaudeBlocks {
    private ClaudeBlocks() {}

    /// The blocks of a content, which may be a plain text.
    ///
    /// @param last whether the message may be empty
    static List<JsonObject> of(@Nullable Object content, int index, boolean last) {
        if (content instanceof String text) {
            if (text.isBlank() && !last) {
                throw ClaudeRequest.invalid("messages." + index
                        + ": all messages must have non-empty content except for the optional final assistant message");
            }
            return List.of(new JsonObject().put("type", "text").put("text", text));
        }
        if (!(content instanceof JsonArray array)) {
            throw ClaudeRequest.invalid("messages." + index + ".content: Input should be a valid list");
        }
        if (array.isEmpty() && !last) {
            throw ClaudeRequest.invalid("messages." + index
                    + ": all messages must have non-empty content except for the optional final assistant message");
        }
        List<JsonObject> blocks = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            if (!(array.getValue(i) instanceof JsonObject block)) {
                throw ClaudeRequest.invalid("messages." + index + ".content." + i + ": Input should be an object");
            }
            blocks.add(block);
        }
        return blocks;
    }

    /// Refuses a block of another type.
    static void requireKnown(Set<String> known, String type, int index) {
        if (!known.contains(type)) {
            throw ClaudeRequest.invalid("messages." + index + ".content: Input tag '" + type
                    + "' found using 'type' does not match any of the expected tags");
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
