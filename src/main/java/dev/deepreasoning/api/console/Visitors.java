package dev.deepreasoning.api.console;

import dev.deepreasoning.api.console.wire.SessionView;
import dev.deepreasoning.auth.AccountKey;
import dev.deepreasoning.auth.AdminTokens;
import dev.deepreasoning.auth.Authenticator;
import dev.deepreasoning.auth.BrowserSession;
import dev.deepreasoning.auth.BrowserSession.Kind;
import dev.deepreasoning.auth.Caller;
import dev.deepreasoning.auth.GatewayKeys;
import dev.deepreasoning.auth.UpstreamKeys;
import dev.deepreasoning.catalog.Upstreams;
import dev.deepreasoning.ledger.Account;
import dev.deepreasoning.ledger.Accounts;
import dev.deepreasoning.ledger.ApiKey;
import dev.deepreasoning.ledger.KeyFormat;
import dev.deepreasoning.ledger.Keys;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;

/// Who comes to the page: what they sign in with, and what they are told of it. Blocks.
@ApplicationScoped
public class Visitors {
    private final GatewayKeys mode;
    private final AdminTokens tokens;
    private final Authenticator authenticator;
    private final Keys keys;
    private final Accounts accounts;
    private final Upstreams upstreams;
    private final Clock clock;

    /// Of this deployment.
    public Visitors(
            GatewayKeys mode,
            AdminTokens tokens,
            Authenticator authenticator,
            Keys keys,
            Accounts accounts,
            Upstreams upstreams,
            Clock clock) {
        this.mode = mode;
        this.tokens = tokens;
        this.authenticator = authenticator;
        this.keys = keys;
        this.accounts = accounts;
        this.upstreams = upstreams;
        this.clock = clock;
    }

    /// Somebody whom a key has made known.
    ///
    /// @param reference an account key's id, or a name that opens nothing
    record Identity(Kind kind, String reference) {}

    /// Whose key this is.
    ///
    /// @throws dev.deepreasoning.canonical.GatewayException 401 where it opens nothing here
    Identity identify(String key) {
        Optional<String> admin = tokens.known(key);
        if (admin.isPresent()) {
            return new Identity(Kind.ADMIN, admin.get());
        }
        return switch (mode.mode()) {
            case ACCOUNTS -> {
                ApiKey found = KeyFormat.plausible(key)
                        ? keys.find(KeyFormat.hash(key))
                                .filter(each -> each.valid(clock.instant()))
                                .orElseThrow(Authenticator::unknown)
                        : unknown();
                yield new Identity(Kind.ACCOUNT, found.id());
            }
            case STATIC -> {
                Caller caller = authenticator.authenticate(null, key, null, UpstreamKeys.NONE, "");
                yield new Identity(Kind.STATIC, caller.id());
            }
            case OPEN -> throw Authenticator.unknown();
        };
    }

    private static ApiKey unknown() {
        throw Authenticator.unknown();
    }

    /// What the page is told of a session.
    SessionView view(Optional<BrowserSession> session) {
        BrowserSession known = session.filter(each -> each.kind() == Kind.ADMIN
                        ? tokens.names(each.reference())
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
                tokens.present());
    }
}
