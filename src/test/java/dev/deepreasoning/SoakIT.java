package dev.deepreasoning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.Eventually;
import dev.deepreasoning.api.SimulatedGateway;
import dev.deepreasoning.api.SimulatedGateway.State;
import dev.deepreasoning.api.SimulatedGateway.Stream;
import dev.deepreasoning.api.Wire;
import dev.deepreasoning.catalog.SimulatedUpstreams;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
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
    private static final Pattern PORT = Pattern.compile("Listening on: http://[^:]+:(\\d+)");
    private static final Pattern SIMULATED = Pattern.compile("listen on (http://127\\.0\\.0\\.1:\\d+)");

    @TempDir
    private Path folder;

    private Process process;
    private int port;
    private Upstreams upstreams;

    /// Where the simulator listens.
    private record Upstreams(URI uri) implements SimulatedUpstreams {
        @Override
        public URI reasoner() {
            return uri.resolve("/reasoner");
        }

        @Override
        public URI anthropic() {
            return uri.resolve("/anthropic");
        }

        @Override
        public URI linkup() {
            return uri.resolve("/linkup");
        }
    }

    @BeforeEach
    void start() throws IOException {
        Path log = folder.resolve("log");
        ProcessBuilder builder = new ProcessBuilder(PackagedStartIT.program())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("DEEPREASONING_") || name.endsWith("_API_KEY"));
        builder.environment().putAll(Map.of("DEEPREASONING_DEMO", "true", "QUARKUS_HTTP_PORT", "0"));
        process = builder.start();
        Eventually.holds("it listens", GUARD, () -> !process.isAlive() || find(PORT, log) != null);
        String listening = find(PORT, log);
        String simulated = find(SIMULATED, log);
        assertTrue(listening != null && simulated != null, () -> read(log));
        port = Integer.parseInt(listening);
        upstreams = new Upstreams(URI.create(simulated));
    }

    @AfterEach
    void stop() throws InterruptedException {
        boolean alive = process.isAlive();
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        String log = read(folder.resolve("log"));
        assertTrue(alive, log);
        assertFalse(log.contains("OutOfMemoryError") || log.contains(" ERROR "), log);
    }

    private static String find(Pattern pattern, Path file) {
        Matcher matcher = pattern.matcher(read(file));
        return matcher.find() ? matcher.group(1) : null;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        Path java = Path.of(process.info().command().orElseThrow());
        Path jcmd = java.resolveSibling("jcmd");
        if (!Files.isExecutable(jcmd)) {
            return 0;
        }
        Path output = folder.resolve("histogram");
        Process asked = new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), "GC.class_histogram")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertTrue(asked.waitFor(60, TimeUnit.SECONDS));
        Matcher total = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)").matcher(read(output));
        assertTrue(total.find(), () -> read(output));
        return Long.parseLong(total.group(1));
    }
}
