package dev.deepreasoning.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.auth.UpstreamKeys;
import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.canonical.ContentPart;
import dev.deepreasoning.canonical.Message;
import dev.deepreasoning.canonical.Message.Role;
import dev.deepreasoning.canonical.ReasoningOptions;
import dev.deepreasoning.canonical.Sampling;
import dev.deepreasoning.canonical.StageOverrides;
import dev.deepreasoning.catalog.Catalogs;
import dev.deepreasoning.catalog.Price;
import dev.deepreasoning.metering.Quote.Fitted;
import dev.deepreasoning.pipeline.Foreseen;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a request can cost before it is made.
class QuoteTest {
    private static final BigDecimal SEARCH = new BigDecimal("0.013");
    private static final Price PRICE = new Price(new BigDecimal("0.01"), new BigDecimal("0.05"));
    private static final CanonicalRequest REQUEST = new CanonicalRequest(
            "deepreasoning",
            null,
            List.of(new Message(Role.USER, List.of(new ContentPart.Text("Hi")))),
            false,
            List.of(),
            null,
            null,
            new Sampling(null, null, null),
            null,
            List.of(),
            ReasoningOptions.DEFAULT,
            null,
            false,
            false,
            null,
            true,
            StageOverrides.NONE,
            StageOverrides.NONE,
            null);

    private static Quote quote(long prompt, int reasoning, int answer, boolean search, UpstreamKeys own) {
        return new Quote(
                new Foreseen(
                        Catalogs.with(Map.of()).resolve("deepreasoning", null),
                        prompt,
                        2 * prompt,
                        reasoning,
                        reasoning > 0 ? 100 : 0,
                        answer,
                        search),
                PRICE,
                SEARCH,
                own);
    }

    private static void same(String usd, BigDecimal amount) {
        assertEquals(0, new BigDecimal(usd).compareTo(amount), amount::toPlainString);
    }

    @Test
    void theMostIsThePromptWithAMarginAndAllThatMayBeWritten() {
        Quote quote = quote(400, 16_384, 8_192, false, UpstreamKeys.NONE);
        same("1.32722", quote.most());
        same("0.08562", quote.least());
        assertEquals(500 + 2_457, quote.tokens());
        same("1.52022", quote(400, 16_384, 8_192, true, UpstreamKeys.NONE).most());
    }

    @Test
    void whatR1AnswersAloneIsNotHandedOver() {
        same("0.4256", quote(400, 8_192, 0, false, UpstreamKeys.NONE).most());
    }

    @Test
    void aStageOnTheCallersKeyIsNotLowered() {
        Quote quote = quote(400, 16_384, 8_192, false, new UpstreamKeys(null, "claude", null));
        Fitted fitted = quote.fit(REQUEST, new BigDecimal("0.105"));
        assertNull(fitted.request().maxTokens());
        assertEquals(2_000, fitted.request().reasoning().maxTokens());
        assertEquals(1, fitted.adjusted().size());
    }

    @Test
    void whatRunsOnTheCallersKeysCostsNothing() {
        same(
                "0.50302",
                quote(400, 16_384, 8_192, false, new UpstreamKeys("r1", null, null))
                        .most());
        same(
                "0.8242",
                quote(400, 16_384, 8_192, false, new UpstreamKeys(null, "claude", null))
                        .most());
        same(
                "0",
                quote(400, 16_384, 8_192, true, new UpstreamKeys("r1", "claude", "linkup"))
                        .most());
    }

    @Test
    void whatWasReservedWholeChangesNothing() {
        Quote quote = quote(400, 1_000, 1_000, false, UpstreamKeys.NONE);
        Fitted fitted = quote.fit(REQUEST, quote.most());
        assertSame(REQUEST, fitted.request());
        assertEquals(List.of(), fitted.adjusted());
    }

    @Test
    void whatIsFittedCostsAtMostWhatWasReserved() {
        Quote quote = quote(400, 16_384, 8_192, false, UpstreamKeys.NONE);
        BigDecimal step = new BigDecimal("0.0137");
        for (BigDecimal held = quote.least(); held.compareTo(quote.most()) < 0; held = held.add(step)) {
            Fitted fitted = quote.fit(REQUEST, held);
            Integer answer = fitted.request().maxTokens();
            Integer reasoning = fitted.request().reasoning().maxTokens();
            assertTrue(answer != null && answer >= 256, String.valueOf(answer));
            assertTrue(reasoning != null && reasoning >= 1_024, String.valueOf(reasoning));
            BigDecimal cost = new BigDecimal("0.011")
                    .add(new BigDecimal("0.00005").multiply(BigDecimal.valueOf(answer)))
                    .add(new BigDecimal("0.000055").multiply(BigDecimal.valueOf(reasoning + 100L)));
            assertTrue(cost.compareTo(held) <= 0, cost + " of " + held);
            assertTrue(held.subtract(cost).compareTo(new BigDecimal("0.0001")) < 0, "and uses it up");
            assertEquals(2, fitted.adjusted().size());
        }
    }

    @Test
    void oneStageAloneIsFittedAlone() {
        Fitted off = quote(400, 0, 8_192, false, UpstreamKeys.NONE).fit(REQUEST, new BigDecimal("0.111"));
        assertEquals(2_000, off.request().maxTokens());
        assertEquals("max_tokens", off.adjusted().getFirst().name());
        Fitted only = quote(400, 8_192, 0, false, UpstreamKeys.NONE).fit(REQUEST, new BigDecimal("0.111"));
        assertEquals(1_900, only.request().reasoning().maxTokens());
        assertNull(only.request().maxTokens());
        assertEquals(
                List.of("reasoning_max_tokens"),
                only.adjusted().stream().map(each -> each.name()).toList());
    }
}
