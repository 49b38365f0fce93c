package dev.deepreasoning.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.config.ConfigProblems;
import dev.deepreasoning.config.Deployment;
import dev.deepreasoning.ledger.KeyFormat;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The tokens of the admin API.
class AdminTokensTest {
    private static final String OLD = "adm-old-4Kq8Zr1XvT";
    private static final String NEW = "adm-new-9Jw3Yb7MsD";
    private static final String NEW_HASHED = "sha256:" + HexFormat.of().formatHex(KeyFormat.hash(NEW));

    private static AdminTokens tokens(Deployment deployment, String... given) {
        return new AdminTokens(given.length == 0 ? Optional.empty() : Optional.of(List.of(given)), deployment);
    }

    private static List<String> problems(AdminTokens tokens) {
        ConfigProblems problems = new ConfigProblems();
        tokens.check(problems);
        return problems.problems().stream()
                .map(ConfigProblems.Problem::property)
                .toList();
    }

    private static GatewayException refused(AdminTokens tokens, String token) {
        return assertThrows(GatewayException.class, () -> tokens.actor(token));
    }

    @Test
    void severalOpenItWhileOneTakesAnothersPlace() {
        AdminTokens tokens = tokens(
                GatewayKeysTest.PACKAGED,
                OLD,
                " " + NEW_HASHED.toUpperCase(Locale.ROOT).replace("SHA256", "sha256"));
        assertEquals(List.of(), problems(tokens));
        assertTrue(tokens.present());
        assertTrue(tokens.actor(OLD).matches("token:[0-9a-f]{12}"));
        assertNotEquals(tokens.actor(OLD), tokens.actor(NEW));
        assertEquals("invalid_admin_token", refused(tokens, NEW_HASHED).code(), "its hash opens nothing");
        assertEquals("invalid_admin_token", refused(tokens, OLD + "x").code());
        assertEquals("missing_admin_token", refused(tokens, null).code());
    }

    @Test
    void withoutOneThereIsNoAdminApi() {
        AdminTokens none = tokens(GatewayKeysTest.PACKAGED);
        assertFalse(none.present());
        GatewayException refused = refused(none, OLD);
        assertEquals("no_admin_api", refused.code());
        assertEquals(ErrorKind.NOT_FOUND, refused.kind());
        assertEquals(List.of(), problems(none));
        assertFalse(tokens(GatewayKeysTest.PACKAGED, "", " ").present());
    }

    @Test
    void weakAndMalformedOnesRefuseTheStart() {
        List<String> property = List.of("deepreasoning.admin.token");
        assertEquals(property, problems(tokens(GatewayKeysTest.PACKAGED, "changeme-0123456789")));
        assertEquals(property, problems(tokens(GatewayKeysTest.PACKAGED, OLD, "short")));
        assertEquals(List.of(), problems(tokens(GatewayKeysTest.DEV, "short")));
        assertEquals(property, problems(tokens(GatewayKeysTest.PACKAGED, "sha256:abc")));
        assertEquals(property, problems(tokens(GatewayKeysTest.DEV, "sha256:abc")));
    }

    @Test
    void keepsHashesAlone() throws IllegalAccessException {
        AdminTokens tokens = tokens(GatewayKeysTest.PACKAGED, OLD);
        for (Field field : AdminTokens.class.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers())) {
                field.setAccessible(true);
                assertFalse(String.valueOf(field.get(tokens)).contains(OLD), field.getName());
            }
        }
    }
}
