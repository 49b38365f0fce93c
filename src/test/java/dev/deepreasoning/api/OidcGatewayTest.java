package dev.deepreasoning.api;

import static dev.deepreasoning.api.AccountsGateway.json;
import static dev.deepreasoning.api.AccountsGateway.told;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.SimulatedGateway.Quick;
import dev.deepreasoning.auth.Issuer;
import dev.deepreasoning.auth.OidcResource;
import dev.deepreasoning.ledger.AdminResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Logger;
import org.jose4j.jwt.NumericDate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A gateway whose operators and holders sign in at an identity provider.
@QuarkusTest
@TestProfile(Quick.class)
@QuarkusTestResource(value = OidcResource.class, restrictToAnnotatedClass = true)
class OidcGatewayTest {
    private static final String ACCOUNTS = "/v1/admin/accounts";
    private static final String PAGE = "https://gateway.example/";
    private static final String MARK = "x-deepreasoning-page: 1";

    Issuer issuer;

    @TestHTTPResource("/")
    URI address;

    private final String subject = "user-" + UUID.randomUUID();
    private AccountsGateway gateway;
    private String holder;
    private String admin;

    @BeforeEach
    void signIn() {
        gateway = new AccountsGateway(address.getPort());
        holder = issuer.token(subject, claims -> claims.setClaim("name", "Anna Arendt"));
        admin = issuer.token(
                "operator-" + subject, claims -> claims.setClaim("roles", List.of("deepreasoning-admin", "cook")));
        // On a busy machine the provider's keys are not read within the time that the first caller is given.
        Eventually.holds(
                "the provider's keys are read",
                () -> gateway.ask(admin, "GET", ACCOUNTS).status() == 200);
    }

    private Wire.Answer ask() {
        return gateway.send(
                holder,
                "POST",
                "/v1/chat/completions",
                SimulatedGateway.ask("Hi [[sim:tokens=4]]", false).encode());
    }

    private String cookie(String token) {
        try (Wire wire = new Wire(address.getPort())) {
            Wire.Answer answer = wire.post(
                            "/v1/session", new JsonObject().put("key", token).encode(), MARK)
                    .answer();
            assertEquals(200, answer.status(), answer.body());
            return "cookie: " + answer.header("set-cookie").split(";", 2)[0];
        }
    }

    private Wire.Answer get(String path, String... headers) {
        try (Wire wire = new Wire(address.getPort())) {
            return wire.ask("GET", path, headers).answer();
        }
    }

    @Test
    void theAuditLogNamesTheAdministrator() {
        JsonObject opened = json(gateway.send(admin, "POST", ACCOUNTS, "{\"name\":\"Team Lisbon\"}"));
        JsonObject entry = json(gateway.ask(admin, "GET", "/v1/admin/audit-log?limit=1"))
                .getJsonArray("data")
                .getJsonObject(0);
        assertEquals("oidc:operator-" + subject, entry.getString("actor"), entry::encode);
        assertTrue(entry.encode().contains(opened.getString("id")), entry::encode);
        assertEquals(
                0,
                gateway.admin(ACCOUNTS + "?limit=200").getJsonArray("data").stream()
                        .filter(each -> ((JsonObject) each).getString("name").contains("operator-" + subject))
                        .count(),
                "who administers has no account for that");
    }

    @Test
    void nobodyElseAdministers() {
        assertEquals("403 not_an_administrator null", told(gateway.ask(holder, "GET", ACCOUNTS)));
        String late = issuer.token(subject, claims -> {
            claims.setClaim("roles", "deepreasoning-admin");
            claims.setExpirationTime(NumericDate.fromSeconds(NumericDate.now().getValue() - 90));
        });
        Wire.Answer refused = gateway.ask(late, "GET", ACCOUNTS);
        assertEquals("401 invalid_admin_token null", told(refused));
        assertFalse(refused.toString().contains(late));
        assertEquals("401 invalid_api_key null", told(gateway.ask(late, "GET", "/v1/account")));
        assertEquals(200, gateway.ask(AdminResource.TOKEN, "GET", ACCOUNTS).status());
    }

