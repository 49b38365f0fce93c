package dev.deepreasoning.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.SimulatedGateway.Quick;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// S12: what the HTTP framework refuses is told in the caller's dialect, and what base URLs get wrong is forgiven.
@QuarkusTest
@TestProfile(Quick.class)
class RequestBorderTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String QUESTION =
            SimulatedGateway.ask("[[sim:tokens=4]] Hi", false).encode();

    @TestHTTPResource("/")
    URI gateway;

    private Wire wire;

    @BeforeEach
    void connect() {
        wire = new Wire(gateway.getPort());
    }

    @AfterEach
    void close() {
        wire.close();
    }

    private static JsonObject openAi(Wire.Answer answer, int status) {
        assertEquals(status, answer.status(), answer.body());
        assertEquals("application/json", answer.header("content-type"));
        assertTrue(answer.header("x-request-id").matches("req_[0-9a-f]{24}"), "x-request-id");
        assertEquals(answer.header("x-request-id"), answer.header("request-id"));
        JsonObject error = new JsonObject(answer.body()).getJsonObject("error");
        assertEquals(Set.of("message", "type", "param", "code"), error.fieldNames());
        assertFalse(error.getString("message").isEmpty());
        return error;
    }

    private static void anthropic(Wire.Answer answer, int status) {
        assertEquals(status, answer.status(), answer.body());
        JsonObject body = new JsonObject(answer.body());
        assertEquals("error", body.getString("type"));
        assertEquals(answer.header("request-id"), body.getString("request_id"));
        assertFalse(body.getJsonObject("error").getString("message").isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/v2", "/v1/chat", "/v1/chat/completions/extra", "/index.html", "/q/nothing", "/v1/models/none"})
    void anUnknownPathIsOurs404(String path) {
        openAi(wire.ask("GET", path).answer(), 404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/%zz", "/v1/models?after=%", "/%", "/v1/models?q=a|b", "/q/%zz"})
    void anAddressThatIsNoUriIs400(String path) {
        openAi(wire.ask("GET", path).answer(), 400);
        openAi(wire.post(path, QUESTION).answer(), 400);
        assertEquals(200, wire.post(CHAT, QUESTION).answer().status(), "the connection serves on");
    }

    @Test
    void anAddressBelowMessagesThatIsNoUriIsToldAnthropicsWay() {
        anthropic(wire.post("/v1/messages?beta=%zz", QUESTION).answer(), 400);
    }

    @Test
    void anUnknownPathBelowMessagesIsToldAnthropicsWay() {
        anthropic(wire.ask("GET", "/v1/messages/nothing").answer(), 404);
        anthropic(
                wire.ask("GET", "/v1/models/none", "anthropic-version: 2023-06-01")
                        .answer(),
                404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "PATCH"})
    void anotherMethodIs405(String method) {
        Wire.Answer refused = wire.ask(method, CHAT).answer();
        openAi(refused, 405);
        assertEquals("POST, OPTIONS", refused.header("allow"));
        openAi(wire.ask(method, CHAT, "content-length: 3").send("{}\n").answer(), 405);
        assertEquals(200, wire.post(CHAT, QUESTION).answer().status(), "the connection serves on");
    }

    @Test
    void headSaysWhatGetWouldWithoutABody() {
        assertEquals(200, wire.ask("HEAD", "/").answer(false).status());
        assertEquals(200, wire.ask("HEAD", "/v1/models").answer(false).status());
        assertEquals(405, wire.ask("HEAD", CHAT).answer(false).status());
        assertEquals(404, wire.ask("HEAD", "/nothing").answer(false).status());
        assertEquals(200, wire.ask("GET", "/").answer().status());
    }

    @Test
    void optionsSaysWhatIsTaken() {
        Wire.Answer answer = wire.ask("OPTIONS", CHAT).answer();
        assertEquals(2, answer.status() / 100);
        assertTrue(answer.header("allow").contains("POST"));
        assertTrue(wire.ask("OPTIONS", "*").answer().status() < 500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"})
    void anotherMediaTypeIs415(String type) {
        Wire.Answer answer = wire.send("POST " + CHAT + " HTTP/1.1\r\nhost: gateway\r\ncontent-type: " + type
                        + "\r\ncontent-length: " + QUESTION.length() + "\r\n\r\n" + QUESTION)
                .answer();
        openAi(answer, 415);
    }

    @Test
    void aMissingMediaTypeIsTakenForJson() {
        wire.send("POST " + CHAT + " HTTP/1.1\r\nhost: gateway\r\ncontent-length: " + QUESTION.length() + "\r\n\r\n"
                + QUESTION);
        assertEquals(200, wire.answer().status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json; charset=utf-8", "Application/JSON"})
    void jsonIsJsonHoweverItIsWritten(String type) {
        wire.send("POST " + CHAT + " HTTP/1.1\r\nhost: gateway\r\ncontent-type: " + type + "\r\ncontent-length: "
                + QUESTION.length() + "\r\n\r\n" + QUESTION);
        assertEquals(200, wire.answer().status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/*", "text/event-stream", "text/html", "application/json"})
    void nothingIsNegotiated(String accept) {
        assertEquals(
                200, wire.post(CHAT, QUESTION, "accept: " + accept).answer().status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "{\"model\":", "\"text\"", "{}{}", "{\"model\":\"x\" \"y\"}"})
    void malformedJsonIs400WithoutQuotingIt(String body) {
        JsonObject error = openAi(wire.post(CHAT, body).answer(), 400);
        assertEquals("invalid_request_error", error.getString("type"));
    }

    @Test
    void aWrongFieldIsNamed() {
        JsonObject error = openAi(
                wire.post(CHAT, new JsonObject(QUESTION).put("temperature", 3).encode())
                        .answer(),
                400);
        assertEquals("temperature", error.getString("param"));
    }

    @Test
    void aBodyOverTheLimitIs413AndTheConnectionServesOn() {
        String body = "x".repeat(Quick.BODY + 1);
        JsonObject error = openAi(wire.post(CHAT, body).answer(), 413);
        assertEquals("request_too_large", error.getString("code"));
        assertEquals(200, wire.post(CHAT, QUESTION).answer().status());
    }

    @Test
    void aChunkedBodyOverTheLimitIs413() {
        wire.send("POST " + CHAT
                + " HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n");
        String piece = "x".repeat(64 * 1024);
        try {
            for (int i = 0; i < 8; i++) {
                wire.send(Integer.toHexString(piece.length()) + "\r\n" + piece + "\r\n");
            }
            wire.send("0\r\n\r\n");
        } catch (UncheckedIOException e) {
            // It need not take what it refuses.
        }
        openAi(wire.answer(), 413);
    }

    @Test
    void aChunkedBodyWithinTheLimitIsTaken() {
        wire.send("POST " + CHAT
                + " HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n");
        for (String piece : QUESTION.split("(?<=\\G.{7})", -1)) {
            wire.send(Integer.toHexString(piece.length()) + "\r\n" + piece + "\r\n");
        }
        assertEquals(200, wire.send("0\r\n\r\n").answer().status());
    }

    @Test
    void whoeverSendsWithoutEndIsCut() {
        wire.send("POST " + CHAT + " HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\ncontent-length: "
                + 100L * Quick.BODY + "\r\n\r\n");
        openAi(wire.answer(), 413);
        byte[] piece = new byte[64 * 1024];
        int sent = 0;
        try {
            while (sent < 100 * Quick.BODY) {
                wire.send(piece);
                sent += piece.length;
            }
        } catch (UncheckedIOException e) {
            assertTrue(sent < 100 * Quick.BODY);
            return;
        }
        throw new AssertionError("all of it was taken");
    }

    @ParameterizedTest
    @ValueSource(ints = {9_000, 11_000, 100_000, 200_000})
    void bodiesOfEverySizeAreTakenWhole(int size) {
        String body = SimulatedGateway.ask("x".repeat(size) + "[[sim:tokens=4]]", true)
                .encode();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        wire.send("POST " + CHAT + " HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\ncontent-length: "
                + bytes.length + "\r\n\r\n");
        for (int at = 0; at < bytes.length; at += 5_000) {
            wire.send(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + 5_000)));
        }
        Wire.Answer answer = wire.answer();
        assertEquals(200, answer.status());
        assertTrue(SimulatedGateway.stream(answer.body()).done());
    }

    @Test
    void aLargeBodyThatIsWrongIsToldAsASmallOne() {
        openAi(wire.post(CHAT, "{" + " ".repeat(200_000)).answer(), 400);
    }

    @Test
    void aBodyThatDoesNotComeIsNotWaitedForForEver() {
        wire.send("POST " + CHAT + " HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\n"
                + "content-length: 1000\r\n\r\n{");
        Wire.Answer answer = wire.answer();
        openAi(answer, 400);
        assertEquals("close", answer.header("connection"));
    }

    @Test
    void aCallerWhoAsksFirstIsToldToGoOn() {
        wire.send(
                "POST " + CHAT + " HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\nexpect: 100-continue"
                        + "\r\ncontent-length: " + QUESTION.length() + "\r\n\r\n");
        assertEquals(100, wire.answer().status());
        assertEquals(200, wire.send(QUESTION).answer().status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//v1/chat/completions",
                "/v1//chat///completions",
                "/v1/chat/completions/",
                "/chat/completions",
                "/v1/v1/chat/completions",
                "/v1/chat/completions?api-version=2024-10-21",
                "/v1/%63hat/completions",
            })
    void basesThatAreNotQuiteRightLeadThereAllTheSame(String path) {
        assertEquals(200, wire.post(path, QUESTION).answer().status());
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/models/deepreasoning%2Fclaude-haiku-4-5-20251001, 200",
        "/v1/models/deepreasoning/claude-haiku-4-5-20251001, 200",
        "/v1/models/%, 4",
        "/v1/%zz/completions, 4",
        "/v1/chat/completions/../models, 4",
        "/%2e%2e/%2e%2e/etc/passwd, 4",
        "/v1/models/a%00b, 4",
    })
    void percentEncodingIsReadAndBrokenOneRefused(String path, int status) {
        Wire.Answer answer = wire.ask("GET", path).answer();
        assertEquals(status, status < 10 ? answer.status() / 100 : answer.status(), answer.body());
        // What is no URI at all is refused by the server itself, before anything of ours.
        if (status != 200 && !answer.body().isEmpty()) {
            openAi(answer, answer.status());
        }
    }

    @Test
    void everyRequestHasAnIdOfItsOwn() {
        String first = wire.ask("GET", "/v1/models").answer().header("x-request-id");
        String second = wire.ask("GET", "/v1/models", "x-client-request-id: mine")
                .answer()
                .header("x-request-id");
        assertNotEquals(first, second);
    }

    @ParameterizedTest
    @CsvSource({
        "/, /",
        "//, /",
        "/v1/v1, /v1",
        "/v1/models/, /v1/models",
        "/models, /v1/models",
        "/modelsandmore, /modelsandmore",
        "/v1/v1x, /v1/v1x",
        "/messages/count_tokens, /v1/messages/count_tokens",
        "/responses, /v1/responses",
    })
    void pathsAreTidied(String path, String tidy) {
        assertEquals(tidy, RequestBorder.tidy(path));
    }
}
