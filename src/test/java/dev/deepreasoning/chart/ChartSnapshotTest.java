package dev.deepreasoning.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.deepreasoning.Golden;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The chart's whole output for what most install, byte for byte: a change to it is read in the review.
/// `-Dgolden.update=true` writes it anew.
final class ChartSnapshotTest {
    private static final Golden GOLDEN = Golden.of("chart");

    private static void holds(String name, Path values) {
        GOLDEN.check(name + ".yaml", DeepReasoningChart.text("dr", "ai", values).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void byDefault() {
        holds("default", DeepReasoningChart.written(DeepReasoningChart.LEAST));
    }

    @Test
    void asADemo() {
        holds("demo", DeepReasoningChart.FOLDER.resolve("ci/demo-values.yaml"));
    }

    @Test
    void inProduction() {
        holds("production", DeepReasoningChart.FOLDER.resolve("ci/production-values.yaml"));
    }

    @Test
    void rendersTheSameTwice() {
        Path values = DeepReasoningChart.FOLDER.resolve("ci/everything-values.yaml");
        assertEquals(DeepReasoningChart.text("dr", "ai", values), DeepReasoningChart.text("dr", "ai", values));
    }

    @Test
    void thereAreNoOtherSnapshots() {
        GOLDEN.checkNames(Set.of("default.yaml", "demo.yaml", "production.yaml"));
    }
}
