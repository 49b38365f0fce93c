package dev.deepreasoning.simulator;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// The server on 127.0.0.1 behind which the simulated upstreams stand.
final class SimulatorServer {
    private static final String HOST = "127.0.0.1";
    private static final String MODELS = "/anthropic/v1/models";

    private final Vertx vertx;
    private final int wantedPort;
    private final SimulatedReasoner reasoner;
    private final SimulatedClaude claude;
    private final SimulatedLinkup linkup;
    private final Counter reasonerCalls = new Counter();
    private final Counter claudeCalls = new Counter();
    private final Counter linkupCalls = new Counter();
    private final CallCounts counts = new CallCounts();

    SimulatorServer(Vertx vertx, SimulatorConfig config, InstantSource clock) {
        this.vertx = vertx;
        this.wantedPort = config.port();
        this.reasoner = new SimulatedReasoner(config, clock);
        this.claude = new SimulatedClaude(config);
        this.linkup = new SimulatedLinkup(config);
    }

    /// Begins to listen.
    Future<HttpServer> listen() {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(HOST)
                .setPort(wantedPort)
                .setTcpNoDelay(true)
                .setMaxHeaderSize(32_768)
                // Java's own client upgrades its first request, and would lose a large answer behind the upgrade.
                .setHttp2ClearTextEnabled(false)
                .setIdleTimeout(0);
        return vertx.createHttpServer(options).requestHandler(this::serve).listen();
    }

    private void serve(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            Map<String, String> headers = new HashMap<>();
            request.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
            try {
                route(request, new Incoming(headers, body.toString()));
            } catch (RuntimeException defect) {
                // A request that nobody answers would hang for ever; whoever tests against this has to see it.
                answer(
                        request,
                        plainJson(
                                500,
                                "the simulator failed: " + defect.getClass().getSimpleName()));
            }
        });
    }

    private void route(HttpServerRequest request, Incoming incoming) {
        String path = Objects.requireNonNullElse(request.path(), "/");
        boolean post = request.method().equals(HttpMethod.POST);
        switch (post ? path : "") {
            case "/reasoner/chat/completions" -> counted(request, reasonerCalls, reasoner.complete(incoming));
            case "/anthropic/v1/messages" -> counted(request, claudeCalls, claude.message(incoming));
            case "/linkup/search" -> counted(request, linkupCalls, linkup.search(incoming));
            default -> answer(request, plain(request, path, post, incoming));
        }
    }

    /// Calls that cost nothing and are not counted.
    private Reply plain(HttpServerRequest request, String path, boolean post, Incoming incoming) {
        if (post && path.equals("/anthropic/v1/messages/count_tokens")) {
            return claude.count(incoming);
        }
        if (!post && path.equals("/reasoner/models")) {
            return reasoner.models(incoming);
        }
        if (!post && path.equals(MODELS)) {
            return claude.models(incoming);
        }
        if (!post && path.startsWith(MODELS + "/")) {
            return claude.model(incoming, path.substring(MODELS.length() + 1));
        }
        if (!post && path.equals("/state")) {
            return new Reply.Plain(200, Map.of("content-type", "application/json"), state());
        }
        if (!post && path.equals("/counts")) {
            String name = request.getParam("name");
            return new Reply.Plain(
                    200,
                    Map.of("content-type", "application/json"),
                    name == null ? counts.state() : counts.timelines(name));
        }
        return plainJson(404, "no such path");
    }

    private static Reply plainJson(int status, String error) {
        return new Reply.Plain(
                status, Map.of("content-type", "application/json"), "{\"error\":" + Json.quote(error) + "}");
    }

    private void counted(HttpServerRequest request, Counter counter, Reply reply) {
        HttpServerResponse response = request.response();
        counter.begun();
        boolean[] over = new boolean[1];
        // Either comes when the response is given up too, not only at its end.
        response.endHandler(_ -> settle(counter, over, response.ended()));
        response.closeHandler(_ -> settle(counter, over, response.ended()));
        answer(request, reply);
    }

    private static void settle(Counter counter, boolean[] over, boolean whole) {
        if (!over[0]) {
            over[0] = true;
            counter.over(whole);
        }
    }

    private void answer(HttpServerRequest request, Reply reply) {
        HttpServerResponse response = request.response();
        switch (reply) {
            case Reply.Plain plain -> {
                plain.headers().forEach(response::putHeader);
                response.setStatusCode(plain.status()).end(plain.body());
            }
            case Reply.Played played -> {
                played.headers().forEach(response::putHeader);
                response.putHeader("content-type", played.contentType());
                CallCounts.Named counted = played.counted();
                if (counted != null) {
                    counts.add(counted.name(), counted.call());
                }
                new Playback(vertx, request, played).start();
            }
        }
    }

    private String state() {
        return "{\"reasoner\":" + reasonerCalls.state() + ",\"anthropic\":" + claudeCalls.state() + ",\"linkup\":"
                + linkupCalls.state() + "}";
    }
}
