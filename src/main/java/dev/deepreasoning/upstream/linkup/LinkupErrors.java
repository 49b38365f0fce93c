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

/// What a refusal of Linkup's means. The code decides, and the status only where there is none that is known: 429 is a
/// rate limit or an empty account.
final class LinkupErrors {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Set<String> EMPTY_ACCOUNT = Set.of("INSUFFICIENT_FUNDS_CREDITS", "EXCEED_BUDGET_LIMIT");
    private static final Set<String> TOO_OFTEN = Set.of("TOO_MANY_REQUESTS", "TASKS_QUEUE_LIMIT_EXCEEDED");
    /// The code of an answer that makes no sense, and would make none a second time.
    static final String ILLEGAL = "invalid_answer";

    private static final int UNAUTHORIZED = 401;
    private static final int PAYMENT = 402;
    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY = 429;

    private LinkupErrors() {}

    /// Whether it says that there is nothing to find.
    static boolean nothingFound(@Nullable String code) {
        return "SEARCH_QUERY_NO_RESULT".equals(code);
    }

    /// The failure for the operator's eyes: the request itself goes on.
    static GatewayException failure(int status, @Nullable String code, @Nullable Duration retryAfter) {
        if (status == PAYMENT || code != null && EMPTY_ACCOUNT.contains(code)) {
            return GatewayException.of(
                    ErrorKind.INSUFFICIENT_CREDITS, code, "The web search's account has no credit left.");
        }
        if (code != null && TOO_OFTEN.contains(code)) {
            return tooOften(code, retryAfter);
        }
        return switch (status) {
            case UNAUTHORIZED, FORBIDDEN ->
                GatewayException.of(ErrorKind.AUTHENTICATION, code, "The web search refused its credential.");
            case TOO_MANY -> tooOften(code, retryAfter);
            default ->
                switch (status / 100) {
                    case 4 ->
                        GatewayException.of(ErrorKind.INVALID_REQUEST, code, "The web search refused the request.");
                    case 5 ->
                        GatewayException.of(ErrorKind.UPSTREAM_ERROR, code, "The web search failed.")
                                .withRetryAfter(retryAfter);
                    default -> illegal();
                };
        };
    }

    /// An answer that is none: a redirect, too much, or not what was asked for.
    static GatewayException illegal() {
        return GatewayException.of(
                ErrorKind.UPSTREAM_ERROR, ILLEGAL, "The web search gave an answer that is not legal.");
    }

    private static GatewayException tooOften(@Nullable String code, @Nullable Duration retryAfter) {
        return GatewayException.of(ErrorKind.RATE_LIMITED, code, "The web search is asked too often.")
                .withRetryAfter(retryAfter);
    }

    /// `error.code`; absent where the body is nothing of Linkup's.
    static @Nullable String code(String body) {
        try (JsonParser json = JSON.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            for (String member = json.nextFieldName(); member != null; member = json.nextFieldName()) {
                boolean object = json.nextToken() == JsonToken.START_OBJECT;
                if (object && member.equals("error")) {
                    return ownCode(json);
                }
                json.skipChildren();
            }
            return null;
        } catch (IOException e) {
            return null;
        }
    }

    /// Not one of its details.
    private static @Nullable String ownCode(JsonParser json) throws IOException {
        for (String member = json.nextFieldName(); member != null; member = json.nextFieldName()) {
            boolean text = json.nextToken() == JsonToken.VALUE_STRING;
            if (text && member.equals("code")) {
                return json.getText();
            }
            json.skipChildren();
        }
        return null;
    }
}
