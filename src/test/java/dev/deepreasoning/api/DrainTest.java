package dev.deepreasoning.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.Drain.Passage;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Going down.
@Timeout(60)
class DrainTest {
    private static final Duration LONG = Duration.ofSeconds(50);

    @Test
    void nobodyInsideIsNotWaitedFor() {
        Drain drain = new Drain(LONG);
        drain.enter().leave();
        assertFalse(drain.draining());
        assertEquals(Status.UP, new DrainHealth(drain).call().getStatus());
        drain.drain();
        assertTrue(drain.draining());
        assertEquals(Status.DOWN, new DrainHealth(drain).call().getStatus());
    }

    @Test
    void waitsForTheLastOneAndCutsNobody() throws Exception {
        Drain drain = new Drain(LONG);
        AtomicInteger cut = new AtomicInteger();
        Passage first = drain.enter();
        Passage second = drain.enter();
        first.cutBy(cut::incrementAndGet);
        second.cutBy(cut::incrementAndGet);
        CompletableFuture<Void> down = CompletableFuture.runAsync(drain::drain);
        Eventually.holds("it is going down", drain::draining);
        first.leave();
        assertFalse(down.isDone());
        second.leave();
        down.get(30, TimeUnit.SECONDS);
        assertEquals(0, cut.get());
    }

    @Test
    void cutsWhoIsStillInsideWhenTheTimeIsOver() {
        Drain drain = new Drain(Duration.ZERO);
        AtomicInteger cut = new AtomicInteger();
        Passage open = drain.enter();
        open.cutBy(() -> {
            cut.incrementAndGet();
            open.leave();
        });
        drain.enter().leave();
        drain.drain();
        assertEquals(1, cut.get());
    }

    @Test
    void whoCannotBeCutHoldsNothingUpForEver() {
        Drain drain = new Drain(Duration.ofMillis(1));
        drain.enter();
        drain.drain();
        assertTrue(drain.draining());
    }
}
