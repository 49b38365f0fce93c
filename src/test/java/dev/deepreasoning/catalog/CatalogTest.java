package dev.deepreasoning.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.canonical.Adjustment;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.ReasoningOptions;
import dev.deepreasoning.catalog.ClaudeModel.OwnThinking;
import dev.deepreasoning.catalog.ClaudeModel.SamplingRule;
import dev.deepreasoning.catalog.PublicModel.Lifecycle;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogTest {
    private static final String SONNET = "claude-sonnet-4-5-20250929";
    private static final String HAIKU = "claude-haiku-4-5-20251001";
    private static final String NEXT_SONNET = "claude-sonnet-5-5";

    @ParameterizedTest
    @CsvSource({
        "deepreasoning,claude-sonnet-4-5-20250929,false",
        "deepreasoning/claude-haiku-4-5-20251001,claude-haiku-4-5-20251001,true",
        "claude-haiku-4-5-20251001,claude-haiku-4-5-20251001,true",
        "claude-haiku-4-5,claude-haiku-4-5-20251001,true",
        "deepreasoning/claude-opus-4-5,claude-opus-4-5-20251101,true",
        "claude-opus-5-5,claude-opus-5-5,true",
        "claude-3-7-sonnet,claude-3-7-sonnet-20250219,true"
    })
    void namesMeanModels(String name, String claude, boolean chosen) {
        ResolvedModel resolved = Catalogs.builtIn().resolve(name, null);

        assertEquals(name, resolved.requested());
        assertEquals(claude, resolved.answerer().id());
        assertEquals(chosen, resolved.chosenByCaller());
        assertTrue(resolved.adjusted().isEmpty());
    }

    @Test
    void secondNameChoosesTheClaude() {
        ResolvedModel resolved = Catalogs.builtIn().resolve("deepreasoning", "claude-haiku-4-5");

        assertEquals(HAIKU, resolved.answerer().id());
        assertTrue(resolved.chosenByCaller());
        assertEquals(HAIKU, Catalogs.builtIn().resolve(HAIKU, HAIKU).answerer().id());
    }

    @Test
    void namesThatDisagreeAreRefused() {
        GatewayException refusal = assertThrows(
                GatewayException.class, () -> Catalogs.builtIn().resolve("deepreasoning/" + HAIKU, SONNET));

        assertEquals(400, refusal.kind().status());
        assertEquals("anthropic_model", refusal.param());
    }

    @Test
    void aNameLongerThanAnyNameIsNotRepeated() {
        GatewayException refusal =
                assertThrows(GatewayException.class, () -> Catalogs.builtIn().resolve("m".repeat(257), null));

        assertEquals("The model does not exist.", refusal.publicMessage());
        assertEquals("model_not_found", refusal.code());
    }

    @Test
    void unknownNamesAreNotFound() {
        GatewayException model =
                assertThrows(GatewayException.class, () -> Catalogs.builtIn().resolve("gpt-4o", null));
        GatewayException second =
                assertThrows(GatewayException.class, () -> Catalogs.builtIn().resolve("deepreasoning", "claude-1"));

        assertEquals("The model `gpt-4o` does not exist.", model.publicMessage());
        assertEquals("model_not_found", model.code());
        assertEquals(404, model.kind().status());
        assertEquals("model", model.param());
        assertEquals("anthropic_model", second.param());
    }

    @Test
    void aliasesCarryATargetAndDefaults() {
        Catalog catalog = Catalogs.with(Map.of(
                "deepreasoning.catalog.aliases[0].pattern", "claude-*",
                "deepreasoning.catalog.aliases[0].model", "deepreasoning/" + HAIKU,
                "deepreasoning.catalog.aliases[0].reasoning-mode", "off",
                "deepreasoning.catalog.aliases[0].max-tokens", "100",
                "deepreasoning.catalog.aliases[1].pattern", "claude-fast",
                "deepreasoning.catalog.aliases[1].model", "deepreasoning",
                "deepreasoning.catalog.aliases[2].pattern", "*",
                "deepreasoning.catalog.aliases[2].model", SONNET));

        ResolvedModel wild = catalog.resolve("claude-of-tomorrow", null);
        assertEquals(HAIKU, wild.answerer().id());
        assertEquals(ReasoningOptions.Mode.OFF, wild.reasoningMode());
        assertEquals(100, wild.maxTokens());
        assertFalse(wild.chosenByCaller());
        ResolvedModel exact = catalog.resolve("claude-fast", null);
        assertEquals(SONNET, exact.answerer().id());
        assertNull(exact.reasoningMode());
        assertNull(exact.maxTokens());
        assertEquals(SONNET, catalog.resolve("gpt-4o", null).answerer().id());
        assertEquals(
                HAIKU,
                catalog.resolve("deepreasoning/" + HAIKU, null).answerer().id());
        assertTrue(catalog.resolve("deepreasoning/" + HAIKU, null).chosenByCaller());
    }

    @ParameterizedTest
    @CsvSource({"on,ON", "true,ON", "off,OFF", "false,OFF", "Only,ONLY"})
    void aliasTakesTheModeAlsoAsYamlReadsIt(String text, ReasoningOptions.Mode mode) {
        Catalog catalog = Catalogs.with(Map.of(
                "deepreasoning.catalog.aliases[0].pattern", "a",
                "deepreasoning.catalog.aliases[0].model", "deepreasoning",
                "deepreasoning.catalog.aliases[0].reasoning-mode", text));

        assertEquals(mode, catalog.resolve("a", null).reasoningMode());
    }

    @Test
    void aliasOfTheDefaultLeavesTheChoiceToTheCaller() {
        Catalog catalog = Catalogs.with(Map.of(
                "deepreasoning.catalog.aliases[0].pattern", "any",
                "deepreasoning.catalog.aliases[0].model", "deepreasoning",
                "deepreasoning.catalog.aliases[1].pattern", "fast",
                "deepreasoning.catalog.aliases[1].model", HAIKU));

        assertEquals(HAIKU, catalog.resolve("any", HAIKU).answerer().id());
        assertThrows(GatewayException.class, () -> catalog.resolve("fast", SONNET));
    }

    @Test
    void goneModelThatTheCallerChoseIsRefusedNamingItsReplacement() {
        Catalog catalog = Catalogs.builtIn();
        catalog.markGone(HAIKU);

        GatewayException byModel = assertThrows(GatewayException.class, () -> catalog.resolve(HAIKU, null));
        GatewayException bySecond = assertThrows(GatewayException.class, () -> catalog.resolve("deepreasoning", HAIKU));

        assertEquals("model_not_found", byModel.code());
        assertTrue(byModel.publicMessage().contains("deepreasoning/claude-haiku-5-5"));
        assertEquals("model", byModel.param());
        assertEquals("anthropic_model", bySecond.param());
    }

    @Test
    void goneDefaultIsServedByItsReplacementAndReported() {
        Catalog catalog = Catalogs.builtIn();
        catalog.markGone("claude-sonnet-4-5");

        ResolvedModel resolved = catalog.resolve("deepreasoning", null);

        assertEquals(NEXT_SONNET, resolved.answerer().id());
        assertEquals(List.of(new Adjustment("anthropic_model", SONNET, NEXT_SONNET)), resolved.adjusted());
        assertEquals(
                NEXT_SONNET,
                catalog.find("deepreasoning").orElseThrow().answerer().id());
        assertEquals(
                Lifecycle.RETIRED,
                catalog.find("deepreasoning/" + SONNET).orElseThrow().lifecycle());
    }

    @Test
    void goneDefaultWithoutAReplacementIsUnavailable() {
        Catalog catalog = Catalogs.builtIn();
        catalog.markGone(SONNET);
        catalog.markGone(NEXT_SONNET);

        GatewayException failure = assertThrows(GatewayException.class, () -> catalog.resolve("deepreasoning", null));
        GatewayException chosen = assertThrows(GatewayException.class, () -> catalog.resolve(SONNET, null));

        assertEquals(503, failure.kind().status());
        assertEquals("model_unavailable", failure.code());
        assertFalse(chosen.publicMessage().contains("instead"));
    }

    @Test
    void replacementSkipsModelsThatAreGoneThemselves() {
        Catalog catalog = Catalogs.with(Map.of(
                "deepreasoning.catalog.models.\"claude-sonnet-4-5-20250929\".gone", "true",
                "deepreasoning.catalog.models.\"claude-sonnet-4-5-20250929\".replacement", "claude-sonnet-5",
                "deepreasoning.catalog.models.\"claude-sonnet-5\".gone", "true",
                "deepreasoning.catalog.models.\"claude-sonnet-5\".replacement", NEXT_SONNET));

        assertEquals(
                NEXT_SONNET, catalog.resolve("deepreasoning", null).answerer().id());
    }

    @Test
    void modelIsGoneForAnHour() {
        Instant[] now = {Instant.parse("2026-11-22T10:00:00Z")};
        Catalog catalog = Catalogs.with(Map.of(), new SettableClock(now));
        catalog.markGone(HAIKU);
        catalog.markGone("claude-unheard-of");

        now[0] = now[0].plus(Duration.ofMinutes(59));
        assertThrows(GatewayException.class, () -> catalog.resolve(HAIKU, null));
        now[0] = now[0].plus(Duration.ofMinutes(1));
        assertEquals(HAIKU, catalog.resolve(HAIKU, null).answerer().id());
    }

    @Test
    void dateNeverBlocksACall() {
        Clock later = Clock.fixed(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC);

        assertEquals(
                "claude-3-opus-20240229",
                Catalogs.with(Map.of(), later)
                        .resolve("claude-3-opus-20240229", null)
                        .answerer()
                        .id());
    }

    @Test
    void listsTheGatewaysNamesAndAliasesButNoBareIds() {
        Catalog catalog = Catalogs.with(Map.of(
                "deepreasoning.catalog.aliases[0].pattern", "claude-*",
                "deepreasoning.catalog.aliases[0].model", "deepreasoning",
                "deepreasoning.catalog.aliases[1].pattern", "fast",
                "deepreasoning.catalog.aliases[1].model", HAIKU));
        Set<String> ids = catalog.listed().stream().map(PublicModel::id).collect(Collectors.toSet());

        assertTrue(ids.containsAll(Set.of("deepreasoning", "deepreasoning/" + HAIKU, "fast")));
        assertTrue(ids.contains("deepreasoning/claude-3-opus-20240229"));
        assertFalse(ids.contains(HAIKU));
        assertFalse(ids.contains("claude-*"));
        assertEquals(catalog.models().size() + 2, ids.size());
        assertEquals(HAIKU, catalog.find(HAIKU).orElseThrow().id());
        assertEquals(SONNET, catalog.find("claude-new").orElseThrow().answerer().id());
        assertTrue(Catalogs.builtIn().find("gpt-4o").isEmpty());
    }

    @Test
    void listedModelTellsItsLifeAndPrice() {
        Catalog catalog = Catalogs.builtIn();
        PublicModel dying = catalog.find("deepreasoning/" + SONNET).orElseThrow();
        PublicModel dead = catalog.find("deepreasoning/claude-3-opus-20240229").orElseThrow();
        PublicModel alive = catalog.find("deepreasoning/" + HAIKU).orElseThrow();

        assertEquals(Lifecycle.DEPRECATED, dying.lifecycle());
        assertEquals(LocalDate.parse("2026-11-30"), dying.retiresAt());
        assertEquals("deepreasoning/" + NEXT_SONNET, dying.replacement());
        assertEquals(Instant.parse("2025-09-29T00:00:00Z"), dying.created());
        assertEquals(200_000, dying.contextWindow());
        assertEquals(64_000, dying.maxOutput());
        assertEquals(new Price(new BigDecimal("0.012"), new BigDecimal("0.058")), dying.price());
        assertEquals("retired", dead.lifecycle().wireName());
        assertEquals(Lifecycle.ACTIVE, alive.lifecycle());
        assertEquals(
                65_536,
                catalog.find("deepreasoning/" + NEXT_SONNET).orElseThrow().maxOutput());
    }

    @Test
    void rateCardIsTheOperators() {
        Catalog catalog = Catalogs.with(Map.of(
                "deepreasoning.pricing.models.\"claude-sonnet-5-5\".input", "0.008",
                "deepreasoning.pricing.models.\"claude-sonnet-5-5\".output", "0.060"));

        assertEquals(
                new BigDecimal("0.008"),
                catalog.price(NEXT_SONNET).orElseThrow().input());
        assertEquals(
                new BigDecimal("0.26"),
                catalog.price("claude-opus-4-1").orElseThrow().output());
        assertTrue(catalog.price("claude-opus-5-5").isEmpty());
        assertTrue(catalog.price("gpt-4o").isEmpty());
    }

    @Test
    void replacedDefaultCostsTheLowerOfBothPrices() {
        Catalog priced = Catalogs.with(Map.of(
                "deepreasoning.pricing.models.\"claude-sonnet-5-5\".input", "0.008",
                "deepreasoning.pricing.models.\"claude-sonnet-5-5\".output", "0.060"));
        Catalog unpriced = Catalogs.builtIn();
        priced.markGone(SONNET);
        unpriced.markGone(SONNET);

        assertEquals(
                new Price(new BigDecimal("0.008"), new BigDecimal("0.058")),
                priced.price(priced.resolve("deepreasoning", null)).orElseThrow());
        assertEquals(
                new Price(new BigDecimal("0.012"), new BigDecimal("0.058")),
                unpriced.price(unpriced.resolve("deepreasoning", null)).orElseThrow());
        assertTrue(unpriced.price(unpriced.resolve(NEXT_SONNET, null)).isEmpty());
    }

    @Test
    void operatorsChangeAndAddModels() {
        Catalog catalog = Catalogs.with(Map.ofEntries(
                Map.entry("deepreasoning.catalog.default-model", "claude-new-20271399"),
                Map.entry("deepreasoning.catalog.models.\"claude-new-20271399\".display-name", "New"),
                Map.entry("deepreasoning.catalog.models.\"claude-new-20271399\".context-window", "300000"),
                Map.entry("deepreasoning.catalog.models.\"claude-new-20271399\".max-output", "9000"),
                Map.entry("deepreasoning.catalog.models.\"claude-new-20271399\".thinking", "always"),
                Map.entry("deepreasoning.catalog.models.\"claude-new-20271399\".upstream-input-price", "2"),
                Map.entry("deepreasoning.catalog.models.\"claude-new-20271399\".upstream-output-price", "10"),
                Map.entry("deepreasoning.catalog.models.\"claude-haiku-4-5-20251001\".sampling", "none"),
                Map.entry("deepreasoning.catalog.models.\"claude-haiku-4-5-20251001\".deprecated-at", "2026-11-01")));
        ClaudeModel added = catalog.resolve("deepreasoning", null).answerer();
        ClaudeModel changed = catalog.resolve(HAIKU, null).answerer();

        assertEquals("claude-new-20271399", added.id());
        assertEquals(300_000, added.contextWindow());
        assertEquals(SamplingRule.NONE, added.sampling());
        assertEquals(OwnThinking.ALWAYS, added.ownThinking());
        assertFalse(added.prefill());
        assertEquals(new BigDecimal("2.50"), added.upstreamPrices().getFirst().cacheWrite());
        assertEquals("claude-new-20271399", catalog.defaultModel().id());
        assertEquals(
                1,
                catalog.listed().stream()
                        .filter(model -> model.id().equals("deepreasoning/claude-new-20271399"))
                        .count());
        assertEquals(SamplingRule.NONE, changed.sampling());
        assertEquals(64_000, changed.maxOutput());
        assertEquals(Lifecycle.DEPRECATED, catalog.lifecycle(changed));
    }

    @Test
    void successorsHaveRulesOfTheirOwn() {
        Catalog catalog = Catalogs.builtIn();
        ClaudeModel always = catalog.resolve("claude-opus-5-5", null).answerer();
        ClaudeModel tiered = catalog.resolve("claude-haiku-5-5", null).answerer();

        for (ClaudeModel model : catalog.models()) {
            boolean ofTheNine = model.id().matches(".*\\d{8}");
            assertEquals(ofTheNine, model.prefill(), model.id());
        }
        assertEquals(OwnThinking.ALWAYS, always.ownThinking());
        assertFalse(always.forcedToolChoice());
        assertEquals(SamplingRule.NONE, always.sampling());
        assertEquals(2, tiered.upstreamPrices().size());
        assertEquals(100_001, tiered.upstreamPrices().getLast().fromPromptTokens());
        assertTrue(catalog.resolve("claude-opus-5", null)
                .answerer()
                .upstreamPrices()
                .isEmpty());
    }

    /// A clock that a test moves.
    private static final class SettableClock extends Clock {
        private final Instant[] now;

        SettableClock(Instant[] now) {
            this.now = now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now[0];
        }
    }
}
