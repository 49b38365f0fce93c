package dev.deepreasoning.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.ParameterizedTypeTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/// The configuration reference is made from the documentation of the settings in the code, and tells each of them.
/// `-Dgolden.update=true` writes it anew.
class ConfigurationReferenceTest {
    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final Path REFERENCE = Path.of("src", "main", "docs", "configuration.md");
    private static final String OURS = "deepreasoning.";
    private static final String HEAD = """
            # Configuration

            Every setting of the gateway's own; `*` is a name of your choice, `[*]` a place in a list (0, 1, …). Settings come from
            system properties, environment variables (where a form is given), a file named by `QUARKUS_CONFIG_LOCATIONS`, and those of
            Quarkus itself (`quarkus.*`) beside them. A setting under `deepreasoning.` that is not listed here refuses the start.

            In an environment variable `<NAME>` is the name of a host or an endpoint, in letters and digits. Model ids and header names
            cannot be written there: use a file. Durations are written `10s`, `5m` or in ISO 8601.

            Without any of them, `DEEPSEEK_API_KEY`, `ANTHROPIC_API_KEY` and `LINKUP_API_KEY` alone make a gateway in front of the real
            services. `QUARKUS_DATASOURCE_JDBC_URL`, `_USERNAME` and `_PASSWORD` name its PostgreSQL.
            """;

    /// One setting as the code tells it.
    private record Setting(String type, String otherwise, String meaning) {}

