package dev.deepreasoning.upstream.deepseek;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A reasoner host that answers each call as the next line of its script says; the last line is for all calls that
/// follow.
final class FakeHost {
    final List<HttpServerRequest> requests = new CopyOnWriteArrayList<>();
    final List<String> bodies = new CopyOnWriteArrayList<>();
    final CountDownLatch closed = new CountDownLatch(1);
    private final Queue<Consumer<HttpServerResponse>> script = new ConcurrentLinkedQueue<>();
    private final HttpServer server;

    FakeHost(Vertx vertx) {
        server = vertx.createHttpServer()
                .connectionHandler(connection -> connection.closeHandler(_ -> closed.countDown()))
                .requestHandler(this::serve)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private void serve(HttpServerRequest request) {
        requests.add(request);
        request.body().onSuccess(body -> {
            bodies.add(body.toString());
            Consumer<HttpServerResponse> line = script.size() > 1 ? script.remove() : script.element();
            line.accept(request.response());
        });
    }

    FakeHost then(Consumer<HttpServerResponse> line) {
        script.add(line);
        return this;
    }

    /// A stream that ends.
    FakeHost thenStream(String text) {
        return then(response ->
                response.putHeader("content-type", "text/event-stream").end(text));
    }

    /// A stream that the test goes on with, or that goes silent.
    FakeHost thenOpen(String text, Consumer<HttpServerResponse> rest) {
        return then(response -> {
            response.putHeader("content-type", "text/event-stream")
                    .setChunked(true)
                    .write(text);
            rest.accept(response);
        });
    }

    /// A stream that goes silent.
    FakeHost thenStall(String text) {
        return thenOpen(text, _ -> {});
    }

    /// A stream whose connection breaks.
    FakeHost thenCut(String text) {
        return then(response -> response.putHeader("content-type", "text/event-stream")
                .setChunked(true)
                .write(text)
                .onComplete(_ -> response.reset()));
    }

    FakeHost thenStatus(int status, @Nullable String retryAfter, String body) {
        return then(response -> {
            if (retryAfter != null) {
                response.putHeader("retry-after", retryAfter);
            }
            response.setStatusCode(status)
                    .putHeader("content-type", "application/json")
                    .end(body);
        });
    }

    int calls() {
        return requests.size();
    }

    String header(int call, String name) {
        return String.valueOf(requests.get(call).getHeader(name));
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.actualPort() + "/v1");
    }

    AHost host(String name) {
        return AHost.named(name).at(uri()).key("sk-" + name, "Authorization");
    }
}
