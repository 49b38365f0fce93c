package dev.deepreasoning.pipeline;

import dev.deepreasoning.canonical.Adjustment;
import dev.deepreasoning.canonical.OutputFormat;
import dev.deepreasoning.canonical.ReasoningOptions;
import dev.deepreasoning.canonical.ToolChoice;
import dev.deepreasoning.catalog.ClaudeModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a request will be served: every parameter as it will be used, and what had to be changed for that.
///
/// @param reasoningMode whether R1 runs
/// @param reasoningCap most reasoning tokens, [Integer#MAX_VALUE] for the host's own limit
/// @param outputFormat as Claude takes it natively
/// @param jsonInstruction words that ask for JSON where Claude has no native form for what was asked
/// @param stopSequences those that Claude takes
/// @param enforcedStops those that Claude refuses and the gateway enforces itself
/// @param effort the lowest effort where Claude's own thinking cannot be switched off
record RequestPlan(
        ClaudeModel model,
        ReasoningOptions.Mode reasoningMode,
        int reasoningCap,
        int maxTokens,
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Integer topK,
        @Nullable ToolChoice toolChoice,
        @Nullable OutputFormat outputFormat,
        @Nullable String jsonInstruction,
        List<String> stopSequences,
        List<String> enforcedStops,
        boolean thinkingDisabled,
        @Nullable String effort,
        List<Adjustment> adjusted) {
    RequestPlan {
        stopSequences = List.copyOf(stopSequences);
        enforcedStops = List.copyOf(enforcedStops);
        adjusted = List.copyOf(adjusted);
    }
}
