package dev.deepreasoning.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.Eventually;
import dev.deepreasoning.api.SimulatedGateway;
import dev.deepreasoning.api.SimulatedGateway.Quick;
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
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A request that is sent twice is made and paid once.
@QuarkusTest
@TestProfile(Quick.class)
@QuarkusTestResource(value = PostgresResource.class, restrictToAnnotatedClass = true)
class IdempotencyTest {
    private static final Duration GUARD = Duration.ofSeconds(60);
    private static final String CHAT = "/v1/chat/completions";

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

    @TestHTTPResource("/")
    URI gateway;

    private Account account;
    private String secret = "";

    @BeforeEach
    void open() {
        account = accounts.open("Somebody", new Limits(1_000, 100_000_000, 100), true);
        accounts.book(account.id(), LedgerEntry.Kind.TOP_UP, new BigDecimal("9"), null, null, "test");
        secret = key(account);
    }

    private String key(Account owner) {
        return keys.create(owner.id(), new ApiKey.Terms("one", null, null, null, null))
                .orElseThrow()
                .secret();
    }

    private static JsonObject request(String path, boolean stream) {
        return ask(path, "How many r? [[sim:tokens=12]]", stream);
    }

    private static JsonObject ask(String path, String text, boolean stream) {
        if (path.endsWith("responses")) {
            JsonObject request = new JsonObject().put("model", "deepreasoning").put("input", text);
            return stream ? request.put("stream", true) : request;
        }
        JsonObject request = SimulatedGateway.ask(text, stream).put("max_tokens", 400);
        return path.endsWith("messages")
                ? request.put(
                        "thinking", new JsonObject().put("type", "enabled").put("budget_tokens", 2_000))
                : request;
    }

    private Wire.Answer post(String path, JsonObject body, String... headers) {
        try (Wire wire = new Wire(gateway.getPort())) {
            return send(wire, path, body, headers).answer();
        }
    }

    private Wire send(Wire wire, String path, JsonObject body, String... headers) {
        String[] all = new String[headers.length + 1];
        all[0] = "x-api-key: " + secret;
        System.arraycopy(headers, 0, all, 1, headers.length);
        return wire.post(path, body.encode(), all);
    }

    private Account settled() {
        Eventually.holds("all is settled", GUARD, () -> now().reserved().signum() == 0);
        assertEquals(List.of(), accounts.audit());
        return now();
    }

    private Account now() {
        return accounts.find(account.id()).orElseThrow();
    }

    private List<UsageEvent> usage() {
        settled();
        return events.list(account.id(), UsageEvents.Filter.ALL, null, 20);
    }

    private static String without(String stream) {
        return stream.replaceAll("(?m)^(: keep-alive|event: (ping|keepalive)\\ndata: .*)\\n\\n", "");
    }

