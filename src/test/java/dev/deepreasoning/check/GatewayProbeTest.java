package dev.deepreasoning.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// One request through a gateway that runs elsewhere.
class GatewayProbeTest {
    private static final String WORD = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"ready\"}}]}\n\n";
    private static final String DONE = "data: [DONE]\n\n";

    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private HttpServer server;
    private int status = 200;
    private String body = WORD + DONE;
    private boolean simulated;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/behind/v1/chat/completions", exchange -> {
            keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("authorization")));
            exchange.getRequestBody().readAllBytes();
            if (simulated) {
                exchange.getResponseHeaders().add("x-deepreasoning-simulated", "true");
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private int probe(@Nullable String key) {
        URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/behind/");
        PrintStream terminal = new PrintStream(said, true, StandardCharsets.UTF_8);
        return new GatewayProbe(base, key, Duration.ZERO, terminal).run();
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void anAnswerIsGood() {
        assertEquals(0, probe("sk-one"));
        assertTrue(said().startsWith("ok    gateway http://127.0.0.1:"), said());
        assertTrue(said().contains("first token after "), said());
        assertEquals(List.of("Bearer sk-one"), keys);
    }

    @Test
    void aSimulatedOneIsSaidToBe() {
        simulated = true;
        assertEquals(0, probe(null));
        assertTrue(said().startsWith("note ") && said().contains("answers (simulated)"), said());
        assertEquals(List.of("null"), keys, "without a key none is sent");
    }

    @Test
    void aRefusalIsTrouble() {
        status = 401;
        body = "{\"error\":{\"message\":\"Who are\n you?\"}}";
        assertEquals(1, probe("sk-two"));
        assertTrue(said().contains("status 401: {\"error\":{\"message\":\"Who are you?\"}}"), said());
        said.reset();
        body = "";
        assertEquals(1, probe("sk-two"));
        assertTrue(said().strip().endsWith("status 401"), said());
    }

    @Test
    void aStreamThatFailsIsCutOrSaysNothingIsTrouble() {
        body = WORD + "data: {\"error\":{\"message\":\"Broken.\"}}\n\n";
        assertEquals(1, probe(null));
        assertTrue(said().contains("the stream failed: {\"error\":{\"message\":\"Broken.\"}}"), said());
        body = WORD;
        assertEquals(1, probe(null));
        assertTrue(said().contains("the stream was cut"), said());
        body = DONE;
        assertEquals(1, probe(null));
        assertTrue(said().contains("the answer was empty"), said());
    }

    @Test
    void nobodyThereIsTrouble() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        PrintStream terminal = new PrintStream(said, true, StandardCharsets.UTF_8);
        URI base = URI.create("http://127.0.0.1:" + port);
        assertEquals(1, new GatewayProbe(base, null, Duration.ofMillis(300), terminal).run());
        assertTrue(said().contains("nobody listens there"), said());
    }

    @Test
    void aConnectionThatBreaksIsTrouble() throws IOException, InterruptedException {
        try (ServerSocket socket = new ServerSocket(0)) {
            Thread rude = Thread.startVirtualThread(() -> {
                try {
                    socket.accept().close();
                    socket.accept().close();
                } catch (IOException _) {
                    // The test is over.
                }
            });
            PrintStream terminal = new PrintStream(said, true, StandardCharsets.UTF_8);
            URI base = URI.create("http://127.0.0.1:" + socket.getLocalPort());
            assertEquals(1, new GatewayProbe(base, null, Duration.ZERO, terminal).run());
            assertTrue(said().contains("the connection broke ("), said());
            socket.close();
            rude.join();
        }
    }
}
