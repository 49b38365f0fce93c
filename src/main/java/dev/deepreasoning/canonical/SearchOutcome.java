package dev.deepreasoning.canonical;

import java.util.Locale;

/// How a web search ended, as `x-deepreasoning-search` says it.
public enum SearchOutcome {
    USED,
    EMPTY,
    FAILED;

    /// Lower case.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
