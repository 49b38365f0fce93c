package dev.deepreasoning.api.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.Eventually;
import dev.deepreasoning.api.SimulatedGateway;
import dev.deepreasoning.api.SimulatedGateway.Quick;
import dev.deepreasoning.api.Wire;
import dev.deepreasoning.ledger.Account;
import dev.deepreasoning.ledger.Account.Limits;
import dev.deepreasoning.ledger.Accounts;
import dev.deepreasoning.ledger.ApiKey;
import dev.deepreasoning.ledger.Keys;
import dev.deepreasoning.ledger.LedgerEntry;
import dev.deepreasoning.ledger.PostgresResource;
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

/// An account as its holder sees it, and nobody else.
@QuarkusTest
@TestProfile(Quick.class)
@QuarkusTestResource(value = PostgresResource.class, restrictToAnnotatedClass = true)
class AccountResourceTest {
    @Inject
    Accounts accounts;

    @Inject
    Keys keys;

    @TestHTTPResource("/")
    URI gateway;

    private Someone me;
    private Someone other;

    private record Someone(String account, String secret, String key) {}

    @BeforeEach
    void open() {
        me = someone();
        other = someone();
    }

    private Someone someone() {
        Account account = accounts.open("Somebody", new Limits(1_000, 100_000_000, 100), true);
        accounts.book(account.id(), LedgerEntry.Kind.TOP_UP, new BigDecimal("5.50"), null, null, "test");
        ApiKey.Created key = keys.create(account.id(), new ApiKey.Terms("first", null, null, null, null))
                .orElseThrow();
        return new Someone(account.id(), key.secret(), key.key().id());
    }

    private Wire.Answer ask(Someone who, String method, String path) {
        try (Wire wire = new Wire(gateway.getPort())) {
            return wire.ask(method, path, "authorization: Bearer " + who.secret).answer();
        }
    }

    private Wire.Answer post(Someone who, String path, String body) {
        try (Wire wire = new Wire(gateway.getPort())) {
            return wire.post(path, body, "authorization: Bearer " + who.secret).answer();
        }
    }

    private JsonObject get(Someone who, String path) {
        Wire.Answer answer = ask(who, "GET", path);
        assertEquals(200, answer.status(), answer.body());
        return new JsonObject(answer.body());
    }

    /// @return the request's id
    private String use(Someone who) {
        Wire.Answer answer = post(
                who,
                "/v1/chat/completions",
                SimulatedGateway.ask("Hi [[sim:tokens=4]]", false).encode());
        assertEquals(200, answer.status(), answer.body());
        Eventually.holds(
                "it is settled",
                () -> accounts.find(who.account).orElseThrow().reserved().signum() == 0);
        return answer.header("x-request-id");
    }

    @Test
    void tellsBalanceAndLimits() {
        JsonObject account = get(me, "/v1/account");
        assertEquals(me.account, account.getString("id"));
        assertEquals("5.5", account.getJsonObject("balance").getString("amount"));
        assertEquals("0", account.getJsonObject("reserved").getString("amount"));
        assertEquals(1_000, account.getJsonObject("limits").getInteger("requests_per_minute"));
        assertEquals(50, account.getJsonObject("limits").getInteger("keys"));
        assertEquals(1_000, account.getJsonObject("left").getInteger("requests"));
        accounts.limit(me.account, new Limits(1, 2_000, 100));
        assertEquals(1, get(me, "/v1/account").getJsonObject("left").getInteger("requests"));
        use(me);
        JsonObject left = get(me, "/v1/account").getJsonObject("left");
        assertEquals(0, left.getInteger("requests"), "the next one comes in a minute");
        assertTrue(left.getInteger("tokens") <= 2_000);
        assertEquals(100, left.getInteger("concurrent_requests"));
    }

    @Test
    void usageIsPagedAndFiltered() {
        use(me);
        String last = use(me);
        JsonObject page = get(me, "/v1/account/usage?limit=1");
        JsonObject event = page.getJsonArray("data").getJsonObject(0);
        assertEquals(last, event.getString("id"));
        assertTrue(page.getBoolean("has_more"));
        assertEquals(last, page.getString("next_cursor"));
        assertEquals(2, event.getJsonArray("stages").size());
        assertFalse(event.encode().contains("simulator"), "hosts are the operator's business");
        JsonObject rest = get(me, "/v1/account/usage?limit=1&before=" + last);
        assertFalse(rest.getBoolean("has_more"));
        assertEquals(1, rest.getJsonArray("data").size());
        assertEquals(2, size("?status=success&source=api&model=claude-sonnet-4-5-20250929&from=2026-01-01"));
        assertEquals(2, size("?status=completed&model=deepreasoning"));
        assertEquals(0, size("?status=failed"));
        assertEquals(0, size("?status=error"));
        assertEquals(0, size("?source=playground"));
        assertEquals(0, size("?model=claude-haiku-4-5-20251001"));
        assertEquals(0, size("?to=1000000000"));
        assertEquals(2, size("?from=2026-01-01T00:00:00Z"));
    }

