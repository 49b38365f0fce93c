package dev.deepreasoning.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// Rendered objects, to be asked for by kind.
record Manifests(String text, List<JsonNode> objects) {
    Manifests(String text) {
        this(text, DeepReasoningChart.documents(text));
    }

    /// The one object of a kind.
    JsonNode one(String kind) {
        List<JsonNode> found = all(kind);
        assertEquals(1, found.size(), () -> "objects of kind " + kind + " in\n" + text);
        return found.getFirst();
    }

    /// The one object of a kind and name.
    JsonNode one(String kind, String name) {
        List<JsonNode> found = all(kind).stream()
                .filter(object -> object.at("/metadata/name").asText().equals(name))
                .toList();
        assertEquals(1, found.size(), () -> kind + " " + name + " in\n" + text);
        return found.getFirst();
    }

    List<JsonNode> all(String kind) {
        return objects.stream()
                .filter(object -> object.path("kind").asText().equals(kind))
                .toList();
    }

    boolean has(String kind) {
        return !all(kind).isEmpty();
    }

    /// The gateway's container.
    JsonNode gateway() {
        return one("Deployment").at("/spec/template/spec/containers/0");
    }

    /// One of its environment variables, missing if there is none.
    JsonNode variable(String name) {
        for (JsonNode variable : gateway().path("env")) {
            if (variable.path("name").asText().equals(name)) {
                return variable;
            }
        }
        return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
    }
}
