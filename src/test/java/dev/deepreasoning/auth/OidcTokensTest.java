package dev.deepreasoning.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.auth.Issuer.Settings;
import dev.deepreasoning.auth.OidcTokens.SignedIn;
import dev.deepreasoning.canonical.GatewayException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tokens of an identity provider, good and bad, while the provider comes and goes.
class OidcTokensTest {
    private static final Consumer<JwtClaims> NOTHING = _ -> {};

    private final Later clock = new Later();
    private final Issuer issuer = new Issuer(clock);
    private final OidcTokens tokens = issuer.tokens(issuer.config());

    @AfterEach
    void close() {
        issuer.close();
    }

    private Optional<SignedIn> verified(Consumer<JwtClaims> change) {
        return tokens.verified(issuer.token("anna", change));
    }

    private static String encoded(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertUnavailable(OidcTokens tokens, String token) {
        GatewayException refused = assertThrows(GatewayException.class, () -> tokens.verified(token));
        assertEquals("identity_provider_unavailable", refused.code());
        assertEquals(503, refused.kind().status());
        assertEquals(Duration.ofSeconds(2), refused.retryAfter());
        assertFalse(String.valueOf(refused.getCause()).contains(token));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS512", "PS256", "ES256"})
    void aGoodOneSaysWhoBringsIt(String algorithm) {
        PublicJsonWebKey key = algorithm.startsWith("E") ? issuer.ec : issuer.rsa;
        String token = Issuer.signed(
                key, algorithm, issuer.claims("anna", claims -> claims.setClaim("name", "Anna\n Arendt ")));
        assertTrue(tokens.takes(token));
        SignedIn who = tokens.verified(token).orElseThrow();
        assertEquals("anna", who.subject());
        assertEquals(issuer.address(), who.issuer());
        assertEquals("Anna Arendt", who.name());
        assertFalse(who.admin());
        assertEquals(clock.now.getEpochSecond() + 360, who.until().getEpochSecond());
    }

    @Test
    void namesComeFromWhatThereIs() {
        assertEquals(
                "a@b.example",
                verified(claims -> claims.setClaim("email", "a@b.example"))
                        .orElseThrow()
                        .name());
        assertEquals(
                "anna",
                verified(claims -> {
                            claims.setClaim("name", " ");
                            claims.setClaim("email", 7);
                        })
                        .orElseThrow()
                        .name());
        assertEquals(
                100,
                tokens.verified(issuer.token("s".repeat(255), NOTHING))
                        .orElseThrow()
                        .name()
                        .length());
    }

    @Test
    void theClaimMakesAnAdministrator() {
        List<String> roles = List.of("other", "deepreasoning-admin");
        assertTrue(verified(claims -> claims.setClaim("roles", roles))
                .orElseThrow()
                .admin());
        assertTrue(verified(claims -> claims.setClaim("roles", "other deepreasoning-admin"))
                .orElseThrow()
                .admin());
        assertFalse(verified(claims -> claims.setClaim("roles", List.of("deepreasoning-admins")))
                .orElseThrow()
                .admin());
        assertFalse(
                verified(claims -> claims.setClaim("roles", 1)).orElseThrow().admin());
        OidcTokens deep = issuer.tokens(issuer.config().withClaim("realm_access.roles"));
        assertTrue(deep.verified(
                        issuer.token("anna", claims -> claims.setClaim("realm_access", Map.of("roles", roles))))
                .orElseThrow()
                .admin());
        assertFalse(deep.verified(issuer.token("anna", claims -> claims.setClaim("realm_access", "roles")))
                .orElseThrow()
                .admin());
        String url = "https://platform.example/roles";
        assertTrue(issuer.tokens(issuer.config().withClaim(url))
                .verified(issuer.token("anna", claims -> claims.setClaim(url, roles)))
                .orElseThrow()
                .admin());
    }

    @Test
    void claimsThatDoNotFitOpenNothing() {
        long now = clock.now.getEpochSecond();
        assertTrue(verified(claims -> claims.setExpirationTime(NumericDate.fromSeconds(now - 59)))
                .isPresent());
        assertTrue(verified(claims -> claims.setExpirationTime(NumericDate.fromSeconds(Long.MAX_VALUE / 1_000)))
                .isPresent());
        List<Consumer<JwtClaims>> wrong = List.of(
                claims -> claims.setExpirationTime(NumericDate.fromSeconds(now - 61)),
                claims -> claims.setNotBefore(NumericDate.fromSeconds(now + 61)),
                claims -> claims.unsetClaim("exp"),
                claims -> claims.setClaim("exp", "soon"),
                claims -> claims.setAudience("another-service"),
                claims -> claims.unsetClaim("aud"),
                claims -> claims.setIssuer(issuer.address() + "/"),
                claims -> claims.unsetClaim("iss"),
                claims -> claims.unsetClaim("sub"),
                claims -> claims.setSubject(" "),
                claims -> claims.setSubject("a\nb"),
                claims -> claims.setSubject("s".repeat(256)));
        for (int i = 0; i < wrong.size(); i++) {
            assertTrue(verified(wrong.get(i)).isEmpty(), "number " + i);
        }
    }

    @Test
    void signaturesThatAnybodyCanMakeOpenNothing() throws JoseException {
        JwtClaims claims = issuer.claims("anna", NOTHING);
        String body = encoded(claims.toJson());
        assertTrue(tokens.verified(encoded("{\"alg\":\"none\"}") + "." + body + ".")
                .isEmpty());
        JsonWebSignature hmac = new JsonWebSignature();
        hmac.setPayload(claims.toJson());
        hmac.setKeyIdHeaderValue("rsa-1");
        hmac.setAlgorithmHeaderValue("HS256");
        hmac.setKey(new HmacKey(issuer.rsa.getPublicKey().getEncoded()));
        assertTrue(tokens.verified(hmac.getCompactSerialization()).isEmpty());
        assertEquals(0, issuer.asked(Issuer.JWKS), "nobody has to be asked for that");
        assertTrue(tokens.verified(Issuer.signed(Issuer.rsaKey("rsa-1"), "RS256", claims))
                .isEmpty());
        assertTrue(tokens.verified(Issuer.signed(Issuer.rsaKey("ec-1"), "RS256", claims))
                .isEmpty());
        String good = issuer.token("anna", NOTHING);
        assertTrue(tokens.verified(good.substring(0, good.lastIndexOf('.') + 1)).isEmpty());
        for (String head : List.of(
                "{\"alg\":1}", "{\"kid\":\"rsa-1\"}", "{\"alg\":\"RS256\",\"kid\":7}", "[]", "null", "{", "\"\"")) {
            assertTrue(tokens.verified(encoded(head) + "." + body + ".AAAA").isEmpty(), head);
        }
    }

    @Test
    void onlyWhatLooksLikeOneIsTaken() {
        for (String other :
                List.of("", "sk-deepreasoning-abc", "a.b", "a.b.c.d.e", "a. .c", "a".repeat(20_000) + ".b.c")) {
            assertFalse(tokens.takes(other), other);
        }
        OidcTokens off = issuer.tokens(Settings.NONE);
        assertFalse(off.enabled());
        assertFalse(off.takes(issuer.token("anna", NOTHING)));
    }

    @Test
    void keysAreRememberedForTenMinutes() {
        assertTrue(verified(NOTHING).isPresent());
        clock.goOn(Duration.ofSeconds(599));
        assertTrue(verified(NOTHING).isPresent());
        assertEquals(1, issuer.asked(Issuer.JWKS));
        clock.goOn(Duration.ofSeconds(1));
        assertTrue(verified(NOTHING).isPresent());
        assertEquals(2, issuer.asked(Issuer.JWKS));
    }

    @Test
    void aKeyThatIsNotKnownIsAskedForEveryThirtySecondsAtMost() {
        PublicJsonWebKey next = Issuer.rsaKey("rsa-2");
        String token = Issuer.signed(next, "RS256", issuer.claims("anna", NOTHING));
        assertTrue(tokens.verified(token).isEmpty());
        issuer.publish(issuer.rsa, next);
        clock.goOn(Duration.ofSeconds(29));
        assertTrue(tokens.verified(token).isEmpty());
        assertEquals(1, issuer.asked(Issuer.JWKS));
        clock.goOn(Duration.ofSeconds(1));
        assertEquals("anna", tokens.verified(token).orElseThrow().subject());
        assertTrue(verified(NOTHING).isPresent());
        assertEquals(2, issuer.asked(Issuer.JWKS));
    }

    @Test
    void aProviderThatIsAwayIsToldAsSuch() {
        issuer.tell(Issuer.DISCOVERY, 500, "{}");
        String token = issuer.token("anna", NOTHING);
        assertUnavailable(tokens, token);
        issuer.tell(
                Issuer.DISCOVERY, 200, "{\"issuer\":\"%1$s\",\"jwks_uri\":\"%1$s/keys\"}".formatted(issuer.address()));
        assertUnavailable(tokens, token);
        assertEquals(1, issuer.asked(Issuer.DISCOVERY), "it is left alone for a while");
        clock.goOn(Duration.ofSeconds(2));
        assertTrue(tokens.verified(token).isPresent());
        issuer.close();
        assertTrue(tokens.verified(token).isPresent(), "what is remembered is good enough");
        clock.goOn(Duration.ofSeconds(31));
        assertUnavailable(tokens, Issuer.signed(Issuer.rsaKey("rsa-2"), "RS256", issuer.claims("anna", NOTHING)));
        assertTrue(tokens.verified(token).isPresent());
    }

    @Test
    void onlyTheProvidersOwnDocumentsCount() {
        String token = issuer.token("anna", NOTHING);
        String address = issuer.address();
        for (String document : List.of(
                "{\"issuer\":\"https://else.example\",\"jwks_uri\":\"" + address + "/keys\"}",
                "{\"issuer\":\"" + address + "\",\"jwks_uri\":\"http://10.0.0.1/keys\"}",
                "{\"issuer\":\"" + address + "\",\"jwks_uri\":\"http: //\"}",
                "{\"issuer\":\"" + address + "\"}",
                "no JSON",
                "")) {
            issuer.tell(Issuer.DISCOVERY, 200, document);
            assertUnavailable(issuer.tokens(issuer.config()), token);
        }
        Settings named = issuer.config().withKeysAt(address + "/moved");
        issuer.tell("/moved", 302, "{}");
        assertUnavailable(issuer.tokens(named), token);
        issuer.tell("/moved", 200, "{\"keys\":[]}");
        assertUnavailable(issuer.tokens(named), token);
        issuer.tell("/moved", 200, "{\"keys\":[],\"more\":\"" + "x".repeat(300_000) + "\"}");
        assertUnavailable(issuer.tokens(named), token);
        assertEquals(0, issuer.asked(Issuer.JWKS), "no redirect is followed");
        assertTrue(issuer.tokens(issuer.config().withKeysAt(address + "/keys"))
                .verified(token)
                .isPresent());
        Settings nowhere = new Settings(
                Optional.of(URI.create(address + "/")),
                Optional.of(Issuer.AUDIENCE),
                Optional.empty(),
                "roles",
                "admin",
                false);
        assertUnavailable(issuer.tokens(nowhere), token);
    }

    @Test
    void manyWhoWaitAskOnce() throws Exception {
        String token = issuer.token("anna", NOTHING);
        try (ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> calls = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                calls.add(() -> tokens.verified(token).isPresent());
            }
            for (Future<Boolean> each : crowd.invokeAll(calls)) {
                assertTrue(each.get());
            }
        }
        assertEquals(1, issuer.asked(Issuer.JWKS));
    }
}
