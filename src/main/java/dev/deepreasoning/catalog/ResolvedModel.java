package dev.deepreasoning.catalog;

import dev.deepreasoning.canonical.Adjustment;
import dev.deepreasoning.canonical.ReasoningOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a requested model name means.
///
/// @param requested the name as the caller wrote it
/// @param answerer the Claude that will answer
/// @param chosenByCaller false where it is the operator's default or an alias' target
/// @param reasoningMode the alias' default, if any
/// @param maxTokens the alias' default, if any
/// @param adjusted a replacement of a model that is gone, if one was made
public record ResolvedModel(
        String requested,
        ClaudeModel answerer,
        boolean chosenByCaller,
        ReasoningOptions.@Nullable Mode reasoningMode,
        @Nullable Integer maxTokens,
        List<Adjustment> adjusted) {
    public ResolvedModel {
        adjusted = List.copyOf(adjusted);
    }
}
