package dev.deepreasoning.auth;

import dev.deepreasoning.auth.OidcTokens.SignedIn;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who may use the admin API: holders of its tokens, and whom the identity provider calls an administrator. Blocks.
@ApplicationScoped
public class Administrators {
    private static final String SUBJECT = "oidc:";

    private final AdminTokens tokens;
    private final OidcTokens provider;

    /// For the settings of this deployment.
    public Administrators(AdminTokens tokens, OidcTokens provider) {
        this.tokens = tokens;
        this.provider = provider;
    }

    /// Whether there is an admin API.
    public boolean present() {
        return tokens.present() || provider.enabled();
    }

    /// Who brings a token.
    ///
    /// @return a name for the audit log, which opens nothing
    /// @throws GatewayException 404 `no_admin_api` where there is none, 401 `missing_admin_token` or
    ///     `invalid_admin_token`, 403 `not_an_administrator`, 503 `identity_provider_unavailable`
    public String actor(@Nullable String token) {
        if (!provider.enabled()) {
            return tokens.actor(token);
        }
        if (token == null) {
            throw AdminTokens.missing();
        }
        Optional<String> holder = tokens.known(token);
        if (holder.isPresent()) {
            return holder.get();
        }
        SignedIn who = verified(token).orElseThrow(AdminTokens::unknown);
        if (!who.admin()) {
            throw GatewayException.of(
                    ErrorKind.PERMISSION,
                    "not_an_administrator",
                    "The identity provider does not call you an administrator of this gateway.");
        }
        return name(who);
    }

    /// Who brings one of the configured tokens; empty where it is none.
    Optional<String> holder(String token) {
        return tokens.known(token);
    }

    /// What an administrator whom the provider has signed in is called.
    static String name(SignedIn who) {
        return SUBJECT + who.subject();
    }

    private Optional<SignedIn> verified(String token) {
        return provider.takes(token) ? provider.verified(token) : Optional.empty();
    }

    /// Whether a name is one of somebody who may still use the admin API, as far as can be known without their token.
    public boolean names(String actor) {
        return tokens.names(actor) || provider.enabled() && actor.startsWith(SUBJECT);
    }
}
