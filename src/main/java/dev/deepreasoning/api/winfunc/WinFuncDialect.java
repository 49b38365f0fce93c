package dev.deepreasoning.api.winfunc;

import dev.deepreasoning.api.Dialect;
import dev.deepreasoning.api.JsonBytes;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.Stage;
import jakarta.enterprise.context.ApplicationScoped;

/// Failures of `POST /`: `{"error":{"message","type","param"?,"code"?}}`; whatever an upstream did is a 502 that names it.
@ApplicationScoped
public class WinFuncDialect implements Dialect {
    static final String MISSING_HEADER = "missing_header";
    static final String INVALID_SYSTEM_PROMPT = "invalid_system_prompt";
    private static final int BAD_GATEWAY = 502;

    @Override
    public boolean speaks(String path, boolean anthropicVersion) {
        return path.equals("/");
    }

    @Override
    public int status(GatewayException failure) {
        return statusOf(failure);
    }

    static int statusOf(GatewayException failure) {
        return failure.stage() == null ? failure.kind().status() : BAD_GATEWAY;
    }

    @Override
    public void error(GatewayException failure, String requestId, JsonBytes out) {
        String type = type(failure);
        String param = failure.param();
        String code = failure.code();
        out.ascii("{\"error\":{\"message\":").string(failure.publicMessage());
        out.ascii(",\"type\":").string(type);
        if (param != null) {
            out.ascii(",\"param\":").string(param);
        }
        if (code != null && !code.equals(type)) {
            out.ascii(",\"code\":").string(code);
        }
        out.ascii("}}");
    }

    private static String type(GatewayException failure) {
        Stage stage = failure.stage();
        String code = failure.code();
        if (stage != null) {
            return switch (stage) {
                case REASONING -> "deepseek_error";
                case ANSWER -> "anthropic_error";
                case SEARCH -> "search_error";
            };
        }
        if (MISSING_HEADER.equals(code)) {
            return MISSING_HEADER;
        }
        if (INVALID_SYSTEM_PROMPT.equals(code)) {
            return INVALID_SYSTEM_PROMPT;
        }
        return switch (failure.kind()) {
            case INVALID_REQUEST,
                    CONTEXT_LENGTH,
                    NOT_FOUND,
                    MODEL_NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    CONFLICT,
                    TOO_LARGE,
                    UNSUPPORTED_MEDIA_TYPE,
                    UNPROCESSABLE -> "bad_request";
            case AUTHENTICATION, PERMISSION, INSUFFICIENT_CREDITS -> "authentication_error";
            case RATE_LIMITED -> "rate_limit_error";
            case INTERNAL, UPSTREAM_ERROR, MODEL_UNAVAILABLE, OVERLOADED, UPSTREAM_TIMEOUT -> "internal_error";
        };
    }
}
