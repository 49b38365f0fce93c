package dev.deepreasoning.upstream.linkup;

import dev.deepreasoning.upstream.Egress;
import dev.deepreasoning.upstream.PlainCalls;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// A REST client for each address and time limit, over HTTP/1.1 (a cancelled call must not close a connection that
/// others use). It goes where it is sent and nowhere else, and reads no answer without end.
final class LinkupApis {
    /// Most bytes of an answer.
    static final int LONGEST_BODY = 4 * 1024 * 1024;

    private final Egress egress;
    private final Map<Key, LinkupApi> clients = new ConcurrentHashMap<>();

    LinkupApis(Egress egress) {
        this.egress = egress;
    }

    /// The client of an address.
    LinkupApi of(URI base, Duration limit) {
        return clients.computeIfAbsent(new Key(base, limit), this::build);
    }

    private LinkupApi build(Key key) {
        return PlainCalls.client(key.base, egress)
                .readTimeout(key.limit.toMillis(), TimeUnit.MILLISECONDS)
                .httpClientRequestCustomizer(request ->
                        request.response().onSuccess(answer -> answer.handler(new Bound(request, answer)::count)))
                .build(LinkupApi.class);
    }

    /// Whether a call ended because its answer had no end.
    static boolean isTooLong(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof TooLong) {
                return true;
            }
        }
        return false;
    }

    /// The framework gathers a body whole, however long: this counts what comes in, and hangs up.
    private static final class Bound {
        private final HttpClientRequest request;
        private final HttpClientResponse answer;
        private long bytes;

        Bound(HttpClientRequest request, HttpClientResponse answer) {
            this.request = request;
            this.answer = answer;
        }

        void count(Buffer piece) {
            bytes += piece.length();
            if (bytes > LONGEST_BODY) {
                answer.pause();
                request.reset(0, new TooLong());
            }
        }
    }

    private static final class TooLong extends IOException {
        private static final long serialVersionUID = 1L;

        TooLong() {
            super("an answer of more than " + LONGEST_BODY + " bytes");
        }
    }

    private record Key(URI base, Duration limit) {}
}
