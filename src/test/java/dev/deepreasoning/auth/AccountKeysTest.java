package dev.deepreasoning.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.ledger.Account;
import dev.deepreasoning.ledger.Accounts;
import dev.deepreasoning.ledger.ApiKey;
import dev.deepreasoning.ledger.BillingConfig.OnDatabaseFailure;
import dev.deepreasoning.ledger.Database;
import dev.deepreasoning.ledger.Keys;
import dev.deepreasoning.ledger.Offloading;
import dev.deepreasoning.ledger.Patience;
import dev.deepreasoning.ledger.Postgres;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// Keys while the ledger comes and goes.
class AccountKeysTest {
    private final AtomicBoolean away = new AtomicBoolean();
    private final Database database = Postgres.breakable(away::get);
    private final Keys ledger = new Keys(database);
    private final Later clock = new Later();
    private final ApiKey.Created key = ledger.create(
                    new Accounts(database)
                            .open("Somebody", Account.Limits.DEFAULT, true)
                            .id(),
                    new ApiKey.Terms("one", null, null, null, null))
            .orElseThrow();

    private AccountKeys keys(OnDatabaseFailure onFailure) {
        return new AccountKeys(ledger, Issuer.noAccounts(database), new Offloading(20), clock, () -> onFailure);
    }

    private static Optional<AccountKey> find(AccountKeys keys, String key) {
        return keys.find(key, new Patience()).await().indefinitely();
    }

    @Test
    void aKeyIsAskedForAgainAfterAWhile() {
        AccountKeys keys = keys(OnDatabaseFailure.REFUSE);
        assertEquals(key.key().id(), find(keys, key.secret()).orElseThrow().key());
        ledger.revoke(key.key().account(), key.key().id());
        assertTrue(find(keys, key.secret()).isPresent());
        clock.now = clock.now.plusSeconds(5);
        assertTrue(find(keys, key.secret()).isEmpty());
        assertTrue(find(keys, "sk-something-else").isEmpty());
    }

    @Test
    void withoutALedgerNobodyIsKnown() {
        AccountKeys keys = keys(OnDatabaseFailure.REFUSE);
        assertTrue(find(keys, key.secret()).isPresent());
        away.set(true);
        clock.now = clock.now.plusSeconds(5);
        GatewayException refused = assertThrows(GatewayException.class, () -> find(keys, key.secret()));
        assertEquals("database_unavailable", refused.code());
    }

    @Test
    void whoWasKnownLatelyMayStayKnown() {
        AccountKeys keys = keys(OnDatabaseFailure.SERVE);
        assertTrue(find(keys, key.secret()).isPresent());
        away.set(true);
        clock.now = clock.now.plusSeconds(600);
        assertTrue(find(keys, key.secret()).isPresent());
        assertThrows(GatewayException.class, () -> find(keys, Postgres.keyOfNobody()));
        clock.now = clock.now.plus(Duration.ofHours(1));
        assertThrows(GatewayException.class, () -> find(keys, key.secret()));
    }
}
