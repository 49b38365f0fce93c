package dev.deepreasoning.upstream.anthropic;

import dev.deepreasoning.catalog.AnthropicEndpoint;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A server that answers each call as the next line of its script says; the last line is for all calls that follow.
final class FakeClaude {
    static final String START = event("{\"type\":\"message_start\",\"message\":{\"model\":\"claude-served\",\"usage\":"
            + "{\"input_tokens\":10,\"output_tokens\":1}}}");
    static final String TEXT = event("{\"type\":\"content_block_start\",\"index\":0,\"content_block\":"
                    + "{\"type\":\"text\",\"text\":\"\"}}")
            + event(
                    "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hi\"}}");
    static final String END = event("{\"type\":\"content_block_stop\",\"index\":0}")
            + event(
                    "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":2}}")
            + event("{\"type\":\"message_stop\"}");
    static final String OVERLOADED =
            event("{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}");

    final List<HttpServerRequest> requests = new CopyOnWriteArrayList<>();
    final List<String> bodies = new CopyOnWriteArrayList<>();
    final CountDownLatch closed = new CountDownLatch(1);
    private final Queue<Consumer<HttpServerResponse>> script = new ConcurrentLinkedQueue<>();
    private final HttpServer server;

    FakeClaude(Vertx vertx) {
        server = vertx.createHttpServer()
                .connectionHandler(connection -> connection.closeHandler(_ -> closed.countDown()))
                .requestHandler(this::serve)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private static String event(String json) {
        return "data: " + json + "\n\n";
    }

    private void serve(HttpServerRequest request) {
        requests.add(request);
        request.body().onSuccess(body -> {
            bodies.add(body.toString());
            Consumer<HttpServerResponse> line = script.size() > 1 ? script.remove() : script.element();
            line.accept(request.response());
        });
    }

    FakeClaude then(Consumer<HttpServerResponse> line) {
        script.add(line);
        return this;
    }

    /// A stream that ends.
    FakeClaude thenStream(String text) {
        return then(response ->
                response.putHeader("content-type", "text/event-stream").end(text));
    }

    /// A stream that goes silent.
    FakeClaude thenStall(String text) {
        return then(response -> response.putHeader("content-type", "text/event-stream")
                .setChunked(true)
                .write(text));
    }

    /// A stream whose connection breaks.
    FakeClaude thenCut(String text) {
        return then(response -> response.putHeader("content-type", "text/event-stream")
                .setChunked(true)
                .write(text)
                .onComplete(_ -> response.reset()));
    }

    FakeClaude thenStatus(int status, @Nullable String retryAfter, String body) {
        return then(response -> {
            if (retryAfter != null) {
                response.putHeader("retry-after", retryAfter);
            }
            response.setStatusCode(status)
                    .putHeader("content-type", "application/json")
                    .end(body);
        });
    }

    FakeClaude thenError(int status, String type, String message) {
        return thenStatus(
                status,
                null,
                "{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":\"" + message + "\"}}");
    }

    int calls() {
        return requests.size();
    }

    String header(int call, String name) {
        return String.valueOf(requests.get(call).getHeader(name));
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    AnthropicEndpoint endpoint(String name) {
        return new AnthropicEndpoint(name, uri(), "key-" + name, "2023-06-01", Map.of("Anthropic-Beta", "one"), 1);
    }
}
