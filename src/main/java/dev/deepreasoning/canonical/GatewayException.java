package dev.deepreasoning.canonical;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The one failure that leaves a decoder, a stage or a client. Only `publicMessage` is ever shown; the cause is for
/// the log, and never quotes a prompt or a key.
public final class GatewayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorKind kind;
    private final @Nullable String code;
    private final @Nullable String param;
    private final transient @Nullable Duration retryAfter;
    private final boolean afterWork;
    private final @Nullable Stage stage;

    private GatewayException(
            ErrorKind kind,
            @Nullable String code,
            @Nullable String param,
            String publicMessage,
            @Nullable Throwable cause,
            @Nullable Duration retryAfter,
            boolean afterWork,
            @Nullable Stage stage) {
        super(publicMessage, cause);
        this.kind = kind;
        this.code = code;
        this.param = param;
        this.retryAfter = retryAfter;
        this.afterWork = afterWork;
        this.stage = stage;
    }

    /// A failure with a code of the field (`model_not_found`, `upstream_error` and so on).
    public static GatewayException of(ErrorKind kind, @Nullable String code, String publicMessage) {
        return new GatewayException(kind, code, null, publicMessage, null, null, false, null);
    }

    /// A wrong field of the request.
    ///
    /// @param param the field as the caller wrote it, `messages[2].content`
    public static GatewayException invalid(String param, String publicMessage) {
        return new GatewayException(
                ErrorKind.INVALID_REQUEST, "invalid_value", param, publicMessage, null, null, false, null);
    }

    /// The same with another code.
    public GatewayException withCode(String other) {
        return new GatewayException(kind, other, param, publicMessage(), getCause(), retryAfter, afterWork, stage);
    }

    /// The same naming a field.
    public GatewayException withParam(String field) {
        return new GatewayException(kind, code, field, publicMessage(), getCause(), retryAfter, afterWork, stage);
    }

    /// The same with its cause, for the log.
    public GatewayException withCause(Throwable reason) {
        return new GatewayException(kind, code, param, publicMessage(), reason, retryAfter, afterWork, stage);
    }

    /// The same with the time after which a retry may succeed.
    public GatewayException withRetryAfter(@Nullable Duration wait) {
        return new GatewayException(kind, code, param, publicMessage(), getCause(), wait, afterWork, stage);
    }

    /// The same, marked as failing after an upstream produced something: clients are told not to repeat a paid call.
    public GatewayException afterWork() {
        return afterWork
                ? this
                : new GatewayException(kind, code, param, publicMessage(), getCause(), retryAfter, true, stage);
    }

    /// The same, told by the upstream of a stage; the first that says so is right.
    public GatewayException at(Stage of) {
        return stage != null
                ? this
                : new GatewayException(kind, code, param, publicMessage(), getCause(), retryAfter, afterWork, of);
    }

    /// What went wrong.
    public ErrorKind kind() {
        return kind;
    }

    /// The field's code for it.
    public @Nullable String code() {
        return code;
    }

    /// The field of the request, if one is to blame.
    public @Nullable String param() {
        return param;
    }

    /// The only text that leaves the house.
    public String publicMessage() {
        return String.valueOf(getMessage());
    }

    /// When to try again.
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /// Whether an upstream had produced something.
    public boolean isAfterWork() {
        return afterWork;
    }

    /// The stage whose upstream is to blame; absent where it is the request, the caller or the gateway.
    public @Nullable Stage stage() {
        return stage;
    }
}
