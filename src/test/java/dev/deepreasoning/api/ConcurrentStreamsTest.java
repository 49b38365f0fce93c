package dev.deepreasoning.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.SimulatedGateway.Quick;
import dev.deepreasoning.api.SimulatedGateway.State;
import dev.deepreasoning.catalog.SimulatedUpstreams;
import dev.deepreasoning.metering.Admission;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Many streams at the same time, and readers who do not keep up.
@QuarkusTest
@TestProfile(Quick.class)
class ConcurrentStreamsTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final Duration GUARD = Duration.ofSeconds(30);
    private static final long MEGABYTE = 1L << 20;

    @TestHTTPResource("/")
    URI gateway;

    @Inject
    SimulatedUpstreams upstreams;

    @Inject
    Admission admission;

    @Inject
    Annotated annotated;

    private final List<Wire> callers = new ArrayList<>();

    /// S10: what the annotations do not do.
    @ApplicationScoped
    static class Annotated {
        private final AtomicInteger calls = new AtomicInteger();

        @Retry(maxRetries = 2, delay = 0)
        Multi<String> events() {
            calls.incrementAndGet();
            return Multi.createFrom().failure(new IllegalStateException("cut"));
        }

        int calls() {
            return calls.get();
        }
    }

    @BeforeEach
    void quiet() {
        Eventually.holds("no run is under way", () -> admission.running() == 0);
    }

    @AfterEach
    void leave() {
        callers.forEach(Wire::close);
        SimulatedGateway.awaitState(upstreams, "all calls are closed", GUARD, State::quiet);
    }

    private Wire ask(String text, int receiveBuffer) {
        Wire wire = new Wire(gateway.getPort(), receiveBuffer);
        callers.add(wire);
        return wire.post(
                CHAT, SimulatedGateway.ask(text, true).put("max_tokens", 65_000).encode());
    }

    /// S11: no pool queues one stream behind another. And the bound beyond which nobody is let in.
    @ParameterizedTest
    @ValueSource(strings = {"r1", "claude"})
    void allStreamsAreOpenAtTheSameTimeAndOneMoreIsRefused(String silent) {
        for (int i = 0; i < Quick.CONCURRENCY; i++) {
            ask("[[sim:" + silent + ".stall-after=1]]", 0);
        }
        SimulatedGateway.awaitState(
                upstreams,
                "all are open",
                GUARD,
                state -> (silent.equals("r1") ? state.reasoner() : state.claude()).open() == Quick.CONCURRENCY);
        assertEquals(Quick.CONCURRENCY, admission.running(), "counted while they run, not when they end");
        for (boolean stream : new boolean[] {true, false}) {
            try (Wire oneMore = new Wire(gateway.getPort())) {
                Wire.Answer refused = oneMore.post(
                                CHAT, SimulatedGateway.ask("Me too", stream).encode())
                        .answer();
                assertEquals(503, refused.status());
                assertTrue(Integer.parseInt(refused.header("retry-after")) >= 1);
                assertEquals("", refused.header("x-should-retry"));
                JsonObject error = new JsonObject(refused.body()).getJsonObject("error");
                assertEquals("overloaded", error.getString("code"));
                assertEquals(200, oneMore.ask("GET", "/v1/models").answer().status());
            }
        }
        callers.removeFirst().close();
        Eventually.holds("a place is free", () -> admission.running() < Quick.CONCURRENCY);
        try (Wire oneMore = new Wire(gateway.getPort())) {
            oneMore.post(CHAT, SimulatedGateway.ask("[[sim:tokens=4]]", false).encode());
            assertEquals(200, oneMore.answer().status());
        }
    }

    @Test
    void noneIsLostAndNoneMixedUp() {
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Wire wire = ask("Question <" + i + "> [[sim:interval-ms=5,chunking=odd]]", 0);
            answers.add(CompletableFuture.supplyAsync(
                    () -> wire.answer().body(), run -> Thread.ofVirtual().start(run)));
        }
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < answers.size(); i++) {
            SimulatedGateway.Stream stream =
                    SimulatedGateway.stream(answers.get(i).join());
            assertTrue(stream.done());
            assertTrue(stream.content().contains("<" + i + ">"), stream.content());
            for (JsonObject chunk : stream.chunks()) {
                ids.add(chunk.getString("id"));
            }
        }
        assertEquals(100, ids.size(), "one id per answer, the same in all its chunks");
    }

    /// S5: what a reader does not take stays upstream.
    @Test
    void slowReadersHoldTheUpstreamBackAndNotTheHeap() {
        String flood = "[[sim:interval-ms=0,tokens-per-event=1,claude.tokens=60000,r1.reasoning-tokens=4]]";
        long whole = ask(flood, 0).answer().body().length();
        callers.removeFirst().close();
        assertTrue(whole > 8 * MEGABYTE, whole + " bytes");
        AtomicBoolean over = new AtomicBoolean();
        long before = heap();
        long readers = 20;
        State start = SimulatedGateway.state(upstreams);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < readers; i++) {
            Wire wire = ask(flood, 8 * 1024);
            threads.add(Thread.ofVirtual().start(() -> read(wire, over)));
        }
        SimulatedGateway.awaitState(
                upstreams,
                "all answers have begun",
                GUARD,
                state -> state.claude().open() == readers);
        // Meanwhile a reader who keeps up gets the same answer whole: the others have had time for theirs.
        assertEquals(whole, ask(flood, 0).answer().body().length(), 2_000);
        State now = SimulatedGateway.state(upstreams);
        assertEquals(readers, now.claude().open(), "the upstream is held back");
        assertEquals(start.claude().answered() + 1, now.claude().answered());
        long grown = heap() - before;
        assertTrue(
                grown < readers * 2 * MEGABYTE,
                grown / MEGABYTE + " MB grown by " + readers + " streams of " + whole / MEGABYTE + " MB each");
        assertEquals(readers, admission.running(), "a reader at 20 kB/s is not cut");
        over.set(true);
        for (Thread thread : threads) {
            join(thread);
        }
    }

    /// 20 kB/s.
    private static void read(Wire wire, AtomicBoolean over) {
        byte[] some = new byte[2_000];
        while (!over.get() && wire.read(some) >= 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /// S10, held here so that nobody trusts an annotation on a stream; the guards that are used are tested with them.
    @Test
    void faultToleranceAnnotationsDoNothingOnAStream() {
        Uni<List<String>> events = annotated.events().collect().asList();
        assertThrows(IllegalStateException.class, () -> events.await().atMost(GUARD));
        assertEquals(1, annotated.calls());
    }
}
