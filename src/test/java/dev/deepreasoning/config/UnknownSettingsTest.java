package dev.deepreasoning.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnknownSettingsTest {
    @Test
    void refusesNamesThatMatchNothing() {
        ConfigProblems problems = check(
                Map.of(
                        "deepreasoning.demo", "true",
                        "deepreasoning.dmo", "true",
                        "deepreasoning.reasoners.main.url", "x",
                        "quarkus.http.prot", "1"),
                Map.of());

        assertEquals(List.of("deepreasoning.dmo", "deepreasoning.reasoners.main.url"), properties(problems));
    }

    @Test
    void refusesVariablesThatMatchNothing() {
        ConfigProblems problems = check(
                Map.of(),
                Map.of(
                        "DEEPREASONING_DEMO", "true",
                        "DEEPREASONING_REASONERS_MAIN_BASE_URL", "http://x",
                        "DEEPREASONING_REASONERS_MY_HOST_BASE_URL", "http://x",
                        "DEEPREASONING_SECRETS", "hush",
                        "PATH", "/bin"));

        assertEquals(
                List.of("DEEPREASONING_REASONERS_MY_HOST_BASE_URL", "DEEPREASONING_SECRETS"), properties(problems));
        assertTrue(problems.text().contains("letters and digits"));
        assertTrue(!problems.text().contains("hush"));
    }

    private static ConfigProblems check(Map<String, String> file, Map<String, String> environment) {
        ConfigProblems problems = new ConfigProblems();
        new UnknownSettings(
                        new SmallRyeConfigBuilder()
                                .withSources(new PropertiesConfigSource(file, "a file", 250))
                                .withSources(new EnvConfigSource(environment, 300))
                                .build(),
                        environment,
                        KnownProperties.load())
                .check(problems);
        return problems;
    }

    private static List<String> properties(ConfigProblems problems) {
        return problems.problems().stream()
                .map(ConfigProblems.Problem::property)
                .toList();
    }
}
