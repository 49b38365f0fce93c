package dev.deepreasoning.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.config.ConfigProblems;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogCheckTest {
    private static final String MODELS = "deepreasoning.catalog.models.";

    @Test
    void builtInCataloguePasses() {
        assertTrue(check("2026-01-01", new String[0]).problems().isEmpty());
    }

    @Test
    void warnsOfTheDefaultThirtyDaysBeforeItsEnd() {
        assertEquals(List.of(), check("2026-10-30").warnings());
        assertEquals(
                List.of("claude-sonnet-4-5-20250929 is retired by its vendor on 2026-11-30. Its replacement is"
                        + " claude-sonnet-5-5."),
                check("2026-10-31").warnings());
        assertEquals(
                List.of("claude-sonnet-4-5-20250929 was retired by its vendor on 2026-11-30. Its replacement is"
                        + " claude-sonnet-5-5."),
                check("2026-11-30").warnings());
    }

    @Test
    void warnsOfWhatTheOperatorUses() {
        ConfigProblems problems = check(
                "2026-01-01",
                "deepreasoning.catalog.aliases[0].pattern",
                "old",
                "deepreasoning.catalog.aliases[0].model",
                "claude-3-opus",
                MODELS + "\"claude-opus-5\".gone",
                "true");

        assertEquals(
                List.of(
                        "claude-3-opus-20240229 is retired by its vendor on 2026-01-05. Its replacement is"
                                + " claude-opus-5-5.",
                        "claude-opus-5 is declared gone."),
                problems.warnings());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "deepreasoning.catalog.default-model|claude-1",
                "deepreasoning.catalog.models.\"claude-opus-5\".context-window|0",
                "deepreasoning.catalog.models.\"claude-opus-5\".max-output|2000000",
                "deepreasoning.catalog.models.\"claude-opus-5\".replacement|claude-opus-5",
                "deepreasoning.catalog.models.\"claude-opus-5\".replacement|claude-1",
                "deepreasoning.catalog.models.\"claude-opus-5\".upstream-output-price|10",
                "deepreasoning.catalog.aliases[0].pattern|deepreasoning",
                "deepreasoning.catalog.aliases[0].model|claude-1",
                "deepreasoning.catalog.aliases[0].max-tokens|65537",
                "deepreasoning.catalog.aliases[0].reasoning-mode|sometimes",
                "deepreasoning.pricing.web-search|-1"
            })
    void refusesNamingTheProperty(String property, String value) {
        ConfigProblems problems = check(
                "2026-01-01",
                "deepreasoning.catalog.aliases[0].pattern",
                "a",
                "deepreasoning.catalog.aliases[0].model",
                "deepreasoning",
                property,
                value);

        assertTrue(Settings.properties(problems).contains(property), problems::text);
    }

    @Test
    void refusesPricesOfModelsThatDoNotExistOrAreNegative() {
        ConfigProblems problems = check(
                "2026-01-01",
                "deepreasoning.pricing.models.\"claude-haiku-4-5\".input",
                "1",
                "deepreasoning.pricing.models.\"claude-haiku-4-5\".output",
                "1",
                "deepreasoning.pricing.models.\"claude-opus-5\".input",
                "-1",
                "deepreasoning.pricing.models.\"claude-opus-5\".output",
                "-1",
                MODELS + "\"claude-opus-5\".upstream-input-price",
                "-1",
                MODELS + "\"claude-opus-5\".upstream-output-price",
                "-1");

        assertEquals(5, problems.problems().size(), problems::text);
        assertTrue(Settings.properties(problems).contains("deepreasoning.pricing.models.\"claude-haiku-4-5\""));
    }

    @Test
    void refusesTheSamePatternTwice() {
        ConfigProblems problems = check(
                "2026-01-01",
                "deepreasoning.catalog.aliases[0].pattern",
                "a*",
                "deepreasoning.catalog.aliases[0].model",
                "deepreasoning",
                "deepreasoning.catalog.aliases[1].pattern",
                "a*",
                "deepreasoning.catalog.aliases[1].model",
                "claude-haiku-4-5");

        assertEquals(List.of("deepreasoning.catalog.aliases"), Settings.properties(problems));
    }

    private static ConfigProblems check(String day, String... settings) {
        Settings config = Settings.of(settings);
        ConfigProblems problems = new ConfigProblems();
        new CatalogCheck(
                        config.mapping(CatalogConfig.class),
                        config.mapping(PricingConfig.class),
                        Clock.fixed(Instant.parse(day + "T12:00:00Z"), ZoneOffset.UTC))
                .check(problems);
        return problems;
    }
}
