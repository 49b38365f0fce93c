package dev.deepreasoning.canonical;

/// Why the answer ended.
public enum StopReason {
    /// The model had said what it wanted to say.
    END_TURN,
    /// The caller's or the model's bound on output was reached.
    MAX_TOKENS,
    /// The context window was full.
    CONTEXT_WINDOW,
    /// One of the caller's stop sequences was met.
    STOP_SEQUENCE,
    /// The model calls tools and waits for their results.
    TOOL_USE,
    /// The model declined for safety.
    REFUSAL
}
