package dev.deepreasoning.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What an API server of one version accepts, strictly: unknown members are errors.
/// `src/test/kubernetes/schemas.py` says where the schemas come from, and makes them.
final class KubernetesSchemas {
    /// The oldest version that the chart names, and the newest.
    static final List<String> VERSIONS = List.of("1.31", "1.37");

    private static final Map<String, KubernetesSchemas> BY_VERSION = new ConcurrentHashMap<>();
    private static final Path FOLDER = Path.of("src", "test", "resources", "kubernetes");

    private final ObjectNode core;
    private final ObjectNode custom;
    private final Map<String, JsonSchema> compiled = new ConcurrentHashMap<>();

    private KubernetesSchemas(String version) {
        this.core = read(version);
        this.custom = read("custom");
    }

    static KubernetesSchemas of(String version) {
        return BY_VERSION.computeIfAbsent(version, KubernetesSchemas::new);
    }

    /// What is wrong with an object; empty if nothing is.
    List<String> problems(JsonNode object) {
        String type =
                object.path("apiVersion").asText() + "/" + object.path("kind").asText();
        return compiled.computeIfAbsent(type, this::compile).validate(object).stream()
                .map(problem -> type + " " + object.at("/metadata/name").asText() + ": " + problem.getMessage())
                .toList();
    }

    private JsonSchema compile(String type) {
        ObjectNode all = core.path("$defs").has(type) ? core : custom;
        if (!all.path("$defs").has(type)) {
            throw new AssertionError("there is no schema for " + type + ": see src/test/kubernetes/schemas.py");
        }
        ObjectNode schema = all.deepCopy();
        schema.put("$ref", "#/$defs/" + type.replace("~", "~0").replace("/", "~1"));
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema);
    }

    private static ObjectNode read(String name) {
        try {
            return (ObjectNode)
                    new ObjectMapper().readTree(FOLDER.resolve(name + ".json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