    private static String error(Wire.Answer answer) {
        return new JsonObject(answer.body()).getJsonObject("error").getString("code", "none");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, false",
        "/v1/chat/completions, true",
        "/v1/messages, false",
        "/v1/messages, true",
        "/v1/responses, false",
        "/v1/responses, true"
    })
    void anAnswerIsGivenAgainEventForEventAndPaidOnce(String path, boolean stream) {
        Wire.Answer first = post(path, request(path, stream), "Idempotency-Key: one");
        assertEquals(200, first.status(), first.body());
        assertEquals("", first.header("idempotent-replayed"));
        Account paid = settled();
        int calls = SimulatedGateway.state(upstreams).claude().total();
        Wire.Answer again = post(path, request(path, stream), "Idempotency-Key: one");
        assertEquals(200, again.status(), again.body());
        assertEquals("true", again.header("idempotent-replayed"));
        assertEquals(without(first.body()), without(again.body()));
        assertNotEquals(first.header("x-request-id"), again.header("x-request-id"));
        assertEquals(first.header("x-deepreasoning-reasoning"), again.header("x-deepreasoning-reasoning"));
        assertEquals(calls, SimulatedGateway.state(upstreams).claude().total());
        assertEquals(0, paid.balance().compareTo(settled().balance()));
        assertEquals(1, usage().size());
    }

    @Test
    void aBrokenStreamsAnswerIsGivenWhole() {
        Wire.Answer stream = post("/v1/messages", request("/v1/messages", true), "Idempotency-Key: form");
        assertEquals(200, stream.status());
        settled();
        Wire.Answer whole = post("/v1/messages", request("/v1/messages", false), "Idempotency-Key: form");
        assertEquals("true", whole.header("idempotent-replayed"), whole.body());
        assertTrue(stream.body().contains(new JsonObject(whole.body()).getString("id")));
        assertEquals(1, usage().size());
    }

    @Test
    void whileItRunsItIsSaidToRunAndWhoLeavesMayAskAnew() {
        JsonObject slow = ask(CHAT, "Hi [[sim:interval-ms=50,r1.reasoning-tokens=4000]]", true);
        try (Wire wire = new Wire(gateway.getPort())) {
            send(wire, CHAT, slow, "Idempotency-Key: slow").head();
            Wire.Answer early = post(CHAT, slow, "Idempotency-Key: slow");
            assertEquals(409, early.status(), early.body());
            assertEquals("idempotency_key_in_use", error(early));
            assertEquals("2", early.header("retry-after"));
            assertEquals("", early.header("x-should-retry"), "SDKs wait and ask again");
            assertEquals("1000", early.header("x-ratelimit-limit-requests"));
            Wire.Answer other = post(CHAT, request(CHAT, false), "Idempotency-Key: slow");
            assertEquals(422, other.status(), other.body());
            assertEquals("idempotency_key_reused", error(other));
            assertEquals("false", other.header("x-should-retry"));
            wire.reset();
        }
        assertEquals("cancelled", usage().getFirst().status());
        Wire.Answer anew = post(CHAT, request(CHAT, false), "Idempotency-Key: slow");
        assertEquals(200, anew.status(), anew.body());
        assertEquals("", anew.header("idempotent-replayed"));
        assertEquals(2, usage().size());
        assertEquals(
                422,
                post("/v1/responses", request("/v1/responses", false), "Idempotency-Key: slow")
                        .status(),
                "another endpoint is another request");
    }

    @Test
    void whatFailedRunsAnew() {
        JsonObject failing = ask(CHAT, "Hi [[sim:claude.status=400]]", false);
        for (int run = 1; run < 3; run++) {
            Wire.Answer failed = post(CHAT, failing, "Idempotency-Key: fails");
            assertEquals(400, failed.status(), failed.body());
            assertEquals(run, usage().size());
        }
        assertEquals(0, new BigDecimal("9").compareTo(now().balance()));
    }

    @Test
    void keysOfTwoAccountsHaveNothingToDoWithEachOther() {
        assertEquals(
                200, post(CHAT, request(CHAT, false), "Idempotency-Key: same").status());
        settled();
        Account other = accounts.open("Other", new Limits(1_000, 100_000_000, 100), true);
        accounts.book(other.id(), LedgerEntry.Kind.TOP_UP, BigDecimal.TWO, null, null, "test");
        secret = key(other);
        Wire.Answer theirs = post(CHAT, request(CHAT, false), "Idempotency-Key: same");
        assertEquals(200, theirs.status());
        assertEquals("", theirs.header("idempotent-replayed"));
    }

    @Test
    void anotherKeyOfTheAccountIsTheSameOwnerAndAnEmptyAccountStillGetsItsAnswer() {
        assertEquals(
                200, post(CHAT, request(CHAT, false), "Idempotency-Key: owner").status());
        BigDecimal left = settled().balance();
        accounts.book(account.id(), LedgerEntry.Kind.ADJUSTMENT, left.negate(), null, null, "test");
        secret = key(account);
        Wire.Answer again = post(CHAT, request(CHAT, false), "Idempotency-Key: owner");
        assertEquals("true", again.header("idempotent-replayed"), again.body());
    }

    @Test
    void nothingOfItCanBeReadInTheDatabase() {
        Wire.Answer answer = post(CHAT, request(CHAT, false), "Idempotency-Key: readable-key");
        String content = new JsonObject(answer.body())
                .getJsonArray("choices")
                .getJsonObject(0)
                .getJsonObject("message")
                .getString("content");
        settled();
        String row = database.work(sql -> sql.one(
                        "select r::text || encode(r.answer, 'escape') as all from idempotent_request r where account_id = ?",
                        each -> each.text("all"),
                        account.id())
                .orElseThrow());
        assertFalse(row.contains("readable-key"));
        assertFalse(row.contains(content.substring(0, 12)));
    }

    @Test
    void afterADayItIsForgotten() {
        assertEquals(
                200, post(CHAT, request(CHAT, false), "Idempotency-Key: day").status());
        settled();
        database.work(sql -> sql.update(
                "update idempotent_request set expires_at = now() - interval '1 second' where account_id = ?",
                account.id()));
        Wire.Answer anew = post(CHAT, request(CHAT, false), "Idempotency-Key: day");
        assertEquals(200, anew.status());
        assertEquals("", anew.header("idempotent-replayed"));
        assertEquals(2, usage().size());
        database.work(sql -> sql.update(
                "update idempotent_request set expires_at = now() - interval '1 second' where account_id = ?",
                account.id()));
        Eventually.holds("it is gone", GUARD, () -> kept() == 0);
    }

    private long kept() {
        return database.work(sql -> sql.one(
                        "select count(*) as n from idempotent_request where account_id = ?",
                        row -> row.number("n"),
                        account.id())
                .orElseThrow());
    }

    @Test
    void anAnswerThatWasNotKeptIsNotPaidForAgain() {
        assertEquals(
                200, post(CHAT, request(CHAT, false), "Idempotency-Key: large").status());
        settled();
        database.work(sql ->
                sql.update("update idempotent_request set answer = ''::bytea where account_id = ?", account.id()));
        Wire.Answer refused = post(CHAT, request(CHAT, false), "Idempotency-Key: large");
        assertEquals(409, refused.status());
        assertEquals("idempotent_answer_not_kept", error(refused));
        assertEquals("false", refused.header("x-should-retry"));
        assertEquals(1, usage().size());
    }

    @Test
    void aLostProcessLetsGoOfItsClaim() {
        JsonObject slow = ask(CHAT, "Hi [[sim:interval-ms=50,r1.reasoning-tokens=4000]]", true);
        try (Wire wire = new Wire(gateway.getPort())) {
            send(wire, CHAT, slow, "Idempotency-Key: lost").head();
            assertEquals(409, post(CHAT, slow, "Idempotency-Key: lost").status());
            // Taken for lost by another replica while it goes on: the claim is free, and what it answers is not kept.
            Eventually.holds("it was reaped", GUARD, () -> {
                database.work(sql -> sql.update(
                        "update reservation set expires_at = now() - interval '1 second' where account_id = ?",
                        account.id()));
                return reservations.reap(10, (_, _) -> {}) > 0
                        || now().reserved().signum() == 0;
            });
            Wire.Answer anew = post(CHAT, request(CHAT, false), "Idempotency-Key: lost");
            assertEquals(200, anew.status(), anew.body());
            wire.reset();
        }
        Eventually.holds(
                "the run that was taken for lost has ended by itself",
                GUARD,
                () -> usage().stream()
                        .map(UsageEvent::status)
                        .sorted()
                        .toList()
                        .equals(List.of("cancelled", "completed")));
        Wire.Answer again = post(CHAT, request(CHAT, false), "Idempotency-Key: lost");
        assertEquals("true", again.header("idempotent-replayed"), again.body());
        assertEquals(List.of(), accounts.audit());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ünï", "tab\there"})
    void aKeyThatIsNoneIsRefused(String key) {
        Wire.Answer refused = post(CHAT, request(CHAT, false), "Idempotency-Key: " + key);
        assertEquals(400, refused.status(), refused.body());
        assertEquals("invalid_idempotency_key", error(refused));
        assertTrue(refused.body().contains("\"Idempotency-Key\""), refused.body());
    }

    @Test
    void aKeyIsAsLongAsItMayBeAndOne() {
        String longest = "k".repeat(255);
        JsonObject request = request(CHAT, false);
        assertEquals(200, post(CHAT, request, "Idempotency-Key: " + longest).status());
        assertEquals(400, post(CHAT, request, "Idempotency-Key: k" + longest).status());
        assertEquals(
                400,
                post(CHAT, request, "Idempotency-Key: a", "Idempotency-Key: b").status());
    }

    @Test
    void manyAtOnceRunOnce() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        List<Integer> statuses = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 8; i++) {
            threads.add(Thread.ofVirtual()
                    .start(() -> statuses.add(post(CHAT, request(CHAT, false), "Idempotency-Key: many")
                            .status())));
        }
        for (Thread each : threads) {
            each.join();
        }
        assertTrue(statuses.contains(200), statuses::toString);
        assertTrue(statuses.stream().allMatch(each -> each == 200 || each == 409), statuses::toString);
        assertEquals(1, usage().size());
    }
}
