package dev.deepreasoning.upstream;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.impl.ContextInternal;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One HTTP exchange with an upstream: how it is sent, read, held back and given up. Everything happens on one event loop.
final class UpstreamExchange {
    private final ContextInternal context;
    private @Nullable HttpClientRequest request;
    private @Nullable HttpClientResponse response;
    private boolean over;
    private boolean held;
    private boolean ended;

    UpstreamExchange(ContextInternal context) {
        this.context = context;
    }

    /// Sends the body as soon as there is a connection, unless the exchange was ended before.
    ///
    /// @param answered takes the answer when its head has come
    /// @param broken takes why none came
    void send(
            Future<HttpClientRequest> connecting,
            byte[] body,
            Consumer<HttpClientResponse> answered,
            Consumer<Throwable> broken) {
        connecting.onComplete(connected -> {
            if (connected.failed()) {
                broken.accept(connected.cause());
            } else if (ended) {
                connected.result().reset();
            } else {
                send(connected.result(), body, answered, broken);
            }
        });
    }

    private void send(
            HttpClientRequest call, byte[] body, Consumer<HttpClientResponse> answered, Consumer<Throwable> broken) {
        request = call;
        call.response().onComplete(answer -> {
            if (ended) {
                return;
            }
            if (answer.failed()) {
                broken.accept(answer.cause());
            } else {
                response = answer.result();
                answered.accept(answer.result());
            }
        });
        call.exceptionHandler(broken::accept);
        var _ = call.end(Buffer.buffer(body));
    }

    /// Reads the body of an answer.
    ///
    /// @param then runs after the last piece, whether the body is whole or the connection broke
    void read(HttpClientResponse answer, Handler<Buffer> pieces, Runnable then) {
        answer.endHandler(_ -> {
            over = true;
            then.run();
        });
        answer.exceptionHandler(_ -> {
            over = true;
            if (held) {
                // What came before the connection broke still waits here, and was said all the same: letting it go
                // takes one turn of the event loop.
                answer.resume();
                context.runOnContext(_ -> then.run());
            } else {
                then.run();
            }
        });
        answer.handler(pieces);
    }

    /// Whether pieces are held back.
    boolean held() {
        return held && !ended;
    }

    /// Holds back what comes, so that the upstream's TCP slows it down.
    ///
    /// @return whether there is something to hold back that was not yet
    boolean hold() {
        HttpClientResponse answer = response;
        if (held || answer == null || ended || over) {
            return false;
        }
        held = true;
        answer.pause();
        return true;
    }

    /// Lets pieces come again; what has waited comes at once.
    void release() {
        HttpClientResponse answer = response;
        if (held() && answer != null) {
            held = false;
            answer.resume();
        }
    }

    /// Ends it.
    ///
    /// @param abort closes the connection, else it has ended by itself and goes back to the pool
    void end(boolean abort) {
        ended = true;
        HttpClientRequest call = request;
        if (abort && call != null && !over) {
            abandon(call);
        }
    }

    /// Closes the connection, unless the answer's last byte has come. With it the connection went back to the pool, and
    /// may serve another call already, although the answer still waits here, held back: closing it would cut that other
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
}
