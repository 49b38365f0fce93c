package dev.deepreasoning.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.StreamEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OpeningGuardTest {
    private static final Duration GUARD = Duration.ofSeconds(20);
    private static final Set<ErrorKind> PASSING =
            EnumSet.of(ErrorKind.RATE_LIMITED, ErrorKind.UPSTREAM_ERROR, ErrorKind.OVERLOADED);

    private final Vertx vertx = Vertx.vertx();
    private final OpeningGuard guard = new OpeningGuard(vertx, "test", Duration.ofSeconds(10), _ -> {});
    private final AtomicInteger attempts = new AtomicInteger();
    private final Queue<Uni<Multi<StreamEvent>>> script = new ConcurrentLinkedQueue<>();

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private UniAssertSubscriber<Multi<StreamEvent>> open() {
        return open(false);
    }

    private UniAssertSubscriber<Multi<StreamEvent>> open(boolean lastResort) {
        return guard.open(
                        () -> {
                            attempts.incrementAndGet();
                            return script.size() > 1 ? script.remove() : script.element();
                        },
                        lastResort)
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());
    }

    private OpeningGuardTest thenFails(Throwable failure) {
        script.add(Uni.createFrom().failure(failure));
        return this;
    }

    private static GatewayException failure(ErrorKind kind) {
        return GatewayException.of(kind, null, "x");
    }

    private static final class Nature extends RuntimeException implements FailureNature {
        private static final long serialVersionUID = 1L;
        private final boolean passing;
        private final boolean outage;

        Nature(boolean passing, boolean outage) {
            this.passing = passing;
            this.outage = outage;
        }

        @Override
        public boolean passing() {
            return passing;
        }

        @Override
        public boolean outage() {
            return outage;
        }
    }

    @Test
    void handsOverWhatAnAttemptOpened() {
        Multi<StreamEvent> events = Multi.createFrom().empty();
        script.add(Uni.createFrom().item(events));
        assertSame(events, open().awaitItem(GUARD).getItem());
        assertEquals(1, attempts.get());
    }

    @ParameterizedTest
    @EnumSource(ErrorKind.class)
    void repeatsWhatMayPassTwiceAtMost(ErrorKind kind) {
        GatewayException failure = failure(kind);
        thenFails(failure);
        assertSame(failure, open().awaitFailure(GUARD).getFailure());
        assertEquals(PASSING.contains(kind) ? 3 : 1, attempts.get());
    }

    @ParameterizedTest
    @CsvSource({"overloaded, 3", "model_unavailable, 1"})
    void repeatsAnOverloadedModelButNotOneThatIsMisconfigured(String code, int expected) {
        thenFails(GatewayException.of(ErrorKind.MODEL_UNAVAILABLE, code, "x"));
        open().awaitFailure(GUARD);
        assertEquals(expected, attempts.get());
    }

    @ParameterizedTest
    @CsvSource({"true, 3", "false, 1"})
    void believesACauseThatKnowsBetter(boolean passing, int expected) {
        thenFails(failure(ErrorKind.UPSTREAM_ERROR).withCause(new Nature(passing, false)));
        open().awaitFailure(GUARD);
        assertEquals(expected, attempts.get());
    }

    @ParameterizedTest
    @CsvSource({"RATE_LIMITED, false", "RATE_LIMITED, true", "MODEL_UNAVAILABLE, false"})
    void doesNotWaitLongerThanItsLimit(ErrorKind kind, boolean natured) {
        GatewayException failure = GatewayException.of(kind, "overloaded", "x").withRetryAfter(Duration.ofSeconds(11));
        thenFails(natured ? failure.withCause(new Nature(true, false)) : failure);
        open().awaitFailure(GUARD);
        assertEquals(1, attempts.get());
    }

    @ParameterizedTest
    @CsvSource({"RATE_LIMITED, false", "RATE_LIMITED, true", "MODEL_UNAVAILABLE, false"})
    void waitsAsLongAsItIsToldTo(ErrorKind kind, boolean natured) {
        GatewayException failure = GatewayException.of(kind, "overloaded", "x").withRetryAfter(Duration.ofMillis(300));
        thenFails(natured ? failure.withCause(new Nature(true, false)) : failure);
        script.add(Uni.createFrom().item(Multi.createFrom().empty()));
        long start = System.nanoTime();
        open().awaitItem(GUARD);
        assertEquals(2, attempts.get());
        assertTrue(System.nanoTime() - start >= Duration.ofMillis(300).toNanos());
    }

    @Test
    void aFaultOfOurOwnIsNotRepeated() {
        thenFails(new IllegalStateException("a bug"));
        open().awaitFailure(GUARD).assertFailedWith(IllegalStateException.class, "a bug");
        assertEquals(1, attempts.get());
    }

    @Test
    void restsAHostThatFailsAgainAndAgain() {
        thenFails(failure(ErrorKind.UPSTREAM_TIMEOUT));
        for (int i = 0; i < 20; i++) {
            open().awaitFailure(GUARD);
        }
        GatewayException rested = (GatewayException) open().awaitFailure(GUARD).getFailure();
        assertEquals(20, attempts.get());
        assertEquals(ErrorKind.UPSTREAM_ERROR, rested.kind());
        assertEquals(Duration.ofSeconds(5), rested.retryAfter());
    }

    @Test
    void triesARestingHostOnceWhereNobodyElseIsLeft() {
        thenFails(failure(ErrorKind.UPSTREAM_ERROR).withCause(new Nature(false, true)));
        for (int i = 0; i < 20; i++) {
            open(true).awaitFailure(GUARD);
        }
        script.clear();
        Multi<StreamEvent> events = Multi.createFrom().empty();
        script.add(Uni.createFrom().item(events));
        assertSame(events, open(true).awaitItem(GUARD).getItem());
        assertEquals(21, attempts.get());
    }

    @Test
    void lateCallersDoNotWaitForAHostThatLetTheLastOnesWaitInVain() {
        thenFails(failure(ErrorKind.UPSTREAM_TIMEOUT));
        for (int i = 0; i < 21; i++) {
            open(true).awaitFailure(GUARD);
        }
        assertEquals(20, attempts.get());
    }

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "true, true"})
    void restsNoHostForTheRequestsOfItsCallers(boolean natured, boolean outage) {
        GatewayException failure = failure(ErrorKind.INVALID_REQUEST);
        thenFails(natured ? failure.withCause(new Nature(false, outage)) : failure);
        for (int i = 0; i < 25; i++) {
            open().awaitFailure(GUARD);
        }
        assertEquals(outage ? 20 : 25, attempts.get());
    }

    @Test
    void stopsTheAttemptUnderWayWhenTheCallerLeaves() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        script.add(Uni.createFrom()
                .<Multi<StreamEvent>>emitter(emitter -> begun.countDown())
                .onCancellation()
                .invoke(stopped::countDown));
        UniAssertSubscriber<Multi<StreamEvent>> caller = open();
        assertTrue(begun.await(20, TimeUnit.SECONDS));
        caller.cancel();
        caller.cancel();
        assertTrue(stopped.await(20, TimeUnit.SECONDS));
        assertEquals(1, attempts.get());
    }

    @Test
    void makesNoAttemptWhenTheCallerHasLeftWhileItWaited() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        script.add(Uni.createFrom()
                .<Multi<StreamEvent>>failure(failure(ErrorKind.RATE_LIMITED).withRetryAfter(Duration.ofMillis(200)))
                .onFailure()
                .invoke(begun::countDown));
        UniAssertSubscriber<Multi<StreamEvent>> caller = open();
        assertTrue(begun.await(20, TimeUnit.SECONDS));
        caller.cancel();
        // Longer than the wait and its jitter: there is no event to wait for.
        assertFalse(new CountDownLatch(1).await(700, TimeUnit.MILLISECONDS));
        assertEquals(1, attempts.get());
        assertNull(caller.getItem());
    }

    /// The stream has opened on its loop, and before that loop hands it over its caller leaves: nobody else would ever
    /// close it.
    @Test
    void closesAStreamThatOpensAfterItsCallerHasLeft() throws InterruptedException {
        AtomicReference<UniEmitter<? super Multi<StreamEvent>>> opening = new AtomicReference<>();
        AtomicReference<Context> loop = new AtomicReference<>();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        CountDownLatch left = new CountDownLatch(1);
        script.add(Uni.createFrom().emitter(emitter -> {
            opening.set(emitter);
            loop.set(Vertx.currentContext());
            begun.countDown();
        }));
        UniAssertSubscriber<Multi<StreamEvent>> caller = open();
        assertTrue(begun.await(20, TimeUnit.SECONDS));
        loop.get().runOnContext(_ -> {
            opening.get()
                    .complete(Multi.createFrom()
                            .<StreamEvent>nothing()
                            .onCancellation()
                            .invoke(closed::countDown));
            caller.cancel();
            left.countDown();
        });
        assertTrue(left.await(20, TimeUnit.SECONDS));
        assertTrue(closed.await(20, TimeUnit.SECONDS));
        assertNull(caller.getItem());
    }
}
