package dev.deepreasoning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The packaged gateway as an operator starts it: real processes with real environment variables.
@Timeout(120)
class PackagedStartIT {
    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
    private static final String R1 = """
            data: {"choices":[{"index":0,"delta":{"role":"assistant","reasoning_content":"One word"}}]}

            data: {"choices":[{"index":0,"delta":{"reasoning_content":" will do."}}]}

            data: {"choices":[{"index":0,"delta":{"content":"ready"},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":7}}

            data: [DONE]

            """;
    private static final String CLAUDE = """
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-haiku-4-5-20251001","content":[],"stop_reason":null,"usage":{"input_tokens":9,"output_tokens":1}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"ready"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":4}}

            event: message_stop
            data: {"type":"message_stop"}

            """;

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
        Process process = start(Map.of("DEEPSEEK_API_KEY", "a", "ANTHROPIC_API_KEY", "b", "QUARKUS_HTTP_PORT", "0"));
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
        try (Fake main = new Fake(R1);
                Fake spare = new Fake(R1);
                Fake claude = new Fake(CLAUDE)) {
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
        try (Fake claude = new Fake(CLAUDE)) {
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
        Process process = start(environment, arguments);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        return new Outcome(process.exitValue(), output, Files.readString(folder.resolve("errors")));
    }

    private Process start(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(program());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(folder.resolve("errors").toFile());
        Map<String, String> variables = new HashMap<>(builder.environment());
        variables
                .keySet()
                .removeIf(name -> name.startsWith("DEEPREASONING_")
                        || name.startsWith("QUARKUS_")
                        || name.endsWith("_API_KEY")
                        || name.startsWith("KUBERNETES_"));
        variables.putAll(environment);
        builder.environment().clear();
        builder.environment().putAll(variables);
        return builder.start();
    }

    /// The native binary where the build made one, else the jar.
    static List<String> program() {
        Path binary = Path.of(System.getProperty("native.image.path", "none"));
        if (!Files.exists(JAR) && Files.isExecutable(binary)) {
            return List.of(binary.toString());
        }
        String java = ProcessHandle.current().info().command().orElse("java");
        return List.of(java, "-Xmx256m", "-jar", JAR.toString());
    }

    private record Outcome(int code, String output, String errors) {}

    /// An upstream that always answers the same, and remembers who asked for what.
    private static final class Fake implements AutoCloseable {
        private final HttpServer server;
        private final ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
        private final String answer;

        Fake(String answer) throws IOException {
            this.answer = answer;
            this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", this::serve);
            server.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort();
        }

        List<String> seen() {
            return List.copyOf(seen);
        }

        private void serve(HttpExchange exchange) throws IOException {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (exchange.getRequestMethod().equals("POST")) {
                String bearer = exchange.getRequestHeaders().getFirst("Authorization");
                String key = exchange.getRequestHeaders().getFirst("x-api-key");
                String model = body.replaceAll("(?s).*\"model\"\\s*:\\s*\"([^\"]*)\".*", "$1");
                seen.add(exchange.getRequestURI().getPath() + " " + (key == null ? bearer : key) + " " + model);
            }
            exchange.getResponseHeaders().add("content-type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            try (var out = exchange.getResponseBody()) {
                out.write(answer.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // The gateway closes R1's call once it has the reasoning.
            }
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
