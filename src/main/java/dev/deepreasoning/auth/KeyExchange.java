package dev.deepreasoning.auth;

import dev.deepreasoning.auth.BrowserSession.Kind;
import dev.deepreasoning.auth.OidcTokens.SignedIn;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/// What one can sign in with on the page, and whom it makes known. Blocks.
@ApplicationScoped
public class KeyExchange {
    private final GatewayKeys mode;
    private final Administrators administrators;
    private final Authenticator authenticator;
    private final AccountKeys keys;
    private final OidcTokens provider;
    private final OidcAccounts accounts;

    /// Of this deployment.
    public KeyExchange(
            GatewayKeys mode,
            Administrators administrators,
            Authenticator authenticator,
            AccountKeys keys,
            OidcTokens provider,
            OidcAccounts accounts) {
        this.mode = mode;
        this.administrators = administrators;
        this.authenticator = authenticator;
        this.keys = keys;
        this.provider = provider;
        this.accounts = accounts;
    }

    /// Whose key this is, or whom a token of the identity provider names; until that token ends.
    ///
    /// @throws dev.deepreasoning.canonical.GatewayException 401 where it opens nothing here, 503 where nobody can tell
    public Identified identify(String key) {
        Optional<String> admin = administrators.holder(key);
        if (admin.isPresent()) {
            return new Identified(Kind.ADMIN, admin.get(), null);
        }
        Optional<SignedIn> who = provider.takes(key) ? provider.verified(key) : Optional.empty();
        if (who.isPresent()) {
            return of(who.get()).orElseThrow(Authenticator::unknown);
        }
        return switch (mode.mode()) {
            case ACCOUNTS ->
                new Identified(
                        Kind.ACCOUNT,
                        keys.findNow(key).orElseThrow(Authenticator::unknown).key(),
                        null);
            case STATIC ->
                new Identified(
                        Kind.STATIC,
                        authenticator
                                .authenticate(null, key, null, UpstreamKeys.NONE, "")
                                .id(),
                        null);
            case OPEN -> throw Authenticator.unknown();
        };
    }

    /// Whom the provider names here: an administrator before a holder, of an account that is opened now if there is none.
    /// Empty where nothing is open to them.
    Optional<Identified> of(SignedIn who) {
        if (who.admin()) {
            return Optional.of(new Identified(Kind.ADMIN, Administrators.name(who), who.until()));
        }
        return accounts.find(who).map(key -> new Identified(Kind.ACCOUNT, key.id(), who.until()));
    }
}
