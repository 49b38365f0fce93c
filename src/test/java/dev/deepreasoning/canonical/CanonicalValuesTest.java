package dev.deepreasoning.canonical;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.canonical.Block.Search.Hit;
import dev.deepreasoning.canonical.RunReport.BilledUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalValuesTest {
    private static StageReport stage(Stage stage, TokenUsage usage) {
        return new StageReport(stage, "m", "h", usage, null, Duration.ZERO);
    }

    private static RunReport report(long handedOver, StageReport... stages) {
        return new RunReport(List.of(), ReasoningOutcome.COMPLETE, null, List.of(stages), handedOver, false);
    }

    @Test
    void billsThePromptOnceAndTheReasoningAsOutput() {
        RunReport run = report(
                100,
                stage(Stage.REASONING, new TokenUsage(20, 0, 0, 0, 130, 100, false)),
                stage(Stage.ANSWER, new TokenUsage(90, 10, 5, 40, 30, 0, false)));
        assertEquals(new BilledUsage(45, 40, 5, 130, 100), run.billed());
    }

    @Test
    void billsAtLeastOnePromptToken() {
        RunReport run = report(100, stage(Stage.ANSWER, new TokenUsage(90, 0, 0, 0, 30, 0, false)));
        assertEquals(new BilledUsage(1, 0, 0, 30, 0), run.billed());
    }

    @Test
    void billsTheReasonersPromptOnlyWhereClaudeNeverRan() {
        RunReport run = report(0, stage(Stage.REASONING, new TokenUsage(20, 0, 0, 4, 130, 100, false)));
        assertEquals(new BilledUsage(24, 4, 0, 100, 100), run.billed(), "R1's own answer is never charged");
        assertEquals(TokenUsage.NONE, run.usage(Stage.ANSWER));
    }

    @Test
    void estimatesLatinAndCjkText() {
        assertEquals(0, TokenEstimator.estimate(""));
        assertEquals(1, TokenEstimator.estimate("a"));
        assertEquals(3, TokenEstimator.estimate("abcdefghij"));
        assertEquals(6, TokenEstimator.estimate("漢字かなカナ한국어漢"));
    }

    @Test
    void keepsKeysAndPromptsOutOfItsTexts() {
        StageOverrides overrides =
                new StageOverrides("sk-secret", Map.of("x", "y"), Map.of("b", new JsonText("\"prompt\"")));
        assertFalse(overrides.toString().contains("secret"));
        assertFalse(overrides.toString().contains("prompt"));
        assertTrue(StageOverrides.NONE.toString().contains("none"));
    }

    @Test
    void carriesEverythingAnErrorBodyNeeds() {
        GatewayException failure = GatewayException.invalid("messages", "No.")
                .withCode("other")
                .withParam("messages[1]")
                .withRetryAfter(Duration.ofSeconds(3))
                .withCause(new IllegalStateException("inside"));
        assertEquals(ErrorKind.INVALID_REQUEST, failure.kind());
        assertEquals(400, failure.kind().status());
        assertEquals("other", failure.code());
        assertEquals("messages[1]", failure.param());
        assertEquals("No.", failure.publicMessage());
        assertEquals(Duration.ofSeconds(3), failure.retryAfter());
        assertFalse(failure.isAfterWork());
        GatewayException after = failure.afterWork();
        assertTrue(after.isAfterWork());
        assertSame(after, after.afterWork());
        assertNull(GatewayException.of(ErrorKind.INTERNAL, null, "x").code());
    }

    @Test
    void namesEnumsAsTheyStandOnTheWire() {
        assertEquals("partial", ReasoningOutcome.PARTIAL.wireName());
        assertEquals("failed", SearchOutcome.FAILED.wireName());
        assertEquals("answer", Stage.ANSWER.wireName());
        assertEquals("xhigh", Effort.XHIGH.wireName());
        assertEquals(16_384, Effort.MEDIUM.cap());
    }

    /// Decision 29: 0.6 for CJK, kana, hangul and full-width forms, 0.3 for all else.
    @ParameterizedTest
    @CsvSource({
        "2E7F, 3", "2E80, 6", "9FFF, 6", "A000, 3",
        "ABFF, 3", "AC00, 6", "D7AF, 6", "D7B0, 3",
        "F8FF, 3", "F900, 6", "FAFF, 6", "FB00, 3",
        "FEFF, 3", "FF00, 6", "FFEF, 6", "FFF0, 3",
        "0041, 3", "D83D, 3"
    })
    void estimatesEachScriptByItsBorders(String character, long tenths) {
        String text = String.valueOf((char) Integer.parseInt(character, 16));
        assertEquals(tenths, TokenEstimator.tenths(text));
        assertEquals(1, TokenEstimator.estimate(text));
        assertEquals(tenths, TokenEstimator.estimate(text.repeat(10)));
    }

    @Test
    void estimatesPiecesLikeTheirWhole() {
        String text = "Let me see: \u6f22\u5b57.";
        long pieces = text.chars()
                .mapToLong(c -> TokenEstimator.tenths(String.valueOf((char) c)))
                .sum();
        assertEquals(TokenEstimator.estimate(text), TokenEstimator.tokens(pieces));
    }

    @Test
    void keepsWhatItWasGivenWhateverBecomesOfTheList() {
        List<Hit> hits = new ArrayList<>(List.of(new Hit("a", "https://a")));
        List<String> domains = new ArrayList<>(List.of("a.example"));
        List<ContentPart.Text> texts = new ArrayList<>(List.of(new ContentPart.Text("x")));
        List<ContentPart> parts = new ArrayList<>(texts);
        Block.Search search = new Block.Search("s1", "a?", hits);
        SearchOptions options = new SearchOptions("deep", domains, domains, "2026-01-01", null, 3);
        ContentPart.SearchResult result = new ContentPart.SearchResult("https://a", "a", texts, null, null);
        ContentPart.ToolResult tool = new ContentPart.ToolResult("t1", parts, false, null);
        hits.clear();
        domains.clear();
        texts.clear();
        parts.clear();
        assertEquals("https://a", search.hits().getFirst().url());
        assertEquals("a", search.hits().getFirst().name());
        assertEquals(List.of("a.example"), options.includeDomains());
        assertEquals(List.of("a.example"), options.excludeDomains());
        assertEquals("x", result.content().getFirst().text());
        assertEquals(1, tool.content().size());
        assertThrows(UnsupportedOperationException.class, () -> search.hits().clear());
    }

    @Test
    void echoedReasoningNeverCarriesACacheBreakpoint() {
        ContentPart part = new ContentPart.EchoedReasoning("I thought", "seal");
        assertNull(part.cacheControl());
    }
}
