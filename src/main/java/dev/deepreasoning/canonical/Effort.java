package dev.deepreasoning.canonical;

import java.util.Locale;

/// How much a caller wants the reasoner to think; `none` turns it off and is a mode, not an effort.
public enum Effort {
    MINIMAL(1_024),
    LOW(4_096),
    MEDIUM(16_384),
    HIGH(32_768),
    XHIGH(Integer.MAX_VALUE),
    MAX(Integer.MAX_VALUE);

    private final int cap;

    Effort(int cap) {
        this.cap = cap;
    }

    /// The most reasoning tokens at this effort; [Integer#MAX_VALUE] stands for the host's own limit.
    public int cap() {
        return cap;
    }

    /// The wire name, the same in every dialect.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
