package dev.deepreasoning.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.Eventually;
import dev.deepreasoning.auth.BrowserSession.Kind;
import dev.deepreasoning.auth.Issuer.Settings;
import dev.deepreasoning.auth.Login.Client;
import dev.deepreasoning.auth.OidcSignIn.Arrival;
import dev.deepreasoning.auth.OidcSignIn.Departure;
import dev.deepreasoning.canonical.GatewayException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Visits to an identity provider, from the page and back to it.
class OidcSignInTest {
    private static final String PAGE = "https://gateway.example";
    private static final Client CLIENT = Client.of(PAGE + "/v1/session/oidc/callback");
    private static final String UNAVAILABLE = "503 identity_provider_unavailable";
    private static final String REFUSED = "401 sign_in_refused";
    private static final String EXPIRED = "401 sign_in_expired";

    private final Later clock = new Later();
    private final Issuer issuer = new Issuer(clock);
    private final Login login = issuer.login();
    private final OidcSignIn page = page(CLIENT);

    @AfterEach
    void close() {
        issuer.close();
    }

    private OidcSignIn page(OidcSignInConfig client) {
        Settings config = issuer.config().withKeysAt(issuer.address() + Issuer.JWKS);
        OidcTokens tokens = issuer.tokens(config);
        return new OidcSignIn(
                new OidcProvider(config, client, new OidcDocuments(config, GatewayKeysTest.PACKAGED), clock),
                tokens,
                Exchanges.of(tokens),
                Seals.fixed(),
                clock);
    }

    private Arrival arrival(Departure departure, String subject) {
        Map<String, String> back =
                Login.query(login.back(departure.to(), subject).getRawQuery());
        return new Arrival(back.get("code"), back.get("state"), back.get("error"), back.get("iss"));
    }

    private Identified visit(OidcSignIn from, String subject) {
        Departure departure = from.begin();
        return from.finish(arrival(departure, subject), departure.attempt());
    }

    private static String refused(OidcSignIn from, Arrival arrival, String attempt) {
        GatewayException refused = assertThrows(GatewayException.class, () -> from.finish(arrival, attempt));
        if (arrival.code() != null && !arrival.code().isEmpty()) {
            assertFalse((refused + " " + refused.getCause()).contains(arrival.code()));
        }
        return refused.kind().status() + " " + refused.code();
    }

    private String refused(OidcSignIn from) {
        Departure departure = from.begin();
        return refused(from, arrival(departure, "operator"), departure.attempt());
    }

    @Test
    void anOperatorIsKnownByTheIdToken() {
        assertEquals(Optional.of("127.0.0.1"), page.provider());
        assertEquals(URI.create(PAGE + "/"), page.page());
        Departure departure = page.begin();
        Map<String, String> asked = Login.query(departure.to().getRawQuery());
        assertTrue(departure.to().toString().startsWith(issuer.address() + Login.AUTHORIZE + "?response_type=code&"));
        assertTrue(departure.to().getRawQuery().contains("scope=openid%20profile"));
        assertEquals(43, asked.get("code_challenge").length());
        assertFalse(departure.attempt().contains(asked.get("state")), "nobody reads an attempt");
        Arrival arrival = arrival(departure, "operator-one");
        Identified who = page.finish(arrival, departure.attempt());
        assertEquals(new Identified(Kind.ADMIN, "oidc:operator-one", null), who);
        assertNull(login.authorization, "a public client");
        assertEquals(Login.CLIENT, login.form.get("client_id"));
        assertEquals(REFUSED, refused(page, arrival, departure.attempt()), "a code is of use once");
        assertNotEquals(
                asked.get("state"), Login.query(page.begin().to().getRawQuery()).get("state"));
        assertFalse(arrival.toString().contains(arrival.code()));
    }

    @Test
    void aSecretIsSentAsTheProviderTakesIt() {
        OidcSignIn confidential = page(CLIENT.withSecret().withName(" Example Login "));
        assertEquals(Optional.of("Example Login"), confidential.provider());
        visit(confidential, "operator");
        assertEquals(
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString(
                                        "the-page:a+s3cret%2Bwith%2Fsigns%3A%25".getBytes(StandardCharsets.UTF_8)),
                login.authorization);
        assertNull(login.form.get("client_secret"));
        issuer.tellOfItself(Map.of("token_endpoint_auth_methods_supported", List.of("client_secret_post")));
        visit(page(CLIENT.withSecret()), "operator");
        assertNull(login.authorization);
        assertEquals(Login.SECRET, login.form.get("client_secret"));
        issuer.tellOfItself(Map.of(
                "token_endpoint_auth_methods_supported",
                List.of("client_secret_post", "client_secret_basic"),
                "authorization_endpoint",
                issuer.address() + Login.AUTHORIZE + "?tenant=one"));
        OidcSignIn other = page(CLIENT.withSecret());
        assertTrue(other.begin().to().toString().contains("?tenant=one&response_type=code&"));
        visit(other, "operator");
        assertTrue(login.authorization.startsWith("Basic "));
    }

    @Test
    void whoeverHasNothingHereIsToldSo() {
        Departure departure = page.begin();
        assertEquals("403 no_access", refused(page, arrival(departure, "anna"), departure.attempt()));
    }

