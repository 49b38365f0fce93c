package dev.deepreasoning.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.Eventually;
import dev.deepreasoning.api.SimulatedGateway.Quick;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.ledger.Account;
import dev.deepreasoning.ledger.Account.Limits;
import dev.deepreasoning.ledger.Accounts;
import dev.deepreasoning.ledger.ApiKey;
import dev.deepreasoning.ledger.Database;
import dev.deepreasoning.ledger.Keys;
import dev.deepreasoning.ledger.LedgerEntry;
import dev.deepreasoning.ledger.Offloading;
import dev.deepreasoning.ledger.PostgresResource;
import dev.deepreasoning.ledger.Reservations;
import dev.deepreasoning.ledger.Reservations.Ask;
import dev.deepreasoning.telemetry.Telemetry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is owed comes into the ledger, whatever stands in the way for a while.
@QuarkusTest
@TestProfile(Quick.class)
@QuarkusTestResource(value = PostgresResource.class, restrictToAnnotatedClass = true)
class SettlementTest {
    private static final Duration GUARD = Duration.ofSeconds(60);
    private static final String USAGE = """
            {"endpoint":"messages","stream":true,"requested_model":"deepreasoning","upstream_model":"claude",
            "reasoner_input":0,"reasoner_cached":0,"reasoner_output":0,"reasoning_tokens":0,"answer_input":1,
            "answer_written":0,"answer_cached":0,"answer_output":1,"estimated":false,"billed_input":1,
            "billed_output":1,"searches":0,"status":"completed","simulated":true,"details":{}}""";

    @Inject
    Accounts accounts;

    @Inject
    Keys keys;

    @Inject
    Reservations reservations;

    @Inject
    Settlement settlement;

    @Inject
    Database database;

    @Inject
    Offloading offloading;

    @Inject
    Vertx vertx;

    @Inject
    Telemetry telemetry;

    private Account account;
    private String key = "";

    @BeforeEach
    void open() {
        account = accounts.open("Somebody", Limits.DEFAULT, true);
        accounts.book(account.id(), LedgerEntry.Kind.TOP_UP, BigDecimal.ONE, null, null, "test");
        key = keys.create(account.id(), new ApiKey.Terms("k", null, null, null, null))
                .orElseThrow()
                .key()
                .id();
    }

    private void admit(String request) {
        reservations.admit(new Ask(request, account.id(), key, new BigDecimal("0.5"), new BigDecimal("0.5"), 0, USAGE));
    }

    private Account now() {
        return accounts.find(account.id()).orElseThrow();
    }

    /// A settlement whose ledger cannot be asked a few times.
    private Settlement during(AtomicInteger outage) {
        return during(outage, offloading);
    }

    private Settlement during(AtomicInteger outage, Offloading threads) {
        Reservations away = new Reservations(database) {
            @Override
            public Optional<Settled> settle(
                    String requestId, BigDecimal charge, long tokens, String usage, byte[] answer) {
                if (outage.getAndDecrement() > 0) {
                    throw GatewayException.of(ErrorKind.OVERLOADED, "database_unavailable", "It is away.");
                }
                return super.settle(requestId, charge, tokens, usage, answer);
            }
        };
        return new Settlement(away, threads, database, vertx, telemetry);
    }

    @Test
    void chargesOfAnOutageAreNotLost() {
        AtomicInteger outage = new AtomicInteger(3);
        Settlement patient = during(outage);
        admit("req_outage");
        patient.settle("req_outage", "claude", new BigDecimal("0.2"), 2, USAGE);
        patient.record("req_outage", new BigDecimal("0.1"), USAGE);
        Eventually.holds("it is settled", GUARD, () -> now().reserved().signum() == 0);
        assertEquals(-1, outage.get());
        assertEquals(0, new BigDecimal("0.8").compareTo(now().balance()));
    }

    @Test
    void chargesThatWaitLeaveTheThreadsToOthers() {
        Offloading few = new Offloading(1);
        AtomicInteger outage = new AtomicInteger(Integer.MAX_VALUE);
        Settlement patient = during(outage, few);
        for (int i = 0; i < 8; i++) {
            patient.settle("req_waits_" + i, "claude", new BigDecimal("0.2"), 2, USAGE);
        }
        Eventually.holds("each was tried", GUARD, () -> outage.get() <= Integer.MAX_VALUE - 8);
        assertEquals("served", few.call(() -> "served").await().atMost(GUARD));
        outage.set(0);
    }

