package dev.deepreasoning.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.wire.AccountView;
import dev.deepreasoning.ledger.Account;
import dev.deepreasoning.ledger.Accounts;
import dev.deepreasoning.ledger.ApiKey;
import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// What is absent in the ledger is absent in what its holders see.
class AccountViewsTest {
    private static final Instant TIME = Instant.ofEpochSecond(1_795_000_000);

    @Test
    void anAccountTellsThatItIsClosed() {
        Account closed =
                new Account("acc_1", "A", false, TIME, TIME, BigDecimal.TEN, BigDecimal.ONE, Account.Limits.DEFAULT);
        assertTrue(AccountViews.account(closed).closed());
        assertEquals("9", AccountViews.account(closed).available().amount());
        assertNull(AccountViews.account(closed).left());
        AccountView.Left left =
                AccountViews.account(closed, new Accounts.Left(5, 6, 107)).left();
        assertEquals(new AccountView.Left(5, 6, 0), left, "more run than may since the limit was lowered");
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
