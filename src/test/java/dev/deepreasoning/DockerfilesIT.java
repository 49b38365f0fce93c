package dev.deepreasoning;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the Dockerfiles copy from the build is there, and reaches the engine.
class DockerfilesIT {
    private static final Path FOLDER = Path.of("src", "main", "docker");
    private static final Pattern COPY = Pattern.compile("(?m)^COPY (?!--from=)(\\S+) ");

    private static final Pattern OPTIONS = Pattern.compile("(?m)^ENV JAVA_TOOL_OPTIONS=\"(.+)\"$");
    private static final Pattern ENTRYPOINT = Pattern.compile("(?m)^ENTRYPOINT \\[(.+)]$");
    private static final Pattern END_OF_STEP = Pattern.compile("(?<!\\\\)\n");

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

    /// The image itself takes an engine; what its steps make of the package can be tried without one.
    @Test
    void theStepsMakeAProgramThatRuns(@TempDir Path image) throws Exception {
        Path app = Files.createDirectory(image.resolve("app"));
        List<String> program = PackagedStartIT.isNative() ? bare(image, app) : trained(app);
        program.add("nonsense");
        Outcome outcome = run(Path.of("/"), program);
        assertEquals(2, outcome.code(), outcome.output());
        assertTrue(outcome.output().contains("Unknown arguments."), outcome.output());
        assertFalse(outcome.output().contains("[warning]"), outcome.output());
    }

    /// The binary with only those libraries that the image will hold.
    private static List<String> bare(Path image, Path app) throws Exception {
        Path binary = Files.copy(
                Path.of(PackagedStartIT.program().getFirst()), app.resolve("deepreasoning"), COPY_ATTRIBUTES);
        Outcome copied = run(image, List.of("sh", "-c", step("ldd ").split("&&", 2)[0]));
        assertEquals(0, copied.code(), copied.output());
        List<String> libraries;
        try (Stream<Path> files = Files.walk(image)) {
            libraries = files.filter(file -> file.getFileName().toString().contains(".so"))
                    .map(Path::toString)
                    .toList();
        }
        String loader = libraries.stream()
                .filter(library -> library.contains("/ld-"))
                .findAny()
                .orElseThrow();
        String folders = libraries.stream()
                .map(library -> library.substring(0, library.lastIndexOf('/')))
                .distinct()
                .collect(Collectors.joining(":"));
        return new ArrayList<>(List.of(loader, "--inhibit-cache", "--library-path", folders, binary.toString()));
    }

    /// The jar with the cache of its training; the JVM refuses to start where the cache does not fit.
    private static List<String> trained(Path app) throws Exception {
        Path jar = Path.of("target", "quarkus-app");
        try (Stream<Path> files = Files.walk(jar)) {
            for (Path file : files.toList()) {
                Files.copy(file, app.resolve(jar.relativize(file).toString()), REPLACE_EXISTING);
            }
        }
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Outcome training = run(
                app,
                List.of(
                        "sh",
                        "-c",
                        step("set -eu;")
                                .replace(":8080", ":" + port)
                                .replace("/8080", "/" + port)
                                .replace("/app/", app + "/")),
                Map.of("QUARKUS_HTTP_PORT", Integer.toString(port)));
        assertEquals(0, training.code(), training.output());
        assertEquals(3, training.output().split("HTTP/1\\.\\d 200", -1).length - 1, training.output());
        Matcher entry = ENTRYPOINT.matcher(Files.readString(built()));
        assertTrue(entry.find());
        List<String> program = new ArrayList<>();
        for (String part : entry.group(1).split(",")) {
            program.add(part.strip().replace("\"", "").replace("/app/", app + "/"));
        }
        assertEquals("java", program.removeFirst());
        program.addAll(0, List.of(java().resolve("java").toString(), "-XX:AOTMode=on"));
        return program;
    }

    /// The shell's text of the step that begins so.
    private static String step(String beginning) throws IOException {
        String text = Files.readString(built());
        int begin = text.indexOf("RUN " + beginning);
        assertTrue(begin >= 0, beginning);
        Matcher end = END_OF_STEP.matcher(text);
        assertTrue(end.find(begin));
        return text.substring(begin + "RUN ".length(), end.start());
    }

    private static Outcome run(Path folder, List<String> command) throws Exception {
        return run(folder, command, Map.of());
    }

    private static Outcome run(Path folder, List<String> command, Map<String, String> more) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        PackagedProgram.leaveOutItsOwn(environment);
        environment.put("PATH", java() + ":" + environment.get("PATH"));
        Matcher options = OPTIONS.matcher(Files.readString(built()));
        if (options.find()) {
            environment.put("JAVA_TOOL_OPTIONS", options.group(1));
        }
        environment.putAll(more);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(5, TimeUnit.MINUTES));
        return new Outcome(process.exitValue(), output);
    }

    /// Where this JVM's own programs are.
    private static Path java() {
        return Path.of(System.getProperty("java.home"), "bin");
    }

    private record Outcome(int code, String output) {}

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
