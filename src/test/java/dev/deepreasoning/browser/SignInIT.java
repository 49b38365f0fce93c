package dev.deepreasoning.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.SameSiteAttribute;
import dev.deepreasoning.PackagedGateway;
import dev.deepreasoning.auth.Issuer;
import dev.deepreasoning.auth.Login;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Signing in on a gateway with configured keys, or an identity provider, and no database.
@Timeout(180)
class SignInIT {
    private static final String KEY = "k3y-f0r-the-page-9b1e27d4c8a05f63";
    private static final String SHORT = " [[sim:r1.reasoning-tokens=20]] [[sim:claude.tokens=12]]";

    @TempDir
    private static Path folder;

    private static PackagedGateway gateway;
    private static Chromium chromium;

    @BeforeAll
    static void start() throws IOException {
        chromium = Chromium.start();
        Files.createDirectories(Tab.PICTURES);
        gateway = new PackagedGateway(folder, Map.of("DEEPREASONING_AUTH_KEYS", KEY));
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    @Test
    void aKeyIsExchangedForASessionAndKeptNowhere() throws Exception {
        try (Tab tab = new Tab(chromium, gateway.port())) {
            tab.page().fill("#prompt", "Hello");
            tab.page().press("#prompt", "Enter");
            assertThat(tab.find("dialog[open] h2")).hasText("Sign in");
            tab.picture("sign-in");
            tab.accessible("signing in");
            tab.page().fill("#sign-in-key", "wrong");
            tab.page().press("#sign-in-key", "Enter");
            assertThat(tab.find("dialog .alert")).containsText("This API key is not known here.");
            tab.page().fill("#sign-in-key", KEY);
            tab.page().press("#sign-in-key", "Enter");
            assertThat(tab.find("dialog[open]")).hasCount(0);
            tab.ready();
            tab.ask("Hello" + SHORT);
            assertThat(tab.find(".turn .lane")).hasClass(Pattern.compile("is-done"));

            Cookie cookie = tab.context().cookies().getFirst();
            assertTrue(cookie.httpOnly);
            assertEquals(SameSiteAttribute.STRICT, cookie.sameSite);
            assertFalse(cookie.value.contains(KEY));
            String seen = (String)
                    tab.page()
                            .evaluate(
                                    "JSON.stringify([document.cookie, {...localStorage}, {...sessionStorage}, document.documentElement.outerHTML])");
            assertFalse(seen.contains(KEY) || seen.contains(cookie.value), seen);

            tab.page().reload();
            tab.ready();
            tab.ask("Still there?" + SHORT);
            assertThat(tab.find(".turn .lane")).hasClass(Pattern.compile("is-done"));
            tab.page().navigate(tab.origin() + "/#/console");
            assertThat(tab.find("dr-rates table")).isVisible();
            assertThat(tab.find(".console .hint").first()).containsText("without accounts");

            // A copy of the cookie ends with the session.
            assertEquals(200, models(cookie.value));
            tab.button("Sign out").click();
            assertThat(tab.button("Sign in")).isVisible();
            assertEquals(401, models(cookie.value));
            tab.clean();
        }
    }

    @Test
    void aVisitToTheIdentityProviderBecomesASession(@TempDir Path logs) throws IOException {
        int port = free();
        try (Issuer issuer = new Issuer(Clock.systemUTC())) {
            Map<String, String> settings = new HashMap<>(issuer.settings());
            settings.putAll(Login.settings("http://localhost:" + port));
            settings.put("deepreasoning.auth.keys", KEY);
            settings.put("quarkus.http.port", Integer.toString(port));
            Map<String, String> variables = new HashMap<>();
            settings.forEach(
                    (name, value) -> variables.put(name.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT), value));
            try (PackagedGateway provided = new PackagedGateway(logs, variables);
                    Tab tab = new Tab(chromium, provided.port())) {
                visit(tab, "Cancel");
                assertThat(tab.find("dialog .alert")).containsText("declined at the identity provider");
                assertEquals(tab.origin() + "/#/", tab.page().url());
                tab.picture("sign-in-provider");
                tab.accessible("signing in at a provider");
                tab.button("Cancel").click();
                visit(tab, "I am Anna");
                assertThat(tab.find("dialog .alert")).containsText("nothing here is open to you");
                tab.button("Cancel").click();
                visit(tab, "I am the operator");
                assertThat(tab.find("header .who")).hasText("Admin");
                assertEquals(tab.origin() + "/", tab.page().url());
                tab.page().navigate(tab.origin() + "/#/console");
                assertThat(tab.find("dr-console h1, dr-console h2").first()).isVisible();

                assertEquals(1, tab.context().cookies().size());
                Cookie cookie = tab.context().cookies().getFirst();
                assertEquals("deepreasoning_session", cookie.name);
                assertTrue(cookie.httpOnly);
                assertEquals(SameSiteAttribute.STRICT, cookie.sameSite);
                tab.button("Sign out").click();
                assertThat(tab.button("Sign in")).isVisible();
                tab.cleanBut(issuer.address());
            }
        }
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void visit(Tab tab, String answer) {
        tab.button("Sign in").click();
        tab.link("Sign in with Example Login").click();
        tab.link(answer).click();
        tab.page().waitForSelector("#prompt");
    }

    private static int models(String cookie) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://localhost:" + gateway.port() + "/v1/models"))
                                    .header("cookie", "deepreasoning_session=" + cookie)
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        }
    }

    @Test
    void requestsThatThePageDidNotMakeAreRefused() {
        try (Tab tab = new Tab(chromium, gateway.port())) {
            tab.button("Sign in").click();
            tab.page().fill("#sign-in-key", KEY);
            tab.page().press("#sign-in-key", "Enter");
            tab.ready();
            assertEquals(403, tab.page().evaluate("""
                    async () => (await fetch('/v1/chat/completions', {
                      method: 'POST', headers: { 'content-type': 'application/json' },
                      body: '{"model":"deepreasoning","messages":[{"role":"user","content":"Hi"}]}' })).status"""));
            assertEquals(
                    403, tab.page().evaluate("async () => (await fetch('/v1/session', { method: 'DELETE' })).status"));
            assertEquals(200, tab.page().evaluate("async () => (await fetch('/v1/models')).status"));
        }
    }
}
