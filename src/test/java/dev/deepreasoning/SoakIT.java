package dev.deepreasoning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.SimulatedGateway;
import dev.deepreasoning.api.SimulatedGateway.State;
import dev.deepreasoning.api.SimulatedGateway.Stream;
import dev.deepreasoning.api.Wire;
import dev.deepreasoning.catalog.SimulatedUpstreams;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The packaged gateway with 256 MB of heap, its upstreams simulated inside it, under a crowd.
@Timeout(300)
class SoakIT {
    private static final String CHAT = "/v1/chat/completions";
    private static final int CROWD = 1_000;
    private static final int SLOW_READERS = 40;
    private static final long MEGABYTE = 1L << 20;
    private static final Duration GUARD = Duration.ofSeconds(100);
    private static final Duration PROMISE = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    private PackagedGateway gateway;
    private int port;
    private SimulatedUpstreams upstreams;

    @BeforeEach
    void start() throws IOException {
        gateway = new PackagedGateway(folder, Map.of());
        port = gateway.port();
        upstreams = gateway.upstreams();
    }

    @AfterEach
    void stop() {
        boolean alive = gateway.process().isAlive();
        gateway.close();
        assertTrue(alive, gateway.log());
        assertFalse(gateway.logsErrors(), gateway.log());
    }

    @Test
    void aThousandStreamsAtOnceAreAllAnsweredAndNoneIsMixedUp() throws Exception {
        String pace = "[[sim:interval-ms=250,r1.reasoning-tokens=240,claude.tokens=80]]";
        List<Future<Stream>> answers = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CROWD; i++) {
                String text = "Question number " + (CROWD + i) + pace;
                Callable<Stream> caller = () -> {
                    try (Wire wire = new Wire(port)) {
                        String request = SimulatedGateway.ask(text, true).encode();
                        return SimulatedGateway.stream(
                                wire.post(CHAT, request).answer().body());
                    }
                };
                answers.add(callers.submit(caller));
            }
            SimulatedGateway.awaitState(
                    upstreams,
                    "all reason at the same time",
                    GUARD,
                    state -> state.reasoner().open() == CROWD);
        }
        Set<String> ids = new HashSet<>();
        Stream first = answers.getFirst().get();
        assertTrue(first.content().contains("“Question number 1000”"), first::content);
        for (int i = 0; i < CROWD; i++) {
            Stream stream = answers.get(i).get();
            String number = Integer.toString(CROWD + i);
            assertTrue(stream.done());
            assertEquals(first.content().replace("1000", number), stream.content());
            assertEquals(first.reasoning().replace("1000", number), stream.reasoning());
            assertEquals(first.chunks().size(), stream.chunks().size(), 2);
            for (JsonObject chunk : stream.chunks()) {
                ids.add(chunk.getString("id"));
            }
        }
        assertEquals(CROWD, ids.size(), "one id per answer, the same in all its chunks");
        SimulatedGateway.awaitState(upstreams, "all calls are closed", PROMISE, State::quiet);
        State after = SimulatedGateway.state(upstreams);
        assertEquals(CROWD, after.reasoner().total());
        assertEquals(CROWD, after.claude().total());
        assertEquals(CROWD, after.claude().answered());
    }

    /// Together the answers are larger than the whole heap.
    @Test
    void slowReadersDoNotGrowTheHeap() throws Exception {
        String flood = SimulatedGateway.ask(
                        "[[sim:interval-ms=0,tokens-per-event=1,claude.tokens=60000,r1.reasoning-tokens=4]]", true)
                .put("max_tokens", 65_000)
                .encode();
        long whole = length(flood);
        assertTrue(SLOW_READERS * whole > 256 * MEGABYTE, whole + " bytes each");
        long before = liveBytes();
        AtomicBoolean over = new AtomicBoolean();
        List<Wire> wires = new ArrayList<>();
        try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < SLOW_READERS; i++) {
                Wire wire = new Wire(port, 8 * 1024).post(CHAT, flood);
                wires.add(wire);
                readers.execute(() -> takeSlowly(wire, over));
            }
            SimulatedGateway.awaitState(
                    upstreams,
                    "all answers have begun",
                    GUARD,
                    state -> state.claude().open() == SLOW_READERS);
            // Readers who keep up get the same answer whole meanwhile: the others have had time for theirs.
            for (int i = 0; i < 3; i++) {
                assertEquals(whole, length(flood), 2_000);
            }
            assertEquals(
                    SLOW_READERS, SimulatedGateway.state(upstreams).claude().open(), "the upstream is held back");
            long grown = liveBytes() - before;
            assertTrue(
                    grown < SLOW_READERS * MEGABYTE / 2,
                    grown / 1024 + " kB grown by " + SLOW_READERS + " streams of " + whole / MEGABYTE + " MB each");
            System.out.println("slow readers: " + grown / 1024 / SLOW_READERS + " kB of heap each");
            over.set(true);
        } finally {
            over.set(true);
            wires.forEach(Wire::close);
        }
        SimulatedGateway.awaitState(upstreams, "all calls are closed", PROMISE, State::quiet);
    }

    private long length(String request) {
        try (Wire wire = new Wire(port)) {
            Wire.Answer answer = wire.post(CHAT, request).answer();
            assertEquals(200, answer.status());
            assertTrue(answer.body().endsWith("data: [DONE]\n\n"));
            return answer.body().length();
        }
    }

    /// 20 kB/s.
    private static void takeSlowly(Wire wire, AtomicBoolean over) {
        byte[] some = new byte[2_000];
        while (!over.get() && wire.read(some) >= 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    /// What is reachable in the gateway's heap; 0 for a native binary, whose bound is that it lives on.
    private long liveBytes() throws IOException, InterruptedException {
        Path java = Path.of(gateway.process().info().command().orElseThrow());
        Path jcmd = java.resolveSibling("jcmd");
        if (!Files.isExecutable(jcmd)) {
            return 0;
        }
        Path output = folder.resolve("histogram");
        Process asked = new ProcessBuilder(
                        jcmd.toString(), Long.toString(gateway.process().pid()), "GC.class_histogram")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertTrue(asked.waitFor(60, TimeUnit.SECONDS));
        String histogram = Files.readString(output);
        Matcher total = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)").matcher(histogram);
        assertTrue(total.find(), histogram);
        return Long.parseLong(total.group(1));
    }
}
