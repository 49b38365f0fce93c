package dev.deepreasoning.api.console;

import dev.deepreasoning.api.console.wire.SessionView;
import dev.deepreasoning.auth.AccountKey;
import dev.deepreasoning.auth.AccountKeys;
import dev.deepreasoning.auth.Administrators;
import dev.deepreasoning.auth.Authenticator;
import dev.deepreasoning.auth.BrowserSession;
import dev.deepreasoning.auth.BrowserSession.Kind;
import dev.deepreasoning.auth.Caller;
import dev.deepreasoning.auth.GatewayKeys;
import dev.deepreasoning.auth.UpstreamKeys;
import dev.deepreasoning.catalog.Upstreams;
import dev.deepreasoning.ledger.Account;
import dev.deepreasoning.ledger.Accounts;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Optional;

/// Who comes to the page: what they sign in with, and what they are told of it. Blocks.
@ApplicationScoped
public class Visitors {
    private final GatewayKeys mode;
    private final Administrators administrators;
    private final Authenticator authenticator;
    private final AccountKeys keys;
    private final Accounts accounts;
    private final Upstreams upstreams;

    /// Of this deployment.
    public Visitors(
            GatewayKeys mode,
            Administrators administrators,
            Authenticator authenticator,
            AccountKeys keys,
            Accounts accounts,
            Upstreams upstreams) {
        this.mode = mode;
        this.administrators = administrators;
        this.authenticator = authenticator;
        this.keys = keys;
        this.accounts = accounts;
        this.upstreams = upstreams;
    }

    /// Somebody whom a key has made known.
    ///
    /// @param reference an account key's id, or a name that opens nothing
    record Identity(Kind kind, String reference) {}

    /// Whose key this is, or whom a token of the identity provider names.
    ///
    /// @throws dev.deepreasoning.canonical.GatewayException 401 where it opens nothing here, 503 where nobody can tell
    Identity identify(String key) {
        Optional<String> admin = administrators.known(key);
        if (admin.isPresent()) {
            return new Identity(Kind.ADMIN, admin.get());
        }
        return switch (mode.mode()) {
            case ACCOUNTS -> {
                AccountKey found = keys.findNow(key).orElseThrow(Authenticator::unknown);
                yield new Identity(Kind.ACCOUNT, found.key());
            }
            case STATIC -> {
                Caller caller = authenticator.authenticate(null, key, null, UpstreamKeys.NONE, "");
                yield new Identity(Kind.STATIC, caller.id());
            }
            case OPEN -> throw Authenticator.unknown();
        };
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
                administrators.present());
    }
}
