package dev.deepreasoning.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.deepreasoning.api.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/// A real Prometheus, on loopback and for one test.
final class Prometheus implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration GUARD = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final Path log;
    private final int port;

    /// Skips the test where there is none, except in CI.
    static void needed() {
        if (found("prometheus") && found("promtool")) {
            return;
        }
        String sentence = "needs prometheus and promtool (Debian package prometheus)";
        if (Boolean.getBoolean("ci") || System.getenv("CI") != null) {
            fail(sentence);
        }
        Assumptions.abort(sentence);
    }

    private static boolean found(String program) {
        for (String folder : System.getenv("PATH").split(":", -1)) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    /// Scrapes targets every other second and watches rules.
    ///
    /// @param pods port by pod; all in the namespace `ai`
    /// @param rules a file
    Prometheus(Path folder, Map<String, Integer> pods, Path rules) throws IOException {
        StringBuilder targets = new StringBuilder();
        pods.forEach((pod, target) -> targets.append("""
                      - targets: ["127.0.0.1:%d"]
                        labels: {namespace: ai, pod: %s}
                """.formatted(target, pod)));
        Path file = folder.resolve("prometheus.yaml");
        Files.writeString(file, """
                global:
                  scrape_interval: 2s
                  scrape_timeout: 2s
                  evaluation_interval: 2s
                rule_files: [%s]
                scrape_configs:
                  - job_name: gateway
                    metrics_path: /q/metrics
                    static_configs:
                """.formatted(rules.toAbsolutePath()) + targets);
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        log = folder.resolve("prometheus.log");
        process = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + file,
                        "--storage.tsdb.path=" + folder.resolve("tsdb"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Eventually.holds("Prometheus is ready", GUARD, this::ready);
    }

    private boolean ready() {
        try {
            assertTrue(process.isAlive(), () -> PlainManifests.read(log));
            return get("/-/ready").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private HttpResponse<String> get(String path) throws IOException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .timeout(GUARD)
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /// The member `data` of an answer.
    JsonNode data(String path) {
        try {
            HttpResponse<String> answer = get("/api/v1/" + path);
            assertEquals(200, answer.statusCode(), () -> path + ": " + answer.body());
            return JSON.readTree(answer.body()).path("data");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /// What an expression is now: values by the one label, or by nothing.
    Map<String, Double> query(String expression, String label) {
        Map<String, Double> values = new TreeMap<>();
        JsonNode data = data("query?query=" + encoded(expression));
        if (data.path("resultType").asText().equals("scalar")) {
            values.put("", data.at("/result/1").asDouble());
        } else {
            data.path("result")
                    .forEach(each -> values.put(
                            each.path("metric").path(label).asText(),
                            Double.parseDouble(each.at("/value/1").asText())));
        }
        return values;
    }

    /// The one value of an expression; 0 where there is none.
    double value(String expression) {
        return query(expression, "").values().stream().findFirst().orElse(0.0);
    }

    /// Runs promtool and returns what it says.
    static String promtool(Path folder, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        Path output = folder.resolve("promtool.log");
        Process tool = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertTrue(tool.waitFor(60, TimeUnit.SECONDS));
        String said = Files.readString(output);
        assertEquals(0, tool.exitValue(), said);
        return said;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
