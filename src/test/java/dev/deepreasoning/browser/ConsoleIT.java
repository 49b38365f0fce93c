package dev.deepreasoning.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.ColorScheme;
import dev.deepreasoning.PackagedGateway;
import dev.deepreasoning.ledger.Postgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The console: an operator opens an account, its holder uses it and sees everything of it.
@Timeout(300)
class ConsoleIT {
    private static final String ADMIN = "an-admin-t0ken-5d0c61f2b7e94a83";
    private static final String SHORT = " [[sim:r1.reasoning-tokens=40]] [[sim:claude.tokens=12]]";
    private static final String ATTACK = "<img src=x onerror=alert(1)>";

    @TempDir
    private static Path folder;

    private static PackagedGateway gateway;
    private static Chromium chromium;

    @BeforeAll
    static void start() throws IOException {
        chromium = Chromium.start();
        Files.createDirectories(Tab.PICTURES);
        gateway = new PackagedGateway(
                folder,
                Map.of(
                        "DEEPREASONING_AUTH_MODE", "accounts",
                        "DEEPREASONING_ADMIN_TOKEN", ADMIN,
                        "QUARKUS_DATASOURCE_JDBC_URL", Postgres.url(Postgres.create()),
                        "QUARKUS_DATASOURCE_USERNAME", "postgres",
                        "QUARKUS_DATASOURCE_PASSWORD", "postgres"));
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

    private static void signIn(Tab tab, String key) {
        tab.button("Sign in").first().click();
        tab.page().fill("#sign-in-key", key);
        tab.page().press("#sign-in-key", "Enter");
        assertThat(tab.find("dialog[open]")).hasCount(0);
    }

    private static void go(Tab tab, String title) {
        tab.find(".tabs a")
                .filter(new Locator.FilterOptions().setHasText(title))
                .click();
    }

    /// An account with ten dollars.
    ///
    /// @return its key
    private static String opened(Tab tab, String name) {
        signIn(tab, ADMIN);
        tab.page().navigate(tab.origin() + "/#/console");
        tab.page().fill("dr-admin-accounts > form input[name=name]", name);
        tab.button("Open account").click();
        Locator detail = tab.find(".detail");
        assertThat(detail.locator("h2")).hasText(name);
        detail.locator("input[name=amount]").fill("10");
        detail.locator("input[name=reference]").fill("invoice " + name);
        detail.locator("button", new Locator.LocatorOptions().setHasText("Book"))
                .click();
        assertThat(detail.locator(".tile b").first()).hasText("$10.00");
        assertThat(detail.locator(".data tbody tr")).hasCount(1);
        tab.button("Make a key").click();
        assertThat(detail.locator(".made code")).hasText(Pattern.compile("sk-deepreasoning-.*"));
        return detail.locator(".made code").innerText();
    }

    @Test
    void operatorsRunTheGateway() {
        try (Tab tab = new Tab(chromium, gateway.port())) {
            String key = opened(tab, "Operated " + ATTACK);
            tab.accessible("accounts");
            tab.picture("admin-accounts");
            tab.find(".detail input[name=requests]").fill("7");
            tab.button("Save").click();
            assertThat(tab.find("dr-admin-accounts > .scroll tr")
                            .filter(new Locator.FilterOptions().setHasText("Operated")))
                    .containsText("7");
            go(tab, "Margin");
            assertThat(tab.find("dr-admin-margin tfoot")).containsText("All");
            tab.accessible("margin");
            tab.picture("admin-margin");
            go(tab, "Audit");
            tab.button("Prove the ledger").click();
            assertThat(tab.find(".badge.good")).containsText("Every balance is the sum");
            assertThat(tab.find("dr-admin-audit table")).containsText("token:");
            tab.accessible("audit");
            tab.picture("admin-audit");
            go(tab, "Upstreams");
            assertThat(tab.find(".upstream").first()).isVisible();
            tab.accessible("upstreams");
            tab.picture("admin-upstreams");
            go(tab, "Accounts");
            tab.find("button.link")
                    .filter(new Locator.FilterOptions().setHasText("Operated"))
                    .click();
            tab.button("Close account").click();
            assertThat(tab.button("Open again")).isVisible();
            tab.button("Sign out").click();
            tab.button("Sign in").first().click();
            tab.page().fill("#sign-in-key", key);
            tab.page().press("#sign-in-key", "Enter");
            assertThat(tab.find("dialog .alert")).containsText("not known here");
            tab.clean();
        }
    }

    @Test
    void holdersSeeEverythingOfTheirAccount() throws IOException {
        String key;
        try (Tab tab = new Tab(chromium, gateway.port())) {
            key = opened(tab, "Holder");
        }
        try (Tab tab = new Tab(chromium, gateway.port())) {
            signIn(tab, key);
            tab.ready();
            Locator turn = tab.ask("What do I pay?" + SHORT);
            assertThat(turn.locator(".lane")).hasClass(Pattern.compile("is-done"));
            String request = turn.locator(".request").innerText();

            // The chat is the account's: another visit finds it.
            assertThat(tab.find("section.chats li")).hasCount(1);
            tab.page().reload();
            tab.ready();
            tab.find("section.chats button")
                    .filter(new Locator.FilterOptions().setHasText("What do I pay?"))
                    .click();
            assertThat(tab.find(".turn .answer")).containsText("This is a simulated answer");
            tab.page().getByLabel("Delete What do I pay?").click();
            assertThat(tab.find("section.chats li").filter(new Locator.FilterOptions().setHasText("What do I pay?")))
                    .hasCount(0);

            tab.page().navigate(tab.origin() + "/#/console");
            assertThat(tab.find(".tile").first()).containsText("$");
            assertThat(tab.find(".chart")).hasCount(3);
            tab.accessible("overview");
            tab.picture("console-overview");

            go(tab, "Usage");
            Locator row = tab.find("dr-usage tbody tr").first();
            assertThat(row).containsText(request);
            assertThat(row).containsText("playground");
            tab.accessible("usage");
            tab.picture("console-usage");
            Download csv = tab.page().waitForDownload(() -> tab.button("CSV").click());
            csv.saveAs(folder.resolve("usage.csv"));
            assertTrue(Files.readString(folder.resolve("usage.csv")).contains(request));
            tab.page().selectOption("dr-usage select[name=source]", "api");
            assertThat(tab.find("dr-usage tbody tr")).hasCount(0);
            tab.page().selectOption("dr-usage select[name=source]", "playground");
            assertThat(tab.find("dr-usage tbody tr")).hasCount(1);

            tab.find("dr-usage tbody a").first().click();
            assertThat(tab.find(".gantt > div")).hasCount(2);
            assertThat(tab.find(".reasons li").first()).isVisible();
            tab.accessible("a request explained");
            tab.picture("console-request");

            go(tab, "Keys");
            tab.page().fill("dr-keys input[name=name]", ATTACK);
            tab.page().fill("dr-keys input[name=cap]", "2.5");
            tab.button("Create key").click();
            assertThat(tab.find(".made code")).hasText(Pattern.compile("sk-deepreasoning-.*"));
            assertThat(tab.find("dr-keys tbody")).containsText(ATTACK);
            assertThat(tab.find("dr-keys tbody")).containsText("$2.50");
            tab.accessible("keys");
            tab.picture("console-keys");
            tab.button("Copy").click();
            assertTrue(tab.page()
                    .evaluate("navigator.clipboard.readText()")
                    .toString()
                    .startsWith("sk-deepreasoning-"));
            tab.button("Done").click();
            assertFalse(tab.page().content().contains("not shown again"));
            tab.page().getByLabel("Revoke " + ATTACK).click();
            assertThat(tab.find("dr-keys .badge.bad")).hasText("revoked");

            go(tab, "Ledger");
            assertThat(tab.find("dr-ledger tbody tr")).hasCount(2);
            tab.accessible("ledger");
            tab.picture("console-ledger");
            Download statement =
                    tab.page().waitForDownload(() -> tab.find("a[download]").click());
            statement.saveAs(folder.resolve("statement.csv"));
            assertTrue(Files.readString(folder.resolve("statement.csv")).contains("charge"));

            go(tab, "Prices");
            assertThat(tab.find("dr-rates tbody tr").first()).containsText("deepreasoning");
            tab.accessible("prices");
            tab.picture("console-prices");
            tab.clean();
        }
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            try (Tab phone = new Tab(chromium, gateway.port(), 390, 844, scheme)) {
                signIn(phone, key);
                phone.page().navigate(phone.origin() + "/#/console");
                assertThat(phone.find(".chart").first()).isVisible();
                phone.accessible("overview on a phone");
                phone.picture("console-phone-" + scheme.name().toLowerCase(java.util.Locale.ROOT));
                phone.clean();
            }
        }
    }
}
