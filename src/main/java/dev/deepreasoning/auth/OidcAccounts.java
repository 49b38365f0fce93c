package dev.deepreasoning.auth;

import dev.deepreasoning.auth.Caller.Mode;
import dev.deepreasoning.auth.OidcTokens.SignedIn;
import dev.deepreasoning.catalog.Upstreams;
import dev.deepreasoning.ledger.ApiKey;
import dev.deepreasoning.ledger.Database;
import dev.deepreasoning.ledger.Identities;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/// Accounts of those whom an identity provider signs in, where the operator wants them to have one.
@ApplicationScoped
public class OidcAccounts {
    private final OidcTokens tokens;
    private final Identities identities;
    private final boolean enabled;
    private final boolean simulated;

    /// For the settings of this deployment.
    public OidcAccounts(
            OidcConfig config,
            OidcTokens tokens,
            Identities identities,
            GatewayKeys keys,
            Database database,
            Upstreams upstreams) {
        this.tokens = tokens;
        this.identities = identities;
        this.enabled = config.accounts() && keys.mode() == Mode.ACCOUNTS && database.present();
        this.simulated = upstreams.simulated();
    }

    /// Whether a text may be a token that stands for an account.
    boolean takes(String text) {
        return enabled && tokens.takes(text);
    }

    /// The key of the account of whoever brings a token, valid as long as the token; opened now if there is none. Empty
    /// where the token opens nothing. Blocks.
    ///
    /// @throws dev.deepreasoning.canonical.GatewayException 503 where the provider or the database cannot be asked
    Optional<ApiKey> find(String token) {
        return tokens.verified(token).flatMap(who -> key(who).map(key -> key.until(who.until())));
    }

    /// The valid key of the account of somebody whom the provider has signed in; opened now if there is none. Empty where
    /// they have none. Blocks.
    ///
    /// @throws dev.deepreasoning.canonical.GatewayException 503 where the database cannot be asked
    Optional<ApiKey> find(SignedIn who) {
        return enabled ? key(who).filter(key -> key.revoked() == null) : Optional.empty();
    }

    private Optional<ApiKey> key(SignedIn who) {
        return identities.key(who.issuer(), who.subject(), who.name(), simulated);
    }
}
