package dev.deepreasoning.auth;

import dev.deepreasoning.auth.Caller.Mode;
import dev.deepreasoning.config.ConfigProblems;
import dev.deepreasoning.config.Deployment;
import dev.deepreasoning.config.Deployment.Launch;
import dev.deepreasoning.config.StartCheck;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Arrays;
import java.util.Set;

/// An identity provider is named whole, and asked where nobody can listen or answer in its place.
@Singleton
public class OidcCheck implements StartCheck {
    private static final String ISSUER = "deepreasoning.oidc.issuer";
    private static final String JWKS_URL = "deepreasoning.oidc.jwks-url";
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private static final String CLIENT = "deepreasoning.oidc.client-id";
    private static final String REDIRECT_URL = "deepreasoning.oidc.redirect-url";
    private static final String CALLBACK = OidcSignIn.PATH + OidcSignIn.CALLBACK;

    private final OidcConfig config;
    private final OidcSignInConfig client;
    private final GatewayKeys keys;
    private final Deployment deployment;

    /// For the settings of this deployment.
    @Inject
    public OidcCheck(OidcConfig config, OidcSignInConfig client, GatewayKeys keys, Deployment deployment) {
        this.config = config;
        this.client = client;
        this.keys = keys;
        this.deployment = deployment;
    }

    @Override
    public void check(ConfigProblems problems) {
        client(problems);
        if (config.issuer().isEmpty()) {
            problems.require(
                    config.audience().isEmpty()
                            && config.jwksUrl().isEmpty()
                            && !config.accounts()
                            && client.clientId().isEmpty(),
                    ISSUER,
                    "must be set where other settings of `deepreasoning.oidc` are: write the provider's URL as its tokens"
                            + " name it in `iss`.");
            return;
        }
        address(problems, ISSUER, config.issuer().get());
        config.jwksUrl().ifPresent(url -> address(problems, JWKS_URL, url));
        problems.require(
                config.audience().filter(each -> !each.isBlank()).isPresent(),
                "deepreasoning.oidc.audience",
                "must be set where the issuer is, or tokens made for other services would open this one: write what the"
                        + " provider puts into `aud` for this gateway.");
        problems.require(
                !config.adminClaim().isBlank(), "deepreasoning.oidc.admin-claim", "is empty: write a claim's name.");
        problems.require(
                !config.adminValue().isBlank(), "deepreasoning.oidc.admin-value", "is empty: write a role's name.");
        problems.require(
                !config.accounts() || keys.mode() == Mode.ACCOUNTS,
                "deepreasoning.oidc.accounts",
                "needs accounts: write `accounts` for deepreasoning.auth.mode, or leave this out.");
    }

    private void client(ConfigProblems problems) {
        if (client.clientId().isEmpty()) {
            problems.require(
                    client.clientSecret().isEmpty() && client.redirectUrl().isEmpty(),
                    CLIENT,
                    "must be set where the client's secret or its redirect URL is: write the id that the provider knows this"
                            + " gateway by.");
            return;
        }
        problems.require(
                !client.clientId().get().isBlank(), CLIENT, "is empty: write the provider's id, or leave it out.");
        problems.require(
                Arrays.asList(client.scopes().strip().split(" ", -1)).contains("openid"),
                "deepreasoning.oidc.scopes",
                "lacks `openid`, without which a provider tells nobody who signs in: write it among the others.");
        URI back = client.redirectUrl().orElse(null);
        if (back == null) {
            problems.refuse(
                    REDIRECT_URL,
                    "must be set where the client is: write the page's address with the path `" + CALLBACK
                            + "`, as it is registered at the provider.");
            return;
        }
        address(problems, REDIRECT_URL, back);
        problems.require(CALLBACK.equals(back.getPath()), REDIRECT_URL, "must have the path `" + CALLBACK + "`.");
    }

    private void address(ConfigProblems problems, String property, URI value) {
        problems.url(property, value);
        problems.require(
                safe(value, deployment),
                property,
                "must begin with https://, or whoever is between here and there could sign anybody in.");
    }

    /// Whether what comes from an address can be trusted to be its owner's.
    static boolean safe(URI address, Deployment deployment) {
        return "https".equalsIgnoreCase(address.getScheme())
                || "http".equalsIgnoreCase(address.getScheme())
                        && (deployment.launch() == Launch.DEV
                                || address.getHost() != null && LOOPBACK.contains(address.getHost()));
    }
}
