package dev.deepreasoning.api;

import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import jakarta.enterprise.context.ApplicationScoped;

/// Failures as Anthropic's SDKs read them: `{"type":"error","error":{"type","message"},"request_id"}`.
@ApplicationScoped
public class AnthropicDialect implements Dialect {
    private static final int OVERLOADED = 529;

    /// The Messages routes; the model list, which both families call, where the caller says which version it speaks.
    @Override
    public boolean speaks(String path, boolean anthropicVersion) {
        return within(path, "/v1/messages") || anthropicVersion && within(path, "/v1/models");
    }

    private static boolean within(String path, String route) {
        return path.startsWith(route) && (path.length() == route.length() || path.charAt(route.length()) == '/');
    }

    /// Anthropic's own status for models that are too busy; a gateway that is says 503, as balancers before it expect.
    @Override
    public int status(GatewayException failure) {
        return failure.kind() == ErrorKind.OVERLOADED && failure.stage() != null
                ? OVERLOADED
                : failure.kind().status();
    }

    @Override
    public void error(GatewayException failure, String requestId, JsonBytes out) {
        write(failure, requestId, out);
    }

    /// Appends the envelope; inside a stream it is the same. The dialect has no member for the field that is to blame:
    /// the message begins with it, as Anthropic's do.
    public static void write(GatewayException failure, String requestId, JsonBytes out) {
        String param = failure.param();
        String message = failure.publicMessage();
        out.ascii("{\"type\":\"error\",\"error\":{\"type\":").string(type(failure.kind()));
        out.ascii(",\"message\":").string(param == null ? message : param + ": " + message);
        out.ascii("},\"request_id\":").string(requestId).ascii("}");
    }

    private static String type(ErrorKind kind) {
        return switch (kind) {
            case INVALID_REQUEST, CONTEXT_LENGTH, METHOD_NOT_ALLOWED, CONFLICT, UNSUPPORTED_MEDIA_TYPE, UNPROCESSABLE ->
                "invalid_request_error";
            case AUTHENTICATION -> "authentication_error";
            case INSUFFICIENT_CREDITS -> "billing_error";
            case PERMISSION -> "permission_error";
            case NOT_FOUND, MODEL_NOT_FOUND -> "not_found_error";
            case TOO_LARGE -> "request_too_large";
            case RATE_LIMITED -> "rate_limit_error";
            case INTERNAL, UPSTREAM_ERROR, MODEL_UNAVAILABLE -> "api_error";
            case UPSTREAM_TIMEOUT -> "timeout_error";
            case OVERLOADED -> "overloaded_error";
        };
    }
}
