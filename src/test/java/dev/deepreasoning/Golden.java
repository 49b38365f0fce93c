package dev.deepreasoning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Files that hold, byte for byte, what goes out on the wire. They are written anew only where that is said:
/// `./mvnw test -Dgolden.update=true`, and then read in the review like code.
public final class Golden {
    private final Path folder;
    private final boolean update;

    Golden(Path folder, boolean update) {
        this.folder = folder;
        this.update = update;
    }

    /// The files of one dialect.
    public static Golden of(String dialect) {
        boolean update = Boolean.getBoolean("golden.update");
        assertFalse(update && Boolean.getBoolean("ci"), "golden files are compared in CI, never written");
        return new Golden(Path.of("src", "test", "resources", "golden", dialect), update);
    }

    /// Holds the bytes against the file.
    public void check(String name, byte[] actual) {
        Path file = folder.resolve(name);
        try {
            if (update) {
                Files.createDirectories(folder);
                Files.write(file, actual);
            }
            assertTrue(Files.exists(file), "there is no golden file " + file + ": -Dgolden.update=true writes it");
            byte[] expected = Files.readAllBytes(file);
            if (!Arrays.equals(expected, actual)) {
                // As text first, for the difference to be seen; bytes that are no UTF-8 may look alike.
                assertEquals(new String(expected, StandardCharsets.UTF_8), new String(actual, StandardCharsets.UTF_8));
                assertEquals(Arrays.toString(expected), Arrays.toString(actual));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A file that nothing is held against would rot.
    public void checkNames(Set<String> expected) {
        try (Stream<Path> files = Files.list(folder)) {
            Set<String> names =
                    files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
            assertEquals(new TreeSet<>(expected), names);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
