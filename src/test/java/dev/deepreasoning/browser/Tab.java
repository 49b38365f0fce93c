package dev.deepreasoning.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/// The page, open in a tab that remembers what it should not have done.
final class Tab implements AutoCloseable {
    /// Where the pictures of a test run lie.
    static final Path PICTURES = Path.of("target", "screenshots");

    private static final Pattern REFUSED = Pattern.compile("Failed to load resource: the server responded with .*");
    private static final Pattern OVER = Pattern.compile("is-(done|failed|stopped)");
    private static final double PATIENCE = 60_000;

    private final BrowserContext context;
    private final Page page;
    private final String origin;
    private final List<String> complaints = new ArrayList<>();

    /// Opens the page of a gateway on this machine.
    Tab(Chromium chromium, int port, int width, int height, ColorScheme scheme) {
        origin = "http://localhost:" + port;
        context = chromium.browser()
                .newContext(new Browser.NewContextOptions()
                        .setViewportSize(width, height)
                        .setColorScheme(scheme)
                        .setAcceptDownloads(true)
                        .setPermissions(List.of("clipboard-read", "clipboard-write")));
        context.setDefaultTimeout(PATIENCE);
        page = context.newPage();
        page.onConsoleMessage(this::heard);
        page.onPageError(error -> complaints.add("error: " + error));
        page.onDialog(dialog -> {
            if (dialog.type().equals("confirm")) {
                dialog.accept();
            } else {
                complaints.add("dialog: " + dialog.message());
                dialog.dismiss();
            }
        });
        context.onRequest(request -> {
            if (!request.url().startsWith(origin + "/")
                    && !request.url().startsWith("data:")
                    && !request.url().startsWith("blob:")) {
                complaints.add("request to another origin: " + request.url());
            }
        });
        page.navigate(origin + "/");
        page.waitForSelector("#prompt");
    }

    Tab(Chromium chromium, int port) {
        this(chromium, port, 1440, 900, ColorScheme.LIGHT);
    }

    private void heard(ConsoleMessage message) {
        boolean complaint = message.type().equals("error") || message.type().equals("warning");
        // Chromium tells every answer above 399 there; the page shows them itself.
        if (complaint && !REFUSED.matcher(message.text()).matches()) {
            complaints.add("console: " + message.text());
        }
    }

    Page page() {
        return page;
    }

    BrowserContext context() {
        return context;
    }

    String origin() {
        return origin;
    }

    Locator find(String selector) {
        return page.locator(selector);
    }

    /// A button by what it says.
    Locator button(String name) {
        return page.getByRole(
                com.microsoft.playwright.options.AriaRole.BUTTON,
                new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /// A link by what it says.
    Locator link(String name) {
        return page.getByRole(
                com.microsoft.playwright.options.AriaRole.LINK,
                new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /// Waits until parameters are shown: the page knows the models then.
    Tab ready() {
        page.waitForSelector(
                "#p-temperature",
                new Page.WaitForSelectorOptions()
                        .setState(com.microsoft.playwright.options.WaitForSelectorState.ATTACHED));
        return this;
    }

    /// Asks, and waits until every answer is over.
    Locator ask(String text) {
        Locator turn = begin(text);
        finish(turn);
        return turn;
    }

    /// Asks, and does not wait.
    Locator begin(String text) {
        int before = find(".turn").count();
        page.fill("#prompt", text);
        page.press("#prompt", "Enter");
        Locator turn = find(".turn").nth(before);
        turn.locator(".lane").first().waitFor();
        return turn;
    }

    /// Waits until every answer of a turn is over.
    void finish(Locator turn) {
        for (Locator lane : turn.locator(".lane").all()) {
            com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat(lane)
                    .hasClass(
                            OVER,
                            new com.microsoft.playwright.assertions.LocatorAssertions.HasClassOptions()
                                    .setTimeout(PATIENCE));
        }
    }

    /// Opens every group of parameters.
    void unfold() {
        page.evaluate("document.querySelectorAll('details.group').forEach(each => each.open = true)");
    }

    /// Chooses a dialect.
    void speak(String dialect) {
        page.locator("input[name=dialect][value=" + dialect + "]").check(new Locator.CheckOptions().setForce(true));
    }

    /// A marker that has a simulated upstream say exactly this.
    static String say(String upstream, String text) {
        return "[[sim:" + upstream + ".say="
                + Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + "]]";
    }

    /// Keeps a picture among the results of the test run.
    void picture(String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")));
    }

    /// Holds the page to the rules of accessibility.
    void accessible(String where) {
        List<String> found = new AxeBuilder(page)
                        .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"))
                        .analyze()
                        .getViolations()
                        .stream()
                        .map(rule -> rule.getId() + ": "
                                + rule.getNodes().stream()
                                        .map(node -> node.getHtml() + " " + node.getFailureSummary())
                                        .toList())
                        .toList();
        assertEquals(List.of(), found, where);
    }

    /// Holds it to what it must never do.
    void clean() {
        assertEquals(List.of(), complaints);
    }

    /// The same, on a way that leads over another origin.
    void cleanBut(String other) {
        complaints.removeIf(each -> each.startsWith("request to another origin: " + other + "/"));
        clean();
    }

    @Override
    public void close() {
        context.close();
    }
}
