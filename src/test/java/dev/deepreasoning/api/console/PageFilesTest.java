package dev.deepreasoning.api.console;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PageFilesTest {
    private static final byte[] SCRIPT = "let a = 1;\n".repeat(200).getBytes(StandardCharsets.UTF_8);

    private Vertx vertx;
    private HttpServer server;

    @BeforeEach
    void serve() throws Exception {
        vertx = Vertx.vertx();
        Router router = Router.router(vertx);
        new PageFiles(
                        false,
                        place -> place.matches("META-INF/resources/static/bundle/app-1A\\.(js|css)")
                                ? new ByteArrayInputStream(SCRIPT)
                                : null)
                .register(router);
        new PageFiles(true, _ -> new ByteArrayInputStream(new byte[1])).register(router);
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private HttpResponse<byte[]> ask(String method, String name, String encoding) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(
                                    URI.create("http://127.0.0.1:" + server.actualPort() + PageFiles.FOLDER + name))
                            .method(method, HttpRequest.BodyPublishers.noBody())
                            .header("accept-encoding", encoding)
                            .build(),
                    BodyHandlers.ofByteArray());
        }
    }

    @Test
    void filesAreCompressedForThoseWhoAcceptIt() throws Exception {
        HttpResponse<byte[]> packed = ask("GET", "app-1A.js", "br, gzip");
        assertEquals("gzip", packed.headers().firstValue("content-encoding").orElseThrow());
        assertTrue(packed.body().length < SCRIPT.length);
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
            assertArrayEquals(SCRIPT, in.readAllBytes());
        }
        HttpResponse<byte[]> plain = ask("GET", "app-1A.js", "identity");
        assertArrayEquals(SCRIPT, plain.body());
        assertTrue(plain.headers().firstValue("cache-control").orElseThrow().contains("immutable"));
        assertEquals("accept-encoding", plain.headers().firstValue("vary").orElseThrow());
    }

    @Test
    void headsTellWhatAGetWould() throws Exception {
        HttpResponse<byte[]> head = ask("HEAD", "app-1A.css", "identity");
        assertEquals(0, head.body().length);
        assertEquals(
                SCRIPT.length, head.headers().firstValueAsLong("content-length").orElseThrow());
        assertTrue(head.headers().firstValue("content-type").orElseThrow().startsWith("text/css"));
        assertTrue(head.headers().firstValue("content-security-policy").isPresent());
    }

    @Test
    void whatIsNoFileOfThePageIsLeftToOthers() throws Exception {
        assertEquals(404, ask("GET", "app-2B.js", "gzip").statusCode());
        assertEquals(404, ask("GET", "..%2fapp-1A.js", "gzip").statusCode());
        assertEquals(404, ask("GET", "app-1A.map", "gzip").statusCode());
        assertEquals(404, ask("POST", "app-1A.js", "gzip").statusCode());
    }
}