    @Test
    void tellsEverySettingThatTheCodeReads() throws IOException {
        Map<String, Setting> settings = read();
        Set<String> known = new TreeSet<>();
        for (String line : KnownProperties.lines()) {
            if (line.startsWith(OURS)) {
                known.add(line.strip());
            }
        }
        known.removeIf(name -> name.endsWith("[*]") && known.contains(name.substring(0, name.length() - 3)));
        assertEquals(known, new TreeSet<>(settings.keySet()));
        settings.forEach((name, setting) -> assertTrue(!setting.meaning.isBlank(), name + " has no documentation"));
        String written = text(settings);
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(REFERENCE.getParent());
            Files.writeString(REFERENCE, written);
        }
        assertEquals(written, Files.exists(REFERENCE) ? Files.readString(REFERENCE) : "");
    }

    private static String text(Map<String, Setting> settings) {
        StringBuilder text = new StringBuilder(HEAD);
        String section = "";
        for (Map.Entry<String, Setting> each : settings.entrySet()) {
            String name = each.getKey();
            String first = name.substring(OURS.length()).split("[.\\[]", 2)[0];
            boolean alone = name.equals(OURS + first)
                    && settings.keySet().stream().noneMatch(other -> other.startsWith(name + "."));
            String title = alone ? "general" : first;
            if (!title.equals(section)) {
                section = title;
                text.append("\n## ")
                        .append(title)
                        .append("\n\n| setting | environment | type | default | meaning |\n")
                        .append("| --- | --- | --- | --- | --- |\n");
            }
            Setting setting = each.getValue();
            text.append("| `")
                    .append(name)
                    .append("` | ")
                    .append(environment(name))
                    .append(" | ")
                    .append(setting.type)
                    .append(" | ")
                    .append(setting.otherwise.isEmpty() ? "" : "`" + setting.otherwise + "`")
                    .append(" | ")
                    .append(setting.meaning.replace("|", "\\|"))
                    .append(" |\n");
        }
        return text.toString();
    }

    private static String environment(String name) {
        String variable = name.replaceFirst("\\.\\*", ".NAME")
                .replaceAll("[^A-Za-z0-9]", "_")
                .toUpperCase(Locale.ROOT);
        return KnownProperties.load().knowsVariable(variable)
                ? "`" + variable.replaceFirst("_NAME_", "_<NAME>_") + "`"
                : "";
    }

    private static Map<String, Setting> read() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Map<String, Setting> settings = new TreeMap<>(java.util.Comparator.comparing(
                        (String name) -> name.substring(OURS.length()).contains(".") ? 1 : 0)
                .thenComparing(name -> name));
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> tree = Files.walk(SOURCES)) {
            List<Path> sources =
                    tree.filter(path -> path.toString().endsWith(".java")).toList();
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, _ -> {}, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources));
            DocTrees docs = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                new Reader(docs, settings).scan(new TreePath(unit), null);
            }
        }
        // Read before there are mappings.
        settings.putIfAbsent(
                OURS + "demo",
                new Setting(
                        "true or false",
                        "false",
                        "R1, Claude and Linkup are simulated inside, and the gateway may be open. For trying it out."));
        return settings;
    }

    /// Reads one source file.
    private static final class Reader extends TreePathScanner<Void, Void> {
        private final DocTrees docs;
        private final Map<String, Setting> settings;

        Reader(DocTrees docs, Map<String, Setting> settings) {
            this.docs = docs;
            this.settings = settings;
        }

        @Override
        public Void visitClass(ClassTree type, Void nothing) {
            String prefix = value(type.getModifiers(), "ConfigMapping", "prefix");
            if (!prefix.isEmpty()) {
                group(getCurrentPath(), type, prefix);
                return null;
            }
            return super.visitClass(type, null);
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            for (VariableTree parameter : method.getParameters()) {
                String name = value(parameter.getModifiers(), "ConfigProperty", "name");
                if (name.equals("PROPERTY")) {
                    name = constant();
                }
                if (name.startsWith(OURS)) {
                    settings.put(
                            name,
                            new Setting(
                                    type(parameter.getType()),
                                    value(parameter.getModifiers(), "ConfigProperty", "defaultValue"),
                                    parameter(parameter.getName().toString())));
                }
            }
            return super.visitMethod(method, null);
        }

        private String constant() {
            ClassTree owner = (ClassTree) getCurrentPath().getParentPath().getLeaf();
            return owner.getMembers().stream()
                    .filter(member -> member instanceof VariableTree field
                            && field.getName().contentEquals("PROPERTY"))
                    .map(member -> text(((VariableTree) member).getInitializer()))
                    .findFirst()
                    .orElse("");
        }

        private String parameter(String name) {
            DocCommentTree comment = docs.getDocCommentTree(getCurrentPath());
            if (comment == null) {
                return "";
            }
            return comment.getBlockTags().stream()
                    .filter(tag -> tag instanceof ParamTree param
                            && param.getName().getName().contentEquals(name))
                    .map(tag -> ((ParamTree) tag)
                            .getDescription().stream().map(Object::toString).collect(Collectors.joining()))
                    .map(Reader::sentence)
                    .findFirst()
                    .orElse("");
        }

        private void group(TreePath path, ClassTree type, String prefix) {
            Map<String, ClassTree> inner = type.getMembers().stream()
                    .filter(ClassTree.class::isInstance)
                    .map(ClassTree.class::cast)
                    .collect(Collectors.toMap(each -> each.getSimpleName().toString(), each -> each));
            for (Tree member : type.getMembers()) {
                if (member instanceof MethodTree method && method.getBody() == null) {
                    member(new TreePath(path, method), path, method, prefix, inner);
                }
            }
        }

        private void member(
                TreePath path, TreePath owner, MethodTree method, String prefix, Map<String, ClassTree> inner) {
            ModifiersTree modifiers = method.getModifiers();
            String named = value(modifiers, "WithName", "value");
            String own = named.isEmpty() ? kebab(method.getName().toString()) : named;
            boolean asParent = modifiers.getAnnotations().stream()
                    .anyMatch(each -> each.getAnnotationType().toString().equals("WithParentName"));
            String name = asParent ? prefix : prefix + "." + own;
            Tree type = method.getReturnType();
            String shape = type.toString();
            if (shape.startsWith("Map<")) {
                name += ".*";
                type = ((ParameterizedTypeTree) type).getTypeArguments().getLast();
            } else if (shape.startsWith("List<")) {
                type = ((ParameterizedTypeTree) type).getTypeArguments().getLast();
                name += inner.containsKey(type.toString()) ? "[*]" : "";
            }
            ClassTree group = inner.get(type.toString());
            if (group != null && group.getKind() == Tree.Kind.INTERFACE) {
                group(new TreePath(owner, group), group, name);
                boolean unnamed = modifiers.getAnnotations().stream()
                        .anyMatch(each -> each.getAnnotationType().toString().equals("WithUnnamedKey"));
                if (unnamed) {
                    group(new TreePath(owner, group), group, prefix);
                }
            } else {
                String comment = docs.getDocComment(path);
                settings.put(
                        name,
                        new Setting(
                                type(type),
                                value(modifiers, "WithDefault", "value"),
                                comment == null ? "" : sentence(comment)));
            }
        }

        private static String sentence(String comment) {
            return comment.strip().replaceAll("\\s+", " ");
        }

        private static String kebab(String name) {
            return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        }

        private static String type(Tree type) {
            String shape = type.toString().replaceAll("^Optional<(.*)>$", "$1").replaceAll("^java\\..*\\.", "");
            return switch (shape) {
                case "String" -> "text";
                case "Boolean", "boolean" -> "true or false";
                case "Integer", "int", "Long", "long" -> "whole number";
                case "Double", "double", "BigDecimal" -> "number";
                case "Duration" -> "duration";
                case "URI" -> "URL";
                case "LocalDate" -> "date";
                case "List<String>", "Set<String>" -> "list";
                default -> "one of a few words";
            };
        }

        private static String value(ModifiersTree modifiers, String annotation, String member) {
            for (AnnotationTree each : modifiers.getAnnotations()) {
                if (each.getAnnotationType().toString().equals(annotation)) {
                    for (ExpressionTree argument : each.getArguments()) {
                        if (argument instanceof AssignmentTree assignment
                                && assignment.getVariable().toString().equals(member)) {
                            return text(assignment.getExpression());
                        }
                        if (!(argument instanceof AssignmentTree) && member.equals("value")) {
                            return text(argument);
                        }
                    }
                }
            }
            return "";
        }

        private static String text(Tree expression) {
            return expression instanceof LiteralTree literal
                    ? String.valueOf(literal.getValue())
                    : expression.toString();
        }
    }
}