    private int size(String query) {
        return get(me, "/v1/account/usage" + query).getJsonArray("data").size();
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0, limit",
        "limit=x, limit",
        "limit=201, limit",
        "from=tomorrow, from",
        "to=x, to",
        "status=x, status",
        "source=x, source"
    })
    void aWrongFilterIsToldByItsName(String query, String param) {
        Wire.Answer answer = ask(me, "GET", "/v1/account/usage?" + query);
        assertEquals(400, answer.status(), answer.body());
        assertEquals(param, new JsonObject(answer.body()).getJsonObject("error").getString("param"));
    }

    @Test
    void anEventHasTheFieldsMembers() {
        String id = use(me);
        JsonObject event = get(me, "/v1/account/usage").getJsonArray("data").getJsonObject(0);
        assertEquals(id, event.getString("id"));
        assertEquals("usage_event", event.getString("object"));
        assertEquals("api", event.getString("source"));
        assertEquals("success", event.getString("status"));
        assertEquals("completed", event.getString("outcome"));
        assertEquals(200, event.getInteger("status_code"));
        assertTrue(event.containsKey("error") && event.getValue("error") == null);
        assertEquals(
                0, event.getJsonObject("metadata").getJsonObject("tool_usage").getInteger("web_search"));
        JsonObject tokens = event.getJsonObject("tokens");
        assertEquals(tokens.getInteger("input") + tokens.getInteger("output"), tokens.getInteger("total"));
        assertTrue(tokens.containsKey("cached"));
        JsonObject reasoning = event.getJsonArray("stages").getJsonObject(0);
        JsonObject answer = event.getJsonArray("stages").getJsonObject(1);
        assertEquals("estimated", reasoning.getString("tokens"), "R1 is left at its first word");
        assertEquals("reported", answer.getString("tokens"));
        assertTrue(reasoning.getLong("duration_ms") >= reasoning.getLong("first_token_ms"));
        assertFalse(event.containsKey("operator") || event.containsKey("explanation"));
    }

    @Test
    void aFailureIsToldByItsStatusAndCode() {
        post(
                me,
                "/v1/chat/completions",
                SimulatedGateway.ask("Hi [[sim:claude.status=400]]", false).encode());
        Eventually.holds("it is settled", () -> size("?status=error") == 1);
        JsonObject event = get(me, "/v1/account/usage").getJsonArray("data").getJsonObject(0);
        assertEquals("error", event.getString("status"));
        assertEquals("failed", event.getString("outcome"));
        assertEquals(400, event.getInteger("status_code"));
        JsonObject explanation =
                get(me, "/v1/account/usage/" + event.getString("id")).getJsonObject("explanation");
        assertEquals(
                "failed_without_answer", explanation.getJsonObject("charge").getString("code"));
    }

    @Test
    void oneRequestIsExplained() {
        String id = use(me);
        JsonObject event = get(me, "/v1/account/usage/" + id);
        JsonObject explanation = event.getJsonObject("explanation");
        assertEquals("complete", explanation.getString("reasoning"));
        JsonArray attempts = explanation.getJsonArray("attempts");
        assertEquals("reasoning", attempts.getJsonObject(0).getString("stage"));
        assertEquals("opened", attempts.getJsonObject(1).getString("outcome"));
        assertEquals("answer_completed", explanation.getJsonObject("charge").getString("code"));
        assertEquals(
                "tokens_estimated",
                explanation.getJsonArray("notes").getJsonObject(0).getString("code"));
        assertFalse(event.encode().contains("simulator") || event.encode().contains("host"), event.encode());
        assertEquals(404, ask(me, "GET", "/v1/account/usage/req_none").status());
    }

    @Test
    void daysAreAddedUpForCharts() {
        use(me);
        use(me);
        JsonObject daily = get(me, "/v1/account/usage/daily");
        JsonObject day = daily.getJsonArray("data").getJsonObject(0);
        assertEquals(1, daily.getJsonArray("data").size());
        assertEquals(2, day.getInteger("requests"));
        assertEquals(0, day.getInteger("errors"));
        assertEquals("chat_completions", day.getString("endpoint"));
        JsonObject tokens = day.getJsonObject("tokens");
        assertEquals(tokens.getInteger("output"), tokens.getInteger("reasoning") + tokens.getInteger("answer"));
        assertEquals(
                0,
                new BigDecimal("5.50")
                        .subtract(new BigDecimal(day.getJsonObject("cost").getString("amount")))
                        .compareTo(accounts.find(me.account).orElseThrow().balance()));
        assertEquals(
                0,
                get(me, "/v1/account/usage/daily?to=2026-01-01")
                        .getJsonArray("data")
                        .size());
        assertEquals(
                400,
                ask(me, "GET", "/v1/account/usage/daily?from=2024-01-01&to=2026-01-01")
                        .status());
    }

    @Test
    void ledgerAndStatementAddUp() {
        String id = use(me);
        JsonObject page = get(me, "/v1/account/ledger?limit=1");
        JsonObject charge = page.getJsonArray("data").getJsonObject(0);
        assertEquals("charge", charge.getString("kind"));
        assertEquals(id, charge.getString("request_id"));
        assertEquals(
                page.getJsonObject("balance").getString("amount"),
                charge.getJsonObject("balance_after").getString("amount"));
        assertFalse(charge.containsKey("actor"), "who did it is the operator's business");
        JsonObject rest = get(me, "/v1/account/ledger?before=" + page.getString("next_cursor"));
        assertEquals("top_up", rest.getJsonArray("data").getJsonObject(0).getString("kind"));
        assertFalse(rest.getBoolean("has_more"));
        Wire.Answer statement = ask(me, "GET", "/v1/account/statement");
        assertEquals(200, statement.status(), statement.body());
        assertEquals(5, statement.body().lines().count(), statement.body());
        assertTrue(statement.header("content-type").startsWith("text/csv"));
        Wire.Answer wrong = ask(me, "GET", "/v1/account/statement?from=x");
        assertEquals(400, wrong.status());
        assertEquals("application/json", wrong.header("content-type"));
    }

    @Test
    void keysAreMadeListedAndRevoked() {
        Wire.Answer made = post(
                me,
                "/v1/account/keys",
                "{\"name\":\"ci\",\"spend_cap\":1.5,\"endpoints\":[\"messages\"],\"expires\":4102444800}");
        assertEquals(200, made.status(), made.body());
        JsonObject key = new JsonObject(made.body());
        assertTrue(key.getString("key").startsWith("sk-deepreasoning-"));
        assertEquals("1.5", key.getJsonObject("spend_cap").getString("amount"));
        JsonObject page = get(me, "/v1/account/keys?limit=1");
        assertTrue(page.getBoolean("has_more"));
        JsonObject second = get(me, "/v1/account/keys?after=" + page.getString("next_cursor"))
                .getJsonArray("data")
                .getJsonObject(0);
        assertEquals(key.getString("id"), second.getString("id"));
        assertFalse(second.containsKey("key"), "shown once");
        Wire.Answer revoked = ask(me, "DELETE", "/v1/account/keys/" + key.getString("id"));
        assertEquals(200, revoked.status(), revoked.body());
        assertTrue(new JsonObject(revoked.body()).getLong("revoked") > 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|name",
                "{\"name\":\" \"}|name",
                "{\"name\":\"a\",\"spend_cap\":0}|spend_cap",
                "{\"name\":\"a\",\"endpoints\":[\"all\"]}|endpoints"
            })
    void aWrongFieldOfANewKeyIsToldByItsName(String body, String param) {
        Wire.Answer answer = post(me, "/v1/account/keys", body);
        assertEquals(400, answer.status(), answer.body());
        assertEquals(param, new JsonObject(answer.body()).getJsonObject("error").getString("param"));
    }

    @Test
    void whatIsAnothersIsNotThere() {
        String theirs = use(other);
        assertEquals(404, ask(me, "GET", "/v1/account/usage/" + theirs).status());
        assertEquals(404, ask(me, "DELETE", "/v1/account/keys/" + other.key).status());
        assertEquals(
                0,
                get(me, "/v1/account/usage?before=" + theirs)
                        .getJsonArray("data")
                        .size());
        assertFalse(get(me, "/v1/account/keys").encode().contains(other.key));
        assertEquals(200, ask(other, "GET", "/v1/account").status(), "their key still works");
    }

    @Test
    void withoutAKeyNothingIsTold() {
        for (String path :
                new String[] {"", "/usage", "/usage/req_1", "/usage/daily", "/keys", "/ledger", "/statement"}) {
            assertEquals(
                    401,
                    ask(new Someone("", "sk-x", ""), "GET", "/v1/account" + path)
                            .status(),
                    path);
        }
        assertEquals(
                401,
                post(new Someone("", "sk-x", ""), "/v1/account/keys", "{\"name\":\"a\"}")
                        .status());
    }
}
