package dev.deepreasoning.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The chart as Helm renders it, inside this process.
final class DeepReasoningChart {
    static final Path FOLDER = Path.of("helm", "deepreasoning");
    static final YAMLMapper YAML = new YAMLMapper(new YAMLFactory());

    /// In the build's folder, so that a clean build takes it away.
    private static final Path SCRATCH = Path.of("target").toAbsolutePath();

    /// Values with which everything that has no default is given.
    static final String LEAST = "{secrets: {existingSecret: keys}}";

    /// The library leaves hooks out of what it renders. In a copy of the chart they are ordinary objects.
    private static final String HOOK = "helm.sh/hook";

    private static final String NO_HOOK = "helm.sh.test/hook";

    private static final Helm HELM = new Helm(FOLDER.toAbsolutePath());
    private static final Helm WITHOUT_HOOKS = new Helm(copy(HOOK, NO_HOOK));

    private DeepReasoningChart() {}

    /// Objects for the least values and these.
    static Manifests render(String values) {
        return new Manifests(text("dr", "ai", written(LEAST), written(values)));
    }

    /// Objects for these values and no other.
    static Manifests renderOnly(String values) {
        return new Manifests(text("dr", "ai", written(values)));
    }

    /// Objects for a file of values.
    static Manifests render(Path values) {
        return new Manifests(text("dr", "ai", values));
    }

    /// The text that `helm template` prints.
    static String text(String release, String namespace, Path... values) {
        var command = WITHOUT_HOOKS
                .template()
                .withName(release)
                .withNamespace(namespace)
                .withKubeVersion("1.31.0");
        for (Path file : values) {
            command.withValuesFile(file);
        }
        return command.call().replace(NO_HOOK, HOOK);
    }

    /// What Helm says when it refuses these values, beside the least ones.
    static String refusal(String values) {
        return refusalOf(LEAST, values);
    }

    /// What Helm says when it refuses these values and no other.
    static String refusalOnly(String values) {
        return refusalOf(values);
    }

    private static String refusalOf(String... values) {
        Path[] files = new Path[values.length];
        for (int i = 0; i < values.length; i++) {
            files[i] = written(values[i]);
        }
        try {
            String rendered = text("dr", "ai", files);
            throw new AssertionError("was rendered: " + rendered);
        } catch (IllegalStateException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /// What Helm tells after an installation.
    static String notes(Path... values) {
        var command = HELM.install()
                .withName("dr")
                .withNamespace("ai")
                .withKubeVersion("1.31.0")
                .clientOnly()
                .dryRun();
        for (Path file : values) {
            command.withValuesFile(file);
        }
        String output = command.call().getOutput();
        int notes = output.indexOf("NOTES:");
        return notes < 0 ? "" : output.substring(notes);
    }

    /// Lints a copy of the chart that has these values as its defaults: the library's lint takes none beside it.
    static LintResult lint(String values) {
        try {
            Path copy = copy("", "");
            Path defaults = copy.resolve("values.yaml");
            JsonNode merged =
                    YAML.readerForUpdating(YAML.readTree(defaults.toFile())).readValue(values);
            YAML.writeValue(defaults.toFile(), merged);
            return new Helm(copy).lint().strict().call();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path copy(String replaced, String replacement) {
        try (var files = Files.walk(FOLDER)) {
            Path copy = Files.createTempDirectory(SCRATCH, "chart").resolve("deepreasoning");
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = copy.resolve(FOLDER.relativize(file).toString());
                Files.createDirectories(target.getParent());
                String text = Files.readString(file);
                Files.writeString(target, replaced.isEmpty() ? text : text.replace(replaced, replacement));
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// All value files that come with the chart.
    static List<Path> examples() {
        try (var files = Files.list(FOLDER.resolve("ci"))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode yaml(Path file) {
        try {
            return YAML.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<JsonNode> documents(String text) {
        try (var values = YAML.readerFor(JsonNode.class).<JsonNode>readValues(text)) {
            List<JsonNode> documents = new ArrayList<>();
            while (values.hasNext()) {
                JsonNode document = values.next();
                if (document != null && document.isObject()) {
                    documents.add(document);
                }
            }
            return documents;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path written(String values) {
        try {
            Path file = Files.createTempFile(SCRATCH, "values", ".yaml");
            file.toFile().deleteOnExit();
            return Files.writeString(file, values);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
