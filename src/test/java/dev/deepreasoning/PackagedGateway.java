package dev.deepreasoning;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.Eventually;
import dev.deepreasoning.catalog.SimulatedUpstreams;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The packaged gateway as a process of its own, with its upstreams simulated inside it unless its settings say otherwise.
public final class PackagedGateway implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(100);
    private static final Pattern PORT = Pattern.compile("Listening on: http://[^:]+:(\\d+)");
    private static final Pattern SIMULATED = Pattern.compile("listen on (http://127\\.0\\.0\\.1:\\d+)");

    private final Process process;
    private final Path log;
    private final int port;
    private final @Nullable Upstreams upstreams;

    /// Starts it, and waits until it listens.
    ///
    /// @param settings environment variables beside those of the demo
    public PackagedGateway(Path folder, Map<String, String> settings) throws IOException {
        log = folder.resolve("log");
        ProcessBuilder builder = new ProcessBuilder(PackagedStartIT.program())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("DEEPREASONING_") || name.endsWith("_API_KEY"));
        Map<String, String> all = new HashMap<>(Map.of("DEEPREASONING_DEMO", "true", "QUARKUS_HTTP_PORT", "0"));
        all.putAll(settings);
        builder.environment().putAll(all);
        process = builder.start();
        Eventually.holds(
                "it listens",
                START,
                () -> !process.isAlive() || PORT.matcher(log()).find());
        port = Integer.parseInt(found(PORT));
        upstreams = all.get("DEEPREASONING_DEMO").equals("true") ? new Upstreams(URI.create(found(SIMULATED))) : null;
    }

    private String found(Pattern pattern) {
        Matcher matcher = pattern.matcher(log());
        assertTrue(matcher.find(), this::log);
        return matcher.group(1);
    }

    /// Where it listens.
    public int port() {
        return port;
    }

    /// Its upstreams, where they are simulated.
    public SimulatedUpstreams upstreams() {
        return Objects.requireNonNull(upstreams);
    }

    /// Its process.
    public Process process() {
        return process;
    }

    /// What it has logged so far.
    public String log() {
        try {
            return Files.readString(log, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether a line of the log is an error's.
    public boolean logsErrors() {
        return log().contains("OutOfMemoryError") || log().contains("\"level\":\"ERROR\"");
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

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
}
