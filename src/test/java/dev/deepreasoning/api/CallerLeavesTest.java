package dev.deepreasoning.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.SimulatedGateway.Quick;
import dev.deepreasoning.api.SimulatedGateway.State;
import dev.deepreasoning.catalog.SimulatedUpstreams;
import dev.deepreasoning.metering.Admission;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// S6: a caller who leaves stops both upstream calls, whatever they are at. None of the upstreams here would end by
/// itself within these tests.
@QuarkusTest
@TestProfile(Quick.class)
class CallerLeavesTest {
    private static final String CHAT = "/v1/chat/completions";
    /// Ten times the second that is promised.
    private static final Duration PROMISE = Duration.ofSeconds(10);

    @TestHTTPResource("/")
    URI gateway;

    @Inject
    SimulatedUpstreams upstreams;

    @Inject
    Admission admission;

    private State before;

    /// Where a run is when its caller leaves.
    enum Phase {
        /// R1 refuses, and the next try waits.
        RETRYING("r1.status=503,r1.retry-after=9", true),
        /// R1 has the request and has not answered.
        CONNECTING("r1.stall", true),
        /// R1 says something now and then.
        REASONING("r1.interval-ms=100,r1.reasoning-tokens=16000", true),
        /// R1 has fallen silent in the middle.
        SILENT_REASONING("r1.stall-after=3", true),
        /// R1 has ended, Claude has the request and has not answered.
        HAND_OVER("claude.stall", false),
        /// Claude answers.
        ANSWER("claude.interval-ms=100,claude.tokens=8000", false),
        /// Claude has fallen silent in the middle.
        SILENT_ANSWER("claude.stall-after=3", false);

        private final String fault;
        private final boolean atReasoner;

        Phase(String fault, boolean atReasoner) {
            this.fault = fault;
            this.atReasoner = atReasoner;
        }

        boolean reached(State state, State before) {
            if (this == RETRYING) {
                return state.reasoner().total() > before.reasoner().total();
            }
            return atReasoner ? state.reasoner().open() == 1 : state.claude().open() == 1;
        }
    }

    /// How a caller leaves.
    enum Way {
        CLOSES,
        RESETS,
        HALF_CLOSES;

        void leave(Wire wire) {
            switch (this) {
                case CLOSES -> wire.close();
                case RESETS -> wire.reset();
                case HALF_CLOSES -> wire.finishSending();
            }
        }
    }

    static Stream<Arguments> every() {
        List<Arguments> all = new ArrayList<>();
        for (Phase phase : Phase.values()) {
            for (boolean stream : new boolean[] {true, false}) {
                all.add(Arguments.of(phase, stream));
            }
        }
        return all.stream();
    }

    @BeforeEach
    void quiet() {
        Eventually.holds(
                "no call is open", () -> SimulatedGateway.state(upstreams).quiet());
        Eventually.holds("no run is under way", () -> admission.running() == 0);
        before = SimulatedGateway.state(upstreams);
    }

    private Wire begin(Phase phase, boolean stream) {
        Wire wire = new Wire(gateway.getPort());
        wire.post(
                CHAT,
                SimulatedGateway.ask("[[sim:" + phase.fault + "]]", stream)
                        .put("max_tokens", 60_000)
                        .encode());
        SimulatedGateway.awaitState(
                upstreams, "the run is at " + phase, Duration.ofSeconds(20), state -> phase.reached(state, before));
        assertEquals(1, admission.running());
        return wire;
    }

    private void assertAllIsClosed(int claudeCalls) {
        SimulatedGateway.awaitState(upstreams, "both upstream calls are closed", PROMISE, State::quiet);
        Eventually.holds("the run's place is given back", PROMISE, () -> admission.running() == 0);
        State after = SimulatedGateway.state(upstreams);
        assertEquals(claudeCalls, after.claude().total() - before.claude().total(), "calls to Claude");
    }

    @ParameterizedTest
    @MethodSource("every")
    void bothUpstreamCallsAreClosed(Phase phase, boolean stream) {
        try (Wire wire = begin(phase, stream)) {
            wire.close();
            assertAllIsClosed(phase.atReasoner ? 0 : 1);
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void howeverTheCallerLeaves(Way way) {
        for (boolean stream : new boolean[] {true, false}) {
            try (Wire wire = begin(Phase.SILENT_REASONING, stream)) {
                way.leave(wire);
                assertAllIsClosed(0);
            }
        }
    }

    @Test
    void aCallerWithAnotherRequestInThePipelineLeavesAllTheSame() {
        try (Wire wire = begin(Phase.SILENT_ANSWER, true)) {
            wire.ask("GET", "/v1/models");
            wire.close();
            assertAllIsClosed(1);
        }
    }

    @Test
    void aCallerWhoLeavesBeforeItsBodyIsWholeStartsNothing() {
        try (Wire wire = new Wire(gateway.getPort())) {
            wire.send("POST " + CHAT + " HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\n"
                    + "content-length: 1000\r\n\r\n{\"model\":");
        }
        try (Wire other = new Wire(gateway.getPort())) {
            assertEquals(200, other.ask("GET", "/v1/models").answer().status());
        }
        assertEquals(
                before.reasoner().total(),
                SimulatedGateway.state(upstreams).reasoner().total());
    }

    @Test
    void aRunWithToolsIsStoppedWhileClaudeCountsItsPrompt() {
        JsonObject request = SimulatedGateway.ask("[[sim:r1.stall]]", true)
                .put(
                        "tools",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("type", "function")
                                        .put("function", new JsonObject().put("name", "look"))));
        try (Wire wire = new Wire(gateway.getPort())) {
            wire.post(CHAT, request.encode());
            SimulatedGateway.awaitState(
                    upstreams, "R1 is asked", PROMISE, state -> state.reasoner().open() == 1);
            wire.close();
            assertAllIsClosed(0);
        }
    }

    @Test
    void manyLeaveAtOnce() {
        List<Wire> callers = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            Phase phase = i % 2 == 0 ? Phase.REASONING : Phase.ANSWER;
            Wire wire = new Wire(gateway.getPort());
            wire.post(
                    CHAT,
                    SimulatedGateway.ask("[[sim:" + phase.fault + "]]", i % 3 != 0)
                            .encode());
            callers.add(wire);
        }
        SimulatedGateway.awaitState(
                upstreams,
                "all have begun",
                Duration.ofSeconds(20),
                state -> state.reasoner().open() == 30 && state.claude().open() == 30);
        callers.forEach(Wire::close);
        SimulatedGateway.awaitState(upstreams, "all calls are closed", PROMISE, State::quiet);
        Eventually.holds("all places are given back", PROMISE, () -> admission.running() == 0);
        assertTrue(SimulatedGateway.state(upstreams).claude().left()
                >= before.claude().left() + 30);
    }
}
