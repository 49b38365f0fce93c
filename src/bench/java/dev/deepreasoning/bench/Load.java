package dev.deepreasoning.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Many streams at once. They begin spread over two seconds: a crowd at the door would measure the crowd.
final class Load {
    private static final long SPREAD_MILLIS = 2_000;
    private static final long LONGEST_MINUTES = 5;

    private final Vertx vertx;
    private final int streams;
    private final HttpClient client;

    Load(Vertx vertx, int streams) {
        this.vertx = vertx;
        this.streams = streams;
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setTcpNoDelay(true), new PoolOptions().setHttp1MaxSize(streams));
    }

    /// Runs every stream to its end.
    Outcome run(Call call) throws InterruptedException {
        List<Stream> all = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch open = new CountDownLatch(streams);
        for (int i = 0; i < streams; i++) {
            vertx.setTimer(1 + SPREAD_MILLIS * i / streams, _ -> {
                Stream stream = new Stream(call, open);
                all.add(stream);
                stream.begin();
            });
        }
        if (!open.await(LONGEST_MINUTES, TimeUnit.MINUTES)) {
            throw new IllegalStateException(open.getCount() + " streams did not end");
        }
        long events = 0;
        int failed = 0;
        List<Double> firsts = new ArrayList<>();
        List<Double> seams = new ArrayList<>();
        for (Stream stream : List.copyOf(all)) {
            events += stream.events;
            failed += stream.failed ? 1 : 0;
            if (stream.firstAt != 0) {
                firsts.add(millis(stream.firstAt - stream.begunAt));
            }
            if (stream.secondAt != 0) {
                seams.add(millis(stream.secondAt - stream.beforeSecond));
            }
        }
        return new Outcome(events, failed, Medians.of(firsts, value -> value), Medians.of(seams, value -> value));
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }

    /// What came of a load.
    ///
    /// @param events server-sent events received
    /// @param firstMillis median time from the request to the first token
    /// @param seamMillis median time from the last event of the first stage to the first of the second
    record Outcome(long events, int failed, double firstMillis, double seamMillis) {}

    /// One request. Lives on one event loop.
    private final class Stream {
        private final Call call;
        private final CountDownLatch open;
        private long events;
        private boolean failed;
        private boolean newline;
        private long begunAt;
        private long firstAt;
        private long beforeSecond;
        private long lastAt;
        private long secondAt;

        Stream(Call call, CountDownLatch open) {
            this.call = call;
            this.open = open;
        }

        void begin() {
            begunAt = System.nanoTime();
            client.request(new RequestOptions()
                            .setMethod(HttpMethod.POST)
                            .setHost("127.0.0.1")
                            .setPort(call.port())
                            .setURI(call.path()))
                    .compose(this::send)
                    .onSuccess(this::read)
                    .onFailure(_ -> end(true));
        }

        private Future<HttpClientResponse> send(HttpClientRequest request) {
            request.putHeader("content-type", "application/json");
            call.headers().get().forEach(request::putHeader);
            return request.send(call.body());
        }

        private void read(HttpClientResponse response) {
            boolean wrong = response.statusCode() != 200;
            response.handler(this::took);
            response.exceptionHandler(_ -> end(true));
            response.endHandler(_ -> end(wrong));
        }

        private void took(Buffer chunk) {
            long now = System.nanoTime();
            if (firstAt == 0 && contains(chunk, call.first())) {
                firstAt = now;
            }
            if (firstAt != 0 && secondAt == 0 && call.second().length > 0 && contains(chunk, call.second())) {
                secondAt = now;
                beforeSecond = lastAt;
            }
            lastAt = now;
            for (int i = 0; i < chunk.length(); i++) {
                boolean end = chunk.getByte(i) == '\n';
                if (end && newline) {
                    events++;
                }
                newline = end;
            }
        }

        private void end(boolean wrong) {
            failed |= wrong;
            open.countDown();
        }

        private static boolean contains(Buffer chunk, byte[] wanted) {
            for (int i = 0; i + wanted.length <= chunk.length(); i++) {
                int matched = 0;
                while (matched < wanted.length && chunk.getByte(i + matched) == wanted[matched]) {
                    matched++;
                }
                if (matched == wanted.length) {
                    return true;
                }
            }
            return false;
        }
    }
}
