package dev.deepreasoning.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.deepreasoning.canonical.ReasoningOutcome;
import dev.deepreasoning.canonical.RunReport;
import dev.deepreasoning.canonical.SearchOutcome;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.canonical.StageReport;
import dev.deepreasoning.canonical.TokenUsage;
import dev.deepreasoning.catalog.Catalog;
import dev.deepreasoning.catalog.Catalogs;
import dev.deepreasoning.catalog.ResolvedModel;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ChargesTest {
    private static final String SONNET = "claude-sonnet-4-5-20250929";
    private static final String TIERED = "claude-haiku-5-5";
    private static final Catalog CATALOG = Catalogs.builtIn();
    private static final Charges CHARGES = Tariffs.builtIn();

    private static ResolvedModel model(String id) {
        return CATALOG.resolve(id, null);
    }

    private static StageReport stage(Stage stage, @Nullable String model, @Nullable String host, TokenUsage usage) {
        return new StageReport(stage, model, host, usage, null, Duration.ZERO);
    }

    private static StageReport answer(String model, TokenUsage usage) {
        return stage(Stage.ANSWER, model, "anthropic", usage);
    }

    private static StageReport reasoning(String host, TokenUsage usage) {
        return stage(Stage.REASONING, "deepseek-r1", host, usage);
    }

    private static TokenUsage tokens(long input, long output) {
        return new TokenUsage(input, 0, 0, 0, output, 0, false);
    }

    private static RunReport run(@Nullable SearchOutcome search, long handedOver, StageReport... stages) {
        return new RunReport(List.of(), ReasoningOutcome.COMPLETE, search, List.of(stages), handedOver, false);
    }

    private static void amount(String expected, @Nullable BigDecimal actual) {
        assertNotNull(actual);
        assertEquals(0, new BigDecimal(expected).compareTo(actual), () -> expected + " expected, but was " + actual);
    }

    @ParameterizedTest
    @CsvSource({
        "claude-sonnet-4-5-20250929, 0.012, 0.058",
        "claude-sonnet-4-20250514, 0.012, 0.058",
        "claude-haiku-4-5-20251001, 0.0048, 0.023",
        "claude-opus-4-5-20251101, 0.019, 0.092",
        "claude-opus-4-1-20250805, 0.053, 0.26",
        "claude-opus-4-20250514, 0.053, 0.26",
    })
    void theRateCardIsPerThousandTokens(String id, String in, String out) {
        ResolvedModel model = model(id);
        amount(in, CHARGES.price(run(null, 0, answer(id, tokens(1_000, 0))), model));
        amount(out, CHARGES.price(run(null, 999, answer(id, tokens(1_000, 1_000))), model), in);
    }

    private static void amount(String expected, @Nullable BigDecimal actual, String inPerThousand) {
        assertNotNull(actual);
        // At least one prompt token is billed, whatever was handed over.
        amount(expected, actual.subtract(new BigDecimal(inPerThousand).movePointLeft(3)));
    }

    /// The promise that a caller can check: usage × rate card = price, to the last decimal.
    @Test
    void usageTimesRateCardIsThePrice() {
        Random random = new Random(30);
        for (int i = 0; i < 2_000; i++) {
            long reasoned = random.nextInt(50_000);
            TokenUsage reasoner = new TokenUsage(random.nextInt(9_000), 0, 0, 0, reasoned + 40, reasoned, false);
            TokenUsage answer = new TokenUsage(
                    random.nextInt(200_000),
                    random.nextInt(900),
                    random.nextInt(900),
                    random.nextInt(900),
                    random.nextInt(64_000),
                    0,
                    false);
            RunReport report = run(
                    random.nextBoolean() ? SearchOutcome.USED : null,
                    reasoned,
                    stage(Stage.SEARCH, "standard", "linkup", TokenUsage.NONE),
                    reasoning(Tariffs.PRICED_HOST, reasoner),
                    answer(SONNET, answer));
            RunReport.BilledUsage billed = report.billed();
            BigDecimal search = report.search() == null ? BigDecimal.ZERO : new BigDecimal("0.013");
            BigDecimal expected = new BigDecimal("0.000012")
                    .multiply(BigDecimal.valueOf(billed.input()))
                    .add(new BigDecimal("0.000058").multiply(BigDecimal.valueOf(billed.output())))
                    .add(search);
            amount(expected.toPlainString(), CHARGES.price(report, model(SONNET)));
        }
    }

    @Test
    void sumsAreExactWhereFloatsAreNot() {
        long tokens = 9_007_199_254_740_993L;
        amount("108086391056.891916", CHARGES.price(run(null, 0, answer(SONNET, tokens(tokens, 0))), model(SONNET)));
        amount(
                "0.00000003",
                Tariffs.with(Map.of(
                                "deepreasoning.pricing.models.\"" + SONNET + "\".input", "0.00001",
                                "deepreasoning.pricing.models.\"" + SONNET + "\".output", "0.00002"))
                        .price(run(null, 0, answer(SONNET, tokens(1, 1))), model(SONNET)));
    }

    @ParameterizedTest
    @EnumSource(SearchOutcome.class)
    void onlyASearchThatWasUsedIsCharged(SearchOutcome search) {
        StageReport made = stage(Stage.SEARCH, "standard", "linkup", TokenUsage.NONE);
        RunReport report = run(search, 0, made, answer(SONNET, tokens(1, 0)));
        amount(search == SearchOutcome.USED ? "0.013012" : "0.000012", CHARGES.price(report, model(SONNET)));
        // Pages from memory are free.
        RunReport remembered = run(search, 0, answer(SONNET, tokens(1, 0)));
        amount("0.000012", CHARGES.price(remembered, model(SONNET)));
    }

    @Test
    void aModelWithoutAPriceHasNoneRatherThanZero() {
        ResolvedModel unpriced = model("claude-opus-4-6");
        assertNull(CHARGES.price(run(null, 0, answer("claude-opus-4-6", tokens(1, 1))), unpriced));
        assertNull(CHARGES.margin(run(null, 0, answer("claude-opus-4-6", tokens(1, 1))), unpriced));
    }

    @ParameterizedTest
    @CsvSource({
        "claude-opus-4-1-20250805, claude-haiku-4-5-20251001",
        "claude-haiku-4-5-20251001, claude-opus-4-1-20250805",
    })
    void aDefaultThatWasReplacedCostsTheLowerOfBothPrices(String gone, String replacement) {
        Map<String, String> properties = Map.of(
                "deepreasoning.catalog.default-model",
                gone,
                "deepreasoning.catalog.models.\"" + gone + "\".gone",
                "true",
                "deepreasoning.catalog.models.\"" + gone + "\".replacement",
                replacement);
        ResolvedModel model = Catalogs.with(properties).resolve("deepreasoning", null);
        assertEquals(replacement, model.answerer().id());
        amount(
                "0.0278",
                Tariffs.with(properties).price(run(null, 0, answer(replacement, tokens(1_000, 1_000))), model));
    }

    @Test
    void whatTheReasonerAnsweredItselfIsNeverCharged() {
        TokenUsage alone = new TokenUsage(10, 0, 0, 0, 1_500, 1_000, false);
        amount("0.05812", CHARGES.price(run(null, 0, reasoning(Tariffs.PRICED_HOST, alone)), model(SONNET)));
    }

    @Test
    void theUpstreamCostOfAnAnswerKnowsFourInputClasses() {
        TokenUsage usage = new TokenUsage(1_000, 100, 10, 10_000, 500, 0, false);
        // 3, 3.75, 6, 0.30 and 15 USD per million.
        amount("0.013935", CHARGES.upstreamCost(answer(SONNET, usage)));
        assertNull(CHARGES.upstreamCost(answer("claude-unknown", usage)));
        assertNull(CHARGES.upstreamCost(stage(Stage.ANSWER, null, null, usage)));
    }

    @ParameterizedTest
    @CsvSource({"100000, 0, 0.01", "100001, 0, 0.0500005", "100000, 1, 0.05000005", "0, 0, 0"})
    void theTierIsThatOfTheWholePrompt(long input, long cacheRead, String cost) {
        TokenUsage usage = new TokenUsage(input, 0, 0, cacheRead, 0, 0, false);
        amount(cost, CHARGES.upstreamCost(answer(TIERED, usage)));
    }

    @Test
    void theUpstreamCostOfReasoningIsItsHosts() {
        TokenUsage usage = new TokenUsage(1_000, 0, 0, 500, 2_000, 1_800, false);
        amount("0.005", CHARGES.upstreamCost(reasoning(Tariffs.PRICED_HOST, usage)));
        assertNull(CHARGES.upstreamCost(reasoning(Tariffs.UNPRICED_HOST, usage)));
        assertNull(CHARGES.upstreamCost(reasoning("gone", usage)));
        amount("0", CHARGES.upstreamCost(stage(Stage.SEARCH, null, null, TokenUsage.NONE)));
        amount("0.005", CHARGES.upstreamCost(stage(Stage.SEARCH, "standard", "linkup", TokenUsage.NONE)));
        amount("0.05", CHARGES.upstreamCost(stage(Stage.SEARCH, "deep", "linkup", TokenUsage.NONE)));
    }

    @Test
    void theMarginIsThePriceWithoutEveryStagesCost() {
        StageReport answer = answer(SONNET, tokens(1_000, 1_000));
        StageReport priced = reasoning(Tariffs.PRICED_HOST, new TokenUsage(0, 0, 0, 0, 1_000, 1_000, false));
        // 0.128 for the caller; 0.018 and 0.00219 for the operator.
        amount("0.10781", CHARGES.margin(run(null, 0, priced, answer), model(SONNET)));
        StageReport unpriced = reasoning(Tariffs.UNPRICED_HOST, tokens(1, 1));
        assertNull(CHARGES.margin(run(null, 0, unpriced, answer), model(SONNET)), "not known, not guessed");
    }

    @Test
    void listPricesAreKnownWhereTheOperatorSetNone() {
        TokenUsage used = tokens(1_000_000, 1_000_000);
        assertNull(CHARGES.upstreamCost(reasoning(Tariffs.UNPRICED_HOST, used)));
        amount("2.74", CHARGES.listCost(reasoning(Tariffs.UNPRICED_HOST, used)));
        assertEquals(
                CHARGES.upstreamCost(reasoning(Tariffs.PRICED_HOST, used)),
                CHARGES.listCost(reasoning(Tariffs.PRICED_HOST, used)));
        assertNull(CHARGES.listCost(reasoning("nobody", used)));
        amount("0.005", CHARGES.listCost(stage(Stage.SEARCH, "fast", "linkup", TokenUsage.NONE)));
    }
}
