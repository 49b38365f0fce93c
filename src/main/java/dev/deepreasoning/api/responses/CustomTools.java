package dev.deepreasoning.api.responses;

import dev.deepreasoning.api.Fields;
import dev.deepreasoning.canonical.JsonText;
import org.jspecify.annotations.Nullable;

/// A tool that takes free text, as a model sees it who knows functions only.
final class CustomTools {
    /// Its parameters.
    static final JsonText INPUT = new JsonText(
            "{\"type\":\"object\",\"properties\":{\"input\":{\"type\":\"string\"}},\"required\":[\"input\"]}");

    private CustomTools() {}

    /// Its description. The grammar, which OpenAI holds its models to, is told in words, or the model could not know
    /// what the tool reads.
    static @Nullable String description(Fields tool) {
        String description = tool.string("description");
        Fields format = tool.object("format");
        String definition = format == null ? null : format.string("definition");
        if (format == null || definition == null || definition.isBlank()) {
            return description;
        }
        String syntax = format.string("syntax");
        String kind = syntax == null ? "" : syntax + " ";
        return (description == null ? "" : description + "\n\n") + "`input` is plain text that follows this " + kind
                + "grammar:\n" + definition;
    }
}
