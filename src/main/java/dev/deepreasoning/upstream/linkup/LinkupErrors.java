package dev.deepreasoning.upstream.linkup;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a refusal of Linkup's means. The code decides, not the status: 429 is a rate limit or an empty account.
final class LinkupErrors {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Set<String> EMPTY_ACCOUNT = Set.of("INSUFFICIENT_FUNDS_CREDITS", "EXCEED_BUDGET_LIMIT");
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int PAYMENT = 402;
    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY = 429;

    private LinkupErrors() {}

    /// Whether it says that there is nothing to find.
    static boolean nothingFound(int status, @Nullable String code) {
        return status == BAD_REQUEST && "SEARCH_QUERY_NO_RESULT".equals(code);
    }

    /// The failure for the operator's eyes: the request itself goes on.
    static GatewayException failure(int status, @Nullable String code, @Nullable Duration retryAfter) {
        if (status == PAYMENT || code != null && EMPTY_ACCOUNT.contains(code)) {
            return GatewayException.of(
                    ErrorKind.INSUFFICIENT_CREDITS, code, "The web search's account has no credit left.");
        }
        return switch (status) {
            case UNAUTHORIZED, FORBIDDEN ->
                GatewayException.of(ErrorKind.AUTHENTICATION, code, "The web search refused its credential.");
            case TOO_MANY ->
                GatewayException.of(ErrorKind.RATE_LIMITED, code, "The web search is asked too often.")
                        .withRetryAfter(retryAfter);
            default ->
                status / 100 == 4
                        ? GatewayException.of(ErrorKind.INVALID_REQUEST, code, "The web search refused the request.")
                        : GatewayException.of(ErrorKind.UPSTREAM_ERROR, code, "The web search failed.")
                                .withRetryAfter(retryAfter);
        };
    }

    /// `error.code`; absent where the body is nothing of Linkup's.
    static @Nullable String code(String body) {
        try (JsonParser json = JSON.createParser(body)) {
            boolean inError = false;
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.FIELD_NAME && json.currentName().equals("error")) {
                    inError = json.nextToken() == JsonToken.START_OBJECT;
                } else if (inError && token == JsonToken.VALUE_STRING && "code".equals(json.currentName())) {
                    return json.getText();
                }
            }
            return null;
        } catch (IOException e) {
            return null;
        }
    }
}
