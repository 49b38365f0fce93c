package dev.deepreasoning.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The alerts, as promtool reads them and tries them on made-up series.
@Timeout(120)
final class AlertsTest {
    @TempDir
    private Path folder;

    /// The rules that the chart renders, in a file as Prometheus reads it.
    static Path rules(Path folder) throws IOException {
        JsonNode rule = DeepReasoningChart.render("{metrics: {prometheusRule: {enabled: true}}}")
                .one("PrometheusRule")
                .path("spec");
        Path file = folder.resolve("rules.yaml");
        DeepReasoningChart.YAML.writeValue(file.toFile(), rule);
        return file;
    }

    @Test
    void fireWhereSomethingIsWrongAndOnlyThere() throws Exception {
        Prometheus.needed();
        assertTrue(Prometheus.promtool(folder, "check", "rules", rules(folder).toString())
                .contains("9 rules found"));
        Files.copy(Path.of("src/test/resources/chart/alerts.test.yaml"), folder.resolve("alerts.test.yaml"));
        assertTrue(
                Prometheus.promtool(folder, "test", "rules", "alerts.test.yaml").contains("SUCCESS"));
    }

    @Test
    void everyAlertSaysWhatToDo() {
        JsonNode rules = DeepReasoningChart.render("{metrics: {prometheusRule: {enabled: true}}}")
                .one("PrometheusRule")
                .at("/spec/groups/0/rules");
        assertEquals(9, rules.size());
        for (JsonNode rule : rules) {
            assertTrue(rule.path("alert").asText().startsWith("DeepReasoning"), rule::toString);
            assertTrue(rule.at("/annotations/summary").asText().length() > 20, rule::toString);
            assertTrue(rule.at("/annotations/runbook").asText().length() > 80, rule::toString);
            assertTrue(rule.at("/labels/severity").asText().matches("critical|warning"), rule::toString);
            assertTrue(rule.path("for").asText().matches("\\d+[mh]"), rule::toString);
        }
    }
}
