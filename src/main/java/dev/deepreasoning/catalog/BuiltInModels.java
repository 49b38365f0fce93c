package dev.deepreasoning.catalog;

import dev.deepreasoning.catalog.ClaudeModel.OwnThinking;
import dev.deepreasoning.catalog.ClaudeModel.SamplingRule;
import dev.deepreasoning.catalog.ClaudeModel.UpstreamPrice;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The Claude models as their vendor describes them in autumn 2026. Where the vendor says nothing, the stricter rule
/// stands and no price is given. Operators change or extend all of it by configuration.
final class BuiltInModels {
    private static final int K200 = 200_000;
    private static final int M1 = 1_000_000;
    private static final int OUT_128K = 128_000;
    private static final String SONNET = "claude-sonnet-5-5";
    private static final String HAIKU = "claude-haiku-5-5";
    private static final String OPUS = "claude-opus-5-5";

    private BuiltInModels() {}

    static List<ClaudeModel> all() {
        return List.of(
                        nine("claude-sonnet-4-5-20250929", "Claude Sonnet 4.5", 64_000, SamplingRule.ONE, "3", "15")
                                .retires("2026-11-30")
                                .structured()
                                .replacedBy(SONNET),
                        nine("claude-haiku-4-5-20251001", "Claude Haiku 4.5", 64_000, SamplingRule.ONE, "1", "5")
                                .structured()
                                .replacedBy(HAIKU),
                        nine("claude-opus-4-5-20251101", "Claude Opus 4.5", 64_000, SamplingRule.ONE, "5", "25")
                                .structured()
                                .effort()
                                .replacedBy(OPUS),
                        nine("claude-sonnet-4-20250514", "Claude Sonnet 4", 64_000, SamplingRule.BOTH, "3", "15")
                                .retires("2026-06-15")
                                .replacedBy(SONNET),
                        nine("claude-opus-4-1-20250805", "Claude Opus 4.1", 32_000, SamplingRule.ONE, "15", "75")
                                .retires("2026-08-05")
                                .replacedBy(OPUS),
                        nine("claude-opus-4-20250514", "Claude Opus 4", 32_000, SamplingRule.BOTH, "15", "75")
                                .retires("2026-06-15")
                                .replacedBy(OPUS),
                        nine("claude-3-7-sonnet-20250219", "Claude Sonnet 3.7", 64_000, SamplingRule.BOTH, "3", "15")
                                .retires("2026-02-19")
                                .replacedBy(SONNET),
                        nine("claude-3-5-haiku-20241022", "Claude Haiku 3.5", 8_192, SamplingRule.BOTH, "0.80", "4")
                                .thinking(OwnThinking.NEVER)
                                .retires("2026-02-19")
                                .replacedBy(HAIKU),
                        nine("claude-3-opus-20240229", "Claude Opus 3", 4_096, SamplingRule.BOTH, "15", "75")
                                .thinking(OwnThinking.NEVER)
                                .withoutSearchResults()
                                .retires("2026-01-05")
                                .replacedBy(OPUS),
                        later(
                                "claude-sonnet-4-6",
                                "Claude Sonnet 4.6",
                                SamplingRule.ONE,
                                OwnThinking.OPTIONAL,
                                "3",
                                "15"),
                        later("claude-opus-4-6", "Claude Opus 4.6", SamplingRule.ONE, OwnThinking.OPTIONAL, null, null),
                        later(
                                "claude-opus-4-7",
                                "Claude Opus 4.7",
                                SamplingRule.NONE,
                                OwnThinking.OPTIONAL,
                                null,
                                null),
                        later(
                                "claude-opus-4-8",
                                "Claude Opus 4.8",
                                SamplingRule.NONE,
                                OwnThinking.OPTIONAL,
                                null,
                                null),
                        later("claude-opus-5", "Claude Opus 5", SamplingRule.NONE, OwnThinking.OPTIONAL, null, null),
                        later("claude-sonnet-5", "Claude Sonnet 5", SamplingRule.NONE, OwnThinking.DEFAULT, null, null),
                        later(SONNET, "Claude Sonnet 5.5", SamplingRule.NONE, OwnThinking.DEFAULT, "2", "10")
                                .withoutForcedTools(),
                        later(OPUS, "Claude Opus 5.5", SamplingRule.NONE, OwnThinking.ALWAYS, "4", "20")
                                .withoutForcedTools(),
                        haiku55())
                .stream()
                .map(Draft::model)
                .toList();
    }

