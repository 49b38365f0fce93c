package dev.deepreasoning.canonical;

import java.util.Locale;

/// The stages of a run, in their order.
public enum Stage {
    SEARCH,
    REASONING,
    ANSWER;

    /// Lower case, as shown in headers, usage and metrics.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
