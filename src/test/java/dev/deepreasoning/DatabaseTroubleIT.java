package dev.deepreasoning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.Eventually;
import dev.deepreasoning.api.SimulatedGateway;
import dev.deepreasoning.api.SimulatedGateway.Stream;
import dev.deepreasoning.api.Wire;
import dev.deepreasoning.ledger.Account;
import dev.deepreasoning.ledger.Account.Limits;
import dev.deepreasoning.ledger.Accounts;
import dev.deepreasoning.ledger.ApiKey;
import dev.deepreasoning.ledger.Database;
import dev.deepreasoning.ledger.DatabaseProxy;
import dev.deepreasoning.ledger.LedgerEntry;
import dev.deepreasoning.ledger.Postgres;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A packaged gateway with accounts whose database is away, goes away, or does not answer.
@Timeout(400)
class DatabaseTroubleIT {
    private static final String CHAT = "/v1/chat/completions";
    /// Two seconds are promised.
    private static final Duration GUARD = Duration.ofSeconds(20);

    /// What a lost process leaves is ended within a minute.
    private static final Duration LONG_GUARD = Duration.ofSeconds(200);

    @TempDir
    private Path folder;

    private final String name = Postgres.create();
    private final Database database = Postgres.reach(name);
    private final Accounts accounts = new Accounts(database);
    private final DatabaseProxy way = new DatabaseProxy();
    private PayingGateways town;

    @BeforeEach
    void begin() throws IOException {
        town = new PayingGateways(folder);
    }

    @AfterEach
    void end() {
        town.close();
        way.close();
    }

    private PackagedGateway gateway(Map<String, String> settings) throws IOException {
        return town.start(way.url(name), settings);
    }

    private ApiKey.Created someone() {
        return someone(1).getFirst();
    }

    /// The keys of one account.
    private List<ApiKey.Created> someone(int keys) {
        Account account = accounts.open("Somebody", new Limits(1_000, 100_000_000, 100), false);
        accounts.book(account.id(), LedgerEntry.Kind.TOP_UP, new BigDecimal("5"), null, null, "test");
        return Postgres.keys(database, account.id(), keys);
    }

    private Account account(ApiKey.Created key) {
        return accounts.find(key.key().account()).orElseThrow();
    }

    private static Wire.Answer ask(PackagedGateway gateway, String key, String text, boolean stream) {
        JsonObject body =
                SimulatedGateway.ask(text, stream).put("max_tokens", 300).put("reasoning_max_tokens", 1_100);
        if (stream) {
            body.put("stream_options", new JsonObject().put("include_usage", true));
        }
        try (Wire wire = new Wire(gateway.port())) {
            return wire.post(CHAT, body.encode(), "authorization: Bearer " + key)
                    .answer();
        }
    }

    private static int ready(PackagedGateway gateway) {
        try (Wire wire = new Wire(gateway.port())) {
            return wire.ask("GET", "/q/health/ready").answer().status();
        }
    }

    private static Duration assertUnavailable(PackagedGateway gateway, String key, String when) {
        long began = System.nanoTime();
        Wire.Answer answer = ask(gateway, key, "Hi", false);
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        System.out.println("database " + when + ": " + answer.status() + " after " + took.toMillis() + " ms");
        assertEquals(503, answer.status(), answer.body());
        assertEquals(
                "database_unavailable",
                new JsonObject(answer.body()).getJsonObject("error").getString("code"));
        assertEquals("2", answer.header("retry-after"));
        assertTrue(took.compareTo(GUARD) < 0, took::toString);
        return took;
    }

    private int calls() {
        return SimulatedGateway.state(town.upstreams()).reasoner().total();
    }

    private void assertNothingHeld(ApiKey.Created key) {
        Eventually.holds(
                "nothing is held", LONG_GUARD, () -> account(key).reserved().signum() == 0);
        assertEquals(List.of(), accounts.audit());
    }

    @Test
    void aGatewayStartsWithoutItsDatabaseAndServesWhenItComes() throws IOException {
        try (PackagedGateway gateway = gateway(Map.of())) {
            assertEquals(503, ready(gateway));
            assertUnavailable(gateway, Postgres.keyOfNobody(), "away at the start");
            assertEquals(0, calls(), "nothing is served unpaid");
            way.open();
            Eventually.holds("it is ready", GUARD, () -> ready(gateway) == 200);
            ApiKey.Created key = someone();
            assertEquals(200, ask(gateway, key.secret(), "Hi", false).status());
            assertNothingHeld(key);
        }
    }

