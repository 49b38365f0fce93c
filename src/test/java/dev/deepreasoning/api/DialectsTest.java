package dev.deepreasoning.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.Stage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Every kind of failure in both families' words.
class DialectsTest {
    private static final OpenAiDialect OPENAI = new OpenAiDialect();
    private static final AnthropicDialect ANTHROPIC = new AnthropicDialect();
    private static final String KINDS = """
            INVALID_REQUEST,        400, invalid_request_error,     ,                        400, invalid_request_error
            CONTEXT_LENGTH,         400, invalid_request_error,     context_length_exceeded, 400, invalid_request_error
            AUTHENTICATION,         401, invalid_request_error,     ,                        401, authentication_error
            INSUFFICIENT_CREDITS,   402, insufficient_quota,        insufficient_credits,    402, billing_error
            PERMISSION,             403, permission_error,          ,                        403, permission_error
            NOT_FOUND,              404, invalid_request_error,     ,                        404, not_found_error
            MODEL_NOT_FOUND,        404, invalid_request_error,     model_not_found,         404, not_found_error
            METHOD_NOT_ALLOWED,     405, invalid_request_error,     ,                        405, invalid_request_error
            CONFLICT,               409, invalid_request_error,     ,                        409, invalid_request_error
            TOO_LARGE,              413, invalid_request_error,     ,                        413, request_too_large
            UNSUPPORTED_MEDIA_TYPE, 415, invalid_request_error,     ,                        415, invalid_request_error
            UNPROCESSABLE,          422, invalid_request_error,     ,                        422, invalid_request_error
            RATE_LIMITED,           429, rate_limit_error,          rate_limit_exceeded,     429, rate_limit_error
            INTERNAL,               500, server_error,              ,                        500, api_error
            UPSTREAM_ERROR,         502, server_error,              upstream_error,          502, api_error
            MODEL_UNAVAILABLE,      503, service_unavailable_error, model_unavailable,       503, api_error
            OVERLOADED,             503, service_unavailable_error, overloaded,              503, overloaded_error
            UPSTREAM_TIMEOUT,       504, server_error,              upstream_timeout,        504, timeout_error
            """;

    private static String body(Dialect dialect, GatewayException failure) {
        JsonBytes out = new JsonBytes();
        dialect.error(failure, "req_1", out);
        return new String(out.take(), StandardCharsets.UTF_8);
    }

    private static String quoted(String text) {
        return text == null ? "null" : "\"" + text + "\"";
    }

    @ParameterizedTest
    @CsvSource(textBlock = KINDS)
    void aKindIsToldInBothDialects(
            ErrorKind kind, int status, String type, String code, int anthropicStatus, String anthropicType) {
        GatewayException failure = GatewayException.of(kind, null, "It went \"wrong\".");
        assertEquals(status, OPENAI.status(failure));
        assertEquals(
                "{\"error\":{\"message\":\"It went \\\"wrong\\\".\",\"type\":\"" + type + "\",\"param\":null,\"code\":"
                        + quoted(code) + "}}",
                body(OPENAI, failure));
        assertEquals(anthropicStatus, ANTHROPIC.status(failure));
        assertEquals(
                "{\"type\":\"error\",\"error\":{\"type\":\"" + anthropicType
                        + "\",\"message\":\"It went \\\"wrong\\\".\"},\"request_id\":\"req_1\"}",
                body(ANTHROPIC, failure));
    }

    @Test
    void anOverloadedModelIsToldAnthropicsWay() {
        GatewayException failure = GatewayException.of(ErrorKind.OVERLOADED, null, "Busy.");
        assertEquals(529, ANTHROPIC.status(failure.at(Stage.ANSWER)));
        assertEquals(503, OPENAI.status(failure.at(Stage.ANSWER)));
    }

    @Test
    void theTableHasEveryKind() {
        assertEquals(
                Arrays.stream(ErrorKind.values()).map(Enum::name).collect(Collectors.toSet()),
                KINDS.lines().map(line -> line.split(",", 2)[0]).collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @EnumSource(ErrorKind.class)
    void onlyThePublicMessageLeavesTheHouse(ErrorKind kind) throws JsonProcessingException {
        GatewayException failure = GatewayException.of(kind, "own_code", "Public.")
                .withParam("messages[0]")
                .withCause(new IllegalStateException("sk-secret"));
        for (Dialect dialect : new Dialect[] {OPENAI, ANTHROPIC}) {
            assertFalse(body(dialect, failure).contains("secret"));
        }
        JsonNode error = new ObjectMapper().readTree(body(OPENAI, failure)).get("error");
        assertEquals("own_code", error.get("code").textValue(), "a failure's own code beats its kind's");
        assertEquals("messages[0]", error.get("param").textValue());
        assertEquals("Public.", error.get("message").textValue());
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/messages, false, true",
        "/v1/messages/count_tokens, false, true",
        "/v1/messagesX, true, false",
        "/v1/models, false, false",
        "/v1/models, true, true",
        "/v1/models/claude-opus-4-1, true, true",
        "/v1/chat/completions, true, false",
        "/, true, false",
    })
    void theRouteDecidesTheDialect(String path, boolean anthropicVersion, boolean anthropic) {
        assertEquals(anthropic, ANTHROPIC.speaks(path, anthropicVersion));
        assertEquals(
                0,
                Stream.of(OPENAI)
                        .filter(each -> each.speaks(path, anthropicVersion))
                        .count(),
                "OpenAI's is what is left");
    }
}
