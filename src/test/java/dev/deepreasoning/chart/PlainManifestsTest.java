package dev.deepreasoning.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `k8s/` says the same as the chart. `-Dgolden.update=true` writes it anew.
final class PlainManifestsTest {
    static List<Path> folders() {
        Path overlays = PlainManifests.FOLDER.resolve("overlays");
        return List.of(PlainManifests.BASE, overlays.resolve("demo"), overlays.resolve("production"));
    }

    @BeforeAll
    static void update() throws IOException {
        if (Boolean.getBoolean("golden.update")) {
            for (Path folder : folders()) {
                try (Stream<Path> old = Files.list(folder)) {
                    for (Path file :
                            old.filter(each -> !each.endsWith("values.yaml")).toList()) {
                        Files.delete(file);
                    }
                }
                for (Map.Entry<String, String> file :
                        PlainManifests.files(folder).entrySet()) {
                    Files.writeString(folder.resolve(file.getKey()), file.getValue());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("folders")
    void theFilesAreThoseThatTheChartMakes(Path folder) throws IOException {
        Map<String, String> made = PlainManifests.files(folder);
        TreeSet<String> expected = new TreeSet<>(made.keySet());
        expected.add("values.yaml");
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(
                    expected,
                    files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new)));
        }
        made.forEach((name, text) -> assertEquals(text, PlainManifests.read(folder.resolve(name)), name));
    }

    /// Reads the files as kustomize does: resources, then patches.
    private static Map<String, JsonNode> built(Path folder) {
        JsonNode kustomization = DeepReasoningChart.yaml(folder.resolve("kustomization.yaml"));
        Map<String, JsonNode> objects = new TreeMap<>();
        for (JsonNode resource : kustomization.path("resources")) {
            Path file = folder.resolve(resource.asText()).normalize();
            if (Files.isDirectory(file)) {
                objects.putAll(built(file));
            } else {
                JsonNode object = DeepReasoningChart.yaml(file);
                objects.put(PlainManifests.id(object), object);
            }
        }
        for (JsonNode patch : kustomization.path("patches")) {
            String id = patch.at("/target/kind").asText() + " "
                    + patch.at("/target/name").asText();
            assertTrue(objects.containsKey(id), id);
            JsonNode operations =
                    DeepReasoningChart.yaml(folder.resolve(patch.path("path").asText()));
            objects.put(id, JsonPatch.apply(operations, objects.get(id)));
        }
        return objects;
    }

    @ParameterizedTest
    @MethodSource("folders")
    void whatKustomizeMakesOfThemIsWhatHelmMakesOfTheChart(Path folder) {
        Map<String, JsonNode> built = built(folder);
        assertEquals(
                "restricted",
                built.remove("Namespace deepreasoning")
                        .at("/metadata/labels/pod-security.kubernetes.io~1enforce")
                        .asText());
        Map<String, ObjectNode> rendered = PlainManifests.rendered(folder);
        assertEquals(rendered.keySet(), built.keySet());
        rendered.forEach((id, object) -> assertEquals(object, built.get(id), id));
    }

    @ParameterizedTest
    @MethodSource("folders")
    void everyObjectIsValid(Path folder) {
        for (String version : KubernetesSchemas.VERSIONS) {
            for (JsonNode object : built(folder).values()) {
                assertEquals(List.of(), KubernetesSchemas.of(version).problems(object));
            }
        }
    }

    @Test
    void nothingOfHelmIsLeft() {
        for (Path folder : folders()) {
            built(folder).values().forEach(object -> {
                String text = object.toString();
                assertTrue(!text.contains("helm.sh/") && !text.contains("\"Helm\""), text);
            });
        }
    }
}
