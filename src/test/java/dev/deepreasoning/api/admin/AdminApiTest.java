package dev.deepreasoning.api.admin;

import static dev.deepreasoning.api.AccountsGateway.json;
import static dev.deepreasoning.api.AccountsGateway.told;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.AccountsGateway;
import dev.deepreasoning.api.AccountsGateway.Someone;
import dev.deepreasoning.api.SimulatedGateway.Quick;
import dev.deepreasoning.api.Wire;
import dev.deepreasoning.ledger.AdminResource;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Accounts as their operator sees and changes them.
@QuarkusTest
@TestProfile(Quick.class)
@QuarkusTestResource(value = AdminResource.class, restrictToAnnotatedClass = true)
class AdminApiTest {
    private static final String ACCOUNTS = "/v1/admin/accounts";

    @Inject
    Instance<AgroalDataSource> database;

    @TestHTTPResource("/")
    URI address;

    private AccountsGateway gateway;
    private Someone who;
    private String base;

    @BeforeEach
    void open() {
        gateway = new AccountsGateway(address.getPort());
        who = gateway.someone("Somebody");
        base = ACCOUNTS + "/" + who.account();
    }

    private Wire.Answer post(String path, String json) {
        return gateway.send(AdminResource.TOKEN, "POST", path, json);
    }

    private static String amount(JsonObject owner, String name) {
        return owner.getJsonObject(name).getString("amount");
    }

    private static List<JsonObject> data(JsonObject page) {
        return page.getJsonArray("data").stream().map(JsonObject.class::cast).toList();
    }

    @Test
    void accountsAreOpenedLimitedAndClosed() {
        JsonObject opened = gateway.admin(
                "POST",
                ACCOUNTS,
                "{\"name\":\"Team Lisbon\",\"limits\":{\"requests_per_minute\":7,\"tokens_per_minute\":8}}");
        assertTrue(opened.getBoolean("simulated"), "a demo's credit is no money");
        assertEquals("0", amount(opened, "balance"));
        assertEquals(7, opened.getJsonObject("limits").getInteger("requests_per_minute"));
        assertEquals(8, opened.getJsonObject("limits").getInteger("tokens_per_minute"));
        assertEquals(100, opened.getJsonObject("limits").getInteger("concurrent_requests"));
        assertEquals(7, opened.getJsonObject("left").getInteger("requests"));
        String path = ACCOUNTS + "/" + opened.getString("id");
        JsonObject changed = gateway.admin(
                "PATCH", path, "{\"name\":\"Team Porto\",\"limits\":{\"concurrent_requests\":3},\"closed\":true}");
        assertEquals("Team Porto", changed.getString("name"));
        assertEquals(7, changed.getJsonObject("limits").getInteger("requests_per_minute"), "the rest stays");
        assertEquals(3, changed.getJsonObject("limits").getInteger("concurrent_requests"));
        assertTrue(changed.getBoolean("closed"));
        JsonObject again = gateway.admin("PATCH", path, "{\"closed\":false}");
        assertFalse(again.getBoolean("closed"));
        assertEquals("Team Porto", again.getString("name"));
        assertEquals(again.encode(), gateway.admin(path).encode());
    }

    @Test
    void accountsArePaged() {
        gateway.someone("Another");
        Set<String> seen = new HashSet<>();
        String cursor = "";
        do {
            JsonObject page = gateway.admin(ACCOUNTS + "?limit=1&after=" + cursor);
            data(page).forEach(each -> assertTrue(seen.add(each.getString("id"))));
            cursor = page.getString("next_cursor");
            assertEquals(cursor != null, page.getBoolean("has_more"));
        } while (cursor != null);
        assertTrue(seen.contains(who.account()));
        assertTrue(seen.size() >= 2);
    }

    @Test
    void aBookingWithAReferenceIsMadeOnce() {
        String body = "{\"amount\":\"1.25\",\"external_reference\":\"invoice-1\",\"note\":\"thanks\"}";
        JsonObject first = gateway.admin("POST", base + "/top-ups", body);
        assertFalse(first.getBoolean("repeated"));
        assertEquals("6.75", amount(first, "balance"));
        assertEquals("top_up", first.getJsonObject("entry").getString("kind"));
        assertEquals("thanks", first.getJsonObject("entry").getString("note"));
        assertTrue(first.getJsonObject("entry").getString("actor").matches("token:[0-9a-f]{12}"));
        JsonObject second = gateway.admin("POST", base + "/top-ups", body);
        assertTrue(second.getBoolean("repeated"));
        assertEquals("6.75", amount(second, "balance"));
        assertEquals(
                first.getJsonObject("entry").getString("id"),
                second.getJsonObject("entry").getString("id"));
        assertEquals(
                "409 reference_used external_reference",
                told(post(base + "/top-ups", "{\"amount\":\"1.26\",\"external_reference\":\"invoice-1\"}")));
        assertEquals(
                "409 reference_used external_reference",
                told(post(base + "/refunds", body)),
                "the same amount of another kind is another booking");
        assertEquals("6.75", amount(gateway.admin(base), "balance"));
    }

