package dev.deepreasoning.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import dev.deepreasoning.PackagedGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The programs that the page offers run as they stand: cURL and Java here, all of them where the SDKs for Python and
/// JavaScript are (`src/test/clients/run` takes them from `target/snippets`).
@Timeout(240)
class SnippetsIT {
    private static final Path SNIPPETS = Path.of("target", "snippets");
    private static final String PROMPT =
            "It's a \"test\" of \\ $HOME `ls` \"\"\" ''' 🌍 é\nand a line [[sim:r1.reasoning-tokens=30]] [[sim:claude.tokens=12]]";

    @TempDir
    private static Path folder;

    private static PackagedGateway gateway;
    private static Chromium chromium;

    @BeforeAll
    static void start() throws IOException {
        chromium = Chromium.start();
        gateway = new PackagedGateway(folder, Map.of("DEEPREASONING_SIMULATOR_INTERVAL", "1ms"));
        Files.createDirectories(SNIPPETS);
        Files.writeString(SNIPPETS.resolve("origin"), "http://localhost:" + gateway.port());
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat", "responses", "messages"})
    void runAsTheyStand(String dialect) throws Exception {
        try (Tab tab = new Tab(chromium, gateway.port()).ready()) {
            tab.speak(dialect);
            tab.unfold();
            tab.page().fill("#system", "Be brief: 'quoted' and \"quoted\".");
            tab.page().fill("#p-temperature", "0.4");
            tab.page().selectOption("#p-reasoning_effort", "low");
            tab.find("#p-web_search_linkup").check();
            tab.page().fill("#p-include_domains", "example.com");
            tab.page().press("#p-include_domains", "Tab");
            tab.page().fill("#prompt", PROMPT);
            tab.find(".bar button")
                    .filter(new Locator.FilterOptions().setHasText("Code"))
                    .click();

            Path curl = taken(tab, "curl", dialect + ".sh");
            String answer = run("bash", curl.toString());
            assertTrue(answer.contains("simulated") && answer.contains("answer"), answer);

            Path java = taken(tab, "java", dialect + "/Ask.java");
            answer = run(
                    ProcessHandle.current().info().command().orElse("java"),
                    "-cp",
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                    java.toString());
            assertTrue(answer.contains("This is a simulated answer to “It's a \"test\" of \\ $HOME `ls`"), answer);

            taken(tab, "python", dialect + ".py");
            taken(tab, "node", dialect + ".mjs");
            tab.clean();
        }
    }

    private static Path taken(Tab tab, String language, String name) throws IOException {
        tab.find("dialog.code input[value=" + language + "]").check(new Locator.CheckOptions().setForce(true));
        Locator code = tab.find("dialog.code pre code");
        assertThat(code).containsText(language.equals("java") ? "class Ask" : "localhost:" + gateway.port());
        Path file = SNIPPETS.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, code.textContent());
        return file;
    }

    private static String run(String... command) throws Exception {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(List.of(command))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertTrue(process.waitFor(100, TimeUnit.SECONDS), "it ends");
        } finally {
            process.destroyForcibly();
        }
        String text = Files.readString(output);
        assertEquals(0, process.exitValue(), text);
        return text;
    }
}
