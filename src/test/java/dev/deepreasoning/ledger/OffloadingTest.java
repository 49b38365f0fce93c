package dev.deepreasoning.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.Eventually;
import dev.deepreasoning.canonical.GatewayException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Blocking calls, off the event loop.
@Timeout(60)
class OffloadingTest {
    private static final Duration GUARD = Duration.ofSeconds(30);

    private final Offloading offloading = new Offloading();

    @AfterEach
    void close() throws InterruptedException {
        offloading.close();
    }

    @Test
    void aCallIsMadeOnAVirtualThread() {
        assertTrue(offloading
                .call(() -> Thread.currentThread().isVirtual())
                .await()
                .atMost(GUARD));
    }

    @Test
    void aFailureIsTheCallsOwn() {
        IllegalStateException failure = new IllegalStateException("no");
        assertEquals(
                failure,
                assertThrows(
                        IllegalStateException.class,
                        () -> offloading
                                .call(() -> {
                                    throw failure;
                                })
                                .await()
                                .atMost(GUARD)));
    }

    @Test
    void whatTakesTooLongIsUnavailableAndGoesOnAllTheSame() {
        CountDownLatch slow = new CountDownLatch(1);
        AtomicReference<String> late = new AtomicReference<>("none");
        GatewayException told = assertThrows(
                GatewayException.class,
                () -> offloading
                        .call(() -> {
                            try {
                                slow.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            late.set("late");
                            return "late";
                        })
                        .await()
                        .atMost(GUARD));
        assertEquals("database_unavailable", told.code());
        slow.countDown();
        Eventually.holds("it has gone on", () -> late.get().equals("late"));
    }
}
