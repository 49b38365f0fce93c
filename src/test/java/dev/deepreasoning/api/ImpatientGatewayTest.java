package dev.deepreasoning.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.SimulatedGateway.Impatient;
import dev.deepreasoning.api.SimulatedGateway.State;
import dev.deepreasoning.api.SimulatedGateway.Stream;
import dev.deepreasoning.catalog.SimulatedUpstreams;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Upstreams that fall silent: nothing ever hangs.
@QuarkusTest
@TestProfile(Impatient.class)
class ImpatientGatewayTest {
    @TestHTTPResource("/")
    URI gateway;

    @Inject
    SimulatedUpstreams upstreams;

    private Wire.Answer post(JsonObject request) {
        try (Wire wire = new Wire(gateway.getPort())) {
            return wire.post("/v1/chat/completions", request.encode()).answer();
        }
    }

    @AfterEach
    void allCallsAreClosed() {
        SimulatedGateway.awaitState(upstreams, "all calls are closed", Duration.ofSeconds(10), State::quiet);
    }

    @Test
    void claudeThatNeverAnswersIsATimeout() {
        for (boolean stream : new boolean[] {true, false}) {
            Wire.Answer answer =
                    post(SimulatedGateway.ask("[[sim:claude.stall]]", stream).put("reasoning_mode", "off"));
            assertEquals(504, answer.status(), answer.body());
            assertEquals(
                    "upstream_timeout",
                    new JsonObject(answer.body()).getJsonObject("error").getString("code"));
        }
    }

    @Test
    void claudeThatFallsSilentEndsTheStreamWithAnError() {
        Stream stream = SimulatedGateway.stream(
                post(SimulatedGateway.ask("[[sim:claude.stall-after=3]]", true)).body());
        assertFalse(stream.content().isEmpty());
        assertEquals("upstream_timeout", stream.error().getString("code"));
        assertTrue(stream.done());
        Wire.Answer whole = post(SimulatedGateway.ask("[[sim:claude.stall-after=3]]", false));
        assertEquals(504, whole.status());
        assertEquals("false", whole.header("x-should-retry"));
    }

    @ParameterizedTest
    @CsvSource({"r1.stall, skipped", "r1.stall-after=3, partial", "'r1.interval-ms=50,r1.reasoning-tokens=900', partial"
    })
    void aReasonerThatTakesTooLongIsHandedOverAsFarAsItGot(String fault, String flag) {
        Stream stream = SimulatedGateway.stream(post(SimulatedGateway.ask("[[sim:" + fault + "]]", true)
                        .put("stream_options", new JsonObject().put("include_usage", true)))
                .body());
        assertEquals(flag, stream.extension().getString("reasoning"));
        assertFalse(stream.content().isEmpty());
        Wire.Answer whole = post(SimulatedGateway.ask("[[sim:" + fault + "]]", false));
        assertEquals(200, whole.status());
        assertEquals(flag, whole.header("x-deepreasoning-reasoning"));
    }
}
