package dev.deepreasoning.catalog;

import java.math.BigDecimal;

/// What a caller pays for one Claude, reasoning included: USD per 1,000 tokens.
public record Price(BigDecimal input, BigDecimal output) {
    /// The cheaper of both, each half by itself.
    Price orLower(Price other) {
        return new Price(input.min(other.input), output.min(other.output));
    }
}
