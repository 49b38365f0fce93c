package dev.deepreasoning.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    @ParameterizedTest
    @CsvSource({"7, 7000", "0, 0", "0.25, 250", "' 2 ', 2000", "86400, 86400000"})
    void readsSeconds(String value, long millis) {
        assertEquals(Duration.ofMillis(millis), RetryAfter.parse(Map.of("retry-after", value)::get));
    }

    @Test
    void millisecondsAreMoreExact() {
        assertEquals(
                Duration.ofMillis(120), RetryAfter.parse(Map.of("retry-after", "1", "retry-after-ms", "120")::get));
        assertEquals(
                Duration.ofSeconds(1), RetryAfter.parse(Map.of("retry-after", "1", "retry-after-ms", "soon")::get));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "86401", "NaN", "Infinity", "soon", "", "Sun, 22 Nov 2026 10:00:00 GMT"})
    void anythingElseSaysNothing(String value) {
        assertNull(RetryAfter.parse(Map.of("retry-after", value)::get));
    }

    @Test
    void nothingSaysNothing() {
        assertNull(RetryAfter.parse(_ -> null));
    }
}
