package dev.deepreasoning.api.pricing;

import static dev.deepreasoning.api.AccountsGateway.json;
import static dev.deepreasoning.api.AccountsGateway.told;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.AccountsGateway;
import dev.deepreasoning.api.AccountsGateway.Someone;
import dev.deepreasoning.api.SimulatedGateway;
import dev.deepreasoning.api.SimulatedGateway.Quick;
import dev.deepreasoning.api.Wire;
import dev.deepreasoning.catalog.SimulatedUpstreams;
import dev.deepreasoning.ledger.AdminResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.net.URI;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The rate card, and what a request would cost by it.
@QuarkusTest
@TestProfile(Quick.class)
@QuarkusTestResource(value = AdminResource.class, restrictToAnnotatedClass = true)
class PricingTest {
    private static final String ESTIMATE = "/v1/estimate/chat/completions";

    @Inject
    SimulatedUpstreams upstreams;

    @TestHTTPResource("/")
    URI address;

    private AccountsGateway gateway;
    private Someone who;

    @BeforeEach
    void open() {
        gateway = new AccountsGateway(address.getPort());
        who = gateway.someone("Somebody");
    }

    private JsonObject estimate(String path, JsonObject body) {
        return json(gateway.send(who.secret(), "POST", path, body.encode()));
    }

    private static BigDecimal cost(JsonObject estimate, String of) {
        return new BigDecimal(estimate.getJsonObject(of).getJsonObject("cost").getString("amount"));
    }

    @Test
    void theCardShowsEveryModelWithItsLifecycle() {
        JsonObject card = json(gateway.ask(who.secret(), "GET", "/v1/pricing"));
        assertEquals("0.013", card.getJsonObject("web_search").getString("amount"));
        assertEquals("claude-sonnet-4-5-20250929", card.getString("default_model"));
        JsonObject sonnet = null;
        JsonObject old = null;
        for (Object each : card.getJsonArray("data")) {
            JsonObject rate = (JsonObject) each;
            sonnet = rate.getString("model").equals("claude-sonnet-4-5-20250929") ? rate : sonnet;
            old = rate.getString("model").equals("claude-3-opus-20240229") ? rate : old;
        }
        assertEquals("0.012", sonnet.getJsonObject("input").getString("amount"));
        assertEquals("0.058", sonnet.getJsonObject("output").getString("amount"));
        assertEquals("retired", old.getString("lifecycle"));
        assertEquals(null, old.getJsonObject("input"), "no price is not free");
        try (Wire wire = new Wire(address.getPort())) {
            assertEquals(401, wire.ask("GET", "/v1/pricing").answer().status());
        }
    }

    @Test
    void anEstimateCallsNothingAndIsNeverTooLow() {
        int before = SimulatedGateway.state(upstreams).reasoner().total();
        JsonObject body = SimulatedGateway.ask("How many r are in strawberry?", false);
        JsonObject estimate = estimate(ESTIMATE, body);
        assertEquals(before, SimulatedGateway.state(upstreams).reasoner().total());
        assertEquals("claude-sonnet-4-5-20250929", estimate.getString("model"));
        assertEquals("experience", estimate.getString("typical_by"));
        assertEquals("full", estimate.getJsonObject("balance").getString("covers"));
        JsonObject tokens = estimate.getJsonObject("most").getJsonObject("tokens");
        assertTrue(tokens.getInteger("reasoning") >= 16_384);
        assertEquals(8_192, tokens.getInteger("answer"));
        assertTrue(cost(estimate, "typical").compareTo(cost(estimate, "most")) < 0);
        BigDecimal output = new BigDecimal("0.000058")
                .multiply(BigDecimal.valueOf(tokens.getInteger("reasoning") + tokens.getInteger("answer")));
        BigDecimal input = new BigDecimal("0.000012").multiply(BigDecimal.valueOf(tokens.getInteger("prompt")));
        assertTrue(cost(estimate, "most").compareTo(output.add(input)) >= 0, estimate::encode);
        assertEquals(estimate.encode(), estimate("/v1/estimate", body).encode());
        gateway.use(who);
        BigDecimal charged = new BigDecimal(json(gateway.ask(who.secret(), "GET", "/v1/account/usage"))
                .getJsonArray("data")
                .getJsonObject(0)
                .getJsonObject("cost")
                .getString("amount"));
        assertTrue(charged.compareTo(cost(estimate, "most")) <= 0);
    }

    @Test
    void everyDialectIsReadAsItsEndpointDoes() {
        JsonObject chat = estimate(ESTIMATE, SimulatedGateway.ask("Hi", false).put("max_tokens", 300));
        JsonObject message = estimate(
                "/v1/estimate/messages", SimulatedGateway.ask("Hi", false).put("max_tokens", 300));
        JsonObject response = estimate(
                "/v1/estimate/responses",
                new JsonObject()
                        .put("model", "deepreasoning")
                        .put("input", "Hi")
                        .put("max_output_tokens", 300));
        assertEquals(cost(chat, "most"), cost(response, "most"));
        assertEquals(cost(chat, "most"), cost(message, "most"));
        JsonObject search = estimate(ESTIMATE, SimulatedGateway.ask("Hi", false).put("web_search_linkup", true));
        assertEquals(1, search.getInteger("searches"));
        JsonObject off = estimate(ESTIMATE, SimulatedGateway.ask("Hi", false).put("reasoning_mode", "off"));
        assertEquals(0, off.getJsonObject("most").getJsonObject("tokens").getInteger("reasoning"));
    }

    @Test
    void whatIsTypicalIsLearnedFromTheAccountItself() {
        for (int i = 0; i < 5; i++) {
            gateway.use(who);
        }
        JsonObject estimate = estimate(ESTIMATE, SimulatedGateway.ask("Hi", false));
        assertEquals("account", estimate.getString("typical_by"));
        assertTrue(
                estimate.getJsonObject("typical").getJsonObject("tokens").getInteger("answer") < 100, estimate::encode);
    }

    @ParameterizedTest
    @CsvSource({"4.5, 1, reduced", "5.49, 0.01, insufficient"})
    void itSaysWhatTheBalanceCovers(String taken, String left, String covers) {
        gateway.admin(
                "POST",
                "/v1/admin/accounts/" + who.account() + "/adjustments",
                new JsonObject().put("amount", "-" + taken).encode());
        JsonObject balance =
                estimate(ESTIMATE, SimulatedGateway.ask("Hi", false)).getJsonObject("balance");
        assertEquals(left, balance.getJsonObject("available").getString("amount"));
        assertEquals(covers, balance.getString("covers"));
    }

    @Test
    void whatTheRequestWouldBeRefusedForIsTold() {
        String path = ESTIMATE;
        JsonObject unpriced = SimulatedGateway.ask("Hi", false).put("model", "deepreasoning/claude-3-opus-20240229");
        assertEquals("403 model_not_priced model", told(gateway.send(who.secret(), "POST", path, unpriced.encode())));
        JsonObject unknown = SimulatedGateway.ask("Hi", false).put("model", "nope");
        assertEquals("404 model_not_found model", told(gateway.send(who.secret(), "POST", path, unknown.encode())));
        JsonObject wrong = new JsonObject().put("model", "deepreasoning").put("messages", new JsonArray());
        assertEquals(
                400, gateway.send(who.secret(), "POST", path, wrong.encode()).status());
        assertEquals(401, gateway.send("sk-none", "POST", path, wrong.encode()).status());
    }
}
