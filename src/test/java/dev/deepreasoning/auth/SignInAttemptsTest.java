package dev.deepreasoning.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SignInAttemptsTest {
    private static final String HERE = "192.0.2.1";

    private final SignInAttempts attempts = new SignInAttempts();

    private GatewayException refused(String address, ErrorKind kind) {
        return assertThrows(
                GatewayException.class,
                () -> attempts.make(address, () -> {
                    throw GatewayException.of(kind, "told", "No.");
                }));
    }

    @Test
    void thirtyFailAMinuteAndThenNothingIsLookedUp() {
        for (int i = 0; i < 30; i++) {
            assertEquals("told", refused(HERE, ErrorKind.AUTHENTICATION).code());
        }
        GatewayException limited =
                assertThrows(GatewayException.class, () -> attempts.make(HERE, () -> fail("it is looked up")));
        assertEquals(429, limited.kind().status());
        assertEquals("rate_limit_exceeded", limited.code());
        assertTrue(limited.retryAfter().compareTo(Duration.ofSeconds(2)) <= 0, limited.retryAfter()::toString);
        assertEquals("in", attempts.make("192.0.2.2", () -> "in"));
    }

    @Test
    void whatIsNobodysFaultIsNotCounted() {
        for (int i = 0; i < 100; i++) {
            assertEquals("in", attempts.make(HERE, () -> "in"));
            assertEquals("told", refused(HERE, ErrorKind.OVERLOADED).code());
        }
    }
}
