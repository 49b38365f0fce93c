package dev.deepreasoning.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.Eventually;
import dev.deepreasoning.api.SimulatedGateway;
import dev.deepreasoning.api.SimulatedGateway.Quick;
import dev.deepreasoning.api.SimulatedGateway.Stream;
import dev.deepreasoning.api.Wire;
import dev.deepreasoning.catalog.SimulatedUpstreams;
import dev.deepreasoning.ledger.Account;
import dev.deepreasoning.ledger.Account.Limits;
import dev.deepreasoning.ledger.Accounts;
import dev.deepreasoning.ledger.ApiKey;
import dev.deepreasoning.ledger.Database;
import dev.deepreasoning.ledger.Keys;
import dev.deepreasoning.ledger.LedgerEntry;
import dev.deepreasoning.ledger.PostgresResource;
import dev.deepreasoning.ledger.Reservations;
import dev.deepreasoning.ledger.UsageEvent;
import dev.deepreasoning.ledger.UsageEvents;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Callers with accounts: let in, served, charged what they got.
@QuarkusTest
@TestProfile(Quick.class)
@QuarkusTestResource(value = PostgresResource.class, restrictToAnnotatedClass = true)
class PayingCallersTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final Limits WIDE = new Limits(1_000, 100_000_000, 100);

    @Inject
    Accounts accounts;

    @Inject
    Keys keys;

    @Inject
    UsageEvents events;

    @Inject
    Reservations reservations;

    @Inject
    Database database;

    @Inject
    SimulatedUpstreams upstreams;

    @Inject
    Settlement settlement;

    @TestHTTPResource("/")
    URI gateway;

    private record Someone(String account, String secret, String key) {}

    private Someone someone(String credit, Limits limits, ApiKey.@Nullable Terms terms) {
        Account account = accounts.open("Somebody", limits, true);
        if (new BigDecimal(credit).signum() > 0) {
            accounts.book(account.id(), LedgerEntry.Kind.TOP_UP, new BigDecimal(credit), null, null, "test");
        }
        ApiKey.Created key = keys.create(
                        account.id(), terms == null ? new ApiKey.Terms("one", null, null, null, null) : terms)
                .orElseThrow();
        return new Someone(account.id(), key.secret(), key.key().id());
    }

    private Someone someone(String credit) {
        return someone(credit, WIDE, null);
    }

    private Wire.Answer post(Someone who, String path, JsonObject body) {
        try (Wire wire = new Wire(gateway.getPort())) {
            return wire.post(path, body.encode(), "authorization: Bearer " + who.secret)
                    .answer();
        }
    }

    private Account settled(Someone who) {
        Eventually.holds("all is settled", () -> now(who).reserved().signum() == 0);
        return now(who);
    }

    private Account now(Someone who) {
        return accounts.find(who.account).orElseThrow();
    }

    private UsageEvent event(Someone who) {
        settled(who);
        List<UsageEvent> all = events.list(who.account, UsageEvents.Filter.ALL, null, 5);
        assertEquals(1, all.size(), all::toString);
        assertEquals(List.of(), accounts.audit());
        return all.getFirst();
    }

    private static String error(Wire.Answer answer) {
        return new JsonObject(answer.body()).getJsonObject("error").getString("code", "none");
    }

    @Test
    void aWholeAnswerIsChargedAsItsUsageSays() {
        Someone who = someone("5");
        Wire.Answer answer = post(who, CHAT, SimulatedGateway.ask("How many?", false));
        assertEquals(200, answer.status(), answer.body());
        JsonObject usage = new JsonObject(answer.body()).getJsonObject("usage");
        JsonObject extension = usage.getJsonObject("deepreasoning");
        UsageEvent event = event(who);
        assertEquals(0, new BigDecimal(extension.getJsonObject("price").getString("amount")).compareTo(event.price()));
        assertEquals(0, new BigDecimal("5").subtract(event.price()).compareTo(now(who).balance()));
        assertEquals(usage.getLong("prompt_tokens"), event.billedInput());
        assertEquals(usage.getLong("completion_tokens"), event.billedOutput());
        assertEquals("completed", event.status());
        assertEquals("chat_completions", event.endpoint());
        assertEquals(answer.header("x-request-id"), event.requestId());
        assertTrue(event.estimated(), "R1 is left at the first word of its own answer, and reports nothing");
        assertTrue(event.simulated());
        assertFalse(extension.containsKey("margin"), "costs are the operator's business");
        assertEquals("1000", answer.header("x-ratelimit-limit-requests"));
        assertEquals("999", answer.header("x-ratelimit-remaining-requests"));
        JsonObject details = new JsonObject(event.details());
        assertEquals("complete", details.getString("reasoning"));
        assertEquals(2, details.getJsonArray("attempts").size());
    }

    @Test
    void aStreamIsChargedTheSame() {
        Someone who = someone("5");
        JsonObject request = SimulatedGateway.ask("How many?", true)
                .put("stream_options", new JsonObject().put("include_usage", true));
        Stream stream = SimulatedGateway.stream(post(who, CHAT, request).body());
        assertTrue(stream.done());
        assertEquals(
                0,
                new BigDecimal(stream.extension().getJsonObject("price").getString("amount"))
                        .compareTo(event(who).price()));
    }

    @Test
    void anthropicsSdksReadTheirOwnHeaders() {
        Someone who = someone("5");
        Wire.Answer answer =
                post(who, "/v1/messages", SimulatedGateway.ask("Hi", false).put("max_tokens", 300));
        assertEquals(200, answer.status(), answer.body());
        assertEquals("1000", answer.header("anthropic-ratelimit-requests-limit"));
        assertEquals("999", answer.header("anthropic-ratelimit-requests-remaining"));
        assertTrue(answer.header("anthropic-ratelimit-tokens-reset").endsWith("Z"));
    }

    @Test
    void withoutCreditNothingIsCalled() {
        Someone who = someone("0");
        int before = SimulatedGateway.state(upstreams).reasoner().total();
        Wire.Answer answer = post(who, CHAT, SimulatedGateway.ask("Hi", false));
        assertEquals(402, answer.status());
        assertEquals("insufficient_credits", error(answer));
        assertEquals(before, SimulatedGateway.state(upstreams).reasoner().total());
        assertEquals(
                0, events.list(who.account, UsageEvents.Filter.ALL, null, 5).size());
    }

    @Test
    void aSmallBalanceLowersTheBounds() {
        Someone who = someone("0.2");
        Wire.Answer answer = post(who, CHAT, SimulatedGateway.ask("Hi", false));
        assertEquals(200, answer.status(), answer.body());
        String adjusted = answer.header("x-deepreasoning-adjusted");
        assertTrue(adjusted.matches("max_tokens;from=8192;to=\\d+, reasoning_max_tokens;from=16384;to=\\d+"), adjusted);
        assertTrue(settled(who).balance().signum() >= 0);
        Someone strict = someone("0.2");
        assertEquals(
                402,
                post(strict, CHAT, SimulatedGateway.ask("Hi", false).put("strict", true))
                        .status());
    }

    @Test
    void whatFailsBeforeTheAnswerCostsNothing() {
        Someone who = someone("5");
        Wire.Answer answer = post(who, CHAT, SimulatedGateway.ask("Hi [[sim:claude.status=400]]", false));
        assertEquals(400, answer.status(), answer.body());
        UsageEvent event = event(who);
        assertEquals(0, event.price().signum());
        assertEquals("failed", event.status());
        assertTrue(event.reasoner().output() > 0, "R1 was paid by the operator all the same");
        assertEquals(0, new BigDecimal("5").compareTo(now(who).balance()));
    }

    @Test
    void aStreamThatIsCutCostsWhatWasDelivered() {
        Someone who = someone("5");
        Wire.Answer answer = post(who, CHAT, SimulatedGateway.ask("Hi [[sim:claude.cut-after=8]]", true));
        assertEquals(200, answer.status());
        UsageEvent event = event(who);
        assertEquals("failed", event.status());
        assertEquals("upstream_error", event.errorCode());
        assertTrue(event.price().signum() > 0);
        assertTrue(event.answer().output() > 0);
    }

    private double told(String model) {
        try (Wire wire = new Wire(gateway.getPort())) {
            return wire.ask("GET", "/q/metrics")
                    .answer()
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("deepreasoning_charged_usd_total") && line.contains(model))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                    .sum();
        }
    }

    /// The metric is the ledger's, whatever became of the requests.
    @Test
    void operatorsAreToldWhatWasCharged() {
        String model = "claude-opus-4-1-20250805";
        Someone who = someone("50");
        JsonObject request = SimulatedGateway.ask("Hi", false).put("model", "deepreasoning/" + model);
        assertEquals(200, post(who, CHAT, request).status());
        JsonObject broken =
                SimulatedGateway.ask("Hi [[sim:claude.cut-after=8]]", false).put("model", "deepreasoning/" + model);
        assertEquals(502, post(who, CHAT, broken).status());
        assertEquals(200, post(who, CHAT, broken.put("stream", true)).status());
        JsonObject slow = SimulatedGateway.ask("Hi [[sim:interval-ms=50,r1.reasoning-tokens=4000]]", true)
                .put("model", "deepreasoning/" + model);
        try (Wire wire = new Wire(gateway.getPort())) {
            wire.post(CHAT, slow.encode(), "x-api-key: " + who.secret);
            wire.head();
            for (int i = 0; i < 10; i++) {
                wire.chunk();
            }
            wire.reset();
        }
        Eventually.holds(
                "all have ended",
                () -> events.list(who.account, UsageEvents.Filter.ALL, null, 9).size() == 4);
        List<UsageEvent> all = events.list(who.account, UsageEvents.Filter.ALL, null, 9);
        assertEquals(3, all.stream().filter(each -> each.price().signum() > 0).count(), all::toString);
        double charged = new BigDecimal("50").subtract(settled(who).balance()).doubleValue();
        Eventually.holds("the metric says so", () -> Math.abs(told(model) - charged) < 1e-9);
    }

    private void takeForLost(Someone who) {
        Eventually.holds("it was reaped", Duration.ofSeconds(60), () -> {
            database.work(sql -> sql.update(
                    "update reservation set expires_at = now() - interval '1 second' where account_id = ?",
                    who.account));
            return reservations.reap(10, (_, _) -> {}) > 0
                    || now(who).reserved().signum() == 0;
        });
    }

    private long thought(Someone who) {
        return database.work(sql -> sql.one(
                        "select (usage ->> 'reasoning_tokens')::bigint as thought from reservation where account_id = ?",
                        row -> row.number("thought"),
                        who.account))
                .orElse(0L);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofALostProcessWhatWasRecordedLastIsPaid(boolean stream) {
        Someone who = someone("5");
        JsonObject slow = SimulatedGateway.ask("Hi [[sim:interval-ms=50,r1.reasoning-tokens=4000]]", stream);
        try (Wire wire = new Wire(gateway.getPort())) {
            wire.post(CHAT, slow.encode(), "x-api-key: " + who.secret);
            Eventually.holds("it is recorded", Duration.ofSeconds(60), () -> thought(who) > 10);
            takeForLost(who);
            UsageEvent event = event(who);
            assertEquals("interrupted", event.status());
            assertTrue(event.reasoner().reasoning() > 10, event::toString);
            assertEquals(1, event.price().signum(), event::toString);
            wire.reset();
        }
        // It was not lost after all, and says itself how it ended.
        Eventually.holds(
                "it is corrected",
                Duration.ofSeconds(60),
                () -> event(who).status().equals("cancelled"));
        assertEquals(1, event(who).price().signum());
    }

    @Test
    void whoLeavesPaysWhatWasDoneForHim() {
        Someone who = someone("5");
        try (Wire wire = new Wire(gateway.getPort())) {
            wire.post(
                    CHAT,
                    SimulatedGateway.ask("Hi [[sim:interval-ms=50,r1.reasoning-tokens=4000]]", true)
                            .encode(),
                    "x-api-key: " + who.secret);
            wire.head();
            for (int i = 0; i < 10; i++) {
                wire.chunk();
            }
            assertTrue(now(who).reserved().signum() > 0);
            wire.reset();
        }
        UsageEvent event = event(who);
        assertEquals("cancelled", event.status());
        assertTrue(event.price().signum() > 0);
        assertTrue(event.estimated());
        assertTrue(event.reasoner().reasoning() > 10, event::toString);
    }

    @Test
    void whoIsRefusedLeavesNothingBehind() {
        Someone poor = someone("0");
        Someone slow = someone("5", new Limits(1_000, 100_000_000, 1), null);
        assertEquals(402, post(poor, CHAT, SimulatedGateway.ask("Hi", false)).status());
        try (Wire wire = new Wire(gateway.getPort())) {
            wire.post(
                    CHAT,
                    SimulatedGateway.ask("Hi [[sim:interval-ms=50,r1.reasoning-tokens=4000]]", true)
                            .encode(),
                    "x-api-key: " + slow.secret);
            wire.head();
            Wire.Answer refused = post(slow, CHAT, SimulatedGateway.ask("Hi", false));
            assertEquals(429, refused.status());
            assertEquals("1", refused.header("retry-after"));
            assertEquals("1000", refused.header("x-ratelimit-limit-requests"));
            assertEquals(1, settlement.watched(), "only the one that runs");
            wire.reset();
        }
        settled(slow);
        assertEquals(0, settlement.watched());
    }

    @Test
    void whoLeavesWhileTheLedgerIsAskedPaysNothing() {
        Someone who = someone("5");
        for (int i = 0; i < 20; i++) {
            try (Wire wire = new Wire(gateway.getPort())) {
                wire.post(CHAT, SimulatedGateway.ask("Hi", true).encode(), "x-api-key: " + who.secret);
                wire.reset();
            }
        }
        Eventually.holds(
                "nothing is held",
                () -> settlement.watched() == 0 && now(who).reserved().signum() == 0);
        assertEquals(List.of(), accounts.audit());
    }

    @Test
    void limitsAreTold() {
        Someone who = someone("5", new Limits(1, 100_000_000, 100), null);
        assertEquals(
                200,
                post(who, CHAT, SimulatedGateway.ask("Hi [[sim:tokens=4]]", false))
                        .status());
        Wire.Answer refused = post(who, CHAT, SimulatedGateway.ask("Hi", false));
        assertEquals(429, refused.status());
        assertEquals("rate_limit_exceeded", error(refused));
        assertTrue(Integer.parseInt(refused.header("retry-after")) > 30);
        assertEquals("1", refused.header("x-ratelimit-limit-requests"));
        assertEquals("0", refused.header("x-ratelimit-remaining-requests"));
        assertEquals("1m0s", refused.header("x-ratelimit-reset-requests"));
        Wire.Answer anthropic =
                post(who, "/v1/messages", SimulatedGateway.ask("Hi", false).put("max_tokens", 300));
        assertEquals(429, anthropic.status());
        assertEquals("0", anthropic.header("anthropic-ratelimit-requests-remaining"));
        assertTrue(Integer.parseInt(anthropic.header("retry-after")) > 30);
        Someone tokens = someone("5", new Limits(100, 1, 100), null);
        assertEquals(
                200,
                post(tokens, CHAT, SimulatedGateway.ask("Hi [[sim:tokens=4]]", false))
                        .status());
        assertEquals(429, post(tokens, CHAT, SimulatedGateway.ask("Hi", false)).status());
    }

    @Test
    void aKeyDoesWhatItMay() {
        ApiKey.Terms terms = new ApiKey.Terms(
                "narrow", null, new BigDecimal("0.0001"), List.of("claude-haiku-4-5-20251001"), List.of("messages"));
        Someone who = someone("5", WIDE, terms);
        Wire.Answer endpoint = post(who, CHAT, SimulatedGateway.ask("Hi", false));
        assertEquals(403, endpoint.status());
        assertTrue(endpoint.body().contains("endpoint"), endpoint.body());
        JsonObject message = SimulatedGateway.ask("Hi", false).put("max_tokens", 300);
        assertEquals(403, post(who, "/v1/messages", message).status());
        Wire.Answer cap = post(who, "/v1/messages", message.put("model", "deepreasoning/claude-haiku-4-5-20251001"));
        assertEquals(402, cap.status(), cap.body());
        assertTrue(cap.body().contains("spend cap"), cap.body());
    }

    @Test
    void aKeyThatIsNoneOpensNothing() {
        Someone who = someone("5");
        assertEquals(
                401,
                post(new Someone("", who.secret + "x", ""), CHAT, SimulatedGateway.ask("Hi", false))
                        .status());
        keys.revoke(who.account, who.key);
        assertEquals(401, post(who, CHAT, SimulatedGateway.ask("Hi", false)).status());
        try (Wire wire = new Wire(gateway.getPort())) {
            assertEquals(
                    401,
                    wire.post(CHAT, SimulatedGateway.ask("Hi", false).encode())
                            .answer()
                            .status());
            assertEquals(200, wire.ask("GET", "/q/health/ready").answer().status());
        }
    }

    @Test
    void aRevokedKeyIsForgottenInTime() {
        Someone who = someone("5");
        JsonObject short0 = SimulatedGateway.ask("Hi [[sim:tokens=4]]", false);
        assertEquals(200, post(who, CHAT, short0).status());
        keys.revoke(who.account, who.key);
        assertEquals(401, post(who, CHAT, short0).status(), "admission asks the ledger itself");
    }

    @Test
    void aClosedAccountAndAModelWithoutPriceAreRefused() {
        Someone who = someone("5");
        JsonObject unpriced = SimulatedGateway.ask("Hi", false).put("model", "deepreasoning/claude-3-opus-20240229");
        Wire.Answer refused = post(who, CHAT, unpriced);
        assertEquals(403, refused.status(), refused.body());
        assertEquals("model_not_priced", error(refused));
        assertEquals(
                200,
                post(who, CHAT, SimulatedGateway.ask("Hi [[sim:tokens=4]]", false))
                        .status());
        accounts.close(who.account, true);
        int status = post(who, CHAT, SimulatedGateway.ask("Hi", false)).status();
        assertTrue(status == 403 || status == 401, "closed: " + status);
    }

    @Test
    void searchesAreChargedWhenMade() {
        Someone who = someone("5");
        JsonObject request = SimulatedGateway.ask("Rain?", false).put("web_search_linkup", true);
        assertEquals(200, post(who, CHAT, request).status());
        assertEquals(1, event(who).searches());
    }

    @Test
    void requestsOfTheOtherDialectAreRecordedByName() {
        Someone who = someone("5");
        JsonObject request = new JsonObject()
                .put("model", "deepreasoning")
                .put(
                        "input",
                        new JsonArray().add(new JsonObject().put("role", "user").put("content", "Hi")));
        assertEquals(200, post(who, "/v1/responses", request).status());
        assertEquals("responses", event(who).endpoint());
    }
}
