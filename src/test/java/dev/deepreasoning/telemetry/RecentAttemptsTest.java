package dev.deepreasoning.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.deepreasoning.canonical.BreakerObserver.State;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.telemetry.RecentAttempts.Seen;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a process remembers of its upstreams.
class RecentAttemptsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");

    private final RecentAttempts attempts = new RecentAttempts(Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void whatWasNeverCalledIsUnused() {
        Seen seen = attempts.of(Stage.REASONING, "main");
        assertEquals("unused", seen.breaker());
        assertEquals(Map.of(), seen.outcomes());
        assertNull(seen.last());
        attempts.breaker(Stage.REASONING, "main", State.CLOSED);
        assertEquals("closed", attempts.of(Stage.REASONING, "main").breaker());
        assertNull(attempts.of(Stage.REASONING, "main").last());
    }

    @Test
    void outcomesAreCountedAndTheMiddleOfTheGoodOnesIsTold() {
        attempts.attempt(Stage.ANSWER, "main", "opened", Duration.ofMillis(900));
        attempts.attempt(Stage.ANSWER, "main", "opened", Duration.ofMillis(100));
        attempts.attempt(Stage.ANSWER, "main", "opened", Duration.ofMillis(300));
        attempts.attempt(Stage.ANSWER, "main", "overloaded", Duration.ofMillis(1));
        attempts.breaker(Stage.ANSWER, "main", State.HALF_OPEN);
        Seen seen = attempts.of(Stage.ANSWER, "main");
        assertEquals(Map.of("opened", 3, "overloaded", 1), seen.outcomes());
        assertEquals(300L, seen.medianFirstTokenMillis());
        assertEquals(NOW, seen.last());
        assertEquals("half_open", seen.breaker());
        assertEquals("unused", attempts.of(Stage.REASONING, "main").breaker(), "a host of another stage is another");
    }

    @Test
    void theOldestAreForgottenAndMemoryIsBounded() {
        for (int i = 0; i < 150; i++) {
            attempts.attempt(Stage.SEARCH, "linkup", i < 50 ? "failed" : "opened", Duration.ofMillis(i));
        }
        assertEquals(Map.of("opened", 100), attempts.of(Stage.SEARCH, "linkup").outcomes());
        for (int i = 0; i < 300; i++) {
            attempts.attempt(Stage.REASONING, "host" + i, "opened", Duration.ZERO);
            attempts.breaker(Stage.REASONING, "host" + i, State.OPEN);
        }
        assertEquals("open", attempts.of(Stage.REASONING, "host1").breaker());
        assertEquals("unused", attempts.of(Stage.REASONING, "host299").breaker());
    }
}
