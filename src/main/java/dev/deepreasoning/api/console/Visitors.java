package dev.deepreasoning.api.console;

import dev.deepreasoning.api.console.wire.SessionView;
import dev.deepreasoning.auth.AccountKey;
import dev.deepreasoning.auth.Administrators;
import dev.deepreasoning.auth.Authenticator;
import dev.deepreasoning.auth.BrowserSession;
import dev.deepreasoning.auth.BrowserSession.Kind;
import dev.deepreasoning.auth.Caller;
import dev.deepreasoning.auth.GatewayKeys;
import dev.deepreasoning.auth.OidcSignIn;
import dev.deepreasoning.catalog.Upstreams;
import dev.deepreasoning.ledger.Account;
import dev.deepreasoning.ledger.Accounts;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Optional;

/// Who comes to the page, as it is told them. Blocks.
@ApplicationScoped
public class Visitors {
    private final GatewayKeys mode;
    private final Administrators administrators;
    private final Authenticator authenticator;
    private final Accounts accounts;
    private final Upstreams upstreams;
    private final OidcSignIn provider;

    /// Of this deployment.
    public Visitors(
            GatewayKeys mode,
            Administrators administrators,
            Authenticator authenticator,
            Accounts accounts,
            Upstreams upstreams,
            OidcSignIn provider) {
        this.mode = mode;
        this.administrators = administrators;
        this.authenticator = authenticator;
        this.accounts = accounts;
        this.upstreams = upstreams;
        this.provider = provider;
    }

    /// What the page is told of a session.
    SessionView view(Optional<BrowserSession> session) {
        BrowserSession known = session.filter(each -> each.kind() == Kind.ADMIN
                        ? administrators.names(each.reference())
                        : authenticator.of(each).isPresent())
                .orElse(null);
        AccountKey key = known == null ? null : known.account();
        return new SessionView(
                "session",
                mode.mode().name().toLowerCase(Locale.ROOT),
                upstreams.simulated(),
                known == null ? null : known.kind() == Kind.ADMIN ? "admin" : "key",
                key == null
                        ? null
                        : accounts.find(key.account()).map(Account::name).orElse(key.account()),
                known == null ? null : known.expires().getEpochSecond(),
                mode.mode() == Caller.Mode.ACCOUNTS,
                administrators.present(),
                provider.provider().orElse(null));
    }
}
