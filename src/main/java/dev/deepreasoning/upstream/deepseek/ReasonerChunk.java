package dev.deepreasoning.upstream.deepseek;

import dev.deepreasoning.canonical.TokenUsage;
import org.jspecify.annotations.Nullable;

/// What one `data:` line of a host said, whatever its form. Filled anew for each line.
final class ReasonerChunk {
    /// Reasoning text, or empty.
    String reasoning = "";
    /// A reasoning member was there, even if null.
    boolean reasoningMember;
    /// A reasoning member was there and a string, even if empty.
    boolean reasoningString;
    /// Text outside the reasoning members, or empty.
    String content = "";
    /// Absent, or empty, where the host has not finished.
    @Nullable
    String finishReason;

    @Nullable
    String model;
    /// The host reports a failure inside its stream.
    boolean failed;

    @Nullable
    String errorCode;

    @Nullable
    String errorMessage;
    /// Cumulative; absent where this line has none.
    @Nullable
    TokenUsage usage;

    /// Whether the usage told the reasoning's share.
    boolean reasoningCounted;

    void clear() {
        reasoning = "";
        reasoningMember = false;
        reasoningString = false;
        content = "";
        finishReason = null;
        model = null;
        failed = false;
        errorCode = null;
        errorMessage = null;
        usage = null;
        reasoningCounted = false;
    }
}
