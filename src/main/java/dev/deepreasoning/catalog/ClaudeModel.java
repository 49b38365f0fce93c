package dev.deepreasoning.catalog;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One Claude model and the rules it imposes on a request.
///
/// @param id the vendor's id, `claude-sonnet-4-5-20250929`
/// @param contextWindow tokens of prompt and answer together
/// @param maxOutput most tokens of an answer
/// @param sampling which sampling parameters it takes
/// @param prefill whether the last message may be an assistant's text
/// @param ownThinking whether it thinks by itself
/// @param forcedToolChoice whether `any` and `tool` are allowed
/// @param effort whether `output_config.effort` is allowed
/// @param structuredOutput whether `output_config.format` is allowed
/// @param searchResults whether `search_result` blocks are allowed
/// @param upstreamPrices what the vendor charges, tiered by prompt length; empty where unknown
/// @param deprecatedAt when its vendor announced its end
/// @param retiresAt the day from which its vendor answers 404
/// @param gone the operator has declared it gone
/// @param replacement the id of the model that takes its place
public record ClaudeModel(
        String id,
        String displayName,
        int contextWindow,
        int maxOutput,
        SamplingRule sampling,
        boolean prefill,
        OwnThinking ownThinking,
        boolean forcedToolChoice,
        boolean effort,
        boolean structuredOutput,
        boolean searchResults,
        List<UpstreamPrice> upstreamPrices,
        @Nullable LocalDate deprecatedAt,
        @Nullable LocalDate retiresAt,
        boolean gone,
        @Nullable String replacement) {
    public ClaudeModel {
        upstreamPrices = List.copyOf(upstreamPrices);
    }

    /// Which of temperature and top_p a model takes.
    public enum SamplingRule {
        /// Both together.
        BOTH,
        /// One of them.
        ONE,
        /// Neither; top_k neither.
        NONE
    }

    /// Whether a model thinks by itself, and whether that can be stopped.
    public enum OwnThinking {
        /// It cannot.
        NEVER,
        /// Only when asked.
        OPTIONAL,
        /// Unless told not to.
        DEFAULT,
        /// Always; lowest effort is all that can be done.
        ALWAYS
    }

    /// USD per million tokens, from a prompt length on.
    ///
    /// @param fromPromptTokens the first prompt length to which these prices apply
    public record UpstreamPrice(
            long fromPromptTokens,
            BigDecimal input,
            BigDecimal cacheWrite,
            BigDecimal cacheWriteLong,
            BigDecimal cacheRead,
            BigDecimal output) {}
}