    @Test
    void streamsOutliveAnOutageAndAreChargedBehindIt() throws Exception {
        way.open();
        try (PackagedGateway gateway = gateway(Map.of());
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            ApiKey.Created key = someone();
            List<Future<Wire.Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                answers.add(callers.submit(
                        () -> ask(gateway, key.secret(), "Hi [[sim:interval-ms=60,tokens-per-event=2]]", true)));
            }
            SimulatedGateway.awaitState(
                    town.upstreams(),
                    "all are under way",
                    GUARD,
                    state -> state.reasoner().open() == 10);
            way.cut();
            assertUnavailable(gateway, key.secret(), "gone");
            assertEquals(503, ready(gateway), "another replica may still reach it");
            BigDecimal prices = BigDecimal.ZERO;
            for (Future<Wire.Answer> each : answers) {
                Stream stream = SimulatedGateway.stream(each.get().body());
                assertTrue(stream.done(), () -> each.resultNow().body());
                prices = prices.add(
                        new BigDecimal(stream.extension().getJsonObject("price").getString("amount")));
            }
            assertUnavailable(gateway, key.secret(), "still gone");
            int before = calls();
            assertEquals(10, before, "nothing is served unpaid");
            way.open();
            Eventually.holds("it is ready again", GUARD, () -> ready(gateway) == 200);
            assertNothingHeld(key);
            assertEquals(
                    0,
                    new BigDecimal("5").subtract(prices).compareTo(account(key).balance()));
            assertEquals(200, ask(gateway, key.secret(), "Hi", false).status(), "it comes back by itself");
        }
    }

    @Test
    void aDatabaseThatFallsSilentIsNotWaitedFor() throws Exception {
        way.open();
        try (PackagedGateway gateway = gateway(Map.of())) {
            ApiKey.Created key = someone();
            assertEquals(200, ask(gateway, key.secret(), "Hi", false).status());
            way.silence();
            assertUnavailable(gateway, key.secret(), "silent");
            assertUnavailable(gateway, Postgres.keyOfNobody(), "silent, key unknown");
            way.open();
            assertNothingHeld(key);
            assertEquals(1, calls(), "nothing is served unpaid");
            Eventually.holds(
                    "it comes back by itself",
                    GUARD,
                    () -> ask(gateway, key.secret(), "Hi", false).status() == 200);
        }
    }

    /// The key is found after a while, then the account is waited for: two waits, each short of what is promised.
    @Test
    void allThatARequestAsksTheDatabaseIsWaitedForTwoSecondsTogether() throws Exception {
        way.open();
        Duration slow = Duration.ofMillis(1_400);
        try (PackagedGateway gateway = gateway(Map.of())) {
            List<ApiKey.Created> own = someone(2);
            assertEquals(200, ask(gateway, own.getFirst().secret(), "Hi", false).status());
            assertNothingHeld(own.getFirst());
            Duration took = database.work(sql -> {
                sql.query(
                        "select id from account where id = ? for update",
                        row -> row.text("id"),
                        own.getFirst().key().account());
                way.slow(slow);
                return assertUnavailable(gateway, own.getLast().secret(), "slow, key and account");
            });
            // Each question for itself could take 1.8 s: 3.2 s in all.
            assertTrue(took.compareTo(Duration.ofMillis(3_100)) < 0, took::toString);
            way.slow(Duration.ZERO);
            assertNothingHeld(own.getFirst());
            assertEquals(1, calls(), "nothing is served unpaid");
            assertEquals(200, ask(gateway, own.getLast().secret(), "Hi", false).status());
            assertNothingHeld(own.getFirst());
        }
    }

    @Test
    void whoPrefersServingToMoneyMaySaySo() throws Exception {
        way.open();
        try (PackagedGateway gateway = gateway(Map.of("DEEPREASONING_BILLING_ON_DATABASE_FAILURE", "serve"))) {
            ApiKey.Created key = someone();
            assertEquals(200, ask(gateway, key.secret(), "Hi", false).status());
            way.cut();
            Eventually.holds(
                    "the key is remembered, the run unpaid",
                    GUARD,
                    () -> ask(gateway, key.secret(), "Hi", false).status() == 200 && calls() > 1);
            assertEquals(200, ready(gateway), "it serves");
            assertUnavailable(gateway, Postgres.keyOfNobody(), "gone, key unknown");
            way.open();
            assertNothingHeld(key);
            assertTrue(gateway.log().contains("is served unpaid"), gateway::log);
        }
    }

    @Test
    void anAccountThatIsLockedHoldsUpItsOwnCallersOnlyAndNotForLong() throws Exception {
        way.open();
        try (PackagedGateway gateway = gateway(Map.of())) {
            ApiKey.Created locked = someone();
            ApiKey.Created other = someone();
            assertEquals(200, ask(gateway, locked.secret(), "Hi", false).status());
            database.work(sql -> {
                sql.query(
                        "select id from account where id = ? for update",
                        row -> row.text("id"),
                        locked.key().account());
                assertUnavailable(gateway, locked.secret(), "slow, its account locked");
                assertEquals(200, ask(gateway, other.secret(), "Hi", false).status());
                return 1;
            });
            assertNothingHeld(locked);
            assertEquals(200, ask(gateway, locked.secret(), "Hi", false).status());
            assertNothingHeld(locked);
        }
    }
}
