package dev.deepreasoning.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Accounts at first sight.
class IdentitiesTest {
    private static final String ISSUER = "https://login.example";

    private final Database database = Postgres.ledger();
    private final Accounts accounts = new Accounts(database);
    private final Identities identities = new Identities(database, accounts);

    @Test
    void oneIsOpenedHoweverManySeeItFirst() throws Exception {
        Set<String> keys = new HashSet<>();
        try (ExecutorService crowd = Executors.newFixedThreadPool(16)) {
            List<Callable<ApiKey>> calls = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                calls.add(() -> identities.key(ISSUER, "anna", "Anna", true).orElseThrow());
            }
            for (Future<ApiKey> each : crowd.invokeAll(calls)) {
                keys.add(each.get().id());
            }
        }
        assertEquals(1, keys.size());
        List<Account> all = accounts.list(null, 10);
        assertEquals(1, all.size());
        assertEquals("Anna", all.getFirst().name());
        assertTrue(all.getFirst().simulated());
        assertEquals(BigDecimal.ZERO, all.getFirst().balance());
    }

    @Test
    void anotherIssuersSubjectIsAnother() {
        ApiKey one = identities.key(ISSUER, "anna", "Anna", false).orElseThrow();
        ApiKey other =
                identities.key("https://else.example", "anna", "Anna", false).orElseThrow();
        assertNotEquals(one.account(), other.account());
        assertEquals("oidc", one.name());
    }

    @Test
    void aClosedAccountIsNotOpenedAnew() {
        ApiKey key = identities.key(ISSUER, "anna", "Anna", false).orElseThrow();
        accounts.close(key.account(), true);
        assertTrue(identities.key(ISSUER, "anna", "Anna", false).isEmpty());
        accounts.close(key.account(), false);
        assertEquals(
                key.id(),
                identities.key(ISSUER, "anna", "Anna", false).orElseThrow().id());
        assertEquals(1, accounts.list(null, 10).size());
    }

    @Test
    void itsKeyIsNotAmongThoseThatAreMadeAndRevoked() {
        ApiKey key = identities.key(ISSUER, "anna", "Anna", false).orElseThrow();
        Keys keys = new Keys(database);
        for (int i = 0; i < Keys.MOST; i++) {
            assertTrue(keys.create(key.account(), new ApiKey.Terms("key " + i, null, null, null, null))
                    .isPresent());
        }
        assertTrue(keys.create(key.account(), new ApiKey.Terms("one more", null, null, null, null))
                .isEmpty());
        List<ApiKey> all = keys.list(key.account(), null, 200);
        assertEquals(Keys.MOST, all.size());
        assertTrue(all.stream().noneMatch(each -> each.id().equals(key.id())));
        assertEquals(
                Keys.MOST - 1,
                keys.list(key.account(), all.getFirst().id(), 200).size());
        assertTrue(keys.revoke(key.account(), key.id()).isEmpty());
        assertTrue(identities.key(ISSUER, "anna", "Anna", false).orElseThrow().valid(Instant.now()));
        assertFalse(
                keys.revoke(key.account(), all.getFirst().id()).orElseThrow().valid(Instant.now()));
    }

    @Test
    void aKeyIsValidNoLongerThanItIsLent() {
        Instant now = Instant.now();
        ApiKey key = identities.key(ISSUER, "anna", "Anna", false).orElseThrow();
        ApiKey lent = key.until(now.plusSeconds(60));
        assertTrue(lent.valid(now));
        assertFalse(lent.valid(now.plusSeconds(60)));
        assertEquals(now.plusSeconds(60), lent.until(now.plusSeconds(90)).expires());
        assertEquals(now.plusSeconds(30), lent.until(now.plusSeconds(30)).expires());
    }
}
