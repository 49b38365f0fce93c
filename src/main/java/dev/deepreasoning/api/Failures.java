package dev.deepreasoning.api;

import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Tells a failure before the first byte: the real status, and the body in the dialect of the route.
@ApplicationScoped
public class Failures {
    private static final Logger LOG = Logger.getLogger(Failures.class);
    private static final long MILLIS = 1_000;
    private static final int DEEPEST_CAUSE = 8;

    private final List<Dialect> dialects;
    private final OpenAiDialect otherwise;

    /// For the dialects of this application.
    public Failures(@Any Instance<Dialect> dialects, OpenAiDialect otherwise) {
        this.dialects = dialects.stream().toList();
        this.otherwise = otherwise;
    }

    /// A run's or a resource's failure as its caller may be told it. What nobody foresaw is logged with the places it
    /// came through, for the caller learns nothing of it; what an upstream did is one line for the operator.
    static GatewayException told(Throwable failure, String requestId) {
        GatewayException known = known(failure);
        if (known == null) {
            known = GatewayException.of(ErrorKind.INTERNAL, null, "The gateway failed.")
                    .withCause(failure);
        }
        Throwable cause = known.getCause();
        switch (known.kind()) {
            case INTERNAL -> LOG.errorf("request %s failed: %s", requestId, places(cause == null ? known : cause));
            case UPSTREAM_ERROR, UPSTREAM_TIMEOUT, MODEL_UNAVAILABLE ->
                LOG.warnf("request %s: %s. %s", requestId, known.kind(), known.publicMessage());
            case INVALID_REQUEST,
                    CONTEXT_LENGTH,
                    AUTHENTICATION,
                    INSUFFICIENT_CREDITS,
                    PERMISSION,
                    NOT_FOUND,
                    MODEL_NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    CONFLICT,
                    TOO_LARGE,
                    UNSUPPORTED_MEDIA_TYPE,
                    UNPROCESSABLE,
                    RATE_LIMITED,
                    OVERLOADED -> LOG.debugf("request %s: %s", requestId, known.kind());
        }
        return known;
    }

    /// Types and places of a failure and its causes, without their messages: those quote what was being read, and that
    /// may be a prompt or a key.
    static String places(Throwable failure) {
        StringBuilder text = new StringBuilder();
        Throwable each = failure;
        for (int depth = 0; each != null && depth < DEEPEST_CAUSE; depth++) {
            text.append(depth == 0 ? "" : "\ncaused by ").append(each.getClass().getName());
            for (StackTraceElement place : each.getStackTrace()) {
                text.append("\n\tat ").append(place);
            }
            each = each.getCause();
        }
        return text.toString();
    }

    /// The known failure inside whatever was thrown.
    static @Nullable GatewayException known(@Nullable Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof GatewayException exception) {
                return exception;
            }
        }
        return null;
    }

    /// A failure that the HTTP framework tells by a status alone.
    public static GatewayException ofStatus(int status) {
        return switch (status) {
            case 404 -> GatewayException.of(ErrorKind.NOT_FOUND, null, "There is nothing at this address.");
            case 405 ->
                GatewayException.of(ErrorKind.METHOD_NOT_ALLOWED, null, "This address does not take this method.");
            case 413 -> GatewayException.of(ErrorKind.TOO_LARGE, "request_too_large", "The body is over the limit.");
            case 415 ->
                GatewayException.of(ErrorKind.UNSUPPORTED_MEDIA_TYPE, null, "The body must be application/json.");
            case 503 -> Drain.goingDown();
            default ->
                status >= 500
                        ? GatewayException.of(ErrorKind.INTERNAL, null, "The gateway failed.")
                        : GatewayException.of(ErrorKind.INVALID_REQUEST, null, "The request is not legal HTTP here.");
        };
    }

    /// A failure as this request's caller is told it.
    Told told(GatewayException failure, RoutingContext routing) {
        Visit.of(routing).failed(failure);
        String path = RequestBorder.path(routing);
        boolean anthropic = routing.request().getHeader("anthropic-version") != null;
        Dialect dialect = otherwise;
        for (Dialect each : dialects) {
            if (each.speaks(path, anthropic)) {
                dialect = each;
            }
        }
        JsonBytes body = new JsonBytes();
        dialect.error(failure, RequestBorder.requestId(routing), body);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("content-type", "application/json");
        Duration wait = failure.retryAfter();
        if (wait != null) {
            headers.put("retry-after", Long.toString(Math.max(1, Math.ceilDiv(wait.toMillis(), MILLIS))));
        }
        if (failure.isAfterWork()) {
            headers.put("x-should-retry", "false");
        }
        String allowed = failure.kind() == ErrorKind.METHOD_NOT_ALLOWED ? AllowedMethods.of(path) : null;
        if (allowed != null) {
            headers.put("allow", allowed);
        }
        return new Told(dialect.status(failure), headers, body.take());
    }

    /// Writes a failure as the whole response, unless something has been sent already.
    void tell(GatewayException failure, RoutingContext routing) {
        HttpServerResponse response = routing.response();
        if (!response.headWritten() && !response.closed()) {
            Told told = told(failure, routing);
            response.setStatusCode(told.status);
            told.headers.forEach(response::putHeader);
            var _ = response.end(Buffer.buffer(told.body));
        }
    }

    /// What goes out.
    record Told(int status, Map<String, String> headers, byte[] body) {}
}
