package dev.deepreasoning.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Times as OpenAI's clients read them.
class RateLimitHeadersTest {
    @ParameterizedTest
    @CsvSource({"0, 0ms", "17, 17ms", "1000, 1s", "12500, 12.5s", "30000, 30s", "60000, 1m0s", "61020, 1m1.02s"})
    void aWaitIsToldAsGoWritesIt(long millis, String told) {
        assertEquals(told, RateLimitHeaders.told(Duration.ofMillis(millis)));
    }
}
