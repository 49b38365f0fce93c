package dev.deepreasoning.upstream.anthropic;

import dev.deepreasoning.upstream.FailureNature;
import org.jspecify.annotations.Nullable;

/// How Claude's vendor said no: the cause behind a public error, for the log and for the retry. Holds no words of the
/// vendor's message, which may quote a prompt.
final class ClaudeFailure extends Exception implements FailureNature {
    private static final long serialVersionUID = 1L;

    private final boolean passing;
    private final boolean outage;
    private final int fittingMaxTokens;

    /// @param status HTTP status, or the one that stands for an error inside a stream
    /// @param type the vendor's `error.type`
    /// @param passing whether the same request may succeed a little later
    /// @param fittingMaxTokens the `max_tokens` that would fit the window beside this prompt, or 0
    ClaudeFailure(int status, @Nullable String type, boolean passing, int fittingMaxTokens) {
        super("Anthropic: " + status + " " + type, null, false, false);
        this.passing = passing;
        this.outage = status >= 500;
        this.fittingMaxTokens = fittingMaxTokens;
    }

    @Override
    public boolean passing() {
        return passing;
    }

    @Override
    public boolean outage() {
        return outage;
    }

    int fittingMaxTokens() {
        return fittingMaxTokens;
    }
}
