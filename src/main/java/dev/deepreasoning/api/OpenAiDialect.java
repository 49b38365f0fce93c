package dev.deepreasoning.api;

import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/// Failures as OpenAI's SDKs read them: `{"error":{"message","type","param","code"}}`, all four keys always there.
@ApplicationScoped
public class OpenAiDialect implements Dialect {
    /// Never asked for by its path: it is what is spoken where no other dialect is.
    @Override
    public boolean speaks(String path, boolean anthropicVersion) {
        return false;
    }

    @Override
    public void error(GatewayException failure, String requestId, JsonBytes out) {
        write(failure, out);
    }

    /// Appends the envelope; inside a stream it is the same.
    public static void write(GatewayException failure, JsonBytes out) {
        member(failure, out.ascii("{"));
        out.ascii("}");
    }

    /// Appends the envelope's one member, for an object that has others too.
    public static void member(GatewayException failure, JsonBytes out) {
        Told told = told(failure.kind());
        String code = failure.code();
        out.ascii("\"error\":{\"message\":").string(failure.publicMessage());
        out.ascii(",\"type\":").string(told.type);
        out.ascii(",\"param\":").stringOrNull(failure.param());
        out.ascii(",\"code\":").stringOrNull(code == null ? told.code : code).ascii("}");
    }

    private static Told told(ErrorKind kind) {
        return switch (kind) {
            case INVALID_REQUEST,
                    AUTHENTICATION,
                    NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    CONFLICT,
                    TOO_LARGE,
                    UNSUPPORTED_MEDIA_TYPE,
                    UNPROCESSABLE -> new Told("invalid_request_error", null);
            case CONTEXT_LENGTH -> new Told("invalid_request_error", "context_length_exceeded");
            case MODEL_NOT_FOUND -> new Told("invalid_request_error", "model_not_found");
            case INSUFFICIENT_CREDITS -> new Told("insufficient_quota", "insufficient_credits");
            case PERMISSION -> new Told("permission_error", null);
            case RATE_LIMITED -> new Told("rate_limit_error", "rate_limit_exceeded");
            case INTERNAL -> new Told("server_error", null);
            case UPSTREAM_ERROR -> new Told("server_error", "upstream_error");
            case UPSTREAM_TIMEOUT -> new Told("server_error", "upstream_timeout");
            case MODEL_UNAVAILABLE -> new Told("service_unavailable_error", "model_unavailable");
            case OVERLOADED -> new Told("service_unavailable_error", "overloaded");
        };
    }

    /// @param code where the failure brings none of its own
    private record Told(String type, @Nullable String code) {}
}
