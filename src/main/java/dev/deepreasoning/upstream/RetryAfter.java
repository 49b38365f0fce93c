package dev.deepreasoning.upstream;

import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// How long an upstream asks to be left alone.
public final class RetryAfter {
    private static final double MILLIS = 1_000;
    private static final double LONGEST_SECONDS = 86_400;

    private RetryAfter() {}

    /// Reads `retry-after-ms` or `retry-after` in (fractions of) seconds; a date, or nonsense, counts as nothing said.
    ///
    /// @param header response headers by lower-case name
    public static @Nullable Duration parse(Function<String, @Nullable String> header) {
        Duration exact = duration(header.apply("retry-after-ms"), 1);
        return exact != null ? exact : duration(header.apply("retry-after"), MILLIS);
    }

    private static @Nullable Duration duration(@Nullable String value, double millisPerUnit) {
        if (value == null) {
            return null;
        }
        try {
            double units = Double.parseDouble(value.strip());
            boolean sane = units >= 0 && units * millisPerUnit <= LONGEST_SECONDS * MILLIS;
            return sane ? Duration.ofMillis(Math.round(units * millisPerUnit)) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
