package dev.deepreasoning.auth;

import dev.deepreasoning.ledger.AdminResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/// A gateway with accounts, an admin API, and an identity provider that opens both.
public final class OidcResource implements QuarkusTestResourceLifecycleManager {
    private Issuer issuer;

    @Override
    public Map<String, String> start() {
        issuer = new Issuer(Clock.systemUTC());
        Map<String, String> settings = new HashMap<>(new AdminResource().start());
        settings.putAll(issuer.settings());
        settings.putAll(Login.settings("https://gateway.example"));
        settings.put("deepreasoning.oidc.accounts", "true");
        return settings;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(issuer, new TestInjector.MatchesType(Issuer.class));
    }

    @Override
    public void stop() {
        if (issuer != null) {
            issuer.close();
        }
    }
}
