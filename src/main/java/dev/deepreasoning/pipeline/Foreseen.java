package dev.deepreasoning.pipeline;

import dev.deepreasoning.catalog.ResolvedModel;

/// What a request will use at most, before anything is called.
///
/// @param model who answers
/// @param promptTokens estimated
/// @param mostPromptTokens more than the prompt can have, as the answering model counts
/// @param reasoningTokens 0 where R1 is not called
/// @param reasoningRoom tokens by which R1 may overstep them, because its host bounds its whole output
/// @param answerTokens 0 where Claude is not called
/// @param searches whether the web is asked
public record Foreseen(
        ResolvedModel model,
        long promptTokens,
        long mostPromptTokens,
        int reasoningTokens,
        int reasoningRoom,
        int answerTokens,
        boolean searches) {}
