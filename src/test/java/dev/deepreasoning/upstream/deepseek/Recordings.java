package dev.deepreasoning.upstream.deepseek;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// Recorded traffic of reasoner hosts, read in place.
final class Recordings {
    private Recordings() {}

    /// The folder of all recordings. Without it the calling test is skipped, in CI it fails.
    static Path folder() {
        Path folder = Path.of(System.getProperty("recordings", "../shared/recordings"));
        if (!Files.isDirectory(folder)) {
            String sentence = "The recordings are not here (-Drecordings=<dir>): " + folder;
            if (Boolean.getBoolean("ci") || System.getenv("CI") != null) {
                fail(sentence);
            }
            Assumptions.abort(sentence);
        }
        return folder;
    }

    /// Files of every host whose names end so, by name.
    static List<Path> r1(String ending) {
        try (Stream<Path> files = Files.walk(folder().resolve("r1"))) {
            return files.filter(file -> file.getFileName().toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Host and file, for a test's name.
    static String name(Path file) {
        return file.getParent().getFileName() + "/" + file.getFileName();
    }

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
