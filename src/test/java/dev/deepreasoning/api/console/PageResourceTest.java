package dev.deepreasoning.api.console;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PageResourceTest {
    @Test
    void thePageSaysFromTheFirstPaintOnWhetherItIsSimulated() {
        assertTrue(PageResource.page("/a.css", "/a.js", true).contains("<dr-app simulated></dr-app>"));
        String real = PageResource.page("/a.css", "/a.js", false);
        assertTrue(real.contains("<dr-app></dr-app>"), real);
        assertTrue(real.contains("href=\"/a.css\"") && real.contains("src=\"/a.js\""), real);
    }
}
