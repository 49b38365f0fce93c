package dev.deepreasoning.api;

import io.netty.channel.ChannelOutboundBuffer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;

/// How long the gateway waits for a caller whose connection is full, and what becomes of one who takes too long.
final class SlowReader {
    private static final long NONE = -1;

    private final Vertx vertx;
    private final RoutingContext routing;
    private final HttpServerResponse response;
    private final long patienceMillis;
    private long timer = NONE;

    SlowReader(RoutingContext routing, StreamSettings settings) {
        this.vertx = routing.vertx();
        this.routing = routing;
        this.response = routing.response();
        this.patienceMillis = Math.max(1, settings.slowReaderTimeout().toMillis());
    }

    /// Waits until the connection's queue has drained. A reader who takes something, however little, is waited for.
    void await(Runnable drained, Runnable tooSlow) {
        watch(queued(), tooSlow);
        response.drainHandler(_ -> {
            response.drainHandler(null);
            stop();
            drained.run();
        });
    }

    /// Whether it is waited for now.
    boolean awaited() {
        return timer != NONE;
    }

    /// Waits no longer.
    void stop() {
        vertx.cancelTimer(timer);
        timer = NONE;
    }

    /// The last bytes, too, are not kept for ever.
    void awaitEnd(Future<?> written) {
        watch(queued(), this::cut);
        written.onComplete(_ -> stop());
    }

    private void watch(long before, Runnable tooSlow) {
        timer = vertx.setTimer(patienceMillis, _ -> {
            long now = queued();
            if (now < before) {
                watch(now, tooSlow);
            } else {
                tooSlow.run();
            }
        });
    }

    /// Bytes that wait for the connection; of HTTP/2, where streams share one, nothing is known.
    private long queued() {
        if (routing.request().version() != HttpVersion.HTTP_2
                && routing.request().connection() instanceof ConnectionBase connection) {
            ChannelOutboundBuffer queue = connection.channel().unsafe().outboundBuffer();
            return queue == null ? 0 : queue.totalPendingWriteBytes() - queue.currentProgress();
        }
        return 0;
    }

    /// Drops the caller and what is queued for it. Vert.x closes a connection of HTTP/1 only behind its queue, for which
    /// this reader would let it wait for ever.
    void cut() {
        if (routing.request().version() == HttpVersion.HTTP_2) {
            response.reset();
        } else if (routing.request().connection() instanceof ConnectionBase connection) {
            connection.channelHandlerContext().close();
        }
    }
}
