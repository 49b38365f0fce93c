package dev.deepreasoning.upstream;

import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.pipeline.StageRecord;
import dev.deepreasoning.sse.ServerSentEvent;
import dev.deepreasoning.sse.ServerSentEventParser;
import io.netty.buffer.ByteBuf;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.impl.ContextInternal;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/// One streamed call. Everything happens on one event loop: bytes come in, the parser and the decoder make events of
/// them, and events go out as far as there is demand.
///
/// Back pressure: while events wait for demand the response is paused, so at most one network read (64 KiB) and the
/// HTTP client's own small window are held; the rest stays with the upstream's TCP. A paused call is not idle: its time
/// limits wait too, except the total.
final class UpstreamStream extends AbstractMulti<StreamEvent> implements Flow.Subscription {
    private static final int MAX_EVENT_BYTES = 16 * 1024 * 1024;
    private static final int MAX_ERROR_BYTES = 64 * 1024;
    private static final long UNCLAIMED_MILLIS = 5_000;

    private final ContextInternal context;
    private final StreamDecoder decoder;
    private final ErrorMapping errors;
    private final StageRecord record;
    private final ServerSentEventParser parser = new ServerSentEventParser(MAX_EVENT_BYTES);
    private final ArrayDeque<StreamEvent> queue = new ArrayDeque<>();
    private final StreamClock clock;

    private @Nullable UniEmitter<? super Multi<StreamEvent>> opening;
    private @Nullable MultiSubscriber<? super StreamEvent> subscriber;
    private @Nullable HttpClientRequest request;
    private @Nullable HttpClientResponse response;
    private @Nullable GatewayException failure;
    private long demand;
    private boolean opened;
    private boolean deltaSeen;
    private boolean complete;
    private boolean draining;
    private boolean closed;
    private boolean over;
    private boolean delivering;
    private boolean paused;
    private boolean claimed;

    UpstreamStream(
            ContextInternal context,
            StreamLimits limits,
            StreamDecoder decoder,
            ErrorMapping errors,
            StageRecord record) {
        this.context = context;
        this.decoder = decoder;
        this.errors = errors;
        this.record = record;
        this.clock = new StreamClock(context.owner(), limits, this::fail);
    }

    void start(Future<HttpClientRequest> connecting, byte[] body, UniEmitter<? super Multi<StreamEvent>> emitter) {
        opening = emitter;
        if (closed) {
            connecting.onSuccess(HttpClientRequest::reset);
            return;
        }
        clock.start();
        connecting.onComplete(connected -> {
            if (connected.failed()) {
                fail(connectionFailed(connected.cause()));
            } else if (closed) {
                connected.result().reset();
            } else {
                send(connected.result(), body);
            }
        });
    }

    private void send(HttpClientRequest call, byte[] body) {
        request = call;
        call.response().onComplete(answer -> {
            if (closed) {
                return;
            }
            if (answer.failed()) {
                fail(connectionFailed(answer.cause()));
            } else {
                receive(answer.result());
            }
        });
        call.exceptionHandler(cause -> fail(connectionFailed(cause)));
        var _ = call.end(Buffer.buffer(body));
    }

    private void receive(HttpClientResponse answer) {
        response = answer;
        clock.bytes();
        record.answered(answer.statusCode(), AnswerHead.headers(answer));
        String type = answer.getHeader("content-type");
        if (answer.statusCode() / 100 == 2 && (type == null || isEventStream(type))) {
            whenOver(answer, this::ended);
            answer.handler(this::read);
        } else {
            readError(answer);
        }
    }

    private void whenOver(HttpClientResponse answer, Runnable then) {
        answer.endHandler(_ -> {
            over = true;
            then.run();
        });
        answer.exceptionHandler(_ -> {
            over = true;
            if (paused) {
                // What came before the connection broke still waits here, and was said all the same: letting it go
                // takes one turn of the event loop.
                answer.resume();
                context.runOnContext(_ -> then.run());
            } else {
                then.run();
            }
        });
    }

    private static boolean isEventStream(String type) {
        return type.toLowerCase(Locale.ROOT).startsWith("text/event-stream");
    }

    private void readError(HttpClientResponse answer) {
        Buffer body = Buffer.buffer();
        Runnable done = () -> {
            if (!closed) {
                fail(errors.toException(answer.statusCode(), answer::getHeader, body.toString()));
            }
        };
        whenOver(answer, done);
        answer.handler(piece -> {
            if (body.length() + piece.length() <= MAX_ERROR_BYTES) {
                body.appendBuffer(piece);
            } else {
                done.run();
            }
        });
    }

    private void read(Buffer buffer) {
        if (closed) {
            return;
        }
        clock.bytes();
        guarded(() -> {
            ByteBuf bytes = buffer.getByteBuf();
            if (bytes.hasArray()) {
                parser.feed(
                        bytes.array(), bytes.arrayOffset() + bytes.readerIndex(), bytes.readableBytes(), this::decode);
            } else {
                byte[] copy = buffer.getBytes();
                parser.feed(copy, 0, copy.length, this::decode);
            }
        });
        progress();
    }

