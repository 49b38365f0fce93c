package dev.deepreasoning.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.Eventually;
import dev.deepreasoning.canonical.GatewayException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Blocking calls, off the event loop.
@Timeout(60)
class OffloadingTest {
    private static final Duration GUARD = Duration.ofSeconds(30);

    private final Offloading offloading = new Offloading(1);

    @AfterEach
    void close() throws InterruptedException {
        offloading.close();
    }

    /// A native binary does not always wake a virtual thread that reads from a socket.
    @Test
    void aCallIsMadeOnAThreadOfItsOwn() {
        Thread made = offloading.call(Thread::currentThread).await().atMost(GUARD);
        assertFalse(made.isVirtual());
        assertTrue(made.isDaemon());
        assertTrue(made.getName().startsWith("ledger-"), made::getName);
    }

    @Test
    void whatWaitsForAThreadForLongerThanItsCallerDoesIsNotMade() throws InterruptedException {
        CountDownLatch busy = new CountDownLatch(1);
        for (int i = 0; i < 2; i++) {
            offloading.later(() -> {
                try {
                    busy.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        AtomicBoolean asked = new AtomicBoolean();
        assertUnavailable(new Patience(Duration.ofMillis(100)), () -> {
            asked.set(true);
            return true;
        });
        busy.countDown();
        assertEquals("next", offloading.call(() -> "next").await().atMost(GUARD));
        assertFalse(asked.get());
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

    @Test
    void callsForOneCallerDrawOnOnePatience() {
        Patience patience = new Patience(Duration.ofSeconds(20));
        assertEquals(
                "slow",
                offloading
                        .call(patience, () -> {
                            LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
                            return "slow";
                        })
                        .await()
                        .atMost(GUARD));
        Duration left = patience.left();
        assertTrue(left.compareTo(Duration.ofMillis(19_700)) <= 0, left::toString);
        assertTrue(left.isPositive(), left::toString);
    }

    @Test
    void whoHasNoPatienceLeftIsToldAtOnceAndNothingIsAsked() {
        Patience patience = new Patience(Duration.ofMillis(50));
        Supplier<Boolean> forever = () -> {
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
            return true;
        };
        assertUnavailable(patience, forever);
        AtomicBoolean asked = new AtomicBoolean();
        assertUnavailable(patience, () -> {
            asked.set(true);
            return true;
        });
        assertFalse(asked.get());
    }

    private void assertUnavailable(Patience patience, Supplier<Boolean> work) {
        GatewayException told = assertThrows(
                GatewayException.class,
                () -> offloading.call(patience, work).await().atMost(GUARD));
        assertEquals("database_unavailable", told.code());
        assertEquals(Optional.of(Duration.ofSeconds(2)), Optional.ofNullable(told.retryAfter()));
    }
}
