package dev.deepreasoning.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.SimulatedGateway.Quick;
import dev.deepreasoning.api.SimulatedGateway.State;
import dev.deepreasoning.api.SimulatedGateway.Stream;
import dev.deepreasoning.catalog.SimulatedUpstreams;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Streams and whole answers over HTTP, with upstreams that are well and that are not.
@QuarkusTest
@TestProfile(Quick.class)
class StreamedAnswerTest {
    private static final String CHAT = "/v1/chat/completions";

    @TestHTTPResource("/")
    URI gateway;

    @Inject
    SimulatedUpstreams upstreams;

    private Wire.Answer post(JsonObject request) {
        try (Wire wire = new Wire(gateway.getPort())) {
            return wire.post(CHAT, request.encode()).answer();
        }
    }

    /// Failures one after the other would open the upstreams' circuit breakers: good calls come between them.
    @AfterEach
    void keepTheCircuitsClosed() {
        for (int i = 0; i < 4; i++) {
            assertEquals(
                    200, post(SimulatedGateway.ask("[[sim:tokens=4]]", false)).status());
        }
    }

    private static JsonObject withUsage(JsonObject request) {
        return request.put("stream_options", new JsonObject().put("include_usage", true));
    }

    @Test
    void streamsReasoningThenAnswerWithItsHeaders() {
        Wire.Answer answer = post(withUsage(SimulatedGateway.ask("Why?", true)));
        assertEquals(200, answer.status());
        assertEquals("text/event-stream; charset=utf-8", answer.header("content-type"));
        assertEquals("true", answer.header("x-deepreasoning-simulated"));
        assertTrue(answer.header("x-request-id").matches("req_[0-9a-f]{24}"), answer.header("x-request-id"));
        assertEquals(answer.header("x-request-id"), answer.header("request-id"));
        Stream stream = SimulatedGateway.stream(answer.body());
        assertFalse(stream.reasoning().isEmpty());
        assertFalse(stream.content().isEmpty());
        assertTrue(stream.done());
        assertEquals("complete", stream.extension().getString("reasoning"));
        assertEquals(
                "chatcmpl-" + answer.header("x-request-id").substring(4),
                stream.chunks().getFirst().getString("id"));
    }

    @Test
    void theWholeAnswerSaysTheSameAsTheStream() {
        Stream stream = SimulatedGateway.stream(
                post(SimulatedGateway.ask("Why is it so?", true)).body());
        Wire.Answer whole = post(SimulatedGateway.ask("Why is it so?", false));
        assertEquals(200, whole.status());
        assertEquals("application/json", whole.header("content-type"));
        assertEquals("complete", whole.header("x-deepreasoning-reasoning"));
        assertTrue(whole.header("server-timing").matches("reasoning;dur=[0-9.]+, answer;dur=[0-9.]+"));
        JsonObject message = new JsonObject(whole.body())
                .getJsonArray("choices")
                .getJsonObject(0)
                .getJsonObject("message");
        assertEquals(stream.content(), message.getString("content"));
        assertEquals(stream.reasoning(), message.getString("reasoning_content"));
    }

    /// S1: the head is not written before something can be read.
    @ParameterizedTest
    @CsvSource({
        "claude.status=401, 502, upstream_error",
        "claude.status=402, 503, model_unavailable",
        "'claude.status=429,claude.retry-after=60', 429, rate_limit_exceeded",
        "claude.status=500, 502, upstream_error",
        "claude.status=529, 503, model_unavailable",
        "claude.status=413, 413, request_too_large",
        "claude.error-in-stream, 503, model_unavailable",
        "claude.cut, 502, upstream_error",
        "r1.status=401, 503, model_unavailable",
        "r1.status=402, 503, model_unavailable",
    })
    void anUpstreamsFailureBeforeTheFirstDeltaIsARealStatus(String fault, int status, String code) {
        for (boolean stream : new boolean[] {true, false}) {
            JsonObject request =
                    SimulatedGateway.ask("[[sim:" + fault + "]]", stream).put("include_reasoning", false);
            if (fault.startsWith("claude") || fault.startsWith("'claude")) {
                request.put("reasoning_mode", "off");
            }
            Wire.Answer answer = post(request);
            assertEquals(status, answer.status(), answer.body());
            assertEnvelope(answer, code);
            assertEquals("", answer.header("x-should-retry"), "nothing was produced");
        }
    }

