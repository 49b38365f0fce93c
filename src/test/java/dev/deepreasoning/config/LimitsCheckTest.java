package dev.deepreasoning.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitsCheckTest {
    @ParameterizedTest
    @CsvSource({
        "deepreasoning.stream.commit-after,0s",
        "deepreasoning.stream.keep-alive,0s",
        "deepreasoning.reasoning.call-timeout,PT-1S",
        "deepreasoning.concurrency,0",
        "deepreasoning.concurrency,100000"
    })
    void refusesNamingTheProperty(String property, String value) {
        assertEquals(List.of(property), check(Map.of(property, value)));
    }

    @Test
    void defaultsAndSaneValuesPass() {
        assertEquals(List.of(), check(Map.of()));
        assertEquals(
                List.of(), check(Map.of("deepreasoning.stream.commit-after", "2s", "deepreasoning.concurrency", "50")));
    }

    private static List<String> check(Map<String, String> values) {
        ConfigProblems problems = new ConfigProblems();
        new LimitsCheck(new SmallRyeConfigBuilder()
                        .withConverter(Duration.class, 200, new DurationConverter())
                        .withSources(new PropertiesConfigSource(values, "a file", 250))
                        .build())
                .check(problems);
        return problems.problems().stream()
                .map(ConfigProblems.Problem::property)
                .toList();
    }
}
