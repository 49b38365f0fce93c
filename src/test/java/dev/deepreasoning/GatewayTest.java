package dev.deepreasoning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.check.CheckCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GatewayTest {
    private final Properties before = (Properties) System.getProperties().clone();
    private final List<Object> ran = new ArrayList<>();

    @AfterEach
    void restore() {
        System.setProperties(before);
    }

    @Test
    void servesWithoutArguments() {
        assertTrue(start());
        assertEquals(List.of("serve"), ran);
    }

    @Test
    void checkTakesNoPortThatAGatewayMayHave() {
        assertTrue(start("check"));
        assertEquals(List.of(CheckCommand.class), ran);
        assertEquals("0", System.getProperty("quarkus.http.port"));
    }

    @Test
    void otherArgumentsAreRefused() {
        assertFalse(start("serve"));
        assertFalse(start("check", "twice"));
        assertEquals(List.of(), ran);
    }

    private boolean start(String... args) {
        return Gateway.start((application, _) -> ran.add(application == null ? "serve" : application), args);
    }
}
