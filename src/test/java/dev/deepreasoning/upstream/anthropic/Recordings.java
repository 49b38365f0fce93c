package dev.deepreasoning.upstream.anthropic;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// Claude's recorded traffic, read in place.
final class Recordings {
    private Recordings() {}

    /// Files whose names end so, by name. Without the folder the calling test is skipped, in CI it fails.
    static List<Path> claude(String ending) {
        Path folder = Path.of(System.getProperty("recordings", "../shared/recordings"), "claude");
        if (!Files.isDirectory(folder)) {
            String sentence = "The recordings are not here (-Drecordings=<dir>): " + folder;
            if (Boolean.getBoolean("ci") || System.getenv("CI") != null) {
                fail(sentence);
            }
            Assumptions.abort(sentence);
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
