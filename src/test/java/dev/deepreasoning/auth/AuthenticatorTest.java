package dev.deepreasoning.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.auth.Caller.Mode;
import dev.deepreasoning.canonical.GatewayException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthenticatorTest {
    private static final String HERE = "192.0.2.1";
    private static final UpstreamKeys BOTH = new UpstreamKeys("r1-key", "claude-key", null);

    private final Authenticator authenticator = new Authenticator(
            GatewayKeysTest.keys(GatewayKeysTest.PACKAGED, "static", "sk-one", "sk-two"), new OwnKeys(false, 1), false);

    @ParameterizedTest
    @CsvSource({
        "Bearer sk-one,,",
        "bearer   sk-two ,,",
        ",sk-one,",
        ",,sk-one",
        "Basic abc,,sk-two",
        "Bearer sk-one,' ',",
        "Bearer ,,sk-one"
    })
    void knowsAKeyInAnyOfThreeHeaders(String authorization, String xApiKey, String apiKey) {
        Caller caller = authenticator.authenticate(authorization, xApiKey, apiKey, UpstreamKeys.NONE, HERE);

        assertEquals(Mode.STATIC, caller.mode());
        assertTrue(caller.operator());
    }

    @ParameterizedTest
    @CsvSource({",,", "Basic abc,,", "Bearer,,", "'',' ',''"})
    void missesAKeyWhereNoneIsSent(String authorization, String xApiKey, String apiKey) {
        assertRefused("missing_api_key", authorization, xApiKey, apiKey);
    }

    @ParameterizedTest
    @CsvSource({"Bearer sk-three,,", ",sk-on,", ",,sk-one1"})
    void refusesAKeyThatItDoesNotKnow(String authorization, String xApiKey, String apiKey) {
        assertRefused("invalid_api_key", authorization, xApiKey, apiKey);
    }

    @Test
    void takesXApiKeyWhereTheHeadersDiffer() {
        assertRefused("invalid_api_key", "Bearer sk-one", "sk-wrong", null);
        assertEquals(
                authenticator
                        .authenticate("Bearer sk-two", null, null, UpstreamKeys.NONE, HERE)
                        .id(),
                authenticator
                        .authenticate("Bearer sk-wrong", "sk-two", null, UpstreamKeys.NONE, HERE)
                        .id());
    }

    @Test
    void tellsCallersApartWithoutTheirKeys() {
        String one = authenticator
                .authenticate(null, "sk-one", null, UpstreamKeys.NONE, HERE)
                .id();
        String two = authenticator
                .authenticate(null, "sk-two", null, UpstreamKeys.NONE, HERE)
                .id();

        assertNotEquals(one, two);
        assertFalse(one.contains("sk-one"));
    }

    @Test
    void letsEverybodyInWhereOpen() {
        Authenticator open =
                new Authenticator(GatewayKeysTest.keys(GatewayKeysTest.DEV, null), new OwnKeys(false, 1), false);

        Caller caller = open.authenticate(null, null, null, UpstreamKeys.NONE, HERE);
        assertEquals(Mode.OPEN, caller.mode());
        assertEquals(caller, open.authenticate("Bearer whatever", null, null, UpstreamKeys.NONE, HERE));
        assertFalse(open.looksUp());
    }

    @Test
    void anOpenGatewayWithALedgerKnowsAccountsAndStaysOpen() {
        Authenticator open =
                new Authenticator(GatewayKeysTest.keys(GatewayKeysTest.DEV, null), new OwnKeys(false, 1), true);
        assertTrue(open.looksUp());
        AccountKey key = new AccountKey("acc_1", "key_1", null, null);
        Caller holder = open.authenticate("Bearer sk", null, null, UpstreamKeys.NONE, HERE, Optional.of(key));
        assertEquals(key, holder.account());
        assertFalse(holder.operator());
        Caller anybody = open.authenticate("Bearer any", null, null, UpstreamKeys.NONE, HERE, Optional.empty());
        assertEquals(Mode.OPEN, anybody.mode());
        assertTrue(anybody.operator());
    }

    @Test
    void bothKeysOfTheirOwnLetStrangersInWhereThatIsAllowed() {
        Authenticator allowing = allowing(5);

        Caller caller = allowing.authenticate(null, null, null, BOTH, HERE);
        assertEquals(Mode.OPEN, caller.mode());
        assertFalse(caller.operator());
        assertEquals(BOTH, caller.keys());
        assertFalse(caller.id().contains("r1-key") || caller.toString().contains("r1-key"));
        assertNotEquals(
                caller.id(),
                allowing.authenticate(null, null, null, new UpstreamKeys("r1-key", "other", null), HERE)
                        .id());
        assertRefused("missing_api_key", () -> authenticator.authenticate(null, null, null, BOTH, HERE));
        assertRefused(
                "missing_api_key",
                () -> allowing.authenticate(null, null, null, new UpstreamKeys("r1-key", null, "l"), HERE));
        assertRefused("invalid_api_key", () -> allowing.authenticate("Bearer sk-no", null, null, BOTH, HERE));
    }

    @Test
    void aKnownCallerMayReplaceAnyKey() {
        UpstreamKeys one = new UpstreamKeys(null, "claude-key", null);
        Caller caller = allowing(1).authenticate("Bearer sk-one", null, null, one, HERE);

        assertEquals(Mode.STATIC, caller.mode());
        assertEquals(one, caller.keys());
        assertEquals(
                UpstreamKeys.NONE,
                authenticator
                        .authenticate("Bearer sk-one", null, null, BOTH, HERE)
                        .keys());
    }

    @Test
    void strangersAreLimitedPerAddress() {
        Authenticator allowing = allowing(2);

        allowing.authenticate(null, null, null, BOTH, HERE);
        allowing.authenticate(null, null, null, BOTH, HERE);
        GatewayException refusal =
                assertThrows(GatewayException.class, () -> allowing.authenticate(null, null, null, BOTH, HERE));
        assertEquals(429, refusal.kind().status());
        assertEquals("rate_limit_exceeded", refusal.code());
        Duration wait = refusal.retryAfter();
        assertTrue(wait != null && wait.compareTo(Duration.ofSeconds(31)) < 0, String.valueOf(wait));
        assertEquals(
                Mode.OPEN,
                allowing.authenticate(null, null, null, BOTH, "other").mode());
        assertEquals(
                Mode.STATIC,
                allowing.authenticate("Bearer sk-one", null, null, BOTH, HERE).mode());
    }

    @Test
    void addressesOfLongAgoAreForgotten() {
        OwnKeys keys = new OwnKeys(true, 1);
        keys.admit(HERE);
        assertThrows(GatewayException.class, () -> keys.admit(HERE));
        for (int i = 0; i < 20_000; i++) {
            keys.admit("address " + i);
        }
        keys.admit(HERE);
    }

    @Test
    void whoeverHasANetworkHasOneAddress() {
        OwnKeys keys = new OwnKeys(true, 1);
        keys.admit("2001:db8:0:1::1");
        assertThrows(GatewayException.class, () -> keys.admit("2001:db8:0:1:ffff::2"));
        keys.admit("2001:db8:0:2::1");
        keys.admit("::ffff:192.0.2.1");
        keys.admit("::ffff:192.0.2.2");
        keys.admit("no:address");
    }

    private static Authenticator allowing(int perMinute) {
        return new Authenticator(
                GatewayKeysTest.keys(GatewayKeysTest.PACKAGED, "static", "sk-one"),
                new OwnKeys(true, perMinute),
                false);
    }

    private static void assertRefused(String code, Executable call) {
        GatewayException refusal = assertThrows(GatewayException.class, call);
        assertEquals(401, refusal.kind().status());
        assertEquals(code, refusal.code());
    }

    private void assertRefused(String code, String authorization, String xApiKey, String apiKey) {
        GatewayException refusal = assertThrows(
                GatewayException.class,
                () -> authenticator.authenticate(authorization, xApiKey, apiKey, UpstreamKeys.NONE, HERE));
        assertEquals(401, refusal.kind().status());
        assertEquals(code, refusal.code());
        assertFalse(refusal.publicMessage().contains("sk-"));
    }
}