    private static Draft haiku55() {
        Draft draft = later(HAIKU, "Claude Haiku 5.5", SamplingRule.NONE, OwnThinking.DEFAULT, null, null)
                .withoutForcedTools();
        draft.contextWindow = K200;
        draft.maxOutput = 64_000;
        draft.prices = List.of(price(0, "0.10", "0.50"), price(100_001, "0.50", "2.50"));
        return draft;
    }

    private static Draft nine(String id, String name, int maxOutput, SamplingRule sampling, String in, String out) {
        Draft draft = new Draft(id, name, sampling);
        draft.contextWindow = K200;
        draft.maxOutput = maxOutput;
        draft.prefill = true;
        draft.prices = List.of(price(0, in, out));
        return draft;
    }

    private static Draft later(
            String id,
            String name,
            SamplingRule sampling,
            OwnThinking thinking,
            @Nullable String in,
            @Nullable String out) {
        Draft draft = new Draft(id, name, sampling);
        draft.contextWindow = M1;
        draft.maxOutput = OUT_128K;
        draft.thinking = thinking;
        draft.effort = true;
        draft.structured = true;
        draft.prices = in == null || out == null ? List.of() : List.of(price(0, in, out));
        return draft;
    }

    /// The vendor's rule: writing to the cache costs 1.25 (five minutes) or 2 (one hour) times the input, reading 0.1.
    static UpstreamPrice price(long from, String in, String out) {
        BigDecimal input = new BigDecimal(in);
        return new UpstreamPrice(
                from,
                input,
                input.multiply(new BigDecimal("1.25")),
                input.multiply(new BigDecimal("2")),
                input.multiply(new BigDecimal("0.1")),
                new BigDecimal(out));
    }

    /// A model while it is being described.
    private static final class Draft {
        private final String id;
        private final String name;
        private final SamplingRule sampling;
        private int contextWindow;
        private int maxOutput;
        private boolean prefill;
        private OwnThinking thinking = OwnThinking.OPTIONAL;
        private boolean forcedTools = true;
        private boolean effort;
        private boolean structured;
        private boolean searchResults = true;
        private List<UpstreamPrice> prices = List.of();
        private @Nullable LocalDate retiresAt;
        private @Nullable String replacement;

        Draft(String id, String name, SamplingRule sampling) {
            this.id = id;
            this.name = name;
            this.sampling = sampling;
        }

        Draft retires(String day) {
            retiresAt = LocalDate.parse(day);
            return this;
        }

        Draft structured() {
            structured = true;
            return this;
        }

        Draft effort() {
            effort = true;
            return this;
        }

        Draft thinking(OwnThinking how) {
            thinking = how;
            return this;
        }

        Draft withoutSearchResults() {
            searchResults = false;
            return this;
        }

        Draft withoutForcedTools() {
            forcedTools = false;
            return this;
        }

        Draft replacedBy(String other) {
            replacement = other;
            return this;
        }

        ClaudeModel model() {
            return new ClaudeModel(
                    id,
                    name,
                    contextWindow,
                    maxOutput,
                    sampling,
                    prefill,
                    thinking,
                    forcedTools,
                    effort,
                    structured,
                    searchResults,
                    prices,
                    null,
                    retiresAt,
                    false,
                    replacement);
        }
    }
}
