package dev.deepreasoning.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/// SQL is written out in the code, whole; values come to it as parameters and in no other way.
class SqlParametersTest {
    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final Set<String> OURS = Set.of("query", "one", "update");
    private static final Set<String> JDBC =
            Set.of("prepareStatement", "prepareCall", "createStatement", "executeQuery", "executeUpdate", "addBatch");

    private final List<String> composed = new ArrayList<>();
    private final List<String> outside = new ArrayList<>();
    private int written;

    @Test
    void noStatementIsPutTogether() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> tree = Files.walk(SOURCES)) {
            List<Path> sources =
                    tree.filter(path -> path.toString().endsWith(".java")).toList();
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, _ -> {}, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources));
            for (CompilationUnitTree unit : task.parse()) {
                new Calls(Path.of(unit.getSourceFile().getName()).getFileName().toString()).scan(unit, null);
            }
        }
        assertTrue(written > 20, "the statements were found: " + written);
        assertEquals(List.of(), composed, "these are not one literal");
        assertEquals(List.of(), outside, "JDBC is spoken in Statements alone, and where migrations take turns");
    }

    /// The calls of one source file.
    private final class Calls extends TreeScanner<Void, Void> {
        private final String file;

        Calls(String file) {
            this.file = file;
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
            if (call.getMethodSelect() instanceof MemberSelectTree select) {
                String name = select.getIdentifier().toString();
                boolean sql = select.getExpression() instanceof IdentifierTree owner
                        && owner.getName().contentEquals("sql");
                if (sql && OURS.contains(name)) {
                    written++;
                    if (call.getArguments().getFirst().getKind() != Tree.Kind.STRING_LITERAL) {
                        composed.add(file + ": " + call.getArguments().getFirst());
                    }
                }
                if (JDBC.contains(name) && !file.equals("Statements.java") && !file.equals("Migrations.java")) {
                    outside.add(file + ": " + name);
                }
            }
            return super.visitMethodInvocation(call, null);
        }
    }
}
