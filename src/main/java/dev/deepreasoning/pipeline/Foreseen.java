package dev.deepreasoning.pipeline;

import dev.deepreasoning.catalog.ResolvedModel;

/// What a request will use at most, before anything is called.
///
/// @param model who answers
/// @param promptTokens estimated
/// @param reasoningTokens 0 where R1 is not called; [Integer#MAX_VALUE] for the host's own limit
/// @param answerTokens 0 where Claude is not called
/// @param searches whether the web is asked
public record Foreseen(
        ResolvedModel model, long promptTokens, int reasoningTokens, int answerTokens, boolean searches) {}
