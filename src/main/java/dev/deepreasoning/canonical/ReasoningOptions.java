package dev.deepreasoning.canonical;

import org.jspecify.annotations.Nullable;

/// What the caller wants of the reasoning stage.
///
/// @param mode absent where the caller said nothing, so that an alias or a rule may decide
/// @param include whether the caller is shown the reasoning
/// @param maxTokens an exact cap; beats `effort`
/// @param text reasoning that the caller brings; R1 is then not called
public record ReasoningOptions(
        @Nullable Mode mode,
        boolean include,
        @Nullable Effort effort,
        @Nullable Integer maxTokens,
        @Nullable String text) {
    /// Nothing asked for: R1 runs, and its reasoning is shown.
    public static final ReasoningOptions DEFAULT = new ReasoningOptions(null, true, null, null, null);

    /// Whether R1 thinks for Claude, not at all, or answers alone.
    public enum Mode {
        ON,
        OFF,
        ONLY
    }
}
