package dev.deepreasoning.api;

import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.telemetry.Cut;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.impl.ContextInternal;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Writes one run's events to one caller, on the connection's event loop. Three states: nothing sent (a failure is a
/// real status, told by the exception mapper), streaming (a failure is the dialect's error frame), closed.
///
/// Frames that arrived together go out together: they are gathered, and written once per turn of the event loop.
///
/// Back pressure: one more event is asked for after each, until 32 KiB are gathered or the connection's queue (64 KiB) is
/// full; then when it has drained, and a caller who lets it stay full too long is cut ([SlowReader]). The events wait in the upstream's
/// own bounded buffer meanwhile.
public final class EventStreamWriter implements MultiSubscriber<StreamEvent> {
    private static final Logger LOG = Logger.getLogger(EventStreamWriter.class);
    private static final int MOST_GATHERED = 32 * 1024;
    private static final long NONE = -1;

    private final RoutingContext routing;
    private final HttpServerResponse response;
    private final Vertx vertx;
    private final ContextInternal context;
    private final EventEncoder encoder;
    private final StreamSettings settings;
    private final SlowReader reader;
    private final boolean simulated;
    private final Visit visit;
    private final JsonBytes pending = new JsonBytes();

    private @Nullable UniEmitter<? super Void> done;
    private Flow.@Nullable Subscription subscription;
    private StreamEvent.@Nullable Started started;
    private boolean committed;
    private boolean closed;
    private boolean flushing;
    private boolean waiting;
    private long lastWrite;
    private long commitTimer = NONE;
    private long keepAliveTimer = NONE;

    private EventStreamWriter(
            RoutingContext routing, EventEncoder encoder, StreamSettings settings, boolean simulated) {
        this.routing = routing;
        this.response = routing.response();
        this.vertx = routing.vertx();
        this.context = (ContextInternal) vertx.getOrCreateContext();
        this.encoder = encoder;
        this.settings = settings;
        this.reader = new SlowReader(routing, settings);
        this.simulated = simulated;
        this.visit = Visit.of(routing);
    }

    /// Writes a run's events. Called on the connection's event loop; completes when the response has ended or the caller
    /// has gone, fails with the run's failure where nothing was sent.
    ///
    /// @param simulated says so in the head
    public static Uni<Void> write(
            Multi<StreamEvent> events,
            RoutingContext routing,
            EventEncoder encoder,
            StreamSettings settings,
            boolean simulated) {
        return Uni.createFrom()
                .emitter(
                        emitter -> new EventStreamWriter(routing, encoder, settings, simulated).begin(events, emitter));
    }

    private void begin(Multi<StreamEvent> events, UniEmitter<? super Void> emitter) {
        done = emitter;
        if (response.closed()) {
            close(Ending.CALLER_LEFT);
            return;
        }
        routing.addEndHandler(_ -> onLoop(() -> close(Ending.CALLER_LEFT)));
        visit.cutBy(() -> onLoop(this::cutShort));
        commitTimer = vertx.setTimer(Math.max(1, settings.commitAfter().toMillis()), _ -> {
            commit();
            encoder.keepAlive(pending);
            flush();
        });
        events.subscribe().withSubscriber(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription upstream) {
        subscription = upstream;
        upstream.request(1);
    }

    @Override
    public void onItem(StreamEvent event) {
        onLoop(() -> write(event));
    }

    private void write(StreamEvent event) {
        if (closed) {
            return;
        }
        if (event instanceof StreamEvent.Started first) {
            started = first;
        }
        boolean visible;
        try {
            visible = encoder.encode(event, pending);
        } catch (RuntimeException broken) {
            // Half a frame may stand there already; nobody could read what follows it.
            pending.take();
            GatewayException told = Failures.told(broken, RequestBorder.requestId(routing));
            visit.broken(told);
            cancelRun();
            fail(told);
            return;
        }
        if (visible) {
            commit();
        }
        if (committed && pending.length() > 0) {
            flushSoon();
        }
        requestNext();
    }

    @Override
    public void onFailure(Throwable failure) {
        onLoop(() -> fail(failure));
    }

    private void fail(Throwable failure) {
        if (closed) {
            return;
        }
        if (!committed) {
            UniEmitter<? super Void> emitter = done;
            done = null;
            close(Ending.FAILED);
            if (emitter != null) {
                emitter.fail(failure);
            }
            return;
        }
        GatewayException told = Failures.told(failure, RequestBorder.requestId(routing));
        visit.failed(told);
        encoder.fail(told, pending);
        finish(Ending.FAILED);
    }

    /// The gateway goes down.
    private void cutShort() {
        if (!closed) {
            visit.cut(Cut.DRAINED);
            cancelRun();
            fail(Drain.goingDown().afterWork());
        }
    }

    @Override
    public void onCompletion() {
        onLoop(() -> {
            if (!closed) {
                commit();
                finish(Ending.COMPLETED);
            }
        });
    }

    private void requestNext() {
        Flow.Subscription upstream = subscription;
        if (closed || waiting || upstream == null) {
            return;
        }
        if (response.writeQueueFull()) {
            waiting = true;
            reader.await(this::goOn, () -> close(Ending.SLOW_READER));
        } else if (pending.length() < MOST_GATHERED || !committed) {
            upstream.request(1);
        } else {
            waiting = true;
        }
    }

    private void goOn() {
        waiting = false;
        requestNext();
    }

    private void commit() {
        if (committed || closed) {
            return;
        }
        committed = true;
        vertx.cancelTimer(commitTimer);
        response.setChunked(true);
        response.putHeader("content-type", "text/event-stream; charset=utf-8");
        response.putHeader("cache-control", "no-cache, no-transform");
        response.putHeader("x-accel-buffering", "no");
        AnswerHeaders.atHead(response, started, visit.searched(), simulated);
        lastWrite = System.nanoTime();
        long every = Math.max(1, settings.keepAlive().toMillis());
        keepAliveTimer = vertx.setPeriodic(Math.max(1, every / 4), _ -> keepAlive(every));
    }

    private void keepAlive(long every) {
        boolean quiet = System.nanoTime() - lastWrite >= TimeUnit.MILLISECONDS.toNanos(every);
        if (quiet && pending.length() == 0 && !response.writeQueueFull()) {
            encoder.keepAlive(pending);
            flush();
        }
    }

    private void flushSoon() {
        if (!flushing) {
            flushing = true;
            context.runOnContext(_ -> {
                flushing = false;
                if (!closed) {
                    flush();
                    // Where the gathered bytes, not the reader, held the run back.
                    if (waiting && !reader.awaited()) {
                        goOn();
                    }
                }
            });
        }
    }

    private void flush() {
        if (pending.length() > 0 && !response.closed()) {
            lastWrite = System.nanoTime();
            var _ = response.write(pending.takeBuffer());
        }
    }

    private void finish(Ending ending) {
        boolean open = !response.closed();
        stop(ending);
        if (open) {
            reader.awaitEnd(response.end(pending.takeBuffer()));
        }
        complete();
    }

    /// Ends the run: nobody reads it any more.
    private void close(Ending ending) {
        if (closed) {
            return;
        }
        stop(ending);
        cancelRun();
        if (ending == Ending.SLOW_READER) {
            visit.cut(Cut.SLOW_READER);
            reader.cut();
        }
        complete();
    }

    private void cancelRun() {
        Flow.Subscription upstream = subscription;
        if (upstream != null) {
            upstream.cancel();
        }
    }

    private void stop(Ending ending) {
        closed = true;
        vertx.cancelTimer(commitTimer);
        vertx.cancelTimer(keepAliveTimer);
        reader.stop();
        LOG.debugf("request %s: %s", RequestBorder.requestId(routing), ending.label);
    }

    private void complete() {
        UniEmitter<? super Void> emitter = done;
        done = null;
        if (emitter != null) {
            emitter.complete(null);
        }
    }

    private void onLoop(Runnable action) {
        if (context.inThread()) {
            action.run();
        } else {
            context.runOnContext(_ -> action.run());
        }
    }

    /// Why nothing more is written.
    private enum Ending {
        COMPLETED("completed"),
        FAILED("failed"),
        CALLER_LEFT("caller_left"),
        SLOW_READER("slow_reader");

        private final String label;

        Ending(String label) {
            this.label = label;
        }
    }
}
