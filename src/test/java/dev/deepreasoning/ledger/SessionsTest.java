package dev.deepreasoning.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.ledger.Account.Limits;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionsTest {
    private final Database database = Postgres.ledger();
    private final Accounts accounts = new Accounts(database);
    private final Sessions sessions = new Sessions(database);
    private final Instant later = Instant.now().plus(Duration.ofHours(8));
    private Account account;
    private ApiKey.Created key;

    @BeforeEach
    void open() {
        account = accounts.open("Somebody", Limits.DEFAULT, true);
        key = Postgres.keys(database, account.id(), 1).getFirst();
    }

    private static byte[] hash(String secret) {
        return KeyFormat.hash(secret);
    }

    @Test
    void anOperatorsSessionHasNoKeyAndEndsWhenItIsClosed() {
        sessions.open(hash("one"), "admin", "token-1", later);
        Sessions.Stored found = sessions.find(hash("one")).orElseThrow();
        assertEquals("token-1", found.reference());
        assertNull(found.key());
        sessions.close(hash("one"));
        assertTrue(sessions.find(hash("one")).isEmpty());
        assertTrue(sessions.find(hash("never opened")).isEmpty());
    }

    @Test
    void anAccountsSessionEndsWithItsKeyOrItsAccount() {
        sessions.open(hash("two"), "account", key.key().id(), later);
        assertNotNull(sessions.find(hash("two")).orElseThrow().key());
        accounts.close(account.id(), true);
        assertTrue(sessions.find(hash("two")).isEmpty());
        accounts.close(account.id(), false);
        new Keys(database).revoke(account.id(), key.key().id());
        assertTrue(sessions.find(hash("two")).isEmpty());
    }

    @Test
    void whatIsOverIsForgotten() {
        sessions.open(hash("old"), "static", "key-1", Instant.now().minus(Duration.ofSeconds(1)));
        assertTrue(sessions.find(hash("old")).isEmpty());
        sessions.open(hash("new"), "static", "key-1", later);
        long kept =
                database.work(sql -> sql.one("select count(*) as kept from browser_session", row -> row.number("kept"))
                        .orElseThrow());
        assertEquals(1, kept);
    }
}
