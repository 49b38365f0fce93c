package dev.deepreasoning.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.auth.BrowserSession.Kind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.ledger.Database;
import dev.deepreasoning.ledger.NoDatabase;
import dev.deepreasoning.ledger.Sessions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jose4j.jwt.NumericDate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What one signs in with, and how long a session that is opened with it lasts.
class KeyExchangeTest {
    private final Later clock = new Later();
    private final Issuer issuer = new Issuer(clock);
    private final KeyExchange exchange = Exchanges.of(issuer.tokens(issuer.config()));
    private final Database none = NoDatabase.database();
    private final BrowserSessions sessions = new BrowserSessions(none, new Sessions(none), clock);

    @AfterEach
    void close() {
        issuer.close();
    }

    private String admin(Duration lasts) {
        return issuer.token("anna", claims -> {
            claims.setClaim("roles", List.of("deepreasoning-admin"));
            claims.setExpirationTime(
                    NumericDate.fromSeconds(clock.now.plus(lasts).getEpochSecond()));
        });
    }

    @Test
    void keysAndTokensMakeTheirBringersKnown() {
        assertEquals(Kind.STATIC, exchange.identify(Exchanges.KEY).kind());
        assertEquals(Kind.ADMIN, exchange.identify(Exchanges.ADMIN).kind());
        assertEquals(
                "oidc:anna", exchange.identify(admin(Duration.ofMinutes(5))).reference());
        for (String nobody : List.of("sk-else", "a.b.c", issuer.token("bert", _ -> {}))) {
            GatewayException refused = assertThrows(GatewayException.class, () -> exchange.identify(nobody));
            assertEquals("invalid_api_key", refused.code());
        }
    }

    @Test
    void whatNoAccountHasOpensNothing() {
        OidcTokens provider = issuer.tokens(issuer.config());
        for (GatewayKeys mode : List.of(
                GatewayKeysTest.keys(GatewayKeysTest.PACKAGED, "accounts"),
                GatewayKeysTest.keys(GatewayKeysTest.DEV, null))) {
            KeyExchange other = Exchanges.of(provider, mode);
            assertEquals(Kind.ADMIN, other.identify(Exchanges.ADMIN).kind());
            GatewayException refused = assertThrows(GatewayException.class, () -> other.identify("sk-else"));
            assertEquals(401, refused.kind().status());
        }
    }

    @Test
    void aSessionDoesNotOutliveTheTokenThatOpenedIt() {
        BrowserSessions.Opened opened = sessions.open(exchange.identify(admin(Duration.ofMinutes(5))));
        // Tokens tell whole seconds, and are taken a minute longer.
        assertTrue(opened.lasts().compareTo(Duration.ofMinutes(6)) <= 0, opened.lasts()::toString);
        assertTrue(opened.lasts().compareTo(Duration.ofMinutes(6).minusSeconds(1)) >= 0, opened.lasts()::toString);
        Instant end = sessions.find(opened.secret()).orElseThrow().expires();
        assertEquals(clock.now.plus(opened.lasts()), end);
        clock.goOn(Duration.ofMinutes(6));
        assertTrue(sessions.find(opened.secret()).isEmpty());
    }

    @Test
    void noSessionLastsLongerThanEightHours() {
        assertEquals(
                BrowserSessions.LIFETIME,
                sessions.open(exchange.identify(admin(Duration.ofDays(2)))).lasts());
        assertEquals(
                BrowserSessions.LIFETIME,
                sessions.open(exchange.identify(Exchanges.KEY)).lasts());
        assertEquals("Opened", sessions.open(exchange.identify(Exchanges.KEY)).toString());
    }
}
