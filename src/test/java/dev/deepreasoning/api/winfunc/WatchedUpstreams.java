package dev.deepreasoning.api.winfunc;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// Two R1 hosts and Claude, who keep what they were sent. The first host fails where the prompt says `fail the first`.
public final class WatchedUpstreams implements QuarkusTestResourceLifecycleManager {
    static final String GATEWAY_KEY = "sk-deepreasoning-of-the-watch";
    static final List<Seen> SEEN = new CopyOnWriteArrayList<>();

    private static final String R1 = """
            data: {"model":"deepseek-r1","choices":[{"delta":{"reasoning_content":"Thinking."}}]}

            data: {"choices":[{"delta":{"content":"x"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":1000,"completion_tokens_details":{"reasoning_tokens":1000}}}

            data: [DONE]

            """;
    private static final String CLAUDE = """
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_1","model":"claude-sonnet-4-5-20250929","usage":{"input_tokens":2000,"output_tokens":1}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Four."}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":1000}}

            event: message_stop
            data: {"type":"message_stop"}

            """;

    private @Nullable Vertx vertx;

    @Override
    public Map<String, String> start() {
        Vertx own = Vertx.vertx();
        vertx = own;
        HttpServer server = own.createHttpServer()
                .requestHandler(WatchedUpstreams::serve)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        String url = "http://127.0.0.1:" + server.actualPort();
        return Map.ofEntries(
                Map.entry("deepreasoning.reasoners.first.base-url", url + "/first"),
                Map.entry("deepreasoning.reasoners.first.api-key", "operators-first"),
                Map.entry("deepreasoning.reasoners.first.model", "deepseek-r1"),
                Map.entry("deepreasoning.reasoners.first.priority", "1"),
                Map.entry("deepreasoning.reasoners.second.base-url", url + "/second"),
                Map.entry("deepreasoning.reasoners.second.api-key", "operators-second"),
                Map.entry("deepreasoning.reasoners.second.model", "deepseek-r1"),
                Map.entry("deepreasoning.reasoners.second.priority", "2"),
                Map.entry("deepreasoning.anthropic.base-url", url),
                Map.entry("deepreasoning.anthropic.api-key", "operators-claude"),
                Map.entry("deepreasoning.auth.mode", "static"),
                Map.entry("deepreasoning.auth.keys", GATEWAY_KEY));
    }

    @Override
    public void stop() {
        Vertx own = vertx;
        if (own != null) {
            own.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static void serve(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            String path = Objects.requireNonNullElse(request.path(), "");
            if (!HttpMethod.POST.equals(request.method())) {
                request.response().setStatusCode(404).end("{}");
                return;
            }
            boolean claude = path.startsWith("/v1/messages");
            String key = request.getHeader(claude ? "x-api-key" : "authorization");
            SEEN.add(new Seen(path, String.valueOf(key), request.getHeader("x-mine"), body.toJsonObject()));
            if (path.startsWith("/first") && body.toString().contains("fail the first")) {
                request.response().setStatusCode(500).end("{}");
            } else {
                request.response()
                        .putHeader("content-type", "text/event-stream")
                        .putHeader("set-cookie", "secret=1")
                        .end(claude ? CLAUDE : R1);
            }
        });
    }

    /// A request as it arrived.
    record Seen(String path, String key, @Nullable String mine, JsonObject body) {}
}
