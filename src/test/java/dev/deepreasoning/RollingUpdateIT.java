package dev.deepreasoning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.Eventually;
import dev.deepreasoning.api.SimulatedGateway;
import dev.deepreasoning.api.SimulatedGateway.Stream;
import dev.deepreasoning.api.Wire;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Callers go on while one packaged gateway takes the place of another, twice, as a Deployment does it: the new one is
/// ready before the old one is told to go, and whoever comes to the old one too late is sent on.
@Timeout(300)
class RollingUpdateIT {
    private static final String CHAT = "/v1/chat/completions";
    private static final int CALLERS = 20;
    private static final Duration GUARD = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final AtomicReference<PackagedGateway> current = new AtomicReference<>();
    private final ConcurrentLinkedQueue<Stream> answers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger sentOn = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();

    @Test
    void noStreamIsLost() throws Exception {
        current.set(gateway(0));
        List<PackagedGateway> old = new ArrayList<>();
        List<Future<Void>> calls = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CALLERS; i++) {
                calls.add(callers.submit(this::call));
            }
            for (int generation = 1; generation <= 2; generation++) {
                int before = answers.size();
                Eventually.holds("callers are served", GUARD, () -> answers.size() > before + CALLERS);
                PackagedGateway next = gateway(generation);
                assertEquals(200, status(next, "/q/health/ready"));
                PackagedGateway last = current.get();
                old.add(last);
                int sentBefore = sentOn.get();
                last.process().destroy();
                Eventually.holds("the old one takes nobody", GUARD, () -> sentOn.get() > sentBefore);
                current.set(next);
                assertTrue(last.process().waitFor(60, TimeUnit.SECONDS), "the old one goes when its last stream ended");
            }
            int before = answers.size();
            Eventually.holds("callers are served", GUARD, () -> answers.size() > before + CALLERS);
            over.set(true);
            for (Future<Void> call : calls) {
                call.get();
            }
        } finally {
            over.set(true);
            current.get().close();
        }
        for (Stream stream : answers) {
            assertTrue(stream.done(), stream::toString);
            assertEquals(new JsonObject(), stream.error());
        }
        for (PackagedGateway gone : old) {
            assertTrue(gone.log().contains("requests under way"), gone.log());
            assertTrue(!gone.log().contains("requests are cut") && !gone.logsErrors(), gone.log());
        }
    }

    private PackagedGateway gateway(int generation) throws Exception {
        Path own = Files.createDirectory(folder.resolve("gateway" + generation));
        return new PackagedGateway(own, Map.of("DEEPREASONING_DRAIN_TIMEOUT", "60s"));
    }

    private Void call() {
        String request = SimulatedGateway.ask(
                        "Hi. [[sim:interval-ms=50,r1.reasoning-tokens=60,claude.tokens=40]]", true)
                .encode();
        while (!over.get()) {
            PackagedGateway gateway = current.get();
            Wire.Answer answer;
            try (Wire wire = new Wire(gateway.port())) {
                answer = wire.post(CHAT, request).answer();
            } catch (RuntimeException gone) {
                // The old one has closed its door, and its callers have a new one to go to.
                assertTrue(gateway != current.get(), gone::toString);
                continue;
            }
            if (answer.status() == 503) {
                assertEquals("1", answer.header("retry-after"));
                sentOn.incrementAndGet();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
                continue;
            }
            answers.add(SimulatedGateway.stream(answer.body()));
        }
        return null;
    }

    private static int status(PackagedGateway gateway, String path) {
        try (Wire wire = new Wire(gateway.port())) {
            return wire.ask("GET", path).answer().status();
        }
    }
}
