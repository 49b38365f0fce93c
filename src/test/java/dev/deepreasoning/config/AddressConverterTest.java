package dev.deepreasoning.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.net.URI;
import org.junit.jupiter.api.Test;

class AddressConverterTest {
    private final AddressConverter converter = new AddressConverter();

    @Test
    void readsAnAddress() {
        assertEquals(URI.create("https://host.example/v1"), converter.convert(" https://host.example/v1 "));
    }

    @Test
    void whatIsEmptyIsNotSet() {
        assertNull(converter.convert(" "));
    }

    @Test
    void whatIsNoAddressIsRefusedWithoutItsWords() {
        ConfigProblems problems = new ConfigProblems();
        problems.url("deepreasoning.linkup.base-url", converter.convert("https://me:pass word@host"));
        assertEquals(1, problems.problems().size());
        assertFalse(problems.text().contains("word@"), problems.text());
    }
}
