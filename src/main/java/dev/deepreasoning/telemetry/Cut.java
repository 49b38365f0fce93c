package dev.deepreasoning.telemetry;

import java.util.Locale;

/// Why a request was given up before its end.
public enum Cut {
    /// The caller closed the connection.
    CALLER_LEFT,
    /// The caller stopped reading.
    SLOW_READER,
    /// The process went down and the drain time was over.
    DRAINED;

    /// Lower case, as metrics and logs show it.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