    @Test
    void balancesAreCorrectedAndNeverGoBelowZero() {
        assertEquals("7", amount(gateway.admin("POST", base + "/refunds", "{\"amount\":1.5}"), "balance"));
        assertEquals("5.75", amount(gateway.admin("POST", base + "/adjustments", "{\"amount\":\"-1.25\"}"), "balance"));
        assertEquals("409 more_than_available amount", told(post(base + "/adjustments", "{\"amount\":\"-5.76\"}")));
        assertEquals("5.75", amount(gateway.admin(base), "balance"));
        JsonObject audit = gateway.admin("/v1/admin/audit");
        assertTrue(audit.getBoolean("clean"), audit::encode);
        assertEquals(new JsonArray(), audit.getJsonArray("differences"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "top-ups|{}|400 missing_required_parameter amount",
                "top-ups|{\"amount\":\"1\"}|400 invalid_value external_reference",
                "top-ups|{\"amount\":\"-1\",\"external_reference\":\"a\"}|400 invalid_value amount",
                "top-ups|{\"amount\":\"1e3\",\"external_reference\":\"a\"}|400 invalid_value amount",
                "top-ups|{\"amount\":\"ten\",\"external_reference\":\"a\"}|400 invalid_value amount",
                "top-ups|{\"amount\":[],\"external_reference\":\"a\"}|400 invalid_value amount",
                "top-ups|{\"amount\":\"1\",\"external_reference\":\"a\\u0000b\"}|400 invalid_value external_reference",
                "adjustments|{\"amount\":0}|400 invalid_value amount",
                "refunds|{\"amount\":-2}|400 invalid_value amount",
                "refunds|{\"amount\":2,\"note\":\"a\\nb\"}|400 invalid_value note",
                "keys|{\"name\":\"\"}|400 invalid_value name",
                "keys|{\"name\":\"a\",\"endpoints\":[\"all\"]}|400 invalid_value endpoints",
                "keys|{\"name\":\"a\",\"expires\":-1}|400 invalid_value expires"
            })
    void aWrongFieldIsToldByItsName(String what, String body, String expected) {
        assertEquals(expected, told(post(base + "/" + what, body)));
    }

    @Test
    void wrongBodiesAndLimitsAreTold() {
        assertEquals("400 invalid_value name", told(post(ACCOUNTS, "{\"name\":\" \"}")));
        assertEquals(
                "400 invalid_value limits.requests_per_minute",
                told(post(ACCOUNTS, "{\"name\":\"a\",\"limits\":{\"requests_per_minute\":0}}")));
        assertEquals(400, post(ACCOUNTS, "{").status());
        assertEquals(400, post(ACCOUNTS, "").status());
        assertEquals(
                "400 invalid_value before", told(gateway.ask(AdminResource.TOKEN, "GET", base + "/ledger?before=x")));
        assertEquals(
                "400 invalid_value to",
                told(gateway.ask(AdminResource.TOKEN, "GET", base + "/ledger?from=2026-02-01&to=2026-01-01")));
        assertEquals(
                "400 invalid_value null",
                told(gateway.ask(AdminResource.TOKEN, "GET", ACCOUNTS + "/%00")),
                "no text of PostgreSQL's");
    }

    @Test
    void whatIsNotThereIsToldAlike() {
        for (String path : List.of("", "/ledger", "/statement", "/usage", "/usage/req_1", "/keys")) {
            assertEquals(
                    "404 null null",
                    told(gateway.ask(AdminResource.TOKEN, "GET", ACCOUNTS + "/acc_none" + path)),
                    path);
        }
        String body = "{\"amount\":\"1\",\"external_reference\":\"a\",\"name\":\"a\"}";
        for (String path : List.of("/top-ups", "/adjustments", "/refunds", "/keys")) {
            assertEquals("404 null null", told(post(ACCOUNTS + "/acc_none" + path, body)), path);
        }
        assertEquals(
                "404 null null",
                told(gateway.send(AdminResource.TOKEN, "PATCH", ACCOUNTS + "/acc_none", "{\"closed\":true}")));
        assertEquals("404 null null", told(gateway.ask(AdminResource.TOKEN, "DELETE", base + "/keys/key_none")));
        assertEquals("404 null null", told(gateway.ask(AdminResource.TOKEN, "GET", base + "/usage/req_none")));
    }

    @Test
    void usageShowsHostsCostAndMargin() {
        String request = gateway.use(who);
        JsonObject event = data(gateway.admin(base + "/usage?status=success&source=api&limit=1"))
                .getFirst();
        assertEquals(request, event.getString("id"));
        JsonObject operator = event.getJsonObject("operator");
        assertTrue(operator.containsKey("upstream_cost") && operator.containsKey("margin"), operator::encode);
        assertEquals(null, operator.getValue("margin"), "the simulated host has no price list: no margin is made up");
        assertEquals("0", amount(operator, "written_off"));
        JsonObject explained = gateway.admin(base + "/usage/" + request);
        JsonObject attempt =
                explained.getJsonObject("explanation").getJsonArray("attempts").getJsonObject(0);
        assertFalse(attempt.getString("host").isEmpty());
        assertFalse(explained
                .getJsonArray("stages")
                .getJsonObject(0)
                .getString("host")
                .isEmpty());
        JsonObject margin = gateway.admin("/v1/admin/margin?from=2026-01-01");
        assertTrue(margin.getBoolean("simulated"));
        assertTrue(margin.getJsonObject("total").getInteger("requests") > 0);
        assertTrue(margin.getJsonObject("total").getInteger("unknown_costs") > 0);
        assertEquals("0", amount(margin.getJsonObject("total"), "margin"));
        assertEquals("claude-sonnet-4-5-20250929", data(margin).getFirst().getString("model"));
        assertEquals(
                0,
                gateway.admin("/v1/admin/margin?to=2026-01-01")
                        .getJsonObject("total")
                        .getInteger("requests"));
    }

    @Test
    void upstreamsAreShownInOrderWithTheirLatestCalls() {
        gateway.use(who);
        JsonObject upstreams = gateway.admin("/v1/admin/upstreams");
        assertTrue(upstreams.getBoolean("simulated"));
        for (String stage : List.of("reasoning", "answer")) {
            JsonObject host = upstreams.getJsonArray(stage).getJsonObject(0);
            assertEquals("closed", host.getString("breaker"), host::encode);
            assertTrue(host.getJsonObject("outcomes").getInteger("opened") > 0, host::encode);
            assertTrue(host.getLong("median_first_token_ms") >= 0);
            assertFalse(host.encode().contains("http"), "no path and no key");
        }
        assertEquals("linkup", upstreams.getJsonArray("search").getJsonObject(0).getString("name"));
    }

    @Test
    void keysOfAnAccountAreListedAndRevoked() {
        JsonObject made = gateway.admin("POST", base + "/keys", "{\"name\":\"ci\",\"spend_cap\":\"2.5\"}");
        assertEquals("2.5", amount(made, "spend_cap"));
        JsonObject page = gateway.admin(base + "/keys?limit=1");
        assertEquals(who.key(), data(page).getFirst().getString("id"));
        JsonObject second = data(gateway.admin(base + "/keys?after=" + page.getString("next_cursor")))
                .getFirst();
        assertEquals(made.getString("id"), second.getString("id"));
        assertFalse(second.containsKey("key"), "shown once");
        JsonObject revoked = json(gateway.ask(AdminResource.TOKEN, "DELETE", base + "/keys/" + made.getString("id")));
        assertTrue(revoked.getLong("revoked") > 0);
        for (int i = 1; i < 50; i++) {
            gateway.admin("POST", base + "/keys", "{\"name\":\"many\"}");
        }
        assertEquals("400 too_many_keys null", told(post(base + "/keys", "{\"name\":\"one more\"}")));
    }

    @Test
    void everyActionIsInTheAuditLog() {
        gateway.admin(base);
        gateway.admin(base + "/ledger");
        gateway.ask(AdminResource.TOKEN, "GET", base + "/statement");
        gateway.admin(base + "/keys");
        gateway.admin(base + "/usage");
        gateway.ask(AdminResource.SECOND_TOKEN, "DELETE", base + "/keys/" + who.key());
        post(base + "/adjustments", "{\"amount\":\"-999\"}");
        post(base + "/keys", "{\"name\":\"\"}");
        List<JsonObject> mine = data(gateway.admin("/v1/admin/audit-log?limit=200")).stream()
                .filter(each -> who.account().equals(each.getString("account")))
                .toList();
        assertEquals(
                List.of(
                        "key.revoke",
                        "usage.read",
                        "keys.read",
                        "statement.read",
                        "ledger.read",
                        "account.read",
                        "key.create",
                        "account.top_up",
                        "account.change",
                        "account.open"),
                mine.stream().map(each -> each.getString("action")).toList(),
                "what was refused was not done");
        assertNotEquals(mine.get(0).getString("actor"), mine.get(1).getString("actor"), "two tokens, two names");
        String all = mine.toString();
        assertFalse(all.contains(AdminResource.TOKEN) || all.contains(who.secret()), all);
        JsonObject first = gateway.admin("/v1/admin/audit-log?limit=1");
        assertTrue(first.getBoolean("has_more"));
        assertNotEquals(
                data(first).getFirst().getString("id"),
                data(gateway.admin("/v1/admin/audit-log?limit=1&before=" + first.getString("next_cursor")))
                        .getFirst()
                        .getString("id"));
    }

    @Test
    void whatCannotBeWrittenDownIsNotDone() throws SQLException {
        execute("alter table audit_event add constraint full_up check (action <> 'account.refund') not valid");
        try {
            assertTrue(post(base + "/refunds", "{\"amount\":\"1\"}").status() >= 400);
            assertEquals("5.5", amount(gateway.admin(base), "balance"));
        } finally {
            execute("alter table audit_event drop constraint full_up");
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.get().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void theStatementAddsUpAndNoCellIsAFormula() {
        gateway.admin(
                "POST",
                base + "/adjustments",
                "{\"amount\":\"-0.5\",\"external_reference\":\"=cmd|' /C calc'!A0\",\"note\":\"say \\\"hi\\\", you\"}");
        String request = gateway.use(who);
        Wire.Answer answer = gateway.ask(AdminResource.TOKEN, "GET", base + "/statement?from=2026-01-01");
        assertEquals(200, answer.status(), answer.body());
        assertTrue(answer.header("content-type").startsWith("text/csv"));
        assertTrue(answer.header("content-disposition").contains("statement-" + who.account() + ".csv"));
        List<String> lines = answer.body().lines().toList();
        assertEquals("2026-01-01T00:00:00Z,opening_balance,,0,USD,,,", lines.get(1));
        assertTrue(lines.get(2).contains(",top_up,5.50,5.50,USD,,\"first-"), lines.get(2));
        assertTrue(
                lines.get(3).endsWith(",adjustment,-0.5,5.00,USD,,\"'=cmd|' /C calc'!A0\",\"say \"\"hi\"\", you\""),
                lines.get(3));
        assertTrue(lines.get(4).contains(",charge,-") && lines.get(4).contains(request), lines.get(4));
        String closing = lines.get(5).split(",", -1)[3];
        assertEquals(0, new BigDecimal(amount(gateway.admin(base), "balance")).compareTo(new BigDecimal(closing)));
        assertEquals(6, lines.size());
        Wire.Answer before = gateway.ask(AdminResource.TOKEN, "GET", base + "/statement?to=2026-01-01");
        assertTrue(before.body().endsWith("2026-01-01T00:00:00Z,closing_balance,,0,USD,,,\r\n"), before.body());
        JsonObject ledger = gateway.admin(base + "/ledger?limit=2");
        assertEquals("charge", data(ledger).getFirst().getString("kind"));
        assertEquals(
                "top_up",
                data(gateway.admin(base + "/ledger?before=" + ledger.getString("next_cursor")))
                        .getFirst()
                        .getString("kind"));
    }

    @Test
    void longStatementsAreReadPageByPage() throws SQLException {
        execute("insert into ledger_entry (account_id, kind, amount, balance_after, actor) select '" + who.account()
                + "', 'adjustment', 0.001, 5.5 + i * 0.001, 'test' from generate_series(1, 2500) i");
        execute("update account set balance = 8 where id = '" + who.account() + "'");
        String statement =
                gateway.ask(AdminResource.TOKEN, "GET", base + "/statement").body();
        assertEquals(2_504, statement.lines().count());
        assertTrue(statement.endsWith(",closing_balance,,8.000,USD,,,\r\n"));
    }

    @Test
    void onlyTokensOpenIt() {
        for (String path : List.of("/accounts", "/margin", "/audit", "/audit-log", "/upstreams")) {
            assertEquals("401 invalid_admin_token null", told(gateway.ask(who.secret(), "GET", "/v1/admin" + path)));
            try (Wire wire = new Wire(address.getPort())) {
                assertEquals(
                        "401 missing_admin_token null",
                        told(wire.ask("GET", "/v1/admin" + path).answer()));
            }
            assertEquals(
                    200,
                    gateway.ask(AdminResource.SECOND_TOKEN, "GET", "/v1/admin" + path)
                            .status());
        }
        assertEquals(
                401, gateway.ask(AdminResource.TOKEN, "GET", "/v1/account").status(), "an operator has no account");
    }
}
