package dev.deepreasoning.upstream;

import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.RunObserver.AttemptObserver;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.pipeline.StageRecord;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Streams over the Vert.x HTTP client, with back pressure, time limits and cancellation.
///
/// HTTP/1.1 on purpose: over HTTP/2 a cancelled call would take other calls' connection with it. The pool is larger
/// than the gateway's own bound on concurrent runs, so that it never queues a call behind another.
@ApplicationScoped
public class EventStreamClient {
    private static final int POOL = 8_192;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final int KEEP_ALIVE_SECONDS = 45;

    /// Left to itself the kernel would take 6 MB for each call whose reader is slow.
    private static final int RECEIVE_BUFFER = 128 * 1024;

    private final VertxInternal vertx;
    private final Egress egress;
    private final Map<EventLoop, HttpClient> clients = new ConcurrentHashMap<>();

    /// A client with pools of its own.
    @Inject
    public EventStreamClient(Vertx vertx, Egress egress) {
        this.vertx = (VertxInternal) vertx;
        this.egress = egress;
    }

    /// One pool per event loop: a call and its connection are on the same loop, so that the call knows whether the
    /// connection is still its own when it leaves.
    private HttpClient http(ContextInternal context) {
        return clients.computeIfAbsent(
                context.nettyEventLoop(),
                _ -> vertx.createHttpClient(egress.believing(new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_1_1)
                        .setMaxPoolSize(POOL)
                        .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                        .setConnectTimeout((int) CONNECT.toMillis())
                        .setReceiveBufferSize(RECEIVE_BUFFER)
                        .setTcpNoDelay(true))));
    }

    @PreDestroy
    void close() {
        clients.values().forEach(HttpClient::close);
    }

    /// Opens a stream. Completes with the first delta (or the end of a stream without any), so that a guard around it
    /// can retry; what was read so far is replayed by the Multi, which can be subscribed once. Sets
    /// [StageRecord#firstDelta]. Fails with a [dev.deepreasoning.canonical.GatewayException]: as the mapping or the
    /// decoder says, `UPSTREAM_TIMEOUT` for a passed limit, `UPSTREAM_ERROR` for a connection that fails or is cut.
    /// Cancelling the Uni or the Multi closes the connection at once.
    public Uni<Multi<StreamEvent>> open(
            UpstreamCall call, StreamDecoder decoder, ErrorMapping errors, StageRecord record) {
        return Uni.createFrom().deferred(() -> {
            AttemptObserver attempt = record.attempt(call.host());
            return opened(call, attempt.headers(), decoder, errors, record)
                    .onItem()
                    .invoke(attempt::opened)
                    .onFailure(GatewayException.class)
                    .invoke(failure -> attempt.failed((GatewayException) failure))
                    .onCancellation()
                    .invoke(attempt::abandoned);
        });
    }

    private Uni<Multi<StreamEvent>> opened(
            UpstreamCall call,
            Map<String, String> more,
            StreamDecoder decoder,
            ErrorMapping errors,
            StageRecord record) {
        return Uni.createFrom().emitter(emitter -> {
            ContextInternal context = vertx.getOrCreateContext();
            UpstreamStream stream = new UpstreamStream(context, call.limits(), decoder, errors, record);
            emitter.onTermination(stream::cancelUnlessOpened);
            context.runOnContext(_ -> stream.start(http(context).request(options(call, more)), call.body(), emitter));
        });
    }

    /// Sends a GET and throws its body away: opens a pooled connection before it is needed, or shows that a host is
    /// there.
    ///
    /// @return the HTTP status
    public Uni<Integer> touch(URI uri, Map<String, String> headers) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(uri.toString())
                .setProxyOptions(egress.proxyTo(uri));
        headers.forEach(options::putHeader);
        // All on one event loop: from another thread, an answer could have ended before its body is asked for.
        return Uni.createFrom().emitter(emitter -> {
            ContextInternal context = vertx.getOrCreateContext();
            context.runOnContext(_ -> http(context)
                    .request(options)
                    .compose(request -> request.send())
                    .compose(response -> response.body().map(_ -> response.statusCode()))
                    .onSuccess(emitter::complete)
                    .onFailure(emitter::fail));
        });
    }

    private RequestOptions options(UpstreamCall call, Map<String, String> more) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(call.uri().toString())
                .setProxyOptions(egress.proxyTo(call.uri()))
                .setConnectTimeout(call.limits().connect().toMillis());
        options.putHeader("content-type", "application/json").putHeader("accept", "text/event-stream");
        more.forEach(options::putHeader);
        call.headers().forEach(options::putHeader);
        return options;
    }
}
