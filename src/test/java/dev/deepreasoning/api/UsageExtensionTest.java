package dev.deepreasoning.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.canonical.Adjustment;
import dev.deepreasoning.canonical.ReasoningOutcome;
import dev.deepreasoning.canonical.RunReport;
import dev.deepreasoning.canonical.SearchOutcome;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.canonical.StageReport;
import dev.deepreasoning.canonical.TokenUsage;
import dev.deepreasoning.catalog.Catalogs;
import dev.deepreasoning.catalog.ResolvedModel;
import dev.deepreasoning.metering.Charges;
import dev.deepreasoning.metering.Tariffs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UsageExtensionTest {
    private static final String SONNET = "claude-sonnet-4-5-20250929";
    private static final ResolvedModel MODEL = Catalogs.builtIn().resolve("deepreasoning", null);

    private static RunReport report(@Nullable String host) {
        return new RunReport(
                List.of(new Adjustment("top_p", "0.9", null), new Adjustment("temperature", "1.7", "1")),
                ReasoningOutcome.PARTIAL,
                SearchOutcome.USED,
                List.of(
                        new StageReport(
                                Stage.SEARCH, "standard", "linkup", TokenUsage.NONE, null, Duration.ofMillis(700)),
                        new StageReport(
                                Stage.REASONING,
                                null,
                                host,
                                new TokenUsage(20, 0, 0, 0, 100, 100, true),
                                null,
                                Duration.ofMillis(1_999)),
                        new StageReport(
                                Stage.ANSWER,
                                SONNET,
                                "anthropic",
                                new TokenUsage(1_000, 2, 3, 4, 50, 0, false),
                                Duration.ofNanos(300_999_999),
                                Duration.ofSeconds(2))),
                100,
                true);
    }

    private static String written(Charges charges, RunReport report, boolean operator) {
        JsonBytes out = new JsonBytes();
        new UsageExtension(charges, MODEL, operator).write(report, out);
        return new String(out.take(), StandardCharsets.UTF_8);
    }

    @Test
    void saysWhatIsKnownOnlyAtTheEnd() {
        assertEquals(
                "\"deepreasoning\":{\"reasoning\":\"partial\",\"search\":\"used\","
                        + "\"adjusted\":[{\"name\":\"top_p\",\"from\":\"0.9\"},"
                        + "{\"name\":\"temperature\",\"from\":\"1.7\",\"to\":\"1\"}],"
                        + "\"price\":{\"amount\":\"0.032608\",\"currency\":\"USD\"},\"simulated\":true,"
                        + "\"stages\":[{\"stage\":\"search\",\"depth\":\"standard\",\"total_ms\":700},"
                        + "{\"stage\":\"reasoning\",\"tokens\":{\"input\":20,\"cache_write\":0,"
                        + "\"cache_read\":0,\"output\":100,\"reasoning\":100},\"source\":\"estimated\","
                        + "\"total_ms\":1999},"
                        + "{\"stage\":\"answer\",\"model\":\"claude-sonnet-4-5-20250929\",\"tokens\":{\"input\":1000,"
                        + "\"cache_write\":5,\"cache_read\":4,\"output\":50,\"reasoning\":0},\"source\":\"reported\","
                        + "\"first_token_ms\":300,\"total_ms\":2000}]}",
                written(Tariffs.builtIn(), report(Tariffs.PRICED_HOST), false));
    }

    @Test
    void aPayingCallerSeesNeitherHostNorCostNorMargin() {
        String paying = written(Tariffs.builtIn(), report(Tariffs.PRICED_HOST), false);
        String operator = written(Tariffs.builtIn(), report(Tariffs.PRICED_HOST), true);
        for (String secret : List.of("\"host\":\"priced\"", "\"upstream_cost\":", "\"margin\":", "\"anthropic\"")) {
            assertFalse(paying.contains(secret), secret);
            assertTrue(operator.contains(secret), secret);
        }
        assertTrue(operator.contains("\"upstream_cost\":{\"amount\":\"0.00023\",\"currency\":\"USD\"}"), operator);
        assertTrue(operator.contains("\"margin\":{\"amount\":\"0.0236013\",\"currency\":\"USD\"}"), operator);
    }

    @Test
    void whatACostIsNotKnownOfIsLeftOut() {
        String operator = written(Tariffs.builtIn(), report(Tariffs.UNPRICED_HOST), true);
        assertTrue(operator.contains("\"host\":\"unpriced\",\"tokens\""), operator);
        assertFalse(operator.contains("margin"), operator);
        String nobody = written(Tariffs.builtIn(), report(null), true);
        assertTrue(nobody.contains("{\"stage\":\"reasoning\",\"tokens\""), nobody);
    }

    @Test
    void amountsArePlainDecimals() {
        Map<String, String> cheap = Map.of(
                "deepreasoning.pricing.models.\"" + SONNET + "\".input",
                "0.0000001",
                "deepreasoning.pricing.models.\"" + SONNET + "\".output",
                "0.000",
                "deepreasoning.pricing.web-search",
                "0.00");
        assertTrue(written(Tariffs.with(cheap), report(null), false).contains("{\"amount\":\"0.0000000909\","));
        Map<String, String> free = Map.of(
                "deepreasoning.pricing.models.\"" + SONNET + "\".input",
                "0.000",
                "deepreasoning.pricing.models.\"" + SONNET + "\".output",
                "0",
                "deepreasoning.pricing.web-search",
                "0.00");
        assertTrue(written(Tariffs.with(free), report(null), false).contains("{\"amount\":\"0\","));
        Map<String, String> dear = Map.of(
                "deepreasoning.pricing.models.\"" + SONNET + "\".input",
                "1E+4",
                "deepreasoning.pricing.models.\"" + SONNET + "\".output",
                "0",
                "deepreasoning.pricing.web-search",
                "910");
        assertTrue(written(Tariffs.with(dear), report(null), false).contains("{\"amount\":\"10000\","));
    }
}
