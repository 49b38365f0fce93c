package dev.deepreasoning.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What each value does. The cases are lines of `chart/values.txt`.
final class ChartValuesTest {
    private static final Path CASES = Path.of("src", "test", "resources", "chart", "values.txt");

    /// One case.
    ///
    /// @param value the value that it is about
    /// @param set values beside the least ones
    /// @param object kind, and after a slash the name where there are several
    /// @param pointer where in the object; empty: the object itself
    /// @param expected YAML; `absent`: nothing is there; `present`: something is
    private record Case(String value, String set, String object, String pointer, String expected) {
        @Override
        public String toString() {
            return value + " " + set;
        }
    }

    static List<Case> cases() {
        try {
            List<Case> cases = new ArrayList<>();
            for (String line : Files.readAllLines(CASES, StandardCharsets.UTF_8)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    String[] parts = line.split(" +\\| +", 5);
                    assertEquals(5, parts.length, line);
                    String pointer = parts[3].equals("-") ? "" : parts[3];
                    cases.add(new Case(parts[0].strip(), parts[1], parts[2], pointer, parts[4].strip()));
                }
            }
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode found(Manifests manifests, String object, String pointer) {
        String[] name = object.split("/", 2);
        JsonNode of = MissingNode.getInstance();
        if (name.length == 2) {
            of = manifests.all(name[0]).stream()
                    .filter(each -> each.at("/metadata/name").asText().equals(name[1]))
                    .findFirst()
                    .orElse(of);
        } else if (manifests.has(name[0])) {
            of = manifests.one(name[0]);
        }
        if (pointer.startsWith("$")) {
            for (JsonNode variable : of.at("/spec/template/spec/containers/0/env")) {
                if (variable.path("name").asText().equals(pointer.substring(1))) {
                    return variable.has("value") ? variable.path("value") : variable.at("/valueFrom/secretKeyRef");
                }
            }
            return MissingNode.getInstance();
        }
        return pointer.isEmpty() ? of : of.at(pointer);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void doesWhatItSays(Case each) {
        Manifests manifests = each.set.contains("secrets: {existingSecret: ''")
                ? DeepReasoningChart.renderOnly(each.set)
                : DeepReasoningChart.render(each.set);
        JsonNode actual = found(manifests, each.object, each.pointer);
        switch (each.expected) {
            case "absent" -> assertTrue(actual.isMissingNode(), () -> each + " has " + actual);
            case "present" -> assertFalse(actual.isMissingNode(), () -> each + " has nothing in\n" + manifests.text());
            default -> {
                String text = actual.isTextual() ? actual.asText() : actual.toString();
                if (!each.expected.equals(text)) {
                    assertEquals(yaml(each.expected), actual, () -> each + " in " + each.object + each.pointer);
                }
            }
        }
    }

    private static JsonNode yaml(String text) {
        try {
            return DeepReasoningChart.YAML.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everyValueHasACase() {
        Set<String> covered = cases().stream().map(Case::value).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(new TreeSet<>(ChartValues.documented().keySet()), covered);
    }

    @Test
    void noObjectHoldsASecret() {
        for (Path example : DeepReasoningChart.examples()) {
            assertFalse(DeepReasoningChart.render(example).has("Secret"), example.toString());
        }
    }

    @Test
    void anotherConfigurationRollsThePods() {
        String one = "{config: {deepreasoning: {concurrency: 100}}}";
        String other = "{config: {deepreasoning: {concurrency: 200}}}";
        String checksum = "/spec/template/metadata/annotations/checksum~1config";
        assertNotEquals(
                DeepReasoningChart.render(one).one("Deployment").at(checksum),
                DeepReasoningChart.render(other).one("Deployment").at(checksum));
        assertEquals(
                DeepReasoningChart.render(one).one("Deployment"),
                DeepReasoningChart.render(one).one("Deployment"));
    }

    @Test
    void aScaledDeploymentNamesNoReplicas() {
        assertTrue(DeepReasoningChart.render("{}")
                .one("Deployment")
                .at("/spec/replicas")
                .isInt());
        for (String scaler :
                List.of("{autoscaling: {enabled: true}}", "{keda: {enabled: true, serverAddress: 'http://p:9090'}}")) {
            assertTrue(DeepReasoningChart.render(scaler)
                    .one("Deployment")
                    .at("/spec/replicas")
                    .isMissingNode());
        }
    }

    @Test
    void onlyOneOfTheAutoscalersIsMade() {
        Manifests hpa = DeepReasoningChart.render("{autoscaling: {enabled: true}}");
        Manifests keda = DeepReasoningChart.render("{keda: {enabled: true, serverAddress: 'http://p:9090'}}");
        assertTrue(hpa.has("HorizontalPodAutoscaler") && !hpa.has("ScaledObject"));
        assertTrue(keda.has("ScaledObject") && !keda.has("HorizontalPodAutoscaler"));
    }

    /// As the Pod Security Standard "restricted" wants it, for every pod that the chart makes.
    @Test
    void everyPodIsRestricted() {
        Manifests manifests = DeepReasoningChart.render(
                "{database: {enabled: true, jdbcUrl: 'jdbc:postgresql://db/name'}, autoscaling: {enabled: true}}");
        List<JsonNode> pods = new ArrayList<>();
        manifests.all("Pod").forEach(pod -> pods.add(pod.path("spec")));
        manifests.all("Job").forEach(job -> pods.add(job.at("/spec/template/spec")));
        manifests.all("Deployment").forEach(one -> pods.add(one.at("/spec/template/spec")));
        assertEquals(3, pods.size());
        for (JsonNode pod : pods) {
            assertTrue(pod.at("/securityContext/runAsNonRoot").asBoolean(), pod::toString);
            assertEquals(
                    "RuntimeDefault",
                    pod.at("/securityContext/seccompProfile/type").asText());
            assertFalse(pod.path("automountServiceAccountToken").asBoolean(true));
            assertFalse(pod.path("enableServiceLinks").asBoolean(true));
            for (JsonNode container : pod.path("containers")) {
                JsonNode context = container.path("securityContext");
                assertFalse(context.path("allowPrivilegeEscalation").asBoolean(true));
                assertTrue(context.path("readOnlyRootFilesystem").asBoolean());
                assertEquals("[\"ALL\"]", context.at("/capabilities/drop").toString());
                assertTrue(container.at("/resources/limits/memory").isTextual());
            }
        }
    }

    @Test
    void drainAndGracePeriodAreTiedTogether() {
        JsonNode pod = DeepReasoningChart.render("{drain: {timeoutSeconds: 100, preStopSeconds: 5, marginSeconds: 7}}")
                .one("Deployment")
                .at("/spec/template/spec");
        assertEquals(112, pod.path("terminationGracePeriodSeconds").asInt());
        assertEquals(5, pod.at("/containers/0/lifecycle/preStop/sleep/seconds").asInt());
    }

    @Test
    void healthAndMetricsStayInside() {
        for (String open : List.of(
                "{ingress: {enabled: true, hosts: [a.example]}}",
                "{httpRoute: {enabled: true, parentRefs: [{name: public}]}}")) {
            Manifests manifests = DeepReasoningChart.render(open);
            String way = (manifests.has("Ingress") ? manifests.one("Ingress") : manifests.one("HTTPRoute")).toString();
            assertTrue(way.contains("\"/v1\"") && way.contains("\"/q/openapi\""), way);
            assertFalse(way.contains("/q/metrics") || way.contains("/q/health"), way);
        }
    }
}
