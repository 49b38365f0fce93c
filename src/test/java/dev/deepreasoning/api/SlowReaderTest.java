package dev.deepreasoning.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What becomes of a reader over HTTP/2, which a gateway behind TLS speaks; the other version is tested with the writer.
class SlowReaderTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        get(vertx.close());
    }

    private static <T> T get(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private static StreamSettings patience(Duration patience) {
        return new StreamSettings() {
            @Override
            public Duration commitAfter() {
                return patience;
            }

            @Override
            public Duration keepAlive() {
                return patience;
            }

            @Override
            public Duration slowReaderTimeout() {
                return patience;
            }
        };
    }

    @Test
    void itsStreamIsResetAndItsConnectionServesOn() {
        Router router = Router.router(vertx);
        router.route("/slow").handler(routing -> {
            var _ = routing.response().setChunked(true).write("begun");
            SlowReader reader = new SlowReader(routing, patience(Duration.ofMillis(50)));
            reader.await(() -> {}, reader::cut);
        });
        router.route("/quick").handler(routing -> routing.response().end("all"));
        HttpServer server = get(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
        HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setDefaultHost("127.0.0.1")
                .setDefaultPort(server.actualPort()));
        CompletionException cut = assertThrows(CompletionException.class, () -> body(client, "/slow"));
        assertInstanceOf(StreamResetException.class, cut.getCause());
        assertEquals("all", body(client, "/quick"));
    }

    private static String body(HttpClient client, String path) {
        return get(client.request(HttpMethod.GET, path)
                        .compose(request -> request.send())
                        .compose(response -> response.body()))
                .toString();
    }
}
