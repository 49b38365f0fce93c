package dev.deepreasoning.upstream;

import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.pipeline.StageRecord;
import dev.deepreasoning.sse.ServerSentEvent;
import dev.deepreasoning.sse.ServerSentEventParser;
import io.netty.buffer.ByteBuf;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.impl.ContextInternal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One streamed call. Everything happens on one event loop: bytes come in, the parser and the decoder make events of
/// them, and the [EventQueue] hands these on as far as there is demand.
///
/// Back pressure: while events wait for demand the response is paused, so at most one network read (64 KiB) and the
/// HTTP client's own small window are held; the rest stays with the upstream's TCP. A paused call is not idle: its time
/// limits wait too, except the total.
final class UpstreamStream implements EventQueue.Source {
    private static final int MAX_EVENT_BYTES = 16 * 1024 * 1024;
    private static final int MAX_ERROR_BYTES = 64 * 1024;
    private static final long UNCLAIMED_MILLIS = 5_000;

    private final ContextInternal context;
    private final StreamDecoder decoder;
    private final ErrorMapping errors;
    private final StageRecord record;
    private final ServerSentEventParser parser = new ServerSentEventParser(MAX_EVENT_BYTES);
    private final EventQueue events;
    private final StreamClock clock;
    private final UpstreamExchange exchange;

    private @Nullable UniEmitter<? super Multi<StreamEvent>> opening;
    private boolean opened;
    private boolean deltaSeen;
    private boolean draining;
    private boolean closed;

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
        this.events = new EventQueue(this::onLoop, this);
        this.clock = new StreamClock(context.owner(), limits, this::fail);
        this.exchange = new UpstreamExchange(context);
    }

    void start(Future<HttpClientRequest> connecting, byte[] body, UniEmitter<? super Multi<StreamEvent>> emitter) {
        opening = emitter;
        if (!closed) {
            clock.start();
        }
        exchange.send(connecting, body, this::receive, cause -> fail(connectionFailed(cause)));
    }

    private void receive(HttpClientResponse answer) {
        clock.bytes();
        record.answered(answer.statusCode(), AnswerHead.headers(answer));
        String type = answer.getHeader("content-type");
        if (answer.statusCode() / 100 == 2 && (type == null || isEventStream(type))) {
            exchange.read(answer, this::read, this::ended);
        } else {
            readError(answer);
        }
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
        exchange.read(
                answer,
                piece -> {
                    if (body.length() + piece.length() <= MAX_ERROR_BYTES) {
                        body.appendBuffer(piece);
                    } else {
                        done.run();
                    }
                },
                done);
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
            if (!events.ended()) {
                decoder.end(this::accept);
                events.complete();
            }
        });
        close(false);
        progress();
    }

    private void decode(ServerSentEvent event) {
        if (closed || events.ended() && !draining) {
            return;
        }
        switch (decoder.accept(event, this::accept)) {
            case GO_ON -> {}
            case CLOSE -> {
                events.complete();
                close(true);
            }
            case DRAIN -> {
                if (!events.ended()) {
                    events.complete();
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
            events.add(event);
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
        events.fail(reason);
        close(true);
    }

    private void progress() {
        if (!opened) {
            open();
        }
        if (opened) {
            events.deliver();
        }
    }

    private void open() {
        UniEmitter<? super Multi<StreamEvent>> emitter = opening;
        if (emitter == null) {
            return;
        }
        GatewayException reason = events.failure();
        if (deltaSeen || events.completed()) {
            opened = true;
            context.setTimer(UNCLAIMED_MILLIS, _ -> {
                if (!events.claimed()) {
                    close(true);
                }
            });
            emitter.complete(events);
        } else if (reason != null) {
            opened = true;
            emitter.fail(reason);
        }
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

    @Override
    public void hold() {
        if (!draining && exchange.hold()) {
            clock.pause();
        }
    }

    @Override
    public void release() {
        if (exchange.held()) {
            clock.resume();
            exchange.release();
        }
    }

    @Override
    public void left() {
        if (draining) {
            release();
        } else {
            close(true);
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
        exchange.end(abort);
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
