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
/// @param thinking the ways in which its thinking may be asked for
/// @param cacheable the shortest prefix that it caches
record ClaudeRules(
        String id,
        int window,
        int maxOutput,
        int sampling,
        boolean prefill,
        boolean forcedTools,
        boolean structured,
        boolean effort,
        boolean thinks,
        Set<String> thinking,
        int cacheable) {
    private static final int K200 = 200_000;
    private static final int CACHEABLE = 1_024;
    private static final Set<String> NEVER = Set.of("disabled");
    private static final Set<String> BUDGETED = Set.of("disabled", "enabled");
    private static final Set<String> EITHER = Set.of("disabled", "enabled", "adaptive");
    private static final Set<String> ADAPTIVE = Set.of("disabled", "adaptive");
    private static final Map<String, ClaudeRules> MODELS = models();

    /// The rules of a model, absent where there is no such model.
    static @Nullable ClaudeRules of(String id) {
        return MODELS.get(id);
    }

    static Iterable<String> ids() {
        return MODELS.keySet();
    }

    /// Whether prompt and `max_tokens` together have to fit the window, as they had to before the 4.5 models.
    boolean wholeWindow() {
        return prefill && !structured;
    }

    private static Map<String, ClaudeRules> models() {
        Map<String, ClaudeRules> models = new LinkedHashMap<>();
        for (ClaudeRules rules : new ClaudeRules[] {
            nine("claude-sonnet-4-5-20250929", 64_000, 1, true, BUDGETED, CACHEABLE),
            nine("claude-haiku-4-5-20251001", 64_000, 1, true, BUDGETED, 4_096),
            nine("claude-opus-4-5-20251101", 64_000, 1, true, BUDGETED, 4_096),
            nine("claude-sonnet-4-20250514", 64_000, 2, false, BUDGETED, CACHEABLE),
            nine("claude-opus-4-1-20250805", 32_000, 1, false, BUDGETED, CACHEABLE),
            nine("claude-opus-4-20250514", 32_000, 2, false, BUDGETED, CACHEABLE),
            nine("claude-3-7-sonnet-20250219", 64_000, 2, false, BUDGETED, CACHEABLE),
            nine("claude-3-5-haiku-20241022", 8_192, 2, false, NEVER, 2_048),
            nine("claude-3-opus-20240229", 4_096, 2, false, NEVER, CACHEABLE),
            later("claude-sonnet-4-6", 1, true, false, EITHER),
            later("claude-opus-4-6", 1, true, false, EITHER),
            later("claude-opus-4-7", 0, true, false, ADAPTIVE),
            later("claude-opus-4-8", 0, true, false, ADAPTIVE),
            later("claude-opus-5", 0, true, false, ADAPTIVE),
            later("claude-sonnet-5", 0, true, true, ADAPTIVE),
            later("claude-sonnet-5-5", 0, false, true, Set.of("disabled", "adaptive", "between_tools")),
            later("claude-opus-5-5", 0, false, true, Set.of("adaptive")),
            // Nothing is published of its window: the smaller one.
            new ClaudeRules("claude-haiku-5-5", K200, 64_000, 0, false, false, true, true, true, ADAPTIVE, CACHEABLE)
        }) {
            models.put(rules.id(), rules);
        }
        return models;
    }

    private static ClaudeRules nine(
            String id, int maxOutput, int sampling, boolean structured, Set<String> thinking, int cacheable) {
        boolean effort = id.startsWith("claude-opus-4-5");
        return new ClaudeRules(
                id, K200, maxOutput, sampling, true, true, structured, effort, false, thinking, cacheable);
    }

    private static ClaudeRules later(
            String id, int sampling, boolean forcedTools, boolean thinks, Set<String> thinking) {
        return new ClaudeRules(
                id, 1_000_000, 128_000, sampling, false, forcedTools, true, true, thinks, thinking, CACHEABLE);
    }
}
