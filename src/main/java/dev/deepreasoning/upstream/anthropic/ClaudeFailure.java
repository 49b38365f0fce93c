package dev.deepreasoning.upstream.anthropic;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How Claude's vendor said no: the cause behind a public error, for the log and for the retry. Holds no words of the
/// vendor's message, which may quote a prompt.
final class ClaudeFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final boolean transitory;
    private final int fittingMaxTokens;

    /// @param status HTTP status, or the one that stands for an error inside a stream
    /// @param type the vendor's `error.type`
    /// @param transitory whether the same request may succeed a little later
    /// @param fittingMaxTokens the `max_tokens` that would fit the window beside this prompt, or 0
    ClaudeFailure(int status, @Nullable String type, boolean transitory, int fittingMaxTokens) {
        super("Anthropic: " + status + " " + type, null, false, false);
        this.status = status;
        this.transitory = transitory;
        this.fittingMaxTokens = fittingMaxTokens;
    }

    int status() {
        return status;
    }

    /// Whether a retry of the same request makes sense, if the vendor does not ask for too long a wait.
    boolean isTransitory(@Nullable Duration retryAfter, Duration patience) {
        return transitory && (retryAfter == null || retryAfter.compareTo(patience) <= 0);
    }

    int fittingMaxTokens() {
        return fittingMaxTokens;
    }
}
