package dev.deepreasoning.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.canonical.Adjustment;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.canonical.StreamEvent.BlockStopped;
import dev.deepreasoning.canonical.StreamEvent.ReasoningDelta;
import dev.deepreasoning.canonical.StreamEvent.SignatureDelta;
import dev.deepreasoning.canonical.StreamEvent.Started;
import dev.deepreasoning.canonical.StreamEvent.TextDelta;
import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventStreamWriterTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(120);
    private static final String GET = "GET / HTTP/1.1\r\nhost: gateway\r\n\r\n";
    private static final int SMALL = 8 * 1024;

    private final Vertx vertx = Vertx.vertx();
    private final Script script = new Script();
    private final CompletableFuture<Void> written = new CompletableFuture<>();
    private Times times = new Times(LONG, LONG, LONG);
    private @Nullable Wire wire;

    private record Times(Duration commitAfter, Duration keepAlive, Duration slowReaderTimeout)
            implements StreamSettings {}

    @AfterEach
    void stop() {
        if (wire != null) {
            wire.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void theHeadWaitsForTheFirstDeltaThatTheCallerSees() {
        Wire caller = call();
        script.emit(started(), new ReasoningDelta(0, "hidden"), new TextDelta(1, "seen"), new BlockStopped(1));
        Wire.Head head = caller.head();
        assertEquals(200, head.status());
        assertEquals("text/event-stream; charset=utf-8", head.header("content-type"));
        assertEquals("no-cache, no-transform", head.header("cache-control"));
        assertEquals("no", head.header("x-accel-buffering"));
        assertEquals("true", head.header("x-deepreasoning-simulated"));
        assertEquals("temperature;from=1.7;to=1", head.header("x-deepreasoning-adjusted"));
        assertEquals("data: seen\n\n", caller.chunk());
        script.complete();
        assertEquals("", caller.chunks());
        written.join();
    }

    @Test
    void aFailureBeforeTheHeadIsTheResourcesOwn() {
        Wire caller = call();
        script.emit(started(), new ReasoningDelta(0, "hidden"));
        script.fail(GatewayException.of(ErrorKind.RATE_LIMITED, null, "Too many."));
        assertEquals(new Told(429, "Too many."), told(caller));
    }

    private record Told(int status, String body) {}

    private static Told told(Wire caller) {
        Wire.Answer answer = caller.answer();
        return new Told(answer.status(), answer.body());
    }

    @Test
    void aFailureBehindTheHeadIsTheDialectsErrorFrameAndTheEnd() {
        Wire caller = call();
        script.emit(started(), new TextDelta(0, "one"));
        caller.head();
        assertEquals("data: one\n\n", caller.chunk());
        script.fail(GatewayException.of(ErrorKind.UPSTREAM_ERROR, null, "It broke."));
        assertEquals("error: It broke.\n\n", caller.chunks());
        written.join();
    }

    @Test
    void aFailureThatNobodyForesawIsToldWithoutItsWords() {
        Wire caller = call();
        script.emit(started(), new TextDelta(0, "one"));
        caller.head();
        script.fail(new IllegalStateException("a prompt"));
        assertEquals("data: one\n\nerror: The gateway failed.\n\n", caller.chunks());
    }

    @Test
    void anEncoderThatFailsEndsTheRunAndLeavesNoHalfFrame() {
        Wire caller = call();
        script.emit(started(), new TextDelta(0, "one"));
        caller.head();
        assertEquals("data: one\n\n", caller.chunk());
        script.emit(new SignatureDelta(0, "broken"));
        assertEquals("error: The gateway failed.\n\n", caller.chunks());
        script.awaitCancel();
        written.join();
    }

    @Test
    void anEncoderThatFailsBeforeTheHeadGivesARealStatus() {
        Wire caller = call();
        script.emit(started(), new SignatureDelta(0, "broken"));
        assertEquals(500, caller.answer().status());
        script.awaitCancel();
    }

    @Test
    void theHeadGoesOutAtTheLatestAfterItsTimeAndKeepAlivesFollow() {
        times = new Times(SHORT, SHORT, LONG);
        Wire caller = call();
        script.emit(started());
        assertEquals(200, caller.head().status());
        for (int i = 0; i < 3; i++) {
            assertEquals(": alive\n\n", caller.chunk());
        }
        script.emit(new TextDelta(0, "late"));
        String next = caller.chunk();
        while (next.equals(": alive\n\n")) {
            next = caller.chunk();
        }
        assertEquals("data: late\n\n", next);
        script.complete();
        caller.chunks();
    }

    @Test
    void keepAlivesComeOnlyWhereNothingElseWasWritten() {
        times = new Times(LONG, Duration.ofSeconds(2), LONG);
        Wire caller = call();
        script.emit(started());
        for (int i = 0; i < 30; i++) {
            script.emit(new TextDelta(0, Integer.toString(i)));
            if (i == 0) {
                caller.head();
            }
            assertEquals("data: " + i + "\n\n", caller.chunk());
        }
        script.complete();
        assertEquals("", caller.chunks());
    }

    @Test
    void framesThatArriveTogetherGoOutTogetherAndOthersAlone() {
        Wire caller = call();
        script.emit(started(), new TextDelta(0, "a"), new TextDelta(0, "b"), new TextDelta(0, "c"));
        caller.head();
        assertEquals("data: a\n\ndata: b\n\ndata: c\n\n", caller.chunk());
        script.emit(new TextDelta(0, "d"));
        assertEquals("data: d\n\n", caller.chunk());
        script.emit(new TextDelta(0, "e"));
        assertEquals("data: e\n\n", caller.chunk());
        script.complete();
        caller.chunks();
    }

    @Test
    void anEmptyRunStillCommitsItsHead() {
        Wire caller = call();
        script.emit(started());
        script.complete();
        assertEquals(200, caller.answer().status());
        written.join();
    }

    @Test
    void asksForNoMoreWhileTheReaderDoesNotRead() {
        Wire caller = call(SMALL);
        script.emit(started());
        script.flood("x".repeat(1_000));
        caller.head();
        script.awaitStandstill();
        long held = script.emitted();
        assertTrue(held < 3_000, held + " KB were taken from the run for a reader that takes none");
        // It goes on where the reader does.
        byte[] taken = new byte[SMALL];
        while (script.emitted() < held + 500) {
            assertTrue(caller.read(taken) > 0);
        }
        assertFalse(script.cancelled());
    }

    @Test
    void aReaderThatTakesNothingIsCut() {
        times = new Times(LONG, LONG, Duration.ofMillis(400));
        Wire caller = call(SMALL);
        script.emit(started());
        script.flood("x".repeat(1_000));
        caller.head();
        script.awaitCancel();
        written.join();
        Eventually.holds("what is queued is dropped with the connection", () -> open.get() == 0);
        byte[] taken = new byte[64 * 1024];
        StringBuilder tail = new StringBuilder();
        for (int read = caller.read(taken); read >= 0; read = caller.read(taken)) {
            tail.setLength(0);
            tail.append(new String(taken, Math.max(0, read - 5), Math.min(5, read), StandardCharsets.US_ASCII));
        }
        assertFalse(tail.toString().endsWith("0\r\n\r\n"), "a cut stream must not look complete");
    }

    @Test
    void theEndIsNotKeptForEverForAReaderThatTakesNothing() {
        times = new Times(LONG, LONG, Duration.ofMillis(400));
        Wire caller = call(SMALL);
        script.emit(started(), new TextDelta(0, "x".repeat(4_000_000)));
        script.complete();
        caller.head();
        written.join();
        Eventually.holds("the connection is closed", () -> open.get() == 0);
    }

    @Test
    void aCallerWhoLeavesEndsTheRun() {
        Wire caller = call();
        script.emit(started(), new TextDelta(0, "one"));
        caller.head();
        caller.close();
        script.awaitCancel();
        written.join();
    }

    @Test
    void aCallerWhoLeavesBeforeTheHeadEndsTheRun() {
        Wire caller = call();
        script.emit(started());
        caller.reset();
        script.awaitCancel();
        written.join();
    }

    @Test
    void whatComesAfterTheEndIsIgnored() {
        Wire caller = call();
        script.emit(started(), new TextDelta(0, "one"));
        caller.head();
        caller.close();
        script.awaitCancel();
        script.emitAnyway(new TextDelta(0, "two"));
        script.fail(new IllegalStateException("late"));
        script.complete();
        written.join();
        assertFalse(written.isCompletedExceptionally());
    }

    @Test
    void aCallerWhoHasLeftAlreadyStartsNoRun() {
        ready = new CompletableFuture<>();
        Wire caller = call();
        script.await(script.reached, "the request has arrived");
        caller.reset();
        Eventually.holds("the connection is closed", () -> open.get() == 0);
        ready.complete(null);
        written.join();
        assertNull(script.subscriber);
    }

    private final AtomicLong open = new AtomicLong();
    private CompletableFuture<@Nullable Void> ready = CompletableFuture.completedFuture(null);

    private Wire call() {
        return call(0);
    }

    private Wire call(int receiveBuffer) {
        Router router = Router.router(vertx);
        router.route().handler(this::serve);
        HttpServer server = vertx.createHttpServer(new HttpServerOptions().setSendBufferSize(32 * 1024))
                .connectionHandler(connection -> {
                    open.incrementAndGet();
                    connection.closeHandler(_ -> open.decrementAndGet());
                })
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        Wire caller = new Wire(server.actualPort(), receiveBuffer);
        wire = caller;
        caller.send(GET);
        if (ready.isDone()) {
            script.awaitSubscriber();
        }
        return caller;
    }

    private void serve(RoutingContext routing) {
        Context context = vertx.getOrCreateContext();
        ready.thenAccept(_ -> context.runOnContext(_ -> write(routing)));
        if (!ready.isDone()) {
            script.reached.countDown();
        }
    }

    private void write(RoutingContext routing) {
        EventStreamWriter.write(script, routing, new TextEncoder(), times, true)
                .subscribe()
                .with(written::complete, failure -> {
                    GatewayException known = Failures.told(failure, "req_1");
                    var _ = routing.response()
                            .setStatusCode(known.kind().status())
                            .end(known.publicMessage());
                    written.complete(null);
                });
    }

    private static Started started() {
        return new Started("1", Instant.EPOCH, "deepreasoning", List.of(new Adjustment("temperature", "1.7", "1")));
    }

    /// Shows text, hides reasoning, cannot take a signature.
    private static final class TextEncoder implements EventEncoder {
        @Override
        public boolean encode(StreamEvent event, JsonBytes out) {
            if (event instanceof TextDelta text) {
                out.ascii("data: ").ascii(text.text()).ascii("\n\n");
                return true;
            }
            if (event instanceof SignatureDelta) {
                out.ascii("data: half a fr");
                throw new IllegalStateException("no such frame");
            }
            return false;
        }

        @Override
        public void fail(GatewayException failure, JsonBytes out) {
            out.ascii("error: ").ascii(failure.publicMessage()).ascii("\n\n");
        }

        @Override
        public void keepAlive(JsonBytes out) {
            out.ascii(": alive\n\n");
        }
    }

    /// A run that says what the test tells it to, as far as it is asked.
    private final class Script extends AbstractMulti<StreamEvent> implements Flow.Subscription {
        private final CountDownLatch subscribed = new CountDownLatch(1);
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch cancelled = new CountDownLatch(1);
        private final AtomicLong demand = new AtomicLong();
        private final AtomicLong emitted = new AtomicLong();
        private volatile @Nullable MultiSubscriber<? super StreamEvent> subscriber;
        private volatile @Nullable Context context;
        private @Nullable StreamEvent flood;
        private boolean flooding;

        @Override
        public void subscribe(MultiSubscriber<? super StreamEvent> downstream) {
            subscriber = downstream;
            context = vertx.getOrCreateContext();
            downstream.onSubscribe(this);
            subscribed.countDown();
        }

        void awaitSubscriber() {
            await(subscribed, "the run is subscribed");
        }

        void awaitCancel() {
            await(cancelled, "the run is cancelled");
        }

        boolean cancelled() {
            return cancelled.getCount() == 0;
        }

        long emitted() {
            return emitted.get();
        }

        private void await(CountDownLatch latch, String what) {
            try {
                assertTrue(latch.await(20, TimeUnit.SECONDS), what);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        /// Until nothing has been asked for since half a second.
        void awaitStandstill() {
            long[] last = {-1, 0};
            Eventually.holds("the run stands still", () -> {
                long now = System.nanoTime();
                if (emitted.get() != last[0]) {
                    last[0] = emitted.get();
                    last[1] = now;
                }
                return now - last[1] > TimeUnit.MILLISECONDS.toNanos(500);
            });
        }

        /// In one turn of the event loop.
        void emit(StreamEvent... events) {
            onLoop(subscriber -> {
                for (StreamEvent event : events) {
                    assertTrue(demand.get() > 0, "nothing may come unasked");
                    demand.decrementAndGet();
                    emitted.incrementAndGet();
                    subscriber.onItem(event);
                }
            });
        }

        void emitAnyway(StreamEvent event) {
            onLoop(subscriber -> subscriber.onItem(event));
        }

        void flood(String text) {
            onLoop(_ -> {
                flood = new TextDelta(0, text);
                pour();
            });
        }

        private void pour() {
            MultiSubscriber<? super StreamEvent> downstream = subscriber;
            StreamEvent event = flood;
            if (flooding || event == null || downstream == null) {
                return;
            }
            flooding = true;
            for (int turn = 0; turn < 20 && demand.get() > 0 && !cancelled(); turn++) {
                demand.decrementAndGet();
                emitted.incrementAndGet();
                downstream.onItem(event);
            }
            flooding = false;
            if (demand.get() > 0 && !cancelled()) {
                onLoop(_ -> pour());
            }
        }

        void fail(Throwable failure) {
            onLoop(subscriber -> subscriber.onFailure(failure));
        }

        void complete() {
            onLoop(subscriber -> subscriber.onCompletion());
        }

        private void onLoop(Consumer<MultiSubscriber<? super StreamEvent>> action) {
            Context loop = context;
            MultiSubscriber<? super StreamEvent> downstream = subscriber;
            if (loop == null || downstream == null) {
                throw new AssertionError("the run is not subscribed");
            }
            loop.runOnContext(_ -> action.accept(downstream));
        }

        @Override
        public void request(long n) {
            demand.addAndGet(n);
            pour();
        }

        @Override
        public void cancel() {
            cancelled.countDown();
        }
    }
}
