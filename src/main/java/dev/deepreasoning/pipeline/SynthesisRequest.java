package dev.deepreasoning.pipeline;

import dev.deepreasoning.canonical.Message;
import dev.deepreasoning.canonical.OutputFormat;
import dev.deepreasoning.canonical.StageOverrides;
import dev.deepreasoning.canonical.ToolChoice;
import dev.deepreasoning.canonical.ToolDefinition;
import dev.deepreasoning.catalog.ClaudeModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What Claude is asked. Final: the reasoning is in its place, and every parameter is one that this model takes.
///
/// @param messages may hold system messages anywhere; a last assistant message is a prefill
/// @param temperature 0..1, absent: not sent
/// @param topP absent: not sent
/// @param topK absent: not sent
/// @param stopSequences those that Claude accepts
/// @param thinkingDisabled send `thinking: disabled`
/// @param effort value of `output_config.effort`, absent: not sent
public record SynthesisRequest(
        ClaudeModel model,
        List<Message> messages,
        List<ToolDefinition> tools,
        @Nullable ToolChoice toolChoice,
        @Nullable OutputFormat outputFormat,
        int maxTokens,
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Integer topK,
        List<String> stopSequences,
        boolean thinkingDisabled,
        @Nullable String effort,
        @Nullable String userId,
        StageOverrides overrides) {
    public SynthesisRequest {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
        stopSequences = List.copyOf(stopSequences);
    }
}
