package dev.deepreasoning.chart;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `values.yaml` as its comments tell it: a comment that begins with `# --` belongs to the next key.
final class ChartValues {
    private static final Pattern KEY = Pattern.compile("^( *)([A-Za-z0-9]+):.*$");
    private static final Pattern BEGUN = Pattern.compile("^ *# -- (.*)$");
    private static final Pattern GOES_ON = Pattern.compile("^ *# (.*)$");

    private ChartValues() {}

    /// One value.
    ///
    /// @param otherwise its default
    record Value(JsonNode otherwise, String meaning) {}

    /// All documented values by their paths, in the file's order.
    static Map<String, Value> documented() {
        JsonNode defaults = DeepReasoningChart.yaml(DeepReasoningChart.FOLDER.resolve("values.yaml"));
        Map<String, Value> values = new LinkedHashMap<>();
        List<String> path = new ArrayList<>();
        StringBuilder meaning = new StringBuilder();
        for (String line : lines()) {
            Matcher begun = BEGUN.matcher(line);
            Matcher more = GOES_ON.matcher(line);
            Matcher key = KEY.matcher(line);
            if (begun.matches()) {
                meaning.setLength(0);
                meaning.append(begun.group(1));
            } else if (more.matches() && !meaning.isEmpty()) {
                meaning.append(' ').append(more.group(1));
            } else if (key.matches()) {
                int depth = key.group(1).length() / 2;
                while (path.size() > depth) {
                    path.removeLast();
                }
                path.add(key.group(2));
                if (!meaning.isEmpty()) {
                    values.put(
                            String.join(".", path),
                            new Value(defaults.at("/" + String.join("/", path)), meaning.toString()));
                    meaning.setLength(0);
                }
            }
        }
        return values;
    }

    /// Paths of all defaults that are no maps, or empty ones; what lies below a documented value is part of it.
    static List<String> leaves() {
        List<String> leaves = new ArrayList<>();
        collect(
                DeepReasoningChart.yaml(DeepReasoningChart.FOLDER.resolve("values.yaml")),
                "",
                documented().keySet().stream().toList(),
                leaves);
        return leaves;
    }

    private static void collect(JsonNode node, String path, List<String> whole, List<String> leaves) {
        if (!node.isObject() || node.isEmpty() || whole.contains(path)) {
            leaves.add(path);
            return;
        }
        node.fields()
                .forEachRemaining(member -> collect(
                        member.getValue(),
                        path.isEmpty() ? member.getKey() : path + "." + member.getKey(),
                        whole,
                        leaves));
    }

    private static List<String> lines() {
        try {
            return Files.readAllLines(DeepReasoningChart.FOLDER.resolve("values.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
