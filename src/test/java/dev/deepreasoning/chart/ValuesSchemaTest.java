package dev.deepreasoning.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The schema of the values takes what the chart understands, and nothing else.
final class ValuesSchemaTest {
    private static final JsonNode SCHEMA =
            DeepReasoningChart.yaml(DeepReasoningChart.FOLDER.resolve("values.schema.json"));
    private static final JsonNode DEFAULTS = DeepReasoningChart.yaml(DeepReasoningChart.FOLDER.resolve("values.yaml"));
    private static final JsonSchema CHECKED =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(SCHEMA);

    /// The part of the schema that a value is checked by.
    static JsonNode of(JsonNode schema, String path) {
        JsonNode at = schema;
        for (String name : path.split("\\.", -1)) {
            at = at.path("properties").path(name);
        }
        return at;
    }

    static List<String> documented() {
        return List.copyOf(ChartValues.documented().keySet());
    }

    private static ObjectNode with(String path, JsonNode value) {
        ObjectNode values = DEFAULTS.deepCopy();
        String[] names = path.split("\\.", -1);
        ObjectNode at = values;
        for (int i = 0; i < names.length - 1; i++) {
            at = (ObjectNode) at.get(names[i]);
        }
        at.set(names[names.length - 1], value);
        return values;
    }

    private static boolean accepts(JsonNode values) {
        return CHECKED.validate(values).isEmpty();
    }

    @Test
    void takesTheDefaultsAndTheExamples() {
        assertTrue(accepts(DEFAULTS), () -> CHECKED.validate(DEFAULTS).toString());
        for (Path example : DeepReasoningChart.examples()) {
            assertEquals(
                    List.of(), List.copyOf(CHECKED.validate(DeepReasoningChart.yaml(example))), example.toString());
        }
    }

    @Test
    void knowsTheValuesOfTheChartAndNoOther() {
        TreeSet<String> known = new TreeSet<>();
        collect(SCHEMA, "", known);
        known.remove("global");
        TreeSet<String> documented = new TreeSet<>(documented());
        known.removeIf(path -> documented.stream().anyMatch(value -> path.startsWith(value + ".")));
        assertEquals(documented, known);
    }

    private static void collect(JsonNode schema, String path, TreeSet<String> known) {
        if (!schema.has("properties") || documented().contains(path)) {
            known.add(path);
            return;
        }
        schema.get("properties")
                .fields()
                .forEachRemaining(member -> collect(
                        member.getValue(), path.isEmpty() ? member.getKey() : path + "." + member.getKey(), known));
    }

    @ParameterizedTest
    @MethodSource("documented")
    void refusesAnotherTypeForEachValue(String path) {
        JsonNodeFactory make = JsonNodeFactory.instance;
        String type = of(SCHEMA, path).get("type").toString();
        List<JsonNode> wrong = new ArrayList<>();
        if (!type.contains("string")) {
            wrong.add(make.textNode("text"));
        }
        if (!type.contains("number") && !type.contains("integer")) {
            wrong.add(make.numberNode(7));
        }
        if (!type.contains("number")) {
            wrong.add(make.numberNode(0.5));
        }
        if (!type.contains("boolean")) {
            wrong.add(make.booleanNode(true));
        }
        if (!type.contains("array")) {
            wrong.add(make.arrayNode());
        }
        if (!type.contains("object")) {
            wrong.add(make.objectNode());
        }
        for (JsonNode each : wrong) {
            assertFalse(accepts(with(path, each)), path + " takes " + each);
        }
    }

    @Test
    void refusesMisspeltNamesAtEveryLevel() {
        assertFalse(accepts(with("replica", JsonNodeFactory.instance.numberNode(2))));
        for (String path : documented()) {
            int dot = path.lastIndexOf('.');
            if (dot > 0) {
                String misspelt = path.substring(0, dot) + ".misspelt";
                assertFalse(accepts(with(misspelt, JsonNodeFactory.instance.textNode("x"))), misspelt);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{image: {digest: 'sha256:abc'}}",
                "{image: {tag: 'a b'}}",
                "{image: {repository: 'Upper/Case'}}",
                "{image: {pullPolicy: Sometimes}}",
                "{replicas: -1}",
                "{strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 'half'}}}",
                "{secrets: {existingSecret: 'Not_a_name'}}",
                "{secrets: {extraKeys: {lower: KEY}}}",
                "{auth: {mode: none}}",
                "{database: {jdbcUrl: 'postgres://host/name'}}",
                "{database: {port: 70000}}",
                "{database: {migration: {mode: later}}}",
                "{drain: {timeoutSeconds: 0}}",
                "{service: {type: ExternalName}}",
                "{ingress: {controller: apache}}",
                "{ingress: {hosts: ['https://example.com']}}",
                "{exposure: {paths: []}}",
                "{exposure: {paths: [{path: v1, type: Prefix}]}}",
                "{autoscaling: {minReplicas: 0}}",
                "{autoscaling: {behavior: {scaleDown: {policies: [{type: Pods, value: 0, periodSeconds: 1}]}}}}",
                "{prometheusAdapter: {window: fast}}",
                "{keda: {serverAddress: 'prometheus:9090'}}",
                "{podDisruptionBudget: {maxUnavailable: '200%'}}",
                "{networkPolicy: {upstreams: {except: ['10.0.0.0']}}}",
                "{networkPolicy: {dns: {ports: []}}}",
                "{proxy: {https: 'proxy:3128'}}",
                "{proxy: {https: 'http://me:secret@proxy:3128'}}",
                "{metrics: {prometheusRule: {errorRatio: 5}}}",
                "{tracing: {endpoint: 'otel:4317'}}",
                "{tracing: {endpoint: 'http://me:secret@otel:4317'}}",
                "{tracing: {sampleRatio: 2}}",
                "{extraVolumes: [{name: tmp, emptyDir: {}}]}",
                "{extraEnv: [{value: x}]}",
                "{extraObjects: [{kind: ConfigMap}]}",
                "{tmpSizeLimit: much}"
            })
    void refusesWhatNoClusterCouldUse(String values) {
        ObjectNode all = DEFAULTS.deepCopy();
        JsonNode given = DeepReasoningChart.documents(values).getFirst();
        merge(all, given);
        assertFalse(accepts(all), values);
    }

    private static void merge(ObjectNode into, JsonNode values) {
        values.fields().forEachRemaining(member -> {
            if (member.getValue().isObject() && into.path(member.getKey()).isObject()) {
                merge((ObjectNode) into.get(member.getKey()), member.getValue());
            } else {
                into.set(member.getKey(), member.getValue());
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"{replicas: many}", "{replica: 2}", "{image: {digest: latest}}", "{auth: {mode: none}}"})
    void helmAppliesIt(String values) {
        assertTrue(DeepReasoningChart.refusal(values).contains("schema"), values);
    }
}
