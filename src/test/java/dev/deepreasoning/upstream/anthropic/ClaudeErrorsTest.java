package dev.deepreasoning.upstream.anthropic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClaudeErrorsTest {
    private static final String GENERAL = "The answering model refused the request as invalid.";

    private static GatewayException ours(int status, String body) {
        return new ClaudeErrors(false).toException(status, _ -> null, body);
    }

    private static GatewayException callers(int status, String body) {
        return new ClaudeErrors(true).toException(status, _ -> null, body);
    }

    private static String body(String type, String message) {
        return "{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":\"" + message.replace("\"", "\\\"")
                + "\"},\"request_id\":\"req_1\"}";
    }

    private static GatewayException invalid(String message) {
        return ours(400, body("invalid_request_error", message));
    }

    private static ClaudeFailure nature(GatewayException exception) {
        return (ClaudeFailure) exception.getCause();
    }

    @TestFactory
    List<DynamicTest> understandsEveryRecordedError() {
        Map<String, ErrorKind> expected = Map.of(
                "error-400-claude-3-opus.json", ErrorKind.INVALID_REQUEST,
                "error-400-claude-haiku-4-5.json", ErrorKind.CONTEXT_LENGTH,
                "error-400-claude-sonnet-4-6.json", ErrorKind.INVALID_REQUEST,
                "error-401-claude-sonnet-4-6.json", ErrorKind.UPSTREAM_ERROR,
                "error-404-claude-4-5-haiku.json", ErrorKind.MODEL_NOT_FOUND,
                "error-429-claude-sonnet-4-5.json", ErrorKind.RATE_LIMITED,
                "error-529-overloaded.json", ErrorKind.OVERLOADED);
        return Recordings.claude(".json").stream()
                .filter(file -> file.getFileName().toString().matches("error-\\d+-[^.]*\\.json"))
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    String name = file.getFileName().toString();
                    int status = Integer.parseInt(name.substring(6, 9));
                    GatewayException exception =
                            ours(status, new String(Recordings.bytes(file), StandardCharsets.UTF_8));
                    assertEquals(expected.get(name), exception.kind());
                    assertFalse(exception.publicMessage().contains("org:"));
                }))
                .toList();
    }

    @Test
    void keepsTheWordsThatMakeClaudeCodeCompact() {
        GatewayException exception = invalid("prompt is too long: 212345 tokens > 200000 maximum sk-x");
        assertEquals(ErrorKind.CONTEXT_LENGTH, exception.kind());
        assertEquals("context_length_exceeded", exception.code());
        assertEquals("prompt is too long: 212345 tokens > 200000 maximum", exception.publicMessage());
        assertEquals("prompt is too long", invalid("prompt is too long, sorry").publicMessage());
    }

    @Test
    void findsTheBoundThatWouldFit() {
        GatewayException exception = invalid("input length and `max_tokens` exceed context limit: 188240 + 21333 >"
                + " 200000, decrease input length or `max_tokens` and try again");
        assertEquals(ErrorKind.CONTEXT_LENGTH, exception.kind());
        assertEquals(11_760, nature(exception).fittingMaxTokens());
        assertEquals(
                "prompt is too long: 188240 tokens and 21333 of `max_tokens` > 200000 maximum",
                exception.publicMessage());
        assertEquals(
                0,
                nature(invalid("input length and `max_tokens` exceed context limit: 300000 + 1 > 200000"))
                        .fittingMaxTokens());
        assertEquals(0, nature(invalid("prompt is too long")).fittingMaxTokens());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "messages.3.content.0: text content blocks must be non-empty | messages",
                "messages: final assistant content cannot end with trailing whitespace | messages",
                "tools.0.custom.input_schema: JSON schema is invalid | tools",
                "`temperature` and `top_p` cannot both be specified for this model. Please use only one. | temperature",
                "max_tokens: 100000 > 64000, which is the maximum allowed number of output tokens for claude-x | max_tokens",
                "A maximum of 4 blocks with cache_control may be provided. Found 5. | ",
                "`tool_use` ids were found without `tool_result` blocks immediately after: toolu_1 | ",
                "Could not process image | ",
                "This model does not support assistant message prefill. | "
            })
    void passesOnWhatItKnowsToBeHarmless(String message, String param) {
        GatewayException exception = invalid(message);
        assertEquals(ErrorKind.INVALID_REQUEST, exception.kind());
        assertEquals(message, exception.publicMessage());
        assertEquals(param, exception.param());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Something about your workspace",
                "messages.0: key sk-ant-api03-secret is odd",
                "messages.0: your organization may not",
                "messages.0: two\\nlines",
                ""
            })
    void keepsEveryOtherMessageInside(String message) {
        assertEquals(GENERAL, invalid(message).publicMessage());
    }

    @Test
    void keepsALongMessageInside() {
        assertEquals(GENERAL, invalid("messages.0: " + "x".repeat(700)).publicMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "<html>504</html>", "[]", "{\"error\":", "{\"error\":\"x\"}", "{\"error\":{\"type\":[1]}}"})
    void readsAnyBody(String body) {
        assertEquals(ErrorKind.UPSTREAM_ERROR, ours(502, body).kind());
        assertEquals(ErrorKind.INVALID_REQUEST, ours(400, body).kind());
        assertEquals(ErrorKind.UPSTREAM_ERROR, ours(200, body).kind());
    }

    @ParameterizedTest
    @CsvSource({
        "400, INVALID_REQUEST, false, false",
        "401, UPSTREAM_ERROR, false, false",
        "402, MODEL_UNAVAILABLE, false, false",
        "403, UPSTREAM_ERROR, false, false",
        "404, UPSTREAM_ERROR, false, false",
        "408, UPSTREAM_TIMEOUT, true, false",
        "409, UPSTREAM_ERROR, true, false",
        "413, TOO_LARGE, false, false",
        "418, UPSTREAM_ERROR, false, false",
        "429, RATE_LIMITED, true, false",
        "500, UPSTREAM_ERROR, true, true",
        "502, UPSTREAM_ERROR, true, true",
        "503, OVERLOADED, true, true",
        "504, UPSTREAM_TIMEOUT, true, true",
        "529, OVERLOADED, true, true"
    })
    void mapsEveryStatus(int status, ErrorKind kind, boolean passing, boolean outage) {
        GatewayException exception = ours(status, "{}");
        assertEquals(kind, exception.kind());
        assertEquals(passing, nature(exception).passing());
        assertEquals(outage, nature(exception).outage());
    }

    @Test
    void mapsAnErrorBodyUnderA200() {
        assertEquals(
                ErrorKind.OVERLOADED,
                ours(200, body("overloaded_error", "Overloaded")).kind());
        assertEquals(
                ErrorKind.MODEL_NOT_FOUND,
                ours(200, body("not_found_error", "model: x")).kind());
    }

    @Test
    void blamesTheRightKey() {
        String body = body("authentication_error", "invalid x-api-key");
        assertEquals(502, ours(401, body).kind().status());
        assertTrue(ours(401, body).publicMessage().contains("gateway's own credential"));
        GatewayException theirs = callers(401, body);
        assertEquals(ErrorKind.AUTHENTICATION, theirs.kind());
        assertEquals("invalid_api_key", theirs.code());
    }

    @Test
    void tellsCreditFromRate() {
        String noCredit = body("invalid_request_error", "Your credit balance is too low to access the Anthropic API.");
        assertEquals(ErrorKind.MODEL_UNAVAILABLE, ours(400, noCredit).kind());
        assertEquals(ErrorKind.INSUFFICIENT_CREDITS, callers(400, noCredit).kind());
        String spent = "{\"error\":{\"type\":\"rate_limit_error\",\"message\":\"m\","
                + "\"details\":{\"error_code\":\"enforced_spend_limit_reached\"}}}";
        GatewayException spendLimit = ours(429, spent);
        assertEquals(ErrorKind.MODEL_UNAVAILABLE, spendLimit.kind());
        assertFalse(nature(spendLimit).passing());
        String other = spent.replace("enforced_spend_limit_reached", "ramp_limit_exceeded");
        assertEquals(ErrorKind.RATE_LIMITED, ours(429, other).kind());
    }

    @Test
    void passesOnHowLongToWait() {
        GatewayException exception =
                new ClaudeErrors(false).toException(429, name -> name.equals("retry-after") ? "7" : null, "{}");
        assertEquals(Duration.ofSeconds(7), exception.retryAfter());
        assertNull(ours(429, "{}").retryAfter());
    }

    @Test
    void keepsTheVendorsWordsOutOfItsCause() {
        GatewayException exception = invalid("messages.0: the secret prompt");
        assertFalse(String.valueOf(exception.getCause()).contains("secret"));
    }
}
