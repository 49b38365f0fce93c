package dev.deepreasoning.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.catalog.ReasonerHost.AfterReasoning;
import dev.deepreasoning.catalog.ReasonerHost.ReasoningFormat;
import dev.deepreasoning.config.ConfigProblems;
import dev.deepreasoning.config.ShortKeys;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfiguredUpstreamsTest {
    @Test
    void shortKeysAloneMeanTheOfficialServices() {
        ConfiguredUpstreams upstreams = Settings.of().upstreams(Settings.BOTH, Settings.PACKAGED);

        assertFalse(upstreams.simulated());
        ReasonerHost host = upstreams.reasoners().getFirst();
        assertEquals(URI.create("https://api.deepseek.com"), host.baseUrl());
        assertEquals("deepseek-v4-pro", host.model());
        assertEquals("ds", host.apiKey());
        assertEquals("{\"thinking\":{\"type\":\"enabled\"}}", host.extraBody());
        AnthropicEndpoint claude = upstreams.anthropic().getFirst();
        assertEquals(URI.create("https://api.anthropic.com"), claude.baseUrl());
        assertEquals("an", claude.apiKey());
        assertEquals("2023-06-01", claude.version());
    }

    @Test
    void hostsComeFromEnvironmentVariablesInTheOrderOfTheirPriority() {
        ConfiguredUpstreams upstreams = Settings.ofEnvironment(Map.ofEntries(
                        Map.entry("DEEPREASONING_REASONERS_MAIN_BASE_URL", "http://localhost:9001/v1/"),
                        Map.entry("DEEPREASONING_REASONERS_MAIN_API_KEY", "one"),
                        Map.entry("DEEPREASONING_REASONERS_MAIN_MODEL", "r1"),
                        Map.entry("DEEPREASONING_REASONERS_MAIN_PRIORITY", "2"),
                        Map.entry("DEEPREASONING_REASONERS_MAIN_REASONING_FORMAT", "inline-implicit-open"),
                        Map.entry("DEEPREASONING_REASONERS_MAIN_AFTER_REASONING", "drain"),
                        Map.entry("DEEPREASONING_REASONERS_MAIN_MAX_TOKENS", "1000"),
                        Map.entry("DEEPREASONING_REASONERS_MAIN_FIRST_TOKEN_TIMEOUT", "3s"),
                        Map.entry("DEEPREASONING_REASONERS_MAIN_IDLE_TIMEOUT", "PT4S"),
                        Map.entry("DEEPREASONING_REASONERS_MAIN_PRICE_INPUT", "0.5"),
                        Map.entry("DEEPREASONING_REASONERS_MAIN_PRICE_OUTPUT", "2.15"),
                        Map.entry("DEEPREASONING_REASONERS_SPARE_BASE_URL", "http://localhost:9002/v1"),
                        Map.entry("DEEPREASONING_REASONERS_SPARE_PRIORITY", "1"),
                        Map.entry("DEEPREASONING_ANTHROPIC_BASE_URL", "http://localhost:9003"),
                        Map.entry("DEEPREASONING_ANTHROPIC_API_KEY", "claude"),
                        Map.entry("DEEPREASONING_ANTHROPIC_VERSION", "2026-10-21"),
                        Map.entry("DEEPREASONING_ANTHROPIC_EU_BASE_URL", "http://localhost:9004"),
                        Map.entry("DEEPREASONING_ANTHROPIC_EU_PRIORITY", "200")))
                .upstreams(ShortKeys.NONE, Settings.PACKAGED);

        assertFalse(upstreams.simulated());
        assertEquals(
                List.of("spare", "main"),
                upstreams.reasoners().stream().map(ReasonerHost::name).toList());
        ReasonerHost main = upstreams.reasoners().getLast();
        assertEquals(URI.create("http://localhost:9001/v1"), main.baseUrl());
        assertEquals("one", main.apiKey());
        assertEquals("r1", main.model());
        assertEquals(ReasoningFormat.INLINE_IMPLICIT_OPEN, main.format());
        assertEquals(AfterReasoning.DRAIN, main.afterReasoning());
        assertEquals(1000, main.maxTokens());
        assertEquals(Duration.ofSeconds(3), main.firstTokenTimeout());
        assertEquals(Duration.ofSeconds(4), main.idleTimeout());
        BigDecimal input = new BigDecimal("0.5");
        assertEquals(new ReasonerHost.Prices(input, input, new BigDecimal("2.15")), main.prices());
        assertEquals(
                List.of("main", "eu"),
                upstreams.anthropic().stream().map(AnthropicEndpoint::name).toList());
        assertEquals("2026-10-21", upstreams.anthropic().getFirst().version());
        assertEquals(
                URI.create("http://localhost:9004"),
                upstreams.anthropic().getLast().baseUrl());
    }

    @Test
    void everyKeyOfAHostCanBeSetFromAFile() {
        ReasonerHost host = Settings.of(
                        "deepreasoning.reasoners.main.preset", "openrouter",
                        "deepreasoning.reasoners.main.api-key", "k",
                        "deepreasoning.reasoners.main.weight", "3",
                        "deepreasoning.reasoners.main.query.api-version", "7",
                        "deepreasoning.reasoners.main.auth-header", "api-key",
                        "deepreasoning.reasoners.main.headers.X-Title", "us",
                        "deepreasoning.reasoners.main.extra-body", "{\"a\":1}",
                        "deepreasoning.reasoners.main.temperature", "0.6",
                        "deepreasoning.reasoners.main.top-p", "0.95",
                        "deepreasoning.reasoners.main.min-temperature", "0.5",
                        "deepreasoning.reasoners.main.context-window", "64000",
                        "deepreasoning.reasoners.main.total-timeout", "5m",
                        "deepreasoning.reasoners.main.effort-field", "effort",
                        "deepreasoning.reasoners.main.price.input", "1",
                        "deepreasoning.reasoners.main.price.cache-read", "0.1",
                        "deepreasoning.reasoners.main.price.output", "2")
                .upstreams(Settings.BOTH, Settings.PACKAGED)
                .reasoners()
                .getFirst();

        assertEquals(
                new ReasonerHost(
                        "main",
                        URI.create("https://openrouter.ai/api/v1"),
                        "k",
                        "api-key",
                        Map.of("api-version", "7"),
                        Map.of("X-Title", "us"),
                        "{\"a\":1}",
                        "deepseek/deepseek-r1-0528",
                        100,
                        3,
                        ReasoningFormat.AUTO,
                        AfterReasoning.CANCEL,
                        0.6,
                        0.95,
                        0.5,
                        32_768,
                        64_000,
                        "effort",
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(60),
                        Duration.ofMinutes(5),
                        new ReasonerHost.Prices(BigDecimal.ONE, new BigDecimal("0.1"), new BigDecimal("2"))),
                host);
    }

    @Test
    void hostWithoutFurtherSettingsIsThePlainOneOfItsPreset() {
        ReasonerHost configured = Settings.of("deepreasoning.reasoners.official.preset", "official")
                .upstreams(Settings.BOTH, Settings.PACKAGED)
                .reasoners()
                .getFirst();

        assertEquals(
                Settings.of()
                        .upstreams(Settings.BOTH, Settings.PACKAGED)
                        .reasoners()
                        .getFirst(),
                configured);
    }

    @ParameterizedTest
    @CsvSource({
        "official,https://api.deepseek.com,deepseek-v4-pro",
        "deepseek,https://api.deepseek.com,deepseek-v4-pro",
        "openrouter,https://openrouter.ai/api/v1,deepseek/deepseek-r1-0528",
        "together,https://api.together.xyz/v1,deepseek-ai/DeepSeek-R1",
        "fireworks,https://api.fireworks.ai/inference/v1,accounts/fireworks/models/deepseek-r1-0528",
        "nvidia,https://integrate.api.nvidia.com/v1,deepseek-ai/deepseek-r1-0528",
        "ollama,http://localhost:11434/v1,deepseek-r1"
    })
    void presetBringsAddressAndModel(String preset, URI address, String model) {
        ReasonerHost host = Settings.of("deepreasoning.reasoners.x.preset", preset)
                .upstreams(Settings.BOTH, Settings.PACKAGED)
                .reasoners()
                .getFirst();

        assertEquals(address, host.baseUrl());
        assertEquals(model, host.model());
    }

    @ParameterizedTest
    @CsvSource({
        "https://OpenRouter.ai/api/v1,deepseek/deepseek-r1-0528",
        "https://api.deepseek.com/v1,deepseek-v4-pro",
        "https://r.services.ai.azure.com/models,DeepSeek-R1-0528",
        "http://vllm.models:8000/v1,deepseek-r1",
        "http://localhost:11434/v1,deepseek-r1"
    })
    void presetIsFoundOutFromTheAddress(String address, String model) {
        ReasonerHost host = Settings.of("deepreasoning.reasoners.x.base-url", address)
                .upstreams(Settings.BOTH, Settings.PACKAGED)
                .reasoners()
                .getFirst();

        assertEquals(model, host.model());
    }

    @Test
    void azureTakesItsKeyAndVersionItsOwnWay() {
        ReasonerHost host = Settings.of(
                        "deepreasoning.reasoners.az.preset", "azure",
                        "deepreasoning.reasoners.az.base-url", "https://r.services.ai.azure.com/models",
                        "deepreasoning.reasoners.az.headers.x-y", "z")
                .upstreams(Settings.BOTH, Settings.PACKAGED)
                .reasoners()
                .getFirst();

        assertEquals("api-key", host.authHeader());
        assertEquals(Map.of("api-version", "2024-05-01-preview"), host.query());
        assertEquals(Map.of("extra-parameters", "pass-through", "x-y", "z"), host.headers());
    }

    @Test
    void deepSeeksKeyGoesToDeepSeekAlone() {
        ConfiguredUpstreams upstreams = Settings.of(
                        "deepreasoning.reasoners.a.base-url", "https://openrouter.ai/api/v1",
                        "deepreasoning.reasoners.b.base-url", "https://api.deepseek.com")
                .upstreams(Settings.BOTH, Settings.PACKAGED);

        assertNull(upstreams.reasoners().getFirst().apiKey());
        assertEquals("ds", upstreams.reasoners().getLast().apiKey());
    }

    @Test
    void anthropicsKeyGoesToTheEndpointWithoutANameAlone() {
        ConfiguredUpstreams upstreams = Settings.of(
                        "deepreasoning.anthropic.base-url", "http://proxy:1",
                        "deepreasoning.anthropic.eu.base-url", "http://proxy:2",
                        "deepreasoning.anthropic.headers.anthropic-beta", "x")
                .upstreams(Settings.BOTH, Settings.PACKAGED);

        assertEquals("an", upstreams.anthropic().getLast().apiKey());
        assertEquals(
                Map.of("anthropic-beta", "x"), upstreams.anthropic().getLast().headers());
        assertNull(upstreams.anthropic().getFirst().apiKey());
    }

    @Test
    void weightOrdersHostsOfTheSamePriority() {
        ConfiguredUpstreams upstreams = Settings.of(
                        "deepreasoning.reasoners.a.base-url", "http://a",
                        "deepreasoning.reasoners.b.base-url", "http://b",
                        "deepreasoning.reasoners.b.weight", "9")
                .upstreams(Settings.BOTH, Settings.PACKAGED);

        assertEquals(
                List.of("b", "a"),
                upstreams.reasoners().stream().map(ReasonerHost::name).toList());
    }

    @Test
    void developmentWithOneKeyIsSimulatedAndSaysWhichIsMissing() {
        ShortKeys one = new ShortKeys("ds", null, null);

        assertTrue(Settings.of().upstreams(one, Settings.DEV).simulated());
        assertEquals(
                List.of("R1, Claude and Linkup are simulated, because ANTHROPIC_API_KEY is not set."),
                Settings.of().upstreamProblems(one, Settings.DEV).warnings());
        assertEquals(
                List.of("R1, Claude and Linkup are simulated, because DEEPSEEK_API_KEY and ANTHROPIC_API_KEY are not"
                        + " set."),
                Settings.of().upstreamProblems(ShortKeys.NONE, Settings.DEV).warnings());
    }

    @Test
    void developmentWithBothKeysIsReal() {
        assertFalse(Settings.of().upstreams(Settings.BOTH, Settings.DEV).simulated());
    }

    @Test
    void demoIsSimulatedWhateverElseIsSet() {
        ConfiguredUpstreams upstreams = Settings.of().upstreams(Settings.BOTH, Settings.DEMO);

        assertTrue(upstreams.simulated());
        assertEquals(
                URI.create("http://127.0.0.1:1/r1"),
                upstreams.reasoners().getFirst().baseUrl());
        assertEquals(
                URI.create("http://127.0.0.1:1/claude"),
                upstreams.anthropic().getFirst().baseUrl());
        assertEquals(
                List.of("R1, Claude and Linkup are simulated, because deepreasoning.demo is true."),
                Settings.of().upstreamProblems(ShortKeys.NONE, Settings.DEMO).warnings());
    }

    @Test
    void aPackagedDemoWithKeysOfRealServicesIsRefused() {
        ConfigProblems both = Settings.of().upstreamProblems(Settings.BOTH, Settings.DEMO);
        assertEquals("deepreasoning.demo", both.problems().getFirst().property());
        ConfigProblems one =
                Settings.of("deepreasoning.anthropic.api-key", "an").upstreamProblems(ShortKeys.NONE, Settings.DEMO);
        assertEquals("deepreasoning.demo", one.problems().getFirst().property());
        ConfigProblems none =
                Settings.of("deepreasoning.byok.enabled", "true").upstreamProblems(ShortKeys.NONE, Settings.DEMO);
        assertEquals(List.of(), none.problems());
    }

    @Test
    void ownKeysOfCallersNeedNoKeysOfTheOperator() {
        Settings settings = Settings.of("deepreasoning.byok.enabled", "true");
        ConfiguredUpstreams upstreams = settings.upstreams(ShortKeys.NONE, Settings.PACKAGED);

        assertTrue(settings.upstreamProblems(ShortKeys.NONE, Settings.PACKAGED)
                .problems()
                .isEmpty());
        assertNull(upstreams.reasoners().getFirst().apiKey());
        assertNull(upstreams.anthropic().getFirst().apiKey());
    }
}
