package dev.deepreasoning.simulator;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A simulator of its own, and what callers of R1, Claude and Linkup send to it.
final class SimulatedHost implements BeforeAllCallback, AfterAllCallback {
    static final String R1 = "/reasoner/chat/completions";
    static final String CLAUDE = "/anthropic/v1/messages";
    static final String COUNT = "/anthropic/v1/messages/count_tokens";
    static final String LINKUP = "/linkup/search";
    static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final int GUARD_SECONDS = 20;

    private final Settings settings;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Vertx vertx = Vertx.vertx();
    private int port;

    SimulatedHost() {
        this(Settings.quick());
    }

    SimulatedHost(Settings settings) {
        this.settings = settings;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        HttpServer server = new SimulatorServer(vertx, settings, InstantSource.fixed(NOW))
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .get(GUARD_SECONDS, TimeUnit.SECONDS);
        port = server.actualPort();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        http.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(GUARD_SECONDS, TimeUnit.SECONDS);
    }

    Vertx vertx() {
        return vertx;
    }

    /// As a deployment would set it, without a container.
    record Settings(
            int port,
            Duration firstTokenDelay,
            Duration interval,
            int tokensPerEvent,
            int reasoningTokens,
            int answerTokens,
            Optional<String> fault)
            implements SimulatorConfig {
        static Settings quick() {
            return new Settings(0, Duration.ZERO, Duration.ZERO, 4, 40, 60, Optional.empty());
        }

        Settings withFault(String directives) {
            return new Settings(
                    port,
                    firstTokenDelay,
                    interval,
                    tokensPerEvent,
                    reasoningTokens,
                    answerTokens,
                    Optional.of(directives));
        }

        Settings withPort(int wanted) {
            return new Settings(
                    wanted, firstTokenDelay, interval, tokensPerEvent, reasoningTokens, answerTokens, fault);
        }
    }

    /// An answer that came to its end.
    record Answer(int status, HttpHeaders headers, String body) {
        JsonObject json() {
            return new JsonObject(body);
        }

        String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        /// The message of the error, in either of the three envelopes.
        String message() {
            return json().getJsonObject("error").getString("message");
        }

        /// The payloads of the stream's events, with whatever is no JSON left out.
        List<JsonObject> data() {
            return events(body);
        }
    }

    static List<JsonObject> events(String stream) {
        List<JsonObject> events = new ArrayList<>();
        for (String line : stream.split("\r?\n", -1)) {
            if (line.startsWith("data: {")) {
                events.add(new JsonObject(line.substring(6)));
            }
        }
        return events;
    }

    Answer get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    Answer post(String path, JsonObject body) throws Exception {
        return post(path, body.encode(), headersOf(path));
    }

    Answer post(String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofString(body));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    private Answer send(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> response =
                http.send(request.timeout(Duration.ofSeconds(GUARD_SECONDS)).build(), BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.headers(), response.body());
    }

    /// The headers that a caller of this path sends.
    static String[] headersOf(String path) {
        return path.startsWith("/anthropic")
                ? new String[] {"x-api-key", "sk-simulated", "anthropic-version", "2023-06-01"}
                : new String[] {"authorization", "Bearer sk-simulated"};
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /// Calls of one upstream, as `/state` tells them.
    record Calls(int total, int open, int answered, int left) {}

    Calls calls(String upstream) {
        try {
            JsonObject calls = get("/state").json().getJsonObject(upstream);
            return new Calls(
                    calls.getInteger("total"),
                    calls.getInteger("open"),
                    calls.getInteger("answered"),
                    calls.getInteger("left"));
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    /// A connection whose bytes the test sees as they come.
    Socket open(String path, JsonObject body) throws IOException {
        byte[] bytes = body.encode().getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder("POST " + path + " HTTP/1.1\r\nhost: simulated\r\ncontent-length: "
                + bytes.length + "\r\nconnection: close\r\n");
        String[] headers = headersOf(path);
        for (int i = 0; i < headers.length; i += 2) {
            head.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
        }
        Socket socket = new Socket();
        socket.setReceiveBufferSize(8_192);
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(GUARD_SECONDS));
        socket.connect(new java.net.InetSocketAddress("127.0.0.1", port));
        socket.getOutputStream().write((head + "\r\n").getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return socket;
    }

    /// What a connection carried until its end.
    ///
    /// @param writes the pieces of the body, as they were written
    /// @param ended whether the body came to its end, or the connection was cut
    record Carried(int status, List<byte[]> writes, boolean ended) {
        String text() {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            writes.forEach(all::writeBytes);
            return all.toString(StandardCharsets.UTF_8);
        }
    }

    Carried carry(String path, JsonObject body) throws IOException {
        try (Socket socket = open(path, body)) {
            return carried(socket.getInputStream());
        }
    }

    static Carried carried(InputStream in) throws IOException {
        String status = line(in);
        if (status.isEmpty()) {
            return new Carried(0, List.of(), false);
        }
        String header = line(in);
        while (!header.isEmpty()) {
            header = line(in);
        }
        List<byte[]> writes = new ArrayList<>();
        String size = line(in);
        while (!size.isEmpty() && !size.equals("0")) {
            writes.add(in.readNBytes(Integer.parseInt(size, 16)));
            line(in);
            size = line(in);
        }
        return new Carried(Integer.parseInt(status.substring(9, 12)), writes, size.equals("0"));
    }

    /// A line of the head; empty too where the connection has ended.
    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int c = read(in);
        while (c >= 0 && c != '\n') {
            line.append((char) c);
            c = read(in);
        }
        return line.toString().strip();
    }

    private static int read(InputStream in) throws IOException {
        try {
            return in.read();
        } catch (java.net.SocketException reset) {
            return -1;
        }
    }

    /// A question to R1.
    static JsonObject r1(String text) {
        return new JsonObject()
                .put("model", "deepseek-reasoner")
                .put("max_tokens", 32_000)
                .put("messages", new JsonArray().add(turn("user", text)));
    }

    /// A question to Claude.
    static JsonObject claude(String text) {
        return new JsonObject()
                .put("model", "claude-sonnet-4-5-20250929")
                .put("max_tokens", 4_000)
                .put("messages", new JsonArray().add(turn("user", text)));
    }

    /// A search.
    static JsonObject search(String query) {
        return new JsonObject().put("q", query).put("depth", "standard").put("outputType", "searchResults");
    }

    static JsonObject streamed(JsonObject body) {
        return body.copy().put("stream", true);
    }

    static JsonObject turn(String role, Object content) {
        return new JsonObject().put("role", role).put("content", content);
    }

    /// A request with some members put in; those that are null are taken out.
    static JsonObject with(JsonObject body, String members) {
        JsonObject changed = body.copy();
        JsonObject change = new JsonObject(members);
        for (Map.Entry<String, Object> member : change) {
            if (member.getValue() == null) {
                changed.remove(member.getKey());
            } else {
                changed.put(member.getKey(), member.getValue());
            }
        }
        return changed;
    }
}
