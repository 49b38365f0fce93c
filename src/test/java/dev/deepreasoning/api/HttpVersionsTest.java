package dev.deepreasoning.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.SimulatedGateway.Quick;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.http.HttpServerOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/// Clients of every HTTP version, and what they may do on one connection.
@QuarkusTest
@TestProfile(Quick.class)
class HttpVersionsTest {
    private static final String CHAT = "/v1/chat/completions";

    @TestHTTPResource("/")
    URI gateway;

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

    /// Java's own client asks for HTTP/2 by an upgrade of its first request, and would lose a large answer behind it.
    @Test
    void anUpgradeToHttp2IsNotTaken() throws Exception {
        for (boolean stream : new boolean[] {true, false}) {
            try (HttpClient client = HttpClient.newHttpClient()) {
                String question = SimulatedGateway.ask("[[sim:tokens=20000, interval-ms=0]]", stream)
                        .encode();
                HttpResponse<String> answer = client.send(
                        HttpRequest.newBuilder(gateway.resolve(CHAT))
                                .header("content-type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(question))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertEquals(200, answer.statusCode());
                assertEquals(HttpClient.Version.HTTP_1_1, answer.version());
                assertTrue(answer.headers().firstValue("x-request-id").isPresent());
                assertTrue(answer.body().length() > 32 * 1024);
                if (stream) {
                    assertTrue(SimulatedGateway.stream(answer.body()).done());
                }
            }
        }
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
