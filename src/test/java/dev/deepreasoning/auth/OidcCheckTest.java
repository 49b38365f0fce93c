package dev.deepreasoning.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.deepreasoning.auth.Issuer.Settings;
import dev.deepreasoning.auth.Login.Client;
import dev.deepreasoning.config.ConfigProblems;
import dev.deepreasoning.config.Deployment;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Settings of an identity provider that leave something open.
class OidcCheckTest {
    private static final String ISSUER = "deepreasoning.oidc.issuer";
    private static final Settings GOOD = Settings.of("https://login.platform.example/realms/one");

    private static List<String> problems(OidcConfig config, String mode, Deployment deployment) {
        return problems(config, Client.NONE, mode, deployment);
    }

    private static List<String> problems(
            OidcConfig config, OidcSignInConfig client, String mode, Deployment deployment) {
        ConfigProblems problems = new ConfigProblems();
        new OidcCheck(config, client, GatewayKeysTest.keys(deployment, mode), deployment).check(problems);
        return problems.problems().stream()
                .map(ConfigProblems.Problem::property)
                .toList();
    }

    private static List<String> problems(OidcConfig config) {
        return problems(config, "accounts", GatewayKeysTest.PACKAGED);
    }

    @Test
    void aWholeProviderIsTaken() {
        assertEquals(List.of(), problems(Settings.NONE));
        assertEquals(List.of(), problems(GOOD));
        assertEquals(List.of(), problems(GOOD.withAccounts()));
        assertEquals(List.of(), problems(GOOD.withKeysAt("https://login.platform.example/keys")));
    }

    @Test
    void whatIsMissingIsNamed() {
        assertEquals(List.of(ISSUER), problems(Settings.NONE.withAudience("me")));
        assertEquals(List.of(ISSUER), problems(Settings.NONE.withKeysAt("https://login.platform.example/keys")));
        assertEquals(List.of(ISSUER), problems(Settings.NONE.withAccounts()));
        assertEquals(List.of("deepreasoning.oidc.audience"), problems(GOOD.withAudience(null)));
        assertEquals(List.of("deepreasoning.oidc.audience"), problems(GOOD.withAudience(" ")));
        assertEquals(List.of("deepreasoning.oidc.admin-claim"), problems(GOOD.withClaim(" ")));
        assertEquals(
                List.of("deepreasoning.oidc.admin-value"),
                problems(new Settings(GOOD.issuer(), GOOD.audience(), Optional.empty(), "roles", "", false)));
        assertEquals(
                List.of("deepreasoning.oidc.accounts"),
                problems(GOOD.withAccounts(), null, new Deployment(Deployment.Launch.DEV, false, false)));
    }

    @Test
    void aClientIsNamedWhole() {
        String id = "deepreasoning.oidc.client-id";
        String url = "deepreasoning.oidc.redirect-url";
        Client good = Client.of("https://gateway.example/v1/session/oidc/callback");
        assertEquals(List.of(), clients(good));
        assertEquals(List.of(), clients(good.withSecret()));
        assertEquals(List.of(), clients(Client.of("http://localhost:8080/v1/session/oidc/callback")));
        assertEquals(List.of(url), clients(Client.of(null)));
        assertEquals(List.of(url), clients(Client.of("http://gateway.example/v1/session/oidc/callback")));
        assertEquals(List.of(url), clients(Client.of("https://gateway.example/v1/session/oidc")));
        assertEquals(List.of(url), clients(Client.of("https://gateway.example/v1/session/oidc/callback?to=else")));
        assertEquals(List.of(id), clients(good.withId(null)));
        assertEquals(List.of(id), clients(Client.NONE.withSecret()));
        assertEquals(List.of(id), clients(good.withId(" ")));
        assertEquals(List.of("deepreasoning.oidc.scopes"), clients(good.withScopes("profile openids")));
        assertEquals(
                List.of(ISSUER),
                problems(Settings.NONE, good, "accounts", GatewayKeysTest.PACKAGED),
                "a client of nobody");
    }

    private static List<String> clients(OidcSignInConfig client) {
        return problems(GOOD, client, "accounts", GatewayKeysTest.PACKAGED);
    }

    @Test
    void nobodyStandsBetween() {
        Settings plain = Settings.of("http://login.platform.example");
        assertEquals(List.of(ISSUER), problems(plain));
        assertEquals(List.of(), problems(plain, null, GatewayKeysTest.DEV));
        assertEquals(List.of(), problems(Settings.of("http://localhost:8081/realms/one")));
        assertEquals(List.of(), problems(Settings.of("http://[::1]:8081")));
        assertEquals(List.of(ISSUER), problems(Settings.of("http://localhost.platform.example")));
        assertEquals(
                List.of("deepreasoning.oidc.jwks-url"),
                problems(GOOD.withKeysAt("http://login.platform.example/keys")));
        assertEquals(List.of(ISSUER, ISSUER), problems(Settings.of("login.platform.example")));
        assertEquals(List.of(ISSUER, ISSUER), problems(Settings.of("http:login")));
        assertEquals(List.of(ISSUER), problems(Settings.of("https://user@login.platform.example")));
        assertEquals(
                URI.create("https://login.platform.example/realms/one"),
                GOOD.issuer().orElseThrow());
    }
}
