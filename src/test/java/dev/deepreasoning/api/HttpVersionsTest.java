package dev.deepreasoning.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.SimulatedGateway.Quick;
import dev.deepreasoning.api.SimulatedGateway.State;
import dev.deepreasoning.catalog.SimulatedUpstreams;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// Clients of every HTTP version, and what they may do on one connection.
@QuarkusTest
@TestProfile(Quick.class)
class HttpVersionsTest {
    private static final String CHAT = "/v1/chat/completions";

    @TestHTTPResource("/")
    URI gateway;

    @Inject
    SimulatedUpstreams upstreams;

    @Inject
    Vertx vertx;

    @Test
    void aClientOfHttp10GetsTheStreamUpToTheEndOfTheConnection() {
        String body = SimulatedGateway.ask("Why?", true).encode();
        try (Wire wire = new Wire(gateway.getPort())) {
            wire.send(
                    "POST " + CHAT + " HTTP/1.0\r\nhost: gateway\r\ncontent-type: application/json\r\ncontent-length: "
                            + body.length() + "\r\n\r\n" + body);
            Wire.Answer answer = wire.answer();
            assertEquals(200, answer.status());
            assertFalse(answer.headers().containsKey("transfer-encoding"));
            assertTrue(SimulatedGateway.stream(answer.body()).done());
        }
    }

    @Test
    void requestsInAPipelineAreAnsweredInTheirOrder() {
        try (Wire wire = new Wire(gateway.getPort())) {
            wire.post(CHAT, SimulatedGateway.ask("First", true).encode());
            wire.post(CHAT, SimulatedGateway.ask("Second", false).encode());
            wire.ask("GET", "/v1/models");
            Wire.Answer first = wire.answer();
            assertTrue(SimulatedGateway.stream(first.body()).done());
            assertTrue(wire.answer().body().contains("chat.completion"));
            assertTrue(wire.answer().body().contains("\"list\""));
        }
    }

    @Test
    void aConnectionServesManyStreamsOneAfterTheOther() {
        try (Wire wire = new Wire(gateway.getPort())) {
            for (int i = 0; i < 10; i++) {
                Wire.Answer answer = wire.post(
                                CHAT,
                                SimulatedGateway.ask("[[sim:tokens=4]]", true).encode())
                        .answer();
                assertTrue(SimulatedGateway.stream(answer.body()).done());
            }
        }
    }

    /// Java's own client asks for HTTP/2 by an upgrade of its first request.
    @Test
    void anUpgradeToHttp2IsTaken() throws Exception {
        try (java.net.http.HttpClient client = java.net.http.HttpClient.newHttpClient()) {
            for (boolean stream : new boolean[] {true, false, true}) {
                HttpResponse<String> answer = client.send(
                        HttpRequest.newBuilder(gateway.resolve(CHAT))
                                .header("content-type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        SimulatedGateway.ask("Why?", stream).encode()))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertEquals(200, answer.statusCode());
                assertTrue(answer.headers().firstValue("x-request-id").isPresent());
                if (stream) {
                    assertTrue(SimulatedGateway.stream(answer.body()).done());
                }
            }
        }
    }

    private HttpClient http2() {
        return vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setDefaultHost("localhost")
                .setDefaultPort(gateway.getPort()));
    }

    private static <T> T get(io.vertx.core.Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void streamsShareAConnectionOfHttp2() {
        HttpClient client = http2();
        List<CompletableFuture<Buffer>> bodies = java.util.stream.IntStream.range(0, 20)
                .mapToObj(_ -> client.request(HttpMethod.POST, CHAT)
                        .compose(request -> request.putHeader("content-type", "application/json")
                                .send(SimulatedGateway.ask("Why?", true).encode()))
                        .compose(answer -> {
                            assertEquals(200, answer.statusCode());
                            return answer.body();
                        })
                        .toCompletionStage()
                        .toCompletableFuture())
                .toList();
        for (CompletableFuture<Buffer> body : bodies) {
            assertTrue(SimulatedGateway.stream(body.join().toString()).done());
        }
        get(client.close());
    }

    @Test
    void aStreamOfHttp2ThatIsResetIsACallerWhoLeft() {
        HttpClient client = http2();
        HttpClientRequest request = get(client.request(HttpMethod.POST, CHAT));
        request.putHeader("content-type", "application/json")
                .send(SimulatedGateway.ask("[[sim:claude.stall-after=3]]", true).encode());
        SimulatedGateway.awaitState(
                upstreams,
                "Claude is asked",
                Duration.ofSeconds(10),
                state -> state.claude().open() == 1);
        request.reset();
        SimulatedGateway.awaitState(upstreams, "both calls are closed", Duration.ofSeconds(10), State::quiet);
        get(client.close());
    }

    @Test
    void aBodyOverTheLimitIs413OverHttp2() {
        HttpClient client = http2();
        int status = get(client.request(HttpMethod.POST, CHAT)
                .compose(request ->
                        request.putHeader("content-type", "application/json").send("x".repeat(Quick.BODY + 1)))
                .map(answer -> answer.statusCode()));
        assertEquals(413, status);
        get(client.close());
    }

    @Test
    void tokensAreNotHeldBackByTheSystem() {
        HttpServerOptions options = new HttpServerOptions().setTcpNoDelay(false);
        new ConnectionOptions().customizeHttpServer(options);
        assertTrue(options.isTcpNoDelay());
        assertEquals(128 * 1024, options.getSendBufferSize());
        HttpServerOptions secure = new HttpServerOptions().setTcpNoDelay(false);
        new ConnectionOptions().customizeHttpsServer(secure);
        assertTrue(secure.isTcpNoDelay());
    }
}
