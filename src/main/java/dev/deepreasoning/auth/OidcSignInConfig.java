package dev.deepreasoning.auth;

import dev.deepreasoning.config.AddressConverter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.util.Optional;

/// Signing in on the page by a visit to the OpenID Connect provider: authorization code flow with PKCE.
@ConfigMapping(prefix = "deepreasoning.oidc")
public interface OidcSignInConfig {
    /// This gateway's client id at the provider. With it the page has a button that leads there (authorization code flow
    /// with PKCE).
    Optional<String> clientId();

    /// That client's secret. Unset: a public client, known by PKCE alone.
    Optional<String> clientSecret();

    /// Where the provider sends browsers back to, as it is registered there: the page's address with the path
    /// `/v1/session/oidc/callback`. Required with the client.
    @WithConverter(AddressConverter.class)
    Optional<URI> redirectUrl();

    /// What is asked of the provider, with spaces between; `openid` has to be among it.
    @WithDefault("openid profile")
    String scopes();

    /// The provider's name on the page's button. Unset: the issuer's host.
    Optional<String> name();
}
