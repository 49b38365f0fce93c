package dev.deepreasoning.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.config.ConfigProblems;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The mode `accounts`.
class AccountsCheckTest {
    private static final Authenticator ACCOUNTS =
            new Authenticator(GatewayKeysTest.keys(GatewayKeysTest.PACKAGED, "accounts"), new OwnKeys(false, 1), true);

    private static List<String> problems(GatewayKeys keys) {
        ConfigProblems problems = new ConfigProblems();
        keys.check(problems);
        return problems.problems().stream()
                .map(ConfigProblems.Problem::property)
                .toList();
    }

    @Test
    void takesNoStaticKeys() {
        assertEquals(List.of(), problems(GatewayKeysTest.keys(GatewayKeysTest.PACKAGED, "accounts")));
        assertEquals(
                List.of("deepreasoning.auth.keys"),
                problems(GatewayKeysTest.keys(GatewayKeysTest.PACKAGED, "accounts", "sk-0123456789abcdef")));
    }

    @Test
    void knowsWhomTheLedgerFound() {
        AccountKey key = new AccountKey("acc_1", "key_1", null, null);
        Caller caller = ACCOUNTS.authenticate("Bearer sk-x", null, null, UpstreamKeys.NONE, "a", Optional.of(key));
        assertEquals("acc_1", caller.id());
        assertEquals(Caller.Mode.ACCOUNTS, caller.mode());
        assertEquals(key, caller.account());
        assertEquals("api", caller.source().word());
        assertEquals("playground", caller.inPlayground().source().word());
        assertEquals(key, caller.inPlayground().account());
        assertEquals(key, caller.with(new UpstreamKeys("a", null, null)).account());
        GatewayException unknown = assertThrows(
                GatewayException.class, () -> ACCOUNTS.authenticate("Bearer sk-x", null, null, UpstreamKeys.NONE, "a"));
        assertEquals("invalid_api_key", unknown.code());
    }
}