    private void ended() {
        if (closed) {
            return;
        }
        guarded(() -> {
            parser.end(this::decode);
            if (!complete) {
                decoder.end(this::accept);
                complete = true;
            }
        });
        close(false);
        progress();
    }

    private void decode(ServerSentEvent event) {
        if (closed || complete && !draining || failure != null) {
            return;
        }
        switch (decoder.accept(event, this::accept)) {
            case GO_ON -> {}
            case CLOSE -> {
                complete = true;
                close(true);
            }
            case DRAIN -> {
                if (!complete) {
                    complete = true;
                    draining = true;
                    record.background(() -> context.runOnContext(_ -> close(true)));
                }
            }
        }
        if (decoder.holding()) {
            clock.delta();
        }
    }

    private void accept(StreamEvent event) {
        if (event instanceof StreamEvent.Delta) {
            deltaSeen = true;
            record.firstDelta(System.nanoTime());
            clock.delta();
        }
        if (!draining) {
            queue.add(event);
        }
    }

    /// Whatever the bytes, only a GatewayException leaves.
    private void guarded(Runnable reading) {
        try {
            reading.run();
        } catch (GatewayException e) {
            failed(e);
        } catch (RuntimeException e) {
            failed(GatewayException.of(
                            ErrorKind.UPSTREAM_ERROR, "upstream_error", "An upstream sent an answer that is not legal.")
                    .withCause(e));
        }
    }

    private void fail(GatewayException reason) {
        if (!closed) {
            failed(reason);
            progress();
        }
    }

    private void failed(GatewayException reason) {
        if (failure == null && !complete) {
            failure = reason;
        }
        close(true);
    }

    private void progress() {
        UniEmitter<? super Multi<StreamEvent>> emitter = opening;
        if (!opened && emitter != null) {
            GatewayException reason = failure;
            if (deltaSeen || complete) {
                opened = true;
                hold();
                context.setTimer(UNCLAIMED_MILLIS, _ -> {
                    if (!claimed) {
                        close(true);
                    }
                });
                emitter.complete(this);
            } else if (reason != null) {
                opened = true;
                emitter.fail(reason);
            }
            return;
        }
        deliver();
    }

    @Override
    public void subscribe(MultiSubscriber<? super StreamEvent> downstream) {
        if (claimed) {
            throw new IllegalStateException("a stream can be subscribed once");
        }
        claimed = true;
        subscriber = downstream;
        downstream.onSubscribe(this);
    }

    @Override
    public void request(long n) {
        onLoop(() -> {
            demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
            deliver();
        });
    }

    @Override
    public void cancel() {
        onLoop(() -> {
            queue.clear();
            subscriber = null;
            if (draining) {
                release();
            } else {
                close(true);
            }
        });
    }

    void cancelUnlessOpened() {
        onLoop(() -> {
            if (!opened) {
                opened = true;
                opening = null;
                close(true);
            }
        });
    }

    private void deliver() {
        if (delivering) {
            return;
        }
        delivering = true;
        try {
            MultiSubscriber<? super StreamEvent> downstream = subscriber;
            while (downstream != null && demand > 0 && !queue.isEmpty()) {
                demand--;
                downstream.onItem(queue.remove());
                downstream = subscriber;
            }
            if (downstream != null && queue.isEmpty()) {
                finish(downstream);
            }
        } finally {
            delivering = false;
        }
        if (queue.isEmpty()) {
            release();
        } else {
            hold();
        }
    }

    private void finish(MultiSubscriber<? super StreamEvent> downstream) {
        GatewayException reason = failure;
        if (reason != null) {
            subscriber = null;
            downstream.onFailure(reason);
        } else if (complete) {
            subscriber = null;
            downstream.onCompletion();
        }
    }

    private void hold() {
        HttpClientResponse answer = response;
        if (!paused && answer != null && !closed && !draining && !over) {
            paused = true;
            clock.pause();
            answer.pause();
        }
    }

    private void release() {
        HttpClientResponse answer = response;
        if (paused && answer != null && !closed) {
            paused = false;
            clock.resume();
            answer.resume();
        }
    }

    /// Ends the call. `abort` closes the connection, else it has ended by itself and goes back to the pool.
    private void close(boolean abort) {
        if (closed) {
            return;
        }
        closed = true;
        clock.stop();
        record.background(null);
        HttpClientRequest call = request;
        if (abort && call != null && !over) {
            abandon(call);
        }
    }

    /// Closes the connection, unless the answer's last byte has come. With it the connection went back to the pool, and
    /// may serve another call already, although the answer still waits here, paused: closing it would cut that other
    /// call. So what waits is let go first, which takes one turn of the event loop, and shows whether the end is there.
    private void abandon(HttpClientRequest call) {
        HttpClientResponse answer = response;
        if (answer == null) {
            call.reset();
            return;
        }
        answer.resume();
        context.runOnContext(_ -> {
            if (!over) {
                call.reset();
            }
        });
    }

    private void onLoop(Runnable action) {
        if (context.inThread()) {
            action.run();
        } else {
            context.runOnContext(_ -> action.run());
        }
    }

    private static GatewayException connectionFailed(Throwable cause) {
        return GatewayException.of(ErrorKind.UPSTREAM_ERROR, "upstream_error", "The connection to an upstream failed.")
                .withCause(cause);
    }
}
