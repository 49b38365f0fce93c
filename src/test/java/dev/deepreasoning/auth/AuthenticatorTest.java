package dev.deepreasoning.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.auth.Caller.Mode;
import dev.deepreasoning.canonical.GatewayException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthenticatorTest {
    private final Authenticator authenticator =
            new Authenticator(GatewayKeysTest.keys(GatewayKeysTest.PACKAGED, "static", "sk-one", "sk-two"));

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
        Caller caller = authenticator.authenticate(authorization, xApiKey, apiKey);

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
                authenticator.authenticate("Bearer sk-two", null, null).id(),
                authenticator.authenticate("Bearer sk-wrong", "sk-two", null).id());
    }

    @Test
    void tellsCallersApartWithoutTheirKeys() {
        String one = authenticator.authenticate(null, "sk-one", null).id();
        String two = authenticator.authenticate(null, "sk-two", null).id();

        assertNotEquals(one, two);
        assertFalse(one.contains("sk-one"));
    }

    @Test
    void letsEverybodyInWhereOpen() {
        Authenticator open = new Authenticator(GatewayKeysTest.keys(GatewayKeysTest.DEV, null));

        Caller caller = open.authenticate(null, null, null);
        assertEquals(Mode.OPEN, caller.mode());
        assertEquals(caller, open.authenticate("Bearer whatever", null, null));
    }

    private void assertRefused(String code, String authorization, String xApiKey, String apiKey) {
        GatewayException refusal =
                assertThrows(GatewayException.class, () -> authenticator.authenticate(authorization, xApiKey, apiKey));
        assertEquals(401, refusal.kind().status());
        assertEquals(code, refusal.code());
        assertFalse(refusal.publicMessage().contains("sk-"));
    }
}