    @Test
    void aProcessThatGoesDownWaitsForItsChargesForAWhileOnly() {
        AtomicInteger outage = new AtomicInteger(Integer.MAX_VALUE);
        Settlement patient = during(outage);
        admit("req_down");
        patient.settle("req_down", "claude", new BigDecimal("0.2"), 2, USAGE);
        assertTimeoutPreemptively(GUARD, () -> patient.end(new ShutdownEvent()));
        assertTrue(outage.get() < Integer.MAX_VALUE - 1, "it was tried again");
        assertTrue(now().reserved().signum() > 0, "the reaper's work");
    }

    @Test
    void whatIsOwedBeyondTheBalanceIsWrittenOffAndKnown() {
        admit("req_more");
        settlement.settle("req_more", "claude", new BigDecimal("7"), 2, USAGE);
        Eventually.holds("it is settled", GUARD, () -> now().reserved().signum() == 0);
        assertEquals(0, now().balance().signum());
    }

    @Test
    void whatALostProcessLeftBehindIsEnded() {
        admit("req_lost");
        reservations.record("req_lost", new BigDecimal("0.3"), USAGE);
        database.work(sql -> sql.update(
                "update reservation set expires_at = now() - interval '1 second' where request_id = 'req_lost'"));
        Eventually.holds("the reaper has been", GUARD, () -> now().reserved().signum() == 0);
        assertEquals(0, new BigDecimal("0.7").compareTo(now().balance()));
    }

    @Test
    void aRunThatIsSilentIsKeptAlive() {
        admit("req_silent");
        boolean[] beaten = new boolean[1];
        settlement.watch("req_silent", () -> beaten[0] = true);
        Eventually.holds("it was recorded", GUARD, () -> beaten[0]);
        settlement.release("req_silent", "claude", USAGE);
        Eventually.holds("it is given back", GUARD, () -> now().reserved().signum() == 0);
        assertTrue(now().balance().compareTo(BigDecimal.ONE) == 0);
    }

    @Test
    void aRecordThatFailsIsMadeGoodByTheNext() {
        admit("req_unrecorded");
        settlement.watch("req_unrecorded", () -> {});
        settlement.record("req_unrecorded", new BigDecimal("0.1"), "not JSON");
        settlement.record("req_unrecorded", new BigDecimal("0.2"), USAGE);
        Eventually.holds("it is recorded", GUARD, () -> recorded("req_unrecorded", "0.2"));
        settlement.release("req_unrecorded", "claude", USAGE);
    }

    private boolean recorded(String request, String charge) {
        return database.work(sql -> sql.one(
                        "select charge from reservation where request_id = ?", row -> row.amount("charge"), request))
                .map(recorded -> recorded.compareTo(new BigDecimal(charge)) == 0)
                .orElse(false);
    }

    @Test
    void whatTheLedgerCannotTakeIsLeftToTheReaper() {
        admit("req_broken");
        reservations.record("req_broken", new BigDecimal("0.1"), USAGE);
        settlement.settle("req_broken", "claude", new BigDecimal("0.2"), 2, "{\"endpoint\":null}");
        settlement.settle("req_broken", "claude", new BigDecimal("0.2"), 2, "{\"endpoint\":null}");
        database.work(sql -> sql.update(
                "update reservation set expires_at = now() - interval '1 second' where request_id = 'req_broken'"));
        Eventually.holds("the reaper has been", GUARD, () -> now().reserved().signum() == 0);
        assertEquals(0, new BigDecimal("0.9").compareTo(now().balance()));
    }

    @Test
    void whatWasTakenForLostMeanwhileIsSettledAllTheSame() {
        admit("req_reaped");
        reservations.record("req_reaped", new BigDecimal("0.1"), USAGE);
        database.work(sql -> sql.update(
                "update reservation set expires_at = now() - interval '1 second' where request_id = 'req_reaped'"));
        Eventually.holds("the reaper has been", GUARD, () -> now().reserved().signum() == 0);
        settlement.settle("req_reaped", "claude", new BigDecimal("0.25"), 2, USAGE);
        settlement.settle("req_reaped", "claude", new BigDecimal("0.25"), 2, USAGE);
        Eventually.holds("it is corrected", GUARD, () -> new BigDecimal("0.75").compareTo(now().balance()) == 0);
        assertEquals(List.of(), accounts.audit());
    }

    @Test
    void anAnswerThatCannotBeKeptHoldsNothingUp() {
        admit("req_unkept");
        settlement.settle("req_unkept", "claude", new BigDecimal("0.2"), 2, USAGE, () -> {
            throw new IllegalStateException("no cipher");
        });
        Eventually.holds("it is settled", GUARD, () -> now().reserved().signum() == 0);
        assertEquals(0, new BigDecimal("0.8").compareTo(now().balance()));
    }
}
