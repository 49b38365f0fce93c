package dev.deepreasoning;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The packaged program as a shell starts it, with nothing of this process' environment that it would take for its own.
final class PackagedProgram {
    private static final String ERRORS = "errors";

    private PackagedProgram() {}

    /// Runs it to its end.
    static Outcome run(Path folder, Map<String, String> environment, String... arguments) throws Exception {
        Process process = start(folder, environment, arguments);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        return new Outcome(process.exitValue(), output, Files.readString(folder.resolve(ERRORS)));
    }

    /// Starts it. Standard error goes to the file `errors` of the folder.
    static Process start(Path folder, Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(PackagedStartIT.program());
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(folder.resolve(ERRORS).toFile());
        leaveOutItsOwn(builder.environment());
        builder.environment().putAll(environment);
        return builder.start();
    }

    /// Takes out of an environment what the program would take for its own.
    static void leaveOutItsOwn(Map<String, String> environment) {
        environment
                .keySet()
                .removeIf(name -> name.startsWith("DEEPREASONING_")
                        || name.startsWith("QUARKUS_")
                        || name.endsWith("_API_KEY")
                        || name.toUpperCase(Locale.ROOT).endsWith("_PROXY")
                        || name.startsWith("KUBERNETES_"));
    }

    /// How it ended and what it said.
    record Outcome(int code, String output, String errors) {}
}
