package dev.deepreasoning.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What is still to be done, and in which order.
@Timeout(60)
class PendingTest {
    private static final Duration GUARD = Duration.ofSeconds(30);

    private final Pending pending = new Pending();

    @Test
    void itWaitsForTheLast() {
        pending.begun();
        pending.begun();
        pending.ended();
        Thread.ofVirtual().start(pending::ended);
        assertEquals(0, pending.await(GUARD));
        assertEquals(0, pending.await(GUARD), "nothing is left");
    }

    @Test
    void itWaitsNoLongerThanItMay() {
        pending.begun();
        assertEquals(1, pending.await(Duration.ofMillis(5)));
    }

    @Test
    void whoIsInterruptedIsTold() {
        pending.begun();
        Thread.currentThread().interrupt();
        assertEquals(1, pending.await(GUARD));
        assertTrue(Thread.interrupted());
    }

    @Test
    void whatIsNewerIsWrittenLastAndAlone() {
        Progress progress = new Progress();
        List<Integer> written = new ArrayList<>();
        assertTrue(progress.put(() -> {
            written.add(1);
            assertFalse(progress.put(() -> written.add(2)), "somebody writes already");
            assertFalse(progress.put(() -> written.add(3)));
            throw new IllegalStateException("the database is away");
        }));
        progress.write("req_1");
        assertEquals(List.of(1, 3), written);
        assertTrue(progress.put(() -> !written.add(4)));
        progress.write("req_1");
        assertEquals(List.of(1, 3, 4), written);
    }
}
