package dev.deepreasoning.api.admin;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.AccountsGateway;
import dev.deepreasoning.api.AccountsGateway.Someone;
import dev.deepreasoning.api.LogLines;
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
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
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

    private final LogLines log = LogLines.listen();

    @AfterEach
    void leave() {
        log.close();
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
        assertTrue(log.tell("heard"), "the log is listened to");
        for (String secret : secrets) {
            assertFalse(told.toString().contains(secret), "an answer tells a secret");
            assertFalse(log.tell(secret), "the log tells a secret");
        }
    }
}
