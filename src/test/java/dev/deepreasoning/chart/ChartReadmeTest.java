package dev.deepreasoning.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.deepreasoning.chart.ChartValues.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The chart's page is made from the comments in `values.yaml`, and tells every value. `-Dgolden.update=true` writes it
/// anew.
final class ChartReadmeTest {
    private static final Path README = DeepReasoningChart.FOLDER.resolve("README.md");
    private static final Path TEMPLATE = DeepReasoningChart.FOLDER.resolve("README.md.tmpl");

    @Test
    void tellsEveryValue() throws IOException {
        Map<String, Value> values = ChartValues.documented();
        assertEquals(
                new TreeSet<>(values.keySet()), new TreeSet<>(ChartValues.leaves()), "each value has a `# --` comment");
        StringBuilder table = new StringBuilder("| value | type | default | meaning |\n| --- | --- | --- | --- |\n");
        JsonNode schema = DeepReasoningChart.yaml(DeepReasoningChart.FOLDER.resolve("values.schema.json"));
        values.forEach((path, value) -> table.append("| `")
                .append(path)
                .append("` | ")
                .append(type(schema, path))
                .append(" | ")
                .append(otherwise(value.otherwise()))
                .append(" | ")
                .append(value.meaning().replace("|", "\\|"))
                .append(" |\n"));
        String text = Files.readString(TEMPLATE).replace("{{ values }}\n", table);
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(README, text);
        }
        assertEquals(text, Files.exists(README) ? Files.readString(README) : "");
    }

    private static String type(JsonNode schema, String path) {
        JsonNode found = ValuesSchemaTest.of(schema, path);
        assertTrue(found.has("type"), path + " is not in values.schema.json");
        JsonNode type = found.get("type");
        if (!type.isArray()) {
            return type.asText();
        }
        StringBuilder names = new StringBuilder();
        type.forEach(each -> {
            if (!each.asText().equals("null")) {
                names.append(names.isEmpty() ? "" : " or ").append(each.asText());
            }
        });
        return names.toString();
    }

    private static String otherwise(JsonNode value) {
        if (value.isNull() || value.isTextual() && value.asText().isEmpty()) {
            return "";
        }
        return "`" + (value.isTextual() ? value.asText() : value.toString()).replace("|", "\\|") + "`";
    }
}
