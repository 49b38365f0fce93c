package dev.deepreasoning.api.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.SimulatedGateway;
import dev.deepreasoning.api.Wire;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The page and its sessions on a gateway with configured keys and no database.
@QuarkusTest
@TestProfile(PageTest.Keys.class)
class PageTest {
    private static final String KEY = "k3y-f0r-the-page-9b1e27d4c8a05f63";
    private static final String ADMIN = "an-admin-t0ken-5d0c61f2b7e94a83";
    private static final String MARK = "x-deepreasoning-page: 1";

    /// Configured keys and an admin token.
    public static final class Keys implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(new SimulatedGateway.Quick().getConfigOverrides());
            settings.put("deepreasoning.auth.keys", KEY);
            settings.put("deepreasoning.admin.token", ADMIN);
            return settings;
        }
    }

    @TestHTTPResource("/")
    URI gateway;

    private Wire.Answer get(String path, String... headers) {
        try (Wire wire = new Wire(gateway.getPort())) {
            return wire.ask("GET", path, headers).answer();
        }
    }

    private Wire.Answer post(String path, String body, String... headers) {
        try (Wire wire = new Wire(gateway.getPort())) {
            return wire.post(path, body, headers).answer();
        }
    }

    private static String key(String key) {
        return new JsonObject().put("key", key).encode();
    }

    /// @return the header with the session's cookie
    private String signedIn(String key) {
        Wire.Answer answer = post("/v1/session", key(key), MARK);
        assertEquals(200, answer.status(), answer.body());
        assertEquals("no-store", answer.header("cache-control"));
        Matcher cookie = Pattern.compile(
                        "(deepreasoning_session=[A-Za-z0-9_-]{43}); Path=/; Max-Age=28800; HttpOnly; SameSite=Strict")
                .matcher(answer.header("set-cookie"));
        assertTrue(cookie.matches(), answer.header("set-cookie"));
        return "cookie: " + cookie.group(1);
    }

    @Test
    void browsersGetThePageAndProgramsTheWelcome() {
        Wire.Answer page = get("/", "accept: text/html,application/xhtml+xml,*/*;q=0.8");
        assertTrue(page.header("content-type").startsWith("text/html"), page.header("content-type"));
        assertTrue(page.header("content-security-policy").contains("default-src 'none'"));
        assertTrue(page.body().contains("<dr-app simulated>"), page.body());
        assertEquals("DeepReasoning", new JsonObject(get("/").body()).getString("name"));
        assertEquals("DeepReasoning", new JsonObject(get("/", "accept: */*").body()).getString("name"));
    }

    @Test
    void theSessionAsksModelsAndEndsWhenItIsToldTo() {
        assertEquals(401, get("/v1/models").status());
        JsonObject nobody = new JsonObject(get("/v1/session").body());
        assertEquals("static", nobody.getString("mode"));
        assertFalse(nobody.containsKey("as"));
        String cookie = signedIn(KEY);
        assertEquals(200, get("/v1/models", cookie).status());
        JsonObject somebody = new JsonObject(get("/v1/session", cookie).body());
        assertEquals("key", somebody.getString("as"));
        assertTrue(somebody.getBoolean("admin"));
        String ask = SimulatedGateway.ask("Hi [[sim:tokens=4]]", false).encode();
        assertEquals(200, post("/v1/chat/completions", ask, cookie, MARK).status());
        assertEquals(404, get("/v1/account/chats", cookie).status(), "no accounts");
        try (Wire wire = new Wire(gateway.getPort())) {
            Wire.Answer out = wire.ask("DELETE", "/v1/session", cookie, MARK).answer();
            assertTrue(out.header("set-cookie").contains("Max-Age=0"), out.header("set-cookie"));
        }
        assertEquals(401, get("/v1/models", cookie).status());
    }

    @Test
    void anotherSitesRequestsAreRefused() {
        String cookie = signedIn(KEY);
        String ask = SimulatedGateway.ask("Hi [[sim:tokens=4]]", false).encode();
        Wire.Answer refused = post("/v1/chat/completions", ask, cookie);
        assertEquals(403, refused.status());
        assertTrue(refused.body().contains("cross_site_request"), refused.body());
        assertEquals(
                403,
                post("/v1/chat/completions", ask, cookie, MARK, "sec-fetch-site: cross-site")
                        .status());
        assertEquals(
                200,
                post("/v1/chat/completions", ask, cookie, MARK, "sec-fetch-site: same-origin")
                        .status());
        assertEquals(403, post("/v1/session", key(KEY)).status());
        assertEquals(
                200,
                post("/v1/chat/completions", ask, cookie, "x-api-key: " + KEY).status(),
                "a key is enough");
    }

    @Test
    void wrongKeysAndWrongCookiesOpenNothing() {
        assertEquals(401, post("/v1/session", key("wrong"), MARK).status());
        assertEquals(400, post("/v1/session", "{}", MARK).status());
        assertEquals(400, post("/v1/session", key(" "), MARK).status());
        assertEquals(
                401,
                get("/v1/models", "cookie: deepreasoning_session=" + "A".repeat(43))
                        .status());
        assertEquals(
                401, get("/v1/models", "cookie: deepreasoning_session=short").status());
        assertEquals(401, get("/v1/models", "cookie: deepreasoning_session=").status());
    }

    @Test
    void signInsThatFailAreFewAMinuteFromOneAddress() throws Exception {
        // Another address of this machine, or the other tests could not sign in.
        try (HttpClient client = HttpClient.newBuilder()
                .localAddress(InetAddress.getByName("127.0.0.7"))
                .build()) {
            HttpResponse<String> answer = signIn(client, "wrong");
            for (int i = 0; i < 100 && answer.statusCode() == 401; i++) {
                answer = signIn(client, "wrong");
            }
            assertEquals(429, answer.statusCode());
            assertTrue(answer.headers().firstValueAsLong("retry-after").orElseThrow() >= 1, answer.headers()::toString);
            JsonObject error = new JsonObject(answer.body()).getJsonObject("error");
            assertEquals("rate_limit_exceeded", error.getString("code"));
        }
        signedIn(KEY);
    }

    private HttpResponse<String> signIn(HttpClient client, String key) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.getPort() + "/v1/session"))
                        .header("content-type", "application/json")
                        .header("x-deepreasoning-page", "1")
                        .POST(BodyPublishers.ofString(key(key)))
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void withoutAnIdentityProviderNobodyIsSentThere() {
        assertEquals(404, get("/v1/session/oidc").status());
        assertEquals(404, get("/v1/session/oidc/callback?code=a&state=b").status());
        assertFalse(new JsonObject(get("/v1/session").body()).containsKey("provider"));
    }

    @Test
    void theAdminTokenOpensTheAdminApiAndNoModel() {
        String cookie = signedIn(ADMIN);
        assertEquals("admin", new JsonObject(get("/v1/session", cookie).body()).getString("as"));
        assertEquals(200, get("/v1/admin/upstreams", cookie).status());
        assertEquals(401, get("/v1/models", cookie).status());
        assertEquals(401, get("/v1/admin/upstreams", signedIn(KEY)).status());
    }

    @Test
    void aNewSessionTakesThePlaceOfTheOldOne() {
        String first = signedIn(KEY);
        Wire.Answer answer = post("/v1/session", key(KEY), first, MARK, "x-forwarded-proto: https");
        assertTrue(answer.header("set-cookie").endsWith("; Secure"), answer.header("set-cookie"));
        assertEquals(401, get("/v1/models", first).status());
    }
}
