package dev.deepreasoning.auth;

import dev.deepreasoning.ledger.BillingConfig.OnDatabaseFailure;
import dev.deepreasoning.ledger.Database;
import dev.deepreasoning.ledger.Keys;
import dev.deepreasoning.ledger.NoDatabase;
import dev.deepreasoning.ledger.Offloading;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// What one signs in with on a gateway with one key, one admin token and no database.
final class Exchanges {
    static final String KEY = "sk-f0r-the-page-9b1e27d4c8a05f63";
    static final String ADMIN = "adm-4Kq8Zr1XvT.0sL.x";

    private Exchanges() {}

    static KeyExchange of(OidcTokens provider) {
        return of(provider, GatewayKeysTest.keys(GatewayKeysTest.PACKAGED, "static", KEY));
    }

    static KeyExchange of(OidcTokens provider, GatewayKeys keys) {
        Database none = NoDatabase.database();
        OidcAccounts nobody = Issuer.noAccounts(none);
        return new KeyExchange(
                keys,
                new Administrators(new AdminTokens(Optional.of(List.of(ADMIN)), GatewayKeysTest.PACKAGED), provider),
                new Authenticator(keys, new OwnKeys(false, 1), false),
                new AccountKeys(
                        new Keys(none), nobody, new Offloading(20), Clock.systemUTC(), () -> OnDatabaseFailure.REFUSE),
                provider,
                nobody);
    }
}
