package dev.deepreasoning.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// The kustomize base and its overlays, as they follow from the chart: the base is what the chart renders, an overlay
/// what is new beside it and a JSON patch (RFC 6902) for each object that differs.
final class PlainManifests {
    static final Path FOLDER = Path.of("k8s");
    static final Path BASE = FOLDER.resolve("base");
    private static final String NAME = "deepreasoning";
    private static final String NOTE =
            "# Made from helm/deepreasoning and the values.yaml beside it; see k8s/README.md.\n";
    private static final String NAMESPACE = """
            apiVersion: v1
            kind: Namespace
            metadata:
              name: deepreasoning
              labels:
                app.kubernetes.io/part-of: deepreasoning
                pod-security.kubernetes.io/enforce: restricted
            """;
    private static final YAMLMapper YAML = new YAMLMapper(YAMLFactory.builder()
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .build());

    private PlainManifests() {}

    /// What the chart renders for the base's values and, for an overlay, its own; by kind and name, without Helm's labels.
    static Map<String, ObjectNode> rendered(Path folder) {
        Path[] values = folder.equals(BASE)
                ? new Path[] {BASE.resolve("values.yaml")}
                : new Path[] {BASE.resolve("values.yaml"), folder.resolve("values.yaml")};
        Map<String, ObjectNode> objects = new TreeMap<>();
        for (JsonNode each : DeepReasoningChart.documents(DeepReasoningChart.text(NAME, NAME, values))) {
            ObjectNode object = each.deepCopy();
            ObjectNode labels = (ObjectNode) object.at("/metadata/labels");
            labels.remove("helm.sh/chart");
            labels.remove("app.kubernetes.io/managed-by");
            objects.put(id(object), object);
        }
        return objects;
    }

    static String id(JsonNode object) {
        return object.path("kind").asText() + " " + object.at("/metadata/name").asText();
    }

    /// Files of a folder by their names.
    static Map<String, String> files(Path folder) {
        Map<String, ObjectNode> base = rendered(BASE);
        Map<String, String> files = new LinkedHashMap<>();
        ObjectNode kustomization = JsonNodeFactory.instance
                .objectNode()
                .put("apiVersion", "kustomize.config.k8s.io/v1beta1")
                .put("kind", "Kustomization");
        ArrayNode resources = kustomization.putArray("resources");
        ArrayNode patches = JsonNodeFactory.instance.arrayNode();
        if (folder.equals(BASE)) {
            files.put("namespace.yaml", NOTE + NAMESPACE);
            resources.add("namespace.yaml");
        } else {
            resources.add("../../base");
        }
        for (ObjectNode object : rendered(folder).values()) {
            JsonNode origin = folder.equals(BASE) ? null : base.remove(id(object));
            String file = file(object);
            if (origin == null) {
                files.put(file + ".yaml", NOTE + text(object));
                resources.add(file + ".yaml");
            } else if (!origin.equals(object)) {
                ArrayNode operations = JsonNodeFactory.instance.arrayNode();
                differences(origin, object, "", operations);
                files.put(file + ".patch.yaml", NOTE + text(operations));
                ObjectNode patch = patches.addObject().put("path", file + ".patch.yaml");
                patch.putObject("target")
                        .put("kind", object.path("kind").asText())
                        .put("name", object.at("/metadata/name").asText());
            }
        }
        if (!folder.equals(BASE) && !base.isEmpty()) {
            throw new AssertionError("an overlay can't take away " + base.keySet());
        }
        if (!patches.isEmpty()) {
            kustomization.set("patches", patches);
        }
        files.put("kustomization.yaml", NOTE + text(kustomization));
        return files;
    }

    private static String file(JsonNode object) {
        String name = object.at("/metadata/name").asText();
        String more = name.equals(NAME) ? "" : "-" + name.replaceFirst("^" + NAME + "-", "");
        return object.path("kind").asText().toLowerCase(Locale.ROOT) + more;
    }

    /// Members of maps one by one, everything else whole: a patch by places in lists could not be read.
    private static void differences(JsonNode from, JsonNode to, String path, ArrayNode operations) {
        for (Iterator<String> names = from.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            String member = path + "/" + name.replace("~", "~0").replace("/", "~1");
            JsonNode now = to.path(name);
            if (now.isMissingNode()) {
                operations.addObject().put("op", "remove").put("path", member);
            } else if (now.isObject() && from.get(name).isObject()) {
                differences(from.get(name), now, member, operations);
            } else if (!now.equals(from.get(name))) {
                operations.addObject().put("op", "replace").put("path", member).set("value", now);
            }
        }
        for (Iterator<String> names = to.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!from.has(name)) {
                operations
                        .addObject()
                        .put("op", "add")
                        .put("path", path + "/" + name.replace("~", "~0").replace("/", "~1"))
                        .set("value", to.get(name));
            }
        }
    }

    private static String text(JsonNode node) {
        try {
            return YAML.writeValueAsString(node);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
