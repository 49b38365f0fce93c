package dev.deepreasoning.config;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartGateTest {
    @Test
    void opensWhereNothingIsWrong() {
        StartGate gate = new StartGate(List.of(problems -> problems.warn("One thing to know.")));

        assertDoesNotThrow(() -> gate.open(new StartupEvent()));
        assertEquals(List.of("One thing to know."), gate.examine().warnings());
    }

    @Test
    void refusesWithTheProblemsOfAllPackagesAtOnce() {
        StartGate gate = new StartGate(List.of(
                problems -> problems.refuse("deepreasoning.one", "is wrong."),
                problems -> problems.refuse("deepreasoning.two", "is wrong, too.")));

        String message = assertThrows(ConfigurationException.class, () -> gate.open(new StartupEvent()))
                .getMessage();
        assertEquals("""
                DeepReasoning does not start. 2 settings need a change:
                  - deepreasoning.one: is wrong.
                  - deepreasoning.two: is wrong, too.
                """, message);
    }

    @Test
    void checksTellTheLegalRange() {
        ConfigProblems problems = new ConfigProblems();
        problems.between("a", 3, 0, 2.5);
        problems.positive("b", Duration.ZERO);
        problems.url("c", URI.create("https:///path"));
        problems.url("d", URI.create("https://host/path#x"));
        problems.url("e", URI.create("http://host:1/path"));

        assertEquals(
                List.of("a", "b", "c", "d"),
                problems.problems().stream()
                        .map(ConfigProblems.Problem::property)
                        .toList());
        assertTrue(problems.text().contains("from 0 to 2.5"));
    }

    @Test
    void oneProblemIsOneSetting() {
        ConfigProblems problems = new ConfigProblems();
        problems.refuse("a", "b.");

        assertEquals("DeepReasoning does not start. One setting needs a change:\n  - a: b.\n", problems.text());
    }
}
