package dev.deepreasoning.api.chatcompletions;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A server that is R1's host and Claude at once and answers with recordings, cut into pieces. Which, and how cut, the
/// user's text says (see [Replay]); both models are told it. `GET /seen/<id>` gives back what Claude was sent.
public final class ReplayedUpstreams implements QuarkusTestResourceLifecycleManager {
    /// The gateway's only key.
    static final String KEY = "sk-deepreasoning-of-the-replay";

    private static final Pattern MARKER = Pattern.compile("\\[\\[replay (\\S+) (\\S+) (\\S+) (\\d+)]]");

    private final Map<String, byte[]> recordings = new ConcurrentHashMap<>();
    private final Map<String, Buffer> seen = new ConcurrentHashMap<>();
    private @Nullable Vertx vertx;

    @Override
    public Map<String, String> start() {
        Vertx own = Vertx.vertx();
        vertx = own;
        HttpServer server = own.createHttpServer()
                .requestHandler(this::serve)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        String url = "http://127.0.0.1:" + server.actualPort();
        return Map.of(
                "deepreasoning.reasoners.replay.base-url",
                url + "/r1",
                "deepreasoning.reasoners.replay.model",
                "deepseek-r1",
                "deepreasoning.anthropic.base-url",
                url,
                "deepreasoning.anthropic.api-key",
                "sk-ant-of-the-replay",
                "deepreasoning.auth.mode",
                "static",
                "deepreasoning.auth.keys",
                KEY);
    }

    @Override
    public void stop() {
        Vertx own = vertx;
        if (own != null) {
            own.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private void serve(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            String path = request.path();
            Matcher marker = MARKER.matcher(HttpMethod.POST.equals(request.method()) ? body.toString() : "");
            if (path.startsWith("/seen/")) {
                Buffer sent = seen.remove(path.substring("/seen/".length()));
                request.response().setStatusCode(sent == null ? 404 : 200).end(sent == null ? Buffer.buffer() : sent);
            } else if (marker.find()) {
                boolean reasoner = path.startsWith("/r1/");
                if (!reasoner) {
                    seen.put(marker.group(4), body);
                }
                play(request.response(), marker.group(reasoner ? 1 : 2), Cut.parse(marker.group(3)));
            } else {
                // The gateway warms its connection up.
                request.response().setStatusCode(404).end("{}");
            }
        });
    }

    /// Each piece is a chunk of HTTP's own: however they arrive together, the gateway reads them one by one.
    private void play(HttpServerResponse response, String file, Cut cut) {
        byte[] bytes = recordings.computeIfAbsent(file, ReplayedUpstreams::read);
        response.setChunked(true).putHeader("content-type", "text/event-stream; charset=utf-8");
        Buffer all = Buffer.buffer(bytes);
        int from = 0;
        for (int to : cut.borders(bytes.length)) {
            response.write(all.slice(from, to));
            from = to;
        }
        response.end(all.slice(from, bytes.length));
    }

    private static byte[] read(String file) {
        try {
            return Files.readAllBytes(Replay.folder().resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