    private static void assertEnvelope(Wire.Answer answer, String code) {
        assertEquals("application/json", answer.header("content-type"));
        assertTrue(answer.header("x-request-id").startsWith("req_"));
        JsonObject error = new JsonObject(answer.body()).getJsonObject("error");
        assertEquals(Set.of("message", "type", "param", "code"), error.fieldNames());
        assertEquals(code, error.getString("code"));
        assertFalse(error.getString("message").isEmpty());
    }

    @Test
    void aRateLimitSaysWhenToComeBack() {
        Wire.Answer answer = post(SimulatedGateway.ask("[[sim:claude.status=429,claude.retry-after=60]]", true)
                .put("reasoning_mode", "off"));
        assertEquals(429, answer.status());
        assertEquals("60", answer.header("retry-after"));
    }

    @Test
    void afterWorkClientsAreToldNotToRepeatAPaidCall() {
        for (String fault : new String[] {"claude.status=400", "claude.cut-after=3", "claude.error-after=3"}) {
            Wire.Answer answer = post(SimulatedGateway.ask("[[sim:" + fault + "]]", false));
            assertTrue(answer.status() >= 400, fault);
            assertEquals("false", answer.header("x-should-retry"), fault);
        }
        Wire.Answer hidden =
                post(SimulatedGateway.ask("[[sim:claude.status=400]]", true).put("include_reasoning", false));
        assertEquals("false", hidden.header("x-should-retry"), "a stream whose head had not gone out");
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude.cut-after=3", "claude.error-after=3", "claude.status=500", "claude.cut"})
    void aFailureBehindTheHeadIsAnErrorFrameAndTheEnd(String fault) {
        Wire.Answer answer = post(SimulatedGateway.ask("[[sim:" + fault + "]]", true));
        assertEquals(200, answer.status());
        Stream stream = SimulatedGateway.stream(answer.body());
        assertFalse(stream.reasoning().isEmpty());
        assertTrue(stream.error().getString("code").matches("upstream_error|model_unavailable"), fault);
        assertTrue(stream.chunks().getLast().containsKey("error"), "nothing follows the error but the end");
        assertTrue(stream.done());
    }

    @ParameterizedTest
    @CsvSource({
        "r1.cut-after=3, partial",
        "r1.error-after=3, partial",
        "r1.status=503, skipped",
        "'r1.status=429,r1.retry-after=60', skipped",
        "r1.error-in-stream, skipped",
        "r1.cut, skipped",
        "r1.form=empty, empty",
        "r1.form=inline, complete",
    })
    void aReasonerThatFailsCostsTheAnswerNothingButAFlag(String fault, String flag) {
        String text = "[[sim:" + fault + "]] Why?";
        Stream stream = SimulatedGateway.stream(
                post(withUsage(SimulatedGateway.ask(text, true))).body());
        assertEquals(new JsonObject(), stream.error());
        assertFalse(stream.content().isEmpty());
        assertEquals(flag, stream.extension().getString("reasoning"));
        assertEquals(
                flag.equals("skipped") || flag.equals("empty"),
                stream.reasoning().isEmpty());
        Wire.Answer whole = post(SimulatedGateway.ask(text, false));
        assertEquals(200, whole.status());
        assertEquals(flag, whole.header("x-deepreasoning-reasoning"));
    }

    @Test
    void reasoningAloneFailsWhereTheReasonerDoes() {
        for (boolean stream : new boolean[] {true, false}) {
            Wire.Answer answer = post(SimulatedGateway.ask("[[sim:r1.status=429,r1.retry-after=60]]", stream)
                    .put("reasoning_mode", "only"));
            assertEquals(429, answer.status());
            assertEnvelope(answer, "rate_limit_exceeded");
            assertEquals("60", answer.header("retry-after"));
        }
    }

    /// S3: comments and pings of the upstreams lose nothing.
    @Test
    void keepAlivesOfTheUpstreamsLoseNothing() {
        String plain = "Tell me.";
        Stream without =
                SimulatedGateway.stream(post(SimulatedGateway.ask(plain, true)).body());
        Stream with = SimulatedGateway.stream(
                post(SimulatedGateway.ask("[[sim:keep-alives=7,chunking=odd,line-ends=crlf]] " + plain, true))
                        .body());
        assertEquals(without.content(), with.content());
        assertEquals(without.reasoning(), with.reasoning());
        assertTrue(with.done());
    }

    @Test
    void keepsTheStreamAliveWhileAnUpstreamIsSilent() {
        Wire.Answer answer = post(SimulatedGateway.ask("[[sim:r1.first-token-ms=2600]]", true));
        Stream stream = SimulatedGateway.stream(answer.body());
        assertTrue(stream.keepAlives() >= 3, stream.keepAlives() + " keep-alives in a second of silence");
        assertTrue(answer.body().startsWith(": keep-alive\n\n"), "the head went out before the first delta");
        assertFalse(stream.content().isEmpty());
    }

    @Test
    void hiddenReasoningIsCoveredByKeepAlives() {
        Stream stream = SimulatedGateway.stream(
                post(SimulatedGateway.ask("[[sim:r1.interval-ms=100,r1.reasoning-tokens=100]]", true)
                                .put("include_reasoning", false))
                        .body());
        assertEquals("", stream.reasoning());
        assertTrue(stream.keepAlives() >= 2, stream.keepAlives() + " keep-alives in a second of hidden reasoning");
    }

    @Test
    void aDeltaLeavesAtOnceAndAlone() {
        try (Wire wire = new Wire(gateway.getPort())) {
            wire.post(
                    CHAT,
                    SimulatedGateway.ask("[[sim:interval-ms=40,claude.tokens=40,r1.reasoning-tokens=40]]", true)
                            .encode());
            wire.head();
            int alone = 0;
            for (String chunk = wire.chunk(); !chunk.isEmpty(); chunk = wire.chunk()) {
                alone += chunk.split("\n\n", -1).length == 2 ? 1 : 0;
            }
            assertTrue(alone >= 10, alone + " deltas of about 20, 40 ms apart, came in a chunk of their own");
        }
    }

    @Test
    void deltasThatArriveTogetherLeaveTogether() {
        try (Wire wire = new Wire(gateway.getPort())) {
            wire.post(
                    CHAT,
                    SimulatedGateway.ask("[[sim:interval-ms=0,tokens-per-event=1,claude.tokens=2000]]", true)
                            .encode());
            wire.head();
            int chunks = 0;
            StringBuilder all = new StringBuilder();
            for (String chunk = wire.chunk(); !chunk.isEmpty(); chunk = wire.chunk()) {
                chunks++;
                all.append(chunk);
            }
            int frames = SimulatedGateway.stream(all.toString()).chunks().size();
            assertTrue(frames > 2_000, frames + " frames");
            assertTrue(chunks < frames / 5, frames + " frames came in " + chunks + " writes");
        }
    }

    @Test
    void aHostIsTriedAgainBeforeItsFirstDeltaOnly() {
        State before = SimulatedGateway.state(upstreams);
        post(SimulatedGateway.ask("[[sim:r1.status=503]]", false));
        post(SimulatedGateway.ask("[[sim:claude.cut-after=2]]", false).put("reasoning_mode", "off"));
        State after = SimulatedGateway.state(upstreams);
        assertEquals(3, after.reasoner().total() - before.reasoner().total());
        assertEquals(2, after.claude().total() - before.claude().total());
    }
}
