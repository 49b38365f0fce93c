package dev.deepreasoning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.PackagedProgram.Outcome;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The packaged gateway as an operator starts it: real processes with real environment variables.
@Timeout(120)
class PackagedStartIT {
    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");

    @TempDir
    private Path folder;

    @Test
    void refusesToStartWithoutUpstreamsNamingWhatToSet() throws Exception {
        Outcome outcome = run(Map.of());

        assertEquals(1, outcome.code(), outcome::toString);
        assertTrue(outcome.errors().contains("deepreasoning.reasoners:"), outcome::toString);
        assertTrue(outcome.errors().contains("deepreasoning.anthropic.api-key:"), outcome::toString);
        assertFalse(outcome.errors().contains("\tat "), outcome::toString);
    }

    @Test
    void refusesToStartWithVariablesThatWouldVanish() throws Exception {
        Outcome outcome = run(Map.of(
                "DEEPREASONING_DEMO", "true",
                "DEEPREASONING_REASONERS_MY_HOST_BASE_URL", "http://localhost:1",
                "DEEPREASONING_SECRETS", "1"));

        assertEquals(1, outcome.code(), outcome::toString);
        assertTrue(outcome.errors().contains("2 settings need a change"), outcome::toString);
        assertTrue(outcome.errors().contains("DEEPREASONING_REASONERS_MY_HOST_BASE_URL:"), outcome::toString);
        assertTrue(outcome.errors().contains("DEEPREASONING_SECRETS:"), outcome::toString);
    }

    @Test
    void refusesToStartInKubernetesWithoutKeysAndSecret() throws Exception {
        Outcome outcome =
                run(Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1", "DEEPSEEK_API_KEY", "a", "ANTHROPIC_API_KEY", "b"));

        assertEquals(1, outcome.code(), outcome::toString);
        assertTrue(outcome.errors().contains("deepreasoning.auth.keys:"), outcome::toString);
        assertTrue(outcome.errors().contains("deepreasoning.secret:"), outcome::toString);
    }

    @Test
    void twoUpstreamKeysSufficeAndOneRandomKeyIsShownOnce() throws Exception {
        Process process = PackagedProgram.start(
                folder, Map.of("DEEPSEEK_API_KEY", "a", "ANTHROPIC_API_KEY", "b", "QUARKUS_HTTP_PORT", "0"));
        try (BufferedReader log = process.inputReader(StandardCharsets.UTF_8)) {
            List<String> lines = new ArrayList<>();
            String line = log.readLine();
            while (line != null && !line.contains("Listening on")) {
                lines.add(line);
                line = log.readLine();
            }

            assertTrue(line != null, lines::toString);
            assertFalse(String.join("", lines).contains("sk-deepreasoning-"), "a key in the log");
        } finally {
            process.destroy();
            assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        }
        String shown = Files.readString(folder.resolve("errors"));
        assertEquals(2, shown.split("sk-deepreasoning-", -1).length, "shown once");
    }

    @Test
    void checkAsksEveryUpstreamAsTheEnvironmentDescribesIt() throws Exception {
        try (FakeUpstream main = new FakeUpstream(FakeUpstream.R1);
                FakeUpstream spare = new FakeUpstream(FakeUpstream.R1);
                FakeUpstream claude = new FakeUpstream(FakeUpstream.CLAUDE)) {
            Outcome outcome = run(
                    Map.of(
                            "DEEPREASONING_REASONERS_MAIN_BASE_URL", main.url() + "/v1",
                            "DEEPREASONING_REASONERS_MAIN_API_KEY", "key-of-main",
                            "DEEPREASONING_REASONERS_MAIN_MODEL", "r1-of-main",
                            "DEEPREASONING_REASONERS_MAIN_PRIORITY", "2",
                            "DEEPREASONING_REASONERS_SPARE_BASE_URL", spare.url() + "/v1",
                            "DEEPREASONING_REASONERS_SPARE_MODEL", "r1-of-spare",
                            "DEEPREASONING_REASONERS_SPARE_PRIORITY", "1",
                            "DEEPREASONING_ANTHROPIC_BASE_URL", claude.url(),
                            "DEEPREASONING_ANTHROPIC_API_KEY", "key-of-claude",
                            "DEEPREASONING_CATALOG_DEFAULT_MODEL", "claude-haiku-4-5"),
                    "check");

            assertEquals(0, outcome.code(), outcome::toString);
            assertTrue(outcome.output().indexOf("reasoner spare")
                    < outcome.output().indexOf("reasoner main"));
            assertTrue(outcome.output().contains("ok    claude main (claude-haiku-4-5-20251001"), outcome::toString);
            assertTrue(outcome.output().contains("All upstreams work."), outcome::toString);
            assertEquals(List.of("/v1/chat/completions Bearer key-of-main r1-of-main"), main.seen());
            assertEquals(List.of("/v1/chat/completions null r1-of-spare"), spare.seen());
            assertEquals(List.of("/v1/messages key-of-claude claude-haiku-4-5-20251001"), claude.seen());
        }
    }

    @Test
    void checkFailsWhereAnUpstreamDoesNotAnswer() throws Exception {
        try (FakeUpstream claude = new FakeUpstream(FakeUpstream.CLAUDE)) {
            Outcome outcome = run(
                    Map.of(
                            "DEEPREASONING_REASONERS_MAIN_BASE_URL",
                            "http://127.0.0.1:1",
                            "DEEPREASONING_ANTHROPIC_BASE_URL",
                            claude.url()),
                    "check");

            assertEquals(1, outcome.code(), outcome::toString);
            assertTrue(outcome.output().contains("FAIL  reasoner main"), outcome::toString);
        }
    }

    @Test
    void checkWorksAgainstTheSimulator() throws Exception {
        Outcome outcome = run(Map.of("DEEPREASONING_DEMO", "true"), "check");

        assertEquals(0, outcome.code(), outcome::toString);
        assertTrue(outcome.output().contains("simulated"), outcome::toString);
        assertFalse(outcome.errors().contains("sk-deepreasoning-"), outcome::toString);
    }

    @Test
    void unknownArgumentsAreRefused() throws Exception {
        assertEquals(2, run(Map.of(), "chekc").code());
    }

    private Outcome run(Map<String, String> environment, String... arguments) throws Exception {
        return PackagedProgram.run(folder, environment, arguments);
    }

    /// Whether it is the native binary that is tested: the jar may lie beside it.
    static boolean isNative() {
        return Boolean.getBoolean("packaged.native");
    }

    /// The native binary where this build is one, else the jar.
    static List<String> program() {
        if (isNative()) {
            Path binary = Path.of(System.getProperty("native.image.path"));
            assertTrue(Files.isExecutable(binary), binary + " was not built");
            return List.of(binary.toString());
        }
        String java = ProcessHandle.current().info().command().orElse("java");
        return List.of(java, "-Xmx256m", "-jar", JAR.toString());
    }
}
