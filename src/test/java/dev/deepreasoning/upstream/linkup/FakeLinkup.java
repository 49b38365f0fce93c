package dev.deepreasoning.upstream.linkup;

import dev.deepreasoning.canonical.SearchOptions;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.catalog.SearchEndpoints;
import dev.deepreasoning.pipeline.StageRecord;
import dev.deepreasoning.pipeline.WebSearch.SearchRequest;
import dev.deepreasoning.pipeline.WebSearch.WebPage;
import dev.deepreasoning.upstream.Egress;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A server in Linkup's place that answers each call as the next line of its script says; the last line is for all
/// calls that follow.
final class FakeLinkup {
    static final Duration GUARD = Duration.ofSeconds(30);
    static final SearchOptions PLAIN = new SearchOptions(null, List.of(), List.of(), null, null, null);
    static final String FOUND =
            "{\"results\":[{\"type\":\"text\",\"name\":\"A\",\"url\":\"https://a.example\",\"content\":\"Grüße\"}]}";

    final List<HttpServerRequest> requests = new CopyOnWriteArrayList<>();
    final CountDownLatch closed = new CountDownLatch(1);
    private final Queue<Consumer<HttpServerResponse>> script = new ConcurrentLinkedQueue<>();
    private final HttpServer server;

    FakeLinkup(Vertx vertx) {
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
        request.body().onSuccess(_ -> {
            Consumer<HttpServerResponse> line = script.size() > 1 ? script.remove() : script.element();
            line.accept(request.response());
        });
    }

    FakeLinkup then(Consumer<HttpServerResponse> line) {
        script.add(line);
        return this;
    }

    FakeLinkup then(int status, String body, String... headers) {
        return then(status, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    FakeLinkup then(int status, byte[] body, String... headers) {
        return then(response -> {
            response.putHeader("content-type", "application/json");
            for (int i = 0; i < headers.length; i += 2) {
                response.putHeader(headers[i], headers[i + 1]);
            }
            response.setStatusCode(status).end(Buffer.buffer(body));
        });
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.actualPort() + path);
    }

    /// The client, with a state of its own.
    LinkupWebSearch client(Duration timeout) {
        return new LinkupWebSearch(
                SearchEndpoints.at(uri("/v1/"), "operators", timeout), Egress.DIRECT, System::nanoTime);
    }

    List<WebPage> find() {
        return await(client(Duration.ofSeconds(10)));
    }

    static List<WebPage> await(LinkupWebSearch client) {
        return asked(client, PLAIN, null).await().atMost(GUARD);
    }

    static Uni<List<WebPage>> asked(LinkupWebSearch client, SearchOptions options, @Nullable String key) {
        return client.search(
                new SearchRequest("Köln?", options, key), new StageRecord(Stage.SEARCH, System.nanoTime()));
    }

    void stop() {
        server.close().toCompletionStage().toCompletableFuture().join();
    }
}
