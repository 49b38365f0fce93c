package dev.deepreasoning.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What `helm lint --strict` says, and what the chart says of itself.
final class ChartLintTest {
    static List<Path> examples() {
        return DeepReasoningChart.examples();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleIsCleanUnderStrictLint(Path values) throws IOException {
        var result = DeepReasoningChart.lint(Files.readString(values));

        assertFalse(result.isFailed(), () -> String.join("\n", result.getMessages()));
        assertFalse(
                result.getMessages().stream()
                        .anyMatch(message -> message.contains("[WARNING]") || message.contains("[ERROR]")),
                () -> String.join("\n", result.getMessages()));
    }

    @Test
    void lintSeesAMistake() {
        assertTrue(DeepReasoningChart.lint("{replicas: many}").isFailed());
    }

    @Test
    void theChartNamesItsLicenceAndTheOldestKubernetes() {
        JsonNode chart = DeepReasoningChart.yaml(DeepReasoningChart.FOLDER.resolve("Chart.yaml"));

        assertEquals(">=1.31.0-0", chart.path("kubeVersion").asText());
        assertEquals("MIT", chart.at("/annotations/artifacthub.io~1license").asText());
        assertEquals(
                "ai-machine-learning",
                chart.at("/annotations/artifacthub.io~1category").asText());
        assertEquals("application", chart.path("type").asText());
    }

    @Test
    void theChartIsOfTheSameVersionAsTheGateway() throws IOException {
        JsonNode chart = DeepReasoningChart.yaml(DeepReasoningChart.FOLDER.resolve("Chart.yaml"));

        assertTrue(
                Files.readString(Path.of("pom.xml"))
                        .contains("<artifactId>deepreasoning</artifactId>\n    <version>"
                                + chart.path("appVersion").asText()),
                "Chart.yaml's appVersion is not pom.xml's version");
    }
}
