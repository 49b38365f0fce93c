package dev.deepreasoning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the Dockerfiles copy from the build is there, and reaches the engine.
class DockerfilesIT {
    private static final Path FOLDER = Path.of("src", "main", "docker");
    private static final Pattern COPY = Pattern.compile("(?m)^COPY (?!--from=)(\\S+) ");

    /// Which Dockerfile belongs to the package that this build has made.
    private static Path built() {
        return FOLDER.resolve(PackagedStartIT.isNative() ? "Dockerfile.native" : "Dockerfile.jvm");
    }

    @Test
    void everythingThatIsCopiedExists() throws IOException {
        List<String> sources = copied(built());
        assertFalse(sources.isEmpty());
        for (String source : sources) {
            assertTrue(found(source), built() + " copies " + source + ", which the build did not make");
        }
    }

    @Test
    void everythingThatIsCopiedPassesTheIgnoreFile() throws IOException {
        List<String> let = Files.readAllLines(Path.of(".dockerignore")).stream()
                .filter(line -> line.startsWith("!"))
                .map(line -> line.substring(1))
                .toList();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.toList()) {
                for (String source : copied(file)) {
                    assertTrue(let.contains(source.replaceAll("/$", "")), source + " does not pass .dockerignore");
                }
            }
        }
    }

    @Test
    void noImageRunsAsRoot() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<Path> all = files.sorted().toList();
            assertEquals(List.of(FOLDER.resolve("Dockerfile.jvm"), FOLDER.resolve("Dockerfile.native")), all);
            for (Path file : all) {
                assertTrue(Files.readString(file).contains("\nUSER 65532:65532\n"), file.toString());
            }
        }
    }

    private static List<String> copied(Path dockerfile) throws IOException {
        List<String> sources = new ArrayList<>();
        Matcher copy = COPY.matcher(Files.readString(dockerfile));
        while (copy.find()) {
            sources.add(copy.group(1));
        }
        return sources;
    }

    private static boolean found(String source) throws IOException {
        Path path = Path.of(source);
        if (!source.contains("*")) {
            return Files.exists(path);
        }
        PathMatcher pattern = FileSystems.getDefault().getPathMatcher("glob:" + source);
        try (Stream<Path> files = Files.list(path.getParent())) {
            return files.anyMatch(pattern::matches);
        }
    }
}