    @Test
    void onlyTheBrowserThatBeganItEndsIt() {
        Departure mine = page.begin();
        Departure theirs = page.begin();
        Arrival arrival = arrival(theirs, "operator");
        assertEquals(EXPIRED, refused(page, arrival, null));
        assertEquals(EXPIRED, refused(page, arrival, "drx1.AAAA"));
        assertEquals(EXPIRED, refused(page, arrival, Seals.fixed().hide("somebody", "a.b.c.9999999999")));
        assertEquals(EXPIRED, refused(page, arrival, mine.attempt()));
        assertEquals(
                EXPIRED,
                refused(page, new Arrival(arrival.code(), null, null, null), theirs.attempt()),
                "a state is needed");
        assertEquals(EXPIRED, refused(page, new Arrival(null, "else", "access_denied", null), theirs.attempt()));
        clock.goOn(OidcSignIn.PATIENCE);
        assertEquals(EXPIRED, refused(page, arrival, theirs.attempt()));
    }

    @Test
    void whatTheProviderSaysInPlaceOfACodeIsTold() {
        Departure departure = page.begin();
        String state = Login.query(departure.to().getRawQuery()).get("state");
        assertEquals("401 sign_in_denied", refused(page, arrival(departure, ""), departure.attempt()));
        for (Map.Entry<String, String> each : Map.of(
                        "server_error", UNAVAILABLE,
                        "temporarily_unavailable", UNAVAILABLE,
                        "invalid_scope", REFUSED,
                        "<script>", REFUSED)
                .entrySet()) {
            assertEquals(
                    each.getValue(), refused(page, new Arrival(null, state, each.getKey(), null), departure.attempt()));
        }
        assertEquals(REFUSED, refused(page, new Arrival(null, state, null, null), departure.attempt()));
        assertEquals(REFUSED, refused(page, new Arrival("", state, null, null), departure.attempt()));
        assertEquals(
                REFUSED,
                refused(page, new Arrival("some-code", state, null, "https://else.example"), departure.attempt()),
                "another provider's answer");
    }

    @Test
    void anIdTokenThatDoesNotFitOpensNothing() {
        long now = clock.now.getEpochSecond();
        List<Consumer<JwtClaims>> wrong = List.of(
                claims -> claims.setClaim("nonce", "else"),
                claims -> claims.unsetClaim("nonce"),
                claims -> claims.setAudience(Issuer.AUDIENCE),
                claims -> claims.setAudience(Login.CLIENT, "another"),
                claims -> claims.setClaim("azp", "another"),
                claims -> claims.setIssuer("https://else.example"),
                claims -> claims.setExpirationTime(NumericDate.fromSeconds(now - 61)));
        for (Consumer<JwtClaims> each : wrong) {
            login.claims = each;
            assertEquals(REFUSED, refused(page));
        }
        login.claims = claims -> {
            claims.setAudience(Login.CLIENT, "another");
            claims.setClaim("azp", Login.CLIENT);
        };
        assertEquals(Kind.ADMIN, visit(page, "operator").kind());
    }

    @Test
    void whatIsNoTokenOpensNothing() {
        for (String body : List.of(
                "", "no JSON", "[]", "{}", "{\"id_token\":7}", "{\"id_token\":\"a.b.c\"}", "{\"id_token\":\"a\"}")) {
            login.instead = Map.entry(200, body);
            assertEquals(REFUSED, refused(page), body);
        }
        for (int status : List.of(302, 400, 401, 403)) {
            login.instead = Map.entry(status, "{\"error\":\"invalid_client\",\"id_token\":\"a.b.c\"}");
            assertEquals(REFUSED, refused(page));
        }
        for (int status : List.of(429, 500, 503)) {
            login.instead = Map.entry(status, "{}");
            assertEquals(UNAVAILABLE, refused(page));
        }
    }

    @Test
    void aProviderThatIsAwayIsAskedAgainAfterAWhile() {
        Departure before = page.begin();
        page.begin();
        assertEquals(1, issuer.asked(Issuer.DISCOVERY), "it is remembered");
        clock.goOn(Duration.ofMinutes(11));
        issuer.tell(Issuer.DISCOVERY, 503, "{}");
        assertEquals(
                503, assertThrows(GatewayException.class, page::begin).kind().status());
        assertThrows(GatewayException.class, page::begin);
        assertEquals(2, issuer.asked(Issuer.DISCOVERY), "not by everybody who comes");
        clock.goOn(Duration.ofSeconds(3));
        issuer.tell(Issuer.DISCOVERY, 200, "[]");
        assertThrows(GatewayException.class, page::begin);
        clock.goOn(Duration.ofSeconds(3));
        issuer.tell(Issuer.DISCOVERY, 200, "");
        issuer.tellOfItself(Map.of("token_endpoint", "http://login.example/token"));
        assertThrows(GatewayException.class, page::begin);
        clock.goOn(Duration.ofSeconds(3));
        issuer.tellOfItself(Map.of());
        Departure after = page.begin();
        assertNotEquals(before.attempt(), after.attempt());
        issuer.close();
        assertEquals(
                UNAVAILABLE,
                refused(
                        page,
                        new Arrival(
                                "some-code",
                                Login.query(after.to().getRawQuery()).get("state"),
                                null,
                                null),
                        after.attempt()));
    }

    @Test
    void theProvidersKeysAreReadWhileSomebodySignsInThere() {
        page.begin();
        page.begin();
        Eventually.holds("they are asked for", () -> issuer.asked(Issuer.JWKS) == 1);
        assertEquals(Kind.ADMIN, visit(page, "operator").kind());
        assertEquals(1, issuer.asked(Issuer.JWKS));
    }

    @Test
    void whatTheProviderAnswersIsNotPrinted() {
        assertEquals("Answer[200]", new OidcCalls.Answer(200, "{\"id_token\":\"a.b.c\"}").toString());
    }

    @Test
    void withoutAClientNobodyGoesThere() {
        assertTrue(page(Client.NONE).provider().isEmpty());
    }
}
