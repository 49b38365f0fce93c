package dev.deepreasoning.api.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.account.wire.UsageView;
import dev.deepreasoning.ledger.Account;
import dev.deepreasoning.ledger.ApiKey;
import dev.deepreasoning.ledger.UsageEvent;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What is absent in the ledger is absent in what its holders see.
class AccountViewsTest {
    private static final Instant TIME = Instant.ofEpochSecond(1_795_000_000);

    private static UsageEvent event(@Nullable String reasoner, @Nullable String answerer, boolean estimated) {
        return new UsageEvent(
                "req_1",
                "acc_1",
                "key_1",
                "messages",
                true,
                "deepreasoning",
                "claude-sonnet-4-5-20250929",
                "claude-sonnet-4-5-20250929",
                new UsageEvent.Reasoner(reasoner, "deepseek-reasoner", 20, 5, 120, 100),
                new UsageEvent.Answer(answerer, 150, 2, 3, 30),
                estimated,
                155,
                130,
                0,
                new BigDecimal("0.001"),
                BigDecimal.ZERO,
                null,
                "completed",
                null,
                false,
                TIME,
                TIME.plusMillis(1_500),
                400L,
                "{}");
    }

    @Test
    void aStageThatNeverRanIsNotShown() {
        assertEquals(
                List.of(), AccountViews.usage(event(null, null, false), null).stages());
        assertEquals(
                List.of("reasoning"),
                AccountViews.usage(event("main", null, false), null).stages().stream()
                        .map(UsageView.Stage::stage)
                        .toList());
    }

    @Test
    void anAnswersInputIsAllThatClaudeRead() {
        UsageView.Stage answer = AccountViews.usage(event(null, "anthropic", true), null)
                .stages()
                .getFirst();
        assertEquals(155, answer.input());
        assertEquals(3, answer.cached());
        assertEquals("estimated", answer.source());
    }

    @Test
    void anAccountTellsThatItIsClosed() {
        Account closed =
                new Account("acc_1", "A", false, TIME, TIME, BigDecimal.TEN, BigDecimal.ONE, Account.Limits.DEFAULT);
        assertTrue(AccountViews.account(closed).closed());
        assertEquals("9", AccountViews.account(closed).available().amount());
    }

    @Test
    void aKeyWithoutBoundsHasNone() {
        ApiKey key = new ApiKey(
                "key_1",
                "acc_1",
                "k",
                "sk-deepreasoning-Ab",
                TIME,
                null,
                null,
                null,
                null,
                BigDecimal.ZERO,
                null,
                null);
        assertNull(AccountViews.key(key, null).spendCap());
        assertNull(AccountViews.key(key, null).expires());
    }
}
