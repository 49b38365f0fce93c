package dev.deepreasoning.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.config.ConfigProblems;
import dev.deepreasoning.config.ShortKeys;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpstreamsCheckTest {
    @Test
    void packagedWithoutUpstreamsIsRefusedNamingWhatToSet() {
        ConfigProblems problems = Settings.of().upstreamProblems(ShortKeys.NONE, Settings.PACKAGED);

        assertEquals(
                List.of("deepreasoning.reasoners", "deepreasoning.anthropic.api-key"), Settings.properties(problems));
        assertTrue(problems.text().contains("DEEPSEEK_API_KEY"));
        assertTrue(problems.text().contains("ANTHROPIC_API_KEY"));
        assertTrue(problems.text().contains("deepreasoning.demo=true"));
        assertTrue(problems.text().startsWith("DeepReasoning does not start. 2 settings need a change:\n"));
    }

    @Test
    void completeSettingsPassWithoutAWord() {
        ConfigProblems problems = Settings.of().upstreamProblems(Settings.BOTH, Settings.PACKAGED);

        assertTrue(problems.problems().isEmpty());
        assertTrue(problems.warnings().isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "reasoners.main.base-url|host.example/v1",
                "reasoners.main.base-url|ftp://host.example/v1",
                "reasoners.main.base-url|https://u:p@host.example/v1",
                "reasoners.main.base-url|https://host.example/v1?api-version=1",
                "reasoners.main.base-url|https://host.example/v1/chat/completions/",
                "reasoners.main.priority|-1",
                "reasoners.main.weight|0",
                "reasoners.main.max-tokens|0",
                "reasoners.main.context-window|-5",
                "reasoners.main.temperature|2.1",
                "reasoners.main.top-p|1.5",
                "reasoners.main.min-temperature|-0.1",
                "reasoners.main.first-token-timeout|0s",
                "reasoners.main.idle-timeout|PT-1S",
                "reasoners.main.total-timeout|0s",
                "reasoners.main.auth-header|a b",
                "reasoners.main.extra-body|[1]",
                "reasoners.main.extra-body|{\"a\":",
                "reasoners.main.extra-body|{} {}",
                "reasoners.main.price.input|-1",
                "reasoners.main.price.output|-1",
                "reasoners.main.price.cache-read|-0.1",
                "anthropic.base-url|https://host.example/v1/messages",
                "anthropic.priority|-1",
                "anthropic.first-token-timeout|0s",
                "anthropic.idle-timeout|0s",
                "linkup.base-url|https://api.linkup.so/v1/search",
                "byok.reasoner|nobody"
            })
    void refusesNamingTheProperty(String property, String value) {
        String name = "deepreasoning." + property;
        boolean address = property.equals("reasoners.main.base-url");
        ConfigProblems problems = Settings.of(
                        "deepreasoning.reasoners.main.base-url",
                        address ? value : "http://localhost:1/v1",
                        "deepreasoning.reasoners.main.price.input",
                        "1",
                        "deepreasoning.reasoners.main.price.output",
                        "1",
                        name,
                        value)
                .upstreamProblems(Settings.BOTH, Settings.PACKAGED);

        assertEquals(List.of(name), Settings.properties(problems));
        assertFalse(problems.text().contains("u:p"));
    }

    @Test
    void refusesHeadersThatAreNone() {
        ConfigProblems problems = Settings.of(
                        "deepreasoning.reasoners.main.base-url", "http://localhost:1/v1",
                        "deepreasoning.reasoners.main.headers.x-a", "one\r\ntwo",
                        "deepreasoning.anthropic.headers.x-b", "\u0001")
                .upstreamProblems(Settings.BOTH, Settings.PACKAGED);

        assertEquals(
                List.of("deepreasoning.reasoners.main.headers.x-a", "deepreasoning.anthropic.headers.x-b"),
                Settings.properties(problems));
    }

    @Test
    void refusesHalfAPrice() {
        ConfigProblems problems = Settings.of(
                        "deepreasoning.reasoners.main.base-url", "http://localhost:1/v1",
                        "deepreasoning.reasoners.main.price.input", "1")
                .upstreamProblems(Settings.BOTH, Settings.PACKAGED);

        assertEquals(List.of("deepreasoning.reasoners.main.price"), Settings.properties(problems));
    }

    @Test
    void refusesAHostWithoutAnAddress() {
        ConfigProblems problems = Settings.of(
                        "deepreasoning.reasoners.main.model", "r1", "deepreasoning.anthropic.eu.version", "2023-06-01")
                .upstreamProblems(Settings.BOTH, Settings.PACKAGED);

        assertEquals(
                List.of("deepreasoning.reasoners.main.base-url", "deepreasoning.anthropic.eu.base-url"),
                Settings.properties(problems));
    }

    @Test
    void tellsAllProblemsAtOnce() {
        ConfigProblems problems = Settings.of(
                        "deepreasoning.reasoners.a.base-url", "nowhere",
                        "deepreasoning.reasoners.a.weight", "0",
                        "deepreasoning.anthropic.base-url", "nowhere")
                .upstreamProblems(Settings.BOTH, Settings.PACKAGED);

        assertEquals(3, problems.problems().size());
    }

    @Test
    void warnsOfAModelThatIsGuessed() {
        ConfigProblems problems = Settings.of("deepreasoning.reasoners.main.base-url", "http://vllm:8000/v1")
                .upstreamProblems(Settings.BOTH, Settings.PACKAGED);

        assertEquals(
                List.of("deepreasoning.reasoners.main.model is not set: `deepseek-r1` is asked for."),
                problems.warnings());
    }
}
