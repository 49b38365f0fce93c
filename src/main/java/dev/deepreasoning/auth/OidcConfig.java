package dev.deepreasoning.auth;

import dev.deepreasoning.config.AddressConverter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.util.Optional;

/// An OpenID Connect provider whose signed tokens are taken here, beside keys and admin tokens. Off unless it is named.
@ConfigMapping(prefix = "deepreasoning.oidc")
public interface OidcConfig {
    /// The provider, letter for letter as its tokens name it in `iss`: an https URL, plain http on loopback and in
    /// development alone.
    @WithConverter(AddressConverter.class)
    Optional<URI> issuer();

    /// What a token's `aud` has to hold; required with the issuer.
    Optional<String> audience();

    /// Where the provider's keys are (JWKS). Unset: where its `/.well-known/openid-configuration` says.
    @WithConverter(AddressConverter.class)
    Optional<URI> jwksUrl();

    /// The claim that makes an administrator: its whole name, or a path with dots such as `realm_access.roles`.
    @WithDefault("roles")
    String adminClaim();

    /// What that claim is, or holds among others.
    @WithDefault("deepreasoning-admin")
    String adminValue();

    /// Whether everybody whom the provider signs in has an account here, opened without credit at first sight. Needs
    /// the mode `accounts`.
    @WithDefault("false")
    boolean accounts();
}
