package dev.deepreasoning.canonical;

/// Every way in which a request can fail; closed, so that each dialect tells each of them in one exhaustive switch.
public enum ErrorKind {
    /// The caller's request is wrong.
    INVALID_REQUEST(400),
    /// The prompt does not fit the model's window.
    CONTEXT_LENGTH(400),
    /// No or a wrong gateway key (or a wrong key of the caller's own).
    AUTHENTICATION(401),
    /// The account cannot pay.
    INSUFFICIENT_CREDITS(402),
    /// The key is known but may not do this.
    PERMISSION(403),
    /// No such route or object.
    NOT_FOUND(404),
    /// No such model, or one that its vendor has retired.
    MODEL_NOT_FOUND(404),
    /// The route does not know this method.
    METHOD_NOT_ALLOWED(405),
    /// The same request is still running.
    CONFLICT(409),
    /// The body is over the limit.
    TOO_LARGE(413),
    /// The body is not JSON.
    UNSUPPORTED_MEDIA_TYPE(415),
    /// An idempotency key came with another body.
    UNPROCESSABLE(422),
    /// Too many requests or tokens, here or upstream.
    RATE_LIMITED(429),
    /// A fault of the gateway.
    INTERNAL(500),
    /// An upstream failed or spoke nonsense.
    UPSTREAM_ERROR(502),
    /// A model cannot be used now: overloaded, no credit or a wrong key at its vendor.
    MODEL_UNAVAILABLE(503),
    /// The gateway is at its bound, or going down.
    OVERLOADED(503),
    /// An upstream took too long.
    UPSTREAM_TIMEOUT(504);

    private final int status;

    ErrorKind(int status) {
        this.status = status;
    }

    /// The HTTP status where nothing has been sent yet.
    public int status() {
        return status;
    }
}
