package dev.deepreasoning.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every rendered object is one that the oldest and the newest supported Kubernetes accept.
final class KubernetesSchemaTest {
    static Stream<Arguments> examples() {
        return DeepReasoningChart.examples().stream()
                .flatMap(values -> KubernetesSchemas.VERSIONS.stream().map(version -> Arguments.of(values, version)));
    }

    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("examples")
    void everyObjectIsValid(Path values, String version) {
        Manifests manifests = DeepReasoningChart.render(values);

        assertTrue(manifests.objects().size() > 5, manifests.text());
        assertEquals(
                List.of(),
                manifests.objects().stream()
                        .flatMap(object -> KubernetesSchemas.of(version).problems(object).stream())
                        .toList());
    }

    @Test
    void theExamplesShowEveryKindThatTheChartMakes() {
        var kinds = new TreeSet<String>();
        for (Path values : DeepReasoningChart.examples()) {
            DeepReasoningChart.render(values)
                    .objects()
                    .forEach(object -> kinds.add(object.path("kind").asText()));
        }

        assertEquals(
                new TreeSet<>(List.of(
                        "CiliumNetworkPolicy",
                        "ConfigMap",
                        "Deployment",
                        "ExternalSecret",
                        "HTTPRoute",
                        "HorizontalPodAutoscaler",
                        "Ingress",
                        "Job",
                        "NetworkPolicy",
                        "Pod",
                        "PodDisruptionBudget",
                        "PrometheusRule",
                        "ScaledObject",
                        "Service",
                        "ServiceAccount",
                        "ServiceMonitor")),
                kinds);
    }

    @Test
    void theSchemasSeeAMisspeltMember() {
        JsonNode deployment = DeepReasoningChart.render("{}").one("Deployment");
        ((ObjectNode) deployment.at("/spec/template/spec")).put("teminationGracePeriodSeconds", 5);

        for (String version : KubernetesSchemas.VERSIONS) {
            List<String> problems = KubernetesSchemas.of(version).problems(deployment);
            assertFalse(problems.isEmpty());
            assertTrue(problems.getFirst().contains("teminationGracePeriodSeconds"), problems::toString);
        }
    }
}
