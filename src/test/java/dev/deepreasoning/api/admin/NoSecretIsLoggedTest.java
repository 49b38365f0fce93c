package dev.deepreasoning.api.admin;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.AccountsGateway;
import dev.deepreasoning.api.AccountsGateway.Someone;
import dev.deepreasoning.api.SimulatedGateway;
import dev.deepreasoning.api.SimulatedGateway.Quick;
import dev.deepreasoning.api.Wire;
import dev.deepreasoning.ledger.AdminResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Keys and tokens stand in no log and in no error, whatever goes wrong.
@QuarkusTest
@TestProfile(Quick.class)
@QuarkusTestResource(value = AdminResource.class, restrictToAnnotatedClass = true)
class NoSecretIsLoggedTest {
    private static final String WRONG = "sk-wrong-3fJ9dLq0Zr";
    private static final List<String> PATHS = List.of(
            "/v1/account", "/v1/account/usage", "/v1/admin/accounts", "/v1/admin/audit", "/v1/pricing", "/v1/none");

    @TestHTTPResource("/")
    URI address;

    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final Logger root = Logger.getLogger("");
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord line) {
            StringBuilder text = new StringBuilder(String.valueOf(line.getMessage()));
            Object[] parameters = line.getParameters();
            for (Object each : parameters == null ? new Object[0] : parameters) {
                text.append(' ').append(each);
            }
            for (Throwable each = line.getThrown(); each != null; each = each.getCause()) {
                text.append(' ').append(each);
            }
            lines.add(text.toString());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        listener.setLevel(Level.ALL);
        root.addHandler(listener);
    }

    @AfterEach
    void leave() {
        root.removeHandler(listener);
    }

    @Test
    void noneIsToldAnywhere() {
        AccountsGateway gateway = new AccountsGateway(address.getPort());
        Someone who = gateway.someone("Somebody");
        List<String> secrets = List.of(who.secret(), AdminResource.TOKEN, AdminResource.SECOND_TOKEN, WRONG);
        StringBuilder told = new StringBuilder();
        for (String secret : secrets) {
            for (String path : PATHS) {
                told.append(gateway.ask(secret, "GET", path));
                told.append(gateway.send(secret, "POST", path, "{\"name\":"));
            }
            told.append(gateway.send(
                    secret,
                    "POST",
                    "/v1/chat/completions",
                    SimulatedGateway.ask("Hi", false).encode()));
            told.append(gateway.ask(secret, "GET", "/v1/admin/accounts/" + who.account() + "%00"));
        }
        try (Wire wire = new Wire(address.getPort())) {
            told.append(wire.ask("GET", "/v1/admin/accounts?token=" + WRONG).answer());
        }
        Logger.getLogger("dev.deepreasoning.test").info("heard");
        assertTrue(lines.contains("heard"), "the log is listened to");
        for (String secret : secrets) {
            assertFalse(told.toString().contains(secret), "an answer tells a secret");
            assertFalse(lines.stream().anyMatch(line -> line.contains(secret)), "the log tells a secret");
        }
    }
}
