package dev.deepreasoning.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.auth.Issuer.Settings;
import dev.deepreasoning.canonical.GatewayException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Operators, by token and by what their identity provider says.
class AdministratorsTest {
    private static final String TOKEN = "adm-4Kq8Zr1XvT.0sL.x";

    private final Issuer issuer = new Issuer(new Later());

    @AfterEach
    void close() {
        issuer.close();
    }

    private Administrators administrators(OidcConfig config, String... tokens) {
        return new Administrators(
                new AdminTokens(
                        tokens.length == 0 ? Optional.empty() : Optional.of(List.of(tokens)), GatewayKeysTest.PACKAGED),
                issuer.tokens(config));
    }

    private String admin() {
        return issuer.token("anna", claims -> claims.setClaim("roles", List.of("deepreasoning-admin")));
    }

    private static String refused(Administrators administrators, String token) {
        GatewayException refused = assertThrows(GatewayException.class, () -> administrators.actor(token));
        return refused.kind().status() + " " + refused.code();
    }

    @Test
    void withoutAProviderTokensAloneOpenIt() {
        Administrators tokens = administrators(Settings.NONE, TOKEN);
        assertTrue(tokens.present());
        assertTrue(tokens.names(tokens.actor(TOKEN)));
        assertFalse(tokens.names("oidc:anna"));
        assertEquals("401 invalid_admin_token", refused(tokens, admin()));
        assertTrue(tokens.holder(admin()).isEmpty());
        Administrators nobody = administrators(Settings.NONE);
        assertFalse(nobody.present());
        assertEquals("404 no_admin_api", refused(nobody, admin()));
    }

    @Test
    void theProviderOpensItToo() {
        Administrators both = administrators(issuer.config(), TOKEN);
        assertEquals("oidc:anna", both.actor(admin()));
        assertTrue(both.actor(TOKEN).startsWith("token:"), "a token may look like the provider's");
        assertEquals(Optional.of(both.actor(TOKEN)), both.holder(TOKEN));
        assertTrue(both.holder(admin()).isEmpty());
        assertTrue(both.names(both.actor(TOKEN)));
        assertTrue(both.names("oidc:anna"));
        assertFalse(both.names("token:000000000000"));
        Administrators alone = administrators(issuer.config());
        assertTrue(alone.present());
        assertEquals("401 missing_admin_token", refused(alone, null));
        assertEquals("401 invalid_admin_token", refused(alone, "something"));
        assertEquals("401 invalid_admin_token", refused(alone, admin() + "A"));
        assertEquals("403 not_an_administrator", refused(alone, issuer.token("bert", _ -> {})));
    }
}