    @Test
    void aHolderHasOneAccountFromTheFirstRequestOn() throws Exception {
        Set<String> accounts = new HashSet<>();
        try (ExecutorService crowd = Executors.newFixedThreadPool(12)) {
            List<Callable<String>> calls = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                calls.add(() -> json(gateway.ask(holder, "GET", "/v1/account")).getString("id"));
            }
            for (Future<String> each : crowd.invokeAll(calls)) {
                accounts.add(each.get());
            }
        }
        assertEquals(1, accounts.size(), accounts::toString);
        String account = accounts.iterator().next();
        String path = ACCOUNTS + "/" + account;
        JsonObject seen = gateway.admin(path);
        assertEquals("Anna Arendt", seen.getString("name"));
        assertEquals("0", seen.getJsonObject("balance").getString("amount"));
        assertEquals(402, ask().status(), "no credit comes with it");
        gateway.admin("POST", path + "/top-ups", "{\"amount\":\"5\",\"external_reference\":\"first\"}");
        Wire.Answer answer = ask();
        assertEquals(200, answer.status(), answer.body());
        Eventually.holds(
                "it is settled",
                () -> gateway.ask(holder, "GET", "/v1/account/usage").body().contains(answer.header("x-request-id")));
        JsonObject key = json(gateway.send(holder, "POST", "/v1/account/keys", "{\"name\":\"mine\"}"));
        assertEquals(
                account,
                json(gateway.ask(key.getString("key"), "GET", "/v1/account")).getString("id"),
                "keys remain the usual way");
        String cookie = cookie(holder);
        JsonObject session = new JsonObject(get("/v1/session", cookie).body());
        assertEquals("key", session.getString("as"));
        assertEquals("Anna Arendt", session.getString("account"));
        gateway.admin("PATCH", path, "{\"closed\":true}");
        Eventually.holds(
                "the closed account is refused",
                () -> gateway.ask(holder, "GET", "/v1/account").status() == 401);
        assertEquals(401, get("/v1/account", cookie).status());
        assertEquals(401, ask().status());
    }

    @Test
    void theKeyOfAHoldersUseIsNotAmongTheirKeys() {
        String path =
                ACCOUNTS + "/" + json(gateway.ask(holder, "GET", "/v1/account")).getString("id");
        gateway.admin("POST", path + "/top-ups", "{\"amount\":\"5\",\"external_reference\":\"first\"}");
        String request = ask().header("x-request-id");
        Eventually.holds(
                "it is settled",
                () -> gateway.ask(holder, "GET", "/v1/account/usage").body().contains(request));
        String used =
                json(gateway.ask(holder, "GET", "/v1/account/usage/" + request)).getString("key_id");
        assertEquals(
                0,
                json(gateway.ask(holder, "GET", "/v1/account/keys"))
                        .getJsonArray("data")
                        .size());
        assertEquals(0, gateway.admin(path + "/keys").getJsonArray("data").size());
        assertEquals(
                404, gateway.ask(holder, "DELETE", "/v1/account/keys/" + used).status());
        assertEquals(200, gateway.ask(holder, "GET", "/v1/account").status());
    }

    private HttpResponse<String> go(String path, String... headers) throws Exception {
        try (HttpClient browser = HttpClient.newHttpClient()) {
            HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path));
            return browser.send(
                    (headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.ofString());
        }
    }

    private static String location(HttpResponse<String> answer) {
        assertEquals(303, answer.statusCode(), answer::body);
        assertEquals(Optional.of("no-store"), answer.headers().firstValue("cache-control"));
        assertEquals(Optional.of("no-referrer"), answer.headers().firstValue("referrer-policy"));
        return answer.headers().firstValue("location").orElseThrow();
    }

    /// What a cookie header is set to, and what is said of it.
    private static String[] set(HttpResponse<String> answer, String name) {
        return answer.headers().allValues("set-cookie").stream()
                .filter(each -> each.startsWith(name + "="))
                .findFirst()
                .orElseThrow()
                .split("; ", 2);
    }

    private HttpResponse<String> visit(String somebody) throws Exception {
        HttpResponse<String> departure = go("/v1/session/oidc", "sec-fetch-site", "same-origin");
        URI back = issuer.login().back(URI.create(location(departure)), somebody);
        assertEquals("https", back.getScheme());
        String[] attempt = set(departure, "deepreasoning_sign_in");
        assertEquals("Path=/v1/session/oidc; Max-Age=600; HttpOnly; SameSite=Lax; Secure", attempt[1]);
        return go(back.getRawPath() + "?" + back.getRawQuery(), "cookie", attempt[0], "sec-fetch-site", "cross-site");
    }

    @Test
    void aVisitToTheProviderBecomesASession() throws Exception {
        HttpResponse<String> arrival = visit(subject);
        assertEquals(PAGE, location(arrival));
        assertEquals(
                "Path=/v1/session/oidc; Max-Age=0; HttpOnly; SameSite=Lax; Secure",
                set(arrival, "deepreasoning_sign_in")[1]);
        String[] cookie = set(arrival, "deepreasoning_session");
        assertEquals("Path=/; Max-Age=28800; HttpOnly; SameSite=Strict", cookie[1]);
        JsonObject session =
                new JsonObject(get("/v1/session", "cookie: " + cookie[0]).body());
        assertEquals("key", session.getString("as"));
        assertEquals("Example Login", session.getString("provider"));
        assertEquals(
                json(gateway.ask(holder, "GET", "/v1/account")).getString("id"),
                new JsonObject(get("/v1/account", "cookie: " + cookie[0]).body()).getString("id"),
                "the account of their tokens");
        go("/v1/session/oidc", "cookie", cookie[0]);
        assertEquals(401, get("/v1/account", "cookie: " + cookie[0]).status(), "a new visit ends the session before");
        String operator = set(visit("operator-" + subject), "deepreasoning_session")[0];
        assertEquals(200, get(ACCOUNTS, "cookie: " + operator).status());
    }

    @Test
    void aVisitThatFailsIsToldByThePage() throws Exception {
        assertEquals(PAGE + "#/sign-in/sign_in_denied", location(visit("")));
        HttpResponse<String> strange = go("/v1/session/oidc/callback?code=some-code&state=some-state");
        assertEquals(PAGE + "#/sign-in/sign_in_expired", location(strange));
        assertEquals("deepreasoning_sign_in=", set(strange, "deepreasoning_sign_in")[0]);
        HttpResponse<String> sent = go("/v1/session/oidc", "sec-fetch-site", "cross-site");
        assertEquals(PAGE, location(sent));
        assertTrue(sent.headers().firstValue("set-cookie").isEmpty(), "another site begins nothing");
        visit(subject);
        gateway.admin(
                "PATCH",
                ACCOUNTS + "/" + json(gateway.ask(holder, "GET", "/v1/account")).getString("id"),
                "{\"closed\":true}");
        assertEquals(PAGE + "#/sign-in/no_access", location(visit(subject)));
    }

    @Test
    void thePageTakesTheProvidersTokens() {
        String cookie = cookie(admin);
        JsonObject session = new JsonObject(get("/v1/session", cookie).body());
        assertEquals("admin", session.getString("as"));
        assertEquals(200, get(ACCOUNTS, cookie).status());
        try (Wire wire = new Wire(address.getPort())) {
            Wire.Answer refused = wire.post(
                            "/v1/session",
                            new JsonObject().put("key", holder + "A").encode(),
                            MARK)
                    .answer();
            assertEquals(401, refused.status());
            assertFalse(refused.body().contains(holder));
        }
    }

    @Test
    void noTokenIsLogged() {
        String stranger = holder.substring(0, holder.lastIndexOf('.') + 1) + "AAAA";
        List<String> tokens = List.of(holder, admin, stranger);
        StringBuilder answers = new StringBuilder();
        try (LogLines log = LogLines.listen()) {
            for (String token : tokens) {
                for (String path : List.of("/v1/account", ACCOUNTS, "/v1/models", "/v1/none")) {
                    answers.append(gateway.ask(token, "GET", path));
                    answers.append(gateway.send(token, "POST", path, "{\"name\":"));
                }
                try (Wire wire = new Wire(address.getPort())) {
                    answers.append(wire.post(
                                    "/v1/session",
                                    new JsonObject().put("key", token).encode(),
                                    MARK)
                            .answer());
                }
            }
            Logger.getLogger("dev.deepreasoning.test").info("heard");
            assertTrue(log.tell("heard"), "the log is listened to");
            for (String token : tokens) {
                for (String part : token.split("\\.", -1)) {
                    // Heads are alike, and of no use.
                    if (!token.startsWith(part)) {
                        assertFalse(answers.toString().contains(part), "an answer tells a token");
                        assertFalse(log.tell(part), "the log tells a token");
                    }
                }
            }
        }
    }
}
