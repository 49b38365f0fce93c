package dev.deepreasoning.api;

import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Reads the bodies of requests on the event loop, bounded in size and in time whether their length was announced or
/// not. The framework would give every body over 10 KiB a worker thread for as long as its caller takes to send it, and
/// refuse a chunked one in no dialect at all.
@ApplicationScoped
public class RequestBodies {
    /// From here on decoding would hold up the other streams of an event loop.
    private static final int MUCH = 128 * 1024;

    private static final int DISCARDED_LIMITS = 4;

    private final long limit;
    private final Duration patience;

    /// @param limit most bytes of a body
    /// @param patience most time without a byte of it
    public RequestBodies(
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize limit,
            @ConfigProperty(name = "quarkus.http.read-timeout", defaultValue = "60s") Duration patience) {
        this.limit = limit.asLongValue();
        this.patience = patience;
    }

    /// Reads a body and decodes it, a large one on a worker thread. To be called in the turn of the event loop that
    /// brought the request, or its body is missed; all that follows happens on that loop.
    ///
    /// @return fails with a [GatewayException]: 413, 400 where the body did not come, or the decoder's own
    public <T> Uni<T> read(RoutingContext routing, Function<byte[], T> decoder) {
        Context context = routing.vertx().getOrCreateContext();
        return Uni.createFrom()
                .<byte[]>emitter(emitter -> new Reading(routing, emitter).begin())
                .onItem()
                .transformToUni(body -> body.length < MUCH
                        ? Uni.createFrom().item(() -> decoder.apply(body))
                        : Uni.createFrom()
                                .completionStage(context.executeBlocking(() -> decoder.apply(body), false)
                                        .toCompletionStage()));
    }

    /// Whether a body is announced that is over the limit.
    boolean tooLarge(HttpServerRequest request) {
        String length = request.getHeader("content-length");
        try {
            return length != null && Long.parseLong(length) > limit;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /// Reads on and throws away: a connection closed on a caller who is still sending is reset, and the answer lost with
    /// it. A caller who sends without end is cut all the same.
    void discard(HttpServerRequest request) {
        if (request.isEnded()) {
            return;
        }
        long[] left = {limit * DISCARDED_LIMITS};
        request.handler(piece -> {
            left[0] -= piece.length();
            if (left[0] < 0) {
                var _ = request.connection().close();
            }
        });
        request.resume();
    }

    /// One body.
    private final class Reading {
        private final RoutingContext routing;
        private final HttpServerRequest request;
        private final UniEmitter<? super byte[]> emitter;
        private final Buffer body = Buffer.buffer();
        private long timer;
        private int seen;
        private boolean over;

        Reading(RoutingContext routing, UniEmitter<? super byte[]> emitter) {
            this.routing = routing;
            this.request = routing.request();
            this.emitter = emitter;
        }

        void begin() {
            if (request.isEnded()) {
                emitter.complete(new byte[0]);
                return;
            }
            seen = -1;
            timer = routing.vertx().setPeriodic(Math.max(1, patience.toMillis()), _ -> look());
            request.handler(this::take);
            request.endHandler(_ -> end());
            request.exceptionHandler(_ -> fail(incomplete()));
            if ("100-continue".equalsIgnoreCase(request.getHeader("expect"))) {
                routing.response().writeContinue();
            }
            request.resume();
        }

        private void take(Buffer piece) {
            if (body.length() + (long) piece.length() > limit) {
                fail(Failures.ofStatus(413));
                discard(request);
            } else {
                body.appendBuffer(piece);
            }
        }

        private void look() {
            if (seen == body.length()) {
                routing.response().putHeader("connection", "close");
                fail(incomplete());
            }
            seen = body.length();
        }

        private void end() {
            if (finish()) {
                emitter.complete(body.getBytes());
            }
        }

        private void fail(GatewayException failure) {
            if (finish()) {
                emitter.fail(failure);
            }
        }

        private boolean finish() {
            boolean first = !over;
            over = true;
            routing.vertx().cancelTimer(timer);
            return first;
        }

        private static GatewayException incomplete() {
            return GatewayException.of(ErrorKind.INVALID_REQUEST, "incomplete_body", "The body did not arrive.");
        }
    }
}
