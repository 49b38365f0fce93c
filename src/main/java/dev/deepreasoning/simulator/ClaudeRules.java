package dev.deepreasoning.simulator;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What each Claude model takes, written down here a second time on purpose: a wrong entry in the catalogue shows as a
/// refusal. Source: the vendor's model pages of autumn 2026; the stricter rule where they are silent.
///
/// @param window tokens of prompt and answer
/// @param maxOutput most tokens of an answer
/// @param sampling how many of temperature and top_p it takes: 2, 1, or 0 for neither, nor top_k
/// @param prefill whether it continues a last assistant message
/// @param forcedTools whether a tool choice may be forced
/// @param structured whether it takes a schema for its output
/// @param effort whether it takes an effort
/// @param thinks whether it thinks unless it is told not to
record ClaudeRules(
        String id,
        int window,
        int maxOutput,
        int sampling,
        boolean prefill,
        boolean forcedTools,
        boolean structured,
        boolean effort,
        boolean thinks) {
    private static final Set<String> STRUCTURED_OF_NINE =
            Set.of("claude-sonnet-4-5-20250929", "claude-haiku-4-5-20251001", "claude-opus-4-5-20251101");
    private static final Map<String, ClaudeRules> MODELS = models();

    /// The rules of a model, absent where there is no such model.
    static @Nullable ClaudeRules of(String id) {
        return MODELS.get(id);
    }

    static Iterable<String> ids() {
        return MODELS.keySet();
    }

    private static Map<String, ClaudeRules> models() {
        Map<String, ClaudeRules> models = new LinkedHashMap<>();
        nine(models, "claude-sonnet-4-5-20250929", 64_000, 1);
        nine(models, "claude-haiku-4-5-20251001", 64_000, 1);
        nine(models, "claude-opus-4-5-20251101", 64_000, 1);
        nine(models, "claude-sonnet-4-20250514", 64_000, 2);
        nine(models, "claude-opus-4-1-20250805", 32_000, 1);
        nine(models, "claude-opus-4-20250514", 32_000, 2);
        nine(models, "claude-3-7-sonnet-20250219", 64_000, 2);
        nine(models, "claude-3-5-haiku-20241022", 8_192, 2);
        nine(models, "claude-3-opus-20240229", 4_096, 2);
        later(models, "claude-sonnet-4-6", 1, true, false);
        later(models, "claude-opus-4-6", 1, true, false);
        later(models, "claude-opus-4-7", 0, true, false);
        later(models, "claude-opus-4-8", 0, true, false);
        later(models, "claude-opus-5", 0, true, false);
        later(models, "claude-sonnet-5", 0, true, true);
        later(models, "claude-sonnet-5-5", 0, false, true);
        later(models, "claude-opus-5-5", 0, false, true);
        later(models, "claude-haiku-5-5", 0, false, true);
        return models;
    }

    private static void nine(Map<String, ClaudeRules> models, String id, int maxOutput, int sampling) {
        boolean effort = id.startsWith("claude-opus-4-5");
        models.put(
                id,
                new ClaudeRules(
                        id, 200_000, maxOutput, sampling, true, true, STRUCTURED_OF_NINE.contains(id), effort, false));
    }

    private static void later(
            Map<String, ClaudeRules> models, String id, int sampling, boolean forcedTools, boolean thinks) {
        models.put(id, new ClaudeRules(id, 1_000_000, 128_000, sampling, false, forcedTools, true, true, thinks));
    }
}
