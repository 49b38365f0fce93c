package dev.deepreasoning.api;

import static dev.deepreasoning.api.AccountsGateway.json;
import static dev.deepreasoning.api.AccountsGateway.told;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.deepreasoning.ledger.AdminResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A gateway without a database serves, and says what it lacks.
@QuarkusTest
@TestProfile(WithoutADatabaseTest.TokenAlone.class)
class WithoutADatabaseTest {
    @TestHTTPResource("/")
    URI address;

    private AccountsGateway gateway;

    /// An admin API, but no database.
    public static final class TokenAlone extends SimulatedGateway.Patient {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
            settings.put("deepreasoning.admin.token", AdminResource.TOKEN);
            return settings;
        }
    }

    @BeforeEach
    void open() {
        gateway = new AccountsGateway(address.getPort());
    }

    @Test
    void accountsAreMissedByName() {
        for (String path : List.of("", "/usage", "/usage/daily", "/usage/req_1", "/keys", "/ledger", "/statement")) {
            assertEquals("404 no_accounts null", told(gateway.ask("any", "GET", "/v1/account" + path)), path);
        }
    }

    @Test
    void theAdminApiSaysThatThereIsNoDatabase() {
        for (String path : List.of("/accounts", "/accounts/acc_1/ledger", "/margin", "/audit", "/audit-log")) {
            assertEquals(
                    "404 no_database null", told(gateway.ask(AdminResource.TOKEN, "GET", "/v1/admin" + path)), path);
        }
        assertEquals("401 invalid_admin_token null", told(gateway.ask("any", "GET", "/v1/admin/accounts")));
        JsonObject upstreams = gateway.admin("/v1/admin/upstreams");
        assertEquals(1, upstreams.getJsonArray("answer").size());
    }

    @Test
    void pricesAndEstimatesNeedNone() {
        assertEquals("pricing", json(gateway.ask("any", "GET", "/v1/pricing")).getString("object"));
        JsonObject estimate = json(gateway.send(
                "any",
                "POST",
                "/v1/estimate/chat/completions",
                SimulatedGateway.ask("Hi", false).encode()));
        assertNull(estimate.getJsonObject("balance"));
        assertEquals("experience", estimate.getString("typical_by"));
    }
}
