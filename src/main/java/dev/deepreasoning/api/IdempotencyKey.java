package dev.deepreasoning.api;

import dev.deepreasoning.auth.Caller;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The request header `Idempotency-Key`, and what the response says of it.
final class IdempotencyKey {
    private static final String HEADER = "Idempotency-Key";
    private static final int LONGEST = 255;

    private IdempotencyKey() {}

    /// The key that a request came with; absent where it came without. Where nothing can be kept, because the caller has
    /// no account, the response says so and the key is passed over.
    ///
    /// @throws GatewayException 400 for a key that is none
    static @Nullable String of(Caller caller, RoutingContext routing) {
        List<String> sent = routing.request().headers().getAll(HEADER);
        if (sent.isEmpty()) {
            return null;
        }
        if (caller.account() == null) {
            routing.response().putHeader("idempotency", "unavailable");
            return null;
        }
        String key = sent.getFirst();
        if (sent.size() > 1
                || key.isBlank()
                || key.length() > LONGEST
                || !key.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw GatewayException.of(
                            ErrorKind.INVALID_REQUEST,
                            "invalid_idempotency_key",
                            "An Idempotency-Key is one text of 1 to " + LONGEST + " printable ASCII characters.")
                    .withParam(HEADER);
        }
        return key;
    }

    /// The answer is an earlier one.
    static void replayed(RoutingContext routing) {
        HttpServerResponse response = routing.response();
        if (!response.headWritten()) {
            response.putHeader("idempotent-replayed", "true");
        }
    }
}
