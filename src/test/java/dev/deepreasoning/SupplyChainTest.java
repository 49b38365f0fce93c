package dev.deepreasoning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What comes from outside is named exactly.
class SupplyChainTest {
    private static final Pattern USES = Pattern.compile("(?m)^ *(?:- )?uses: (\\S+)(.*)$");

    @Test
    void everyActionIsPinnedToACommitAndSaysItsVersion() throws IOException {
        List<String> uses = new ArrayList<>();
        try (Stream<Path> workflows = Files.list(Path.of(".github", "workflows"))) {
            for (Path workflow : workflows.toList()) {
                Matcher action = USES.matcher(Files.readString(workflow));
                while (action.find()) {
                    uses.add(action.group(1));
                    assertTrue(action.group(1).matches("[\\w.-]+/[\\w./-]+@[0-9a-f]{40}"), action.group());
                    assertTrue(action.group(2).matches(" # v\\d+\\.\\d+\\.\\d+"), action.group());
                }
            }
        }
        assertTrue(uses.size() >= 6, uses::toString);
    }

    @Test
    void workflowsMayOnlyRead() throws IOException {
        assertTrue(Files.readString(Path.of(".github", "workflows", "build.yml"))
                .contains("permissions:\n  contents: read\n"));
    }

    @Test
    void theWorkflowBuildsAndRunsBothImages() throws IOException {
        String workflow = Files.readString(Path.of(".github", "workflows", "build.yml"));
        try (Stream<Path> files = Files.list(Path.of("src", "main", "docker"))) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString().replace("Dockerfile.", "");
                assertTrue(workflow.contains("- name: " + name + "\n"), name);
            }
        }
        assertTrue(workflow.contains("docker build -f src/main/docker/Dockerfile.${{ matrix.name }}"));
        assertTrue(workflow.contains("--read-only --tmpfs /tmp --cap-drop ALL"));
    }

    @Test
    void noDependencyHasAnOpenVersion() throws IOException {
        Matcher version = Pattern.compile("<[\\w.-]*version>([^<]+)<").matcher(Files.readString(Path.of("pom.xml")));
        List<String> open = new ArrayList<>();
        while (version.find()) {
            if (version.group(1).matches(".*(LATEST|RELEASE|[\\[(,]).*")) {
                open.add(version.group(1));
            }
        }
        assertEquals(List.of(), open);
    }
}
