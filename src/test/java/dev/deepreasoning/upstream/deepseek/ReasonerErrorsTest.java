package dev.deepreasoning.upstream.deepseek;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReasonerErrorsTest {
    private static final ReasonerErrors OURS = new ReasonerErrors(false);
    private static final ReasonerErrors THEIRS = new ReasonerErrors(true);

    private static GatewayException told(int status, String body) {
        return OURS.toException(status, _ -> null, body);
    }

    private static String error(String code, String message) {
        return "{\"error\":{\"message\":\"" + message + "\",\"code\":" + code + "}}";
    }

    /// Decision 13: a wrong key, no credit and an unknown model are for the operator to notice; the rest is an outage.
    @ParameterizedTest
    @CsvSource({
        "401, MODEL_UNAVAILABLE",
        "402, MODEL_UNAVAILABLE",
        "403, MODEL_UNAVAILABLE",
        "404, MODEL_UNAVAILABLE",
        "400, INVALID_REQUEST",
        "422, INVALID_REQUEST",
        "413, CONTEXT_LENGTH",
        "429, RATE_LIMITED",
        "408, UPSTREAM_TIMEOUT",
        "504, UPSTREAM_TIMEOUT",
        "500, UPSTREAM_ERROR",
        "502, UPSTREAM_ERROR",
        "503, UPSTREAM_ERROR",
        "529, UPSTREAM_ERROR",
        "302, UPSTREAM_ERROR"
    })
    void mapsTheStatus(int status, ErrorKind expected) {
        assertEquals(expected, told(status, "").kind());
        assertEquals(expected, told(status, "<html>no</html>").kind());
        assertEquals(expected, told(status, "[1]").kind());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | Model Not Exist | MODEL_UNAVAILABLE",
                "400 | The model `x` does not exist | MODEL_UNAVAILABLE",
                "400 | The supported API model names are a or b, but you passed c. | MODEL_UNAVAILABLE",
                "400 | This model's maximum context length is 10 tokens | CONTEXT_LENGTH",
                "422 | prompt too long | CONTEXT_LENGTH",
                "403 | Your input was flagged | INVALID_REQUEST"
            })
    void readsTheWordsOfARefusal(int status, String message, ErrorKind expected) {
        assertEquals(expected, told(status, error("null", message)).kind());
    }

    @Test
    void knowsThatAnEmptyQuotaDoesNotPass() {
        assertEquals(
                ErrorKind.MODEL_UNAVAILABLE,
                told(429, error("\"insufficient_quota\"", "x")).kind());
    }

    /// A stream was asked for, and an error came under 200.
    @ParameterizedTest
    @CsvSource({
        "429, RATE_LIMITED",
        "'\"429\"', RATE_LIMITED",
        "'\"rate_limit_exceeded\"', RATE_LIMITED",
        "'\"invalid_api_key\"', MODEL_UNAVAILABLE",
        "'\"authentication_error\"', MODEL_UNAVAILABLE",
        "'\"insufficient_quota\"', MODEL_UNAVAILABLE",
        "'\"model_not_found\"', MODEL_UNAVAILABLE",
        "'\"9x9\"', UPSTREAM_ERROR",
        "'\"other\"', UPSTREAM_ERROR",
        "null, UPSTREAM_ERROR",
        "[1], UPSTREAM_ERROR"
    })
    void readsTheCodeOfAnErrorInsideASuccess(String code, ErrorKind expected) {
        assertEquals(expected, told(200, error(code, "x")).kind());
        Decoded decoded = Decoded.thought(Chunks.data(error(code, "x")));
        assertEquals(
                expected, decoded.failure() == null ? null : decoded.failure().kind());
    }

    @Test
    void aWholeAnswerWhereAStreamWasAskedForIsAFailure() {
        assertEquals(
                ErrorKind.UPSTREAM_ERROR,
                told(200, "\n\n{\"choices\":[{\"message\":{\"content\":\"4\"}}]}")
                        .kind());
    }

    @Test
    void troublesOfTheCallersOwnKeyAreTheCallers() {
        assertEquals(
                ErrorKind.AUTHENTICATION, THEIRS.toException(401, _ -> null, "").kind());
        assertEquals(
                ErrorKind.AUTHENTICATION, THEIRS.toException(403, _ -> null, "").kind());
        assertEquals(
                ErrorKind.INSUFFICIENT_CREDITS,
                THEIRS.toException(402, _ -> null, "").kind());
        assertEquals(
                ErrorKind.MODEL_UNAVAILABLE,
                THEIRS.toException(404, _ -> null, "").kind());
    }

    @Test
    void tellsHowLongToWait() {
        Map<String, String> headers = Map.of("retry-after", "7");
        assertEquals(
                Duration.ofSeconds(7), OURS.toException(429, headers::get, "").retryAfter());
        assertNull(told(429, "").retryAfter());
    }

    @TestFactory
    List<DynamicTest> knowsEveryRecordedRefusal() throws IOException {
        Map<String, ErrorKind> special = Map.of(
                "deepseek/error-400-deepseek-chat.json", ErrorKind.CONTEXT_LENGTH,
                "deepseek/error-400-deepseek-v9-nonexistent.json", ErrorKind.MODEL_UNAVAILABLE,
                "groq/error-400-gpt-oss-120b.json", ErrorKind.INVALID_REQUEST,
                "ollama/error-400-gpt-oss-120b.json", ErrorKind.CONTEXT_LENGTH,
                "openrouter/error-400-claude-haiku-4.5.json", ErrorKind.CONTEXT_LENGTH,
                "openrouter/error-403-grok-3-mini.json", ErrorKind.INVALID_REQUEST,
                "perplexity/error-400-sonar.json", ErrorKind.CONTEXT_LENGTH);
        Map<String, ErrorKind> byStatus = Map.of(
                "401", ErrorKind.MODEL_UNAVAILABLE,
                "404", ErrorKind.MODEL_UNAVAILABLE,
                "429", ErrorKind.RATE_LIMITED);
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode entry : index()) {
            Path file = Recordings.folder().resolve(entry.path("file").asText());
            String status = entry.path("status").asText();
            if (!entry.path("file").asText().startsWith("r1/") || status.equals("200")) {
                continue;
            }
            String name = Recordings.name(file);
            tests.add(DynamicTest.dynamicTest(name, () -> {
                String body = new String(Recordings.bytes(file), StandardCharsets.UTF_8);
                GatewayException failure = OURS.toException(
                        entry.path("status").asInt(),
                        header -> entry.path("headers").path(header).textValue(),
                        body);
                assertEquals(special.getOrDefault(name, byStatus.get(status)), failure.kind());
                assertEquals(
                        name.startsWith("azure/error-429") ? Duration.ZERO : null,
                        failure.retryAfter(),
                        "the wait that was recorded");
                assertFalse(failure.publicMessage().contains("key:"), "a host's words may quote keys");
            }));
        }
        assertTrue(tests.size() >= 19);
        return tests;
    }

    private static JsonNode index() throws IOException {
        JsonNode root =
                new ObjectMapper().readTree(Recordings.bytes(Recordings.folder().resolve("index.json")));
        for (JsonNode member : root) {
            if (member.isArray() && member.path(0).has("file")) {
                return member;
            }
        }
        throw new AssertionError("no list of recordings");
    }
}
