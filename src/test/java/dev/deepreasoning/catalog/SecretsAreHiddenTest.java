package dev.deepreasoning.catalog;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SecretsAreHiddenTest {
    @Test
    void upstreamsShowTheirAddressButNoKey() {
        ConfiguredUpstreams upstreams = Settings.of(
                        "deepreasoning.reasoners.main.base-url", "http://localhost:1",
                        "deepreasoning.reasoners.main.api-key", "hush",
                        "deepreasoning.anthropic.api-key", "hush")
                .upstreams(Settings.BOTH, Settings.PACKAGED);
        String shown = upstreams.reasoners() + " " + upstreams.anthropic();

        assertTrue(shown.contains("http://localhost:1"));
        assertTrue(shown.contains("https://api.anthropic.com"));
        assertFalse(shown.contains("hush"));
    }
}
