package dev.deepreasoning.canonical;

import java.util.Locale;

/// How the reasoning stage ended, as `x-deepreasoning-reasoning` says it.
public enum ReasoningOutcome {
    /// The reasoner came to its end.
    COMPLETE,
    /// Cut by a cap, a time limit or a failure; what there was has been handed over.
    PARTIAL,
    /// The reasoner could not be reached; the answer was written without it.
    SKIPPED,
    /// The reasoner answered without reasoning.
    EMPTY,
    /// Not asked for, or not run after tool results.
    OFF;

    /// Lower case.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
