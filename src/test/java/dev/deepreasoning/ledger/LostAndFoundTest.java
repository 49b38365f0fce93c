package dev.deepreasoning.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.ledger.Account.Limits;
import dev.deepreasoning.ledger.LedgerEntry.Kind;
import dev.deepreasoning.ledger.Reservations.Ask;
import dev.deepreasoning.ledger.Reservations.Claim;
import dev.deepreasoning.ledger.Reservations.Settled;
import dev.deepreasoning.ledger.Reservations.Verdict;
import dev.deepreasoning.ledger.Reservations.Verdict.Outcome;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs that are taken for lost, and those that are not; claims of Idempotency-Keys; all at once. On a real PostgreSQL.
class LostAndFoundTest {
    private static final DataSource SOURCE = Postgres.migrated();
    private static final Limits WIDE = new Limits(1_000_000, 1_000_000_000, 1_000_000);
    private static final AtomicInteger REQUEST = new AtomicInteger();

    private final Database database = new Database(true, () -> SOURCE);
    private final Accounts accounts = new Accounts(database);
    private final Keys keys = new Keys(database);
    private final Reservations reservations = new Reservations(database);
    private final UsageEvents events = new UsageEvents(database);

    private record Someone(String account, String key) {}

    private static BigDecimal usd(String amount) {
        return new BigDecimal(amount);
    }

    private static void same(String expected, BigDecimal amount) {
        assertEquals(0, usd(expected).compareTo(amount), amount::toPlainString);
    }

    private Someone someone(String credit, @Nullable BigDecimal cap) {
        Account account = accounts.open("Somebody", WIDE, false);
        accounts.book(account.id(), Kind.TOP_UP, usd(credit), null, null, "test");
        return new Someone(
                account.id(),
                keys.create(account.id(), new ApiKey.Terms("one", null, cap, null, null))
                        .orElseThrow()
                        .key()
                        .id());
    }

    private Someone someone(String credit) {
        return someone(credit, null);
    }

    private static String request() {
        return "req_lost_" + REQUEST.incrementAndGet();
    }

    private Verdict admit(Someone who, String request, String most, @Nullable Claim claim) {
        return reservations.admit(new Ask(
                request, who.account, who.key, usd(most), usd("0.0007"), 10, LedgerTest.usage(0, 0, "running"), claim));
    }

    private Account now(Someone who) {
        return accounts.find(who.account).orElseThrow();
    }

    private void clean(Someone who) {
        assertEquals(
                List.of(),
                accounts.audit().stream()
                        .filter(each -> each.account().equals(who.account))
                        .toList());
    }

    private void lose(String request) {
        database.work(sql -> sql.update(
                "update reservation set expires_at = now() - interval '1 second' where request_id = ?", request));
        while (reservations.reap(5, (_, _) -> {}) > 0) {}
    }

    private String lost(Someone who, String recorded) {
        String request = request();
        assertEquals(Outcome.ADMITTED, admit(who, request, "0.5", null).outcome());
        assertTrue(reservations.record(request, usd(recorded), LedgerTest.usage(3, 4, "running")));
        lose(request);
        return request;
    }

    private Optional<Settled> end(String request, String owed) {
        return reservations.settle(request, usd(owed), 9, LedgerTest.usage(5, 6, "completed"));
    }

    @Test
    void whoWasTakenForLostPaysWhatItReallyCostOnce() {
        Someone who = someone("1");
        String request = lost(who, "0.1");
        same("0.9", now(who).balance());
        Settled settled = end(request, "0.25").orElseThrow();
        same("0.25", settled.charged());
        same("0", settled.writtenOff());
        same("0.75", now(who).balance());
        assertEquals(Optional.empty(), end(request, "0.25"), "and never again");
        assertEquals(Optional.empty(), end(request, "0.9"));
        UsageEvent event = events.find(who.account, request).orElseThrow();
        assertEquals("completed", event.status());
        same("0.25", event.price());
        assertEquals(6, event.billedOutput());
        assertNull(event.errorCode());
        assertEquals(
                List.of("-0.15", "-0.1", "1"),
                accounts.entries(who.account, null, 9).stream()
                        .map(each -> each.amount().toPlainString())
                        .toList());
        same("0.25", keys.list(who.account, null, 1).getFirst().spent());
        clean(who);
    }

    @Test
    void whatTheReaperTookTooMuchIsGivenBack() {
        Someone who = someone("1");
        String request = lost(who, "0.3");
        same("0", end(request, "0").orElseThrow().charged());
        same("1", now(who).balance());
        same("0", events.find(who.account, request).orElseThrow().price());
        clean(who);
    }

    @Test
    void whatTheReaperTookRightlyMakesNoEntry() {
        Someone who = someone("1");
        String request = lost(who, "0.3");
        same("0.3", end(request, "0.3").orElseThrow().charged());
        assertEquals(2, accounts.entries(who.account, null, 9).size());
        clean(who);
    }

    @Test
    void whatHasBeenSpentOtherwiseMeanwhileIsWrittenOff() {
        Someone who = someone("0.6");
        String request = lost(who, "0.1");
        admit(who, request(), "0.3", null);
        Settled settled = end(request, "0.5").orElseThrow();
        same("0.3", settled.charged());
        same("0.2", settled.writtenOff());
        same("0.3", now(who).balance());
        same("0.3", now(who).reserved());
        clean(who);
    }

    @Test
    void whatCannotBeEndedStandsInNobodysWay() {
        Someone who = someone("1");
        String broken = request();
        String lost = request();
        admit(who, broken, "0.1", null);
        admit(who, lost, "0.1", null);
        database.work(sql -> sql.update(
                "update reservation set usage = '{}', expires_at = now() - interval '9 seconds' where request_id = ?",
                broken));
        database.work(sql -> sql.update(
                "update reservation set expires_at = now() - interval '1 second' where request_id = ?", lost));
        assertEquals(1, reservations.reap(50, (_, _) -> {}));
        assertTrue(events.find(who.account, lost).isPresent());
        same("0.1", now(who).reserved());
        end(broken, "0.02");
        same("0.98", now(who).balance());
        clean(who);
    }

    @Test
    void reapersOfManyReplicasDoNotWaitForEachOther() throws Exception {
        List<Someone> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            all.add(someone("1"));
        }
        for (int i = 0; i < 240; i++) {
            admit(all.get(i % 6), request(), "0.001", null);
        }
        database.work(sql -> sql.update("""
                update reservation set charge = 0.0003, expires_at = now() - interval '1 second' * (random() * 100)
                where account_id = any(?)
                """, all.stream().map(Someone::account).toList()));
        List<Future<Integer>> reapers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
            for (int i = 0; i < 6; i++) {
                reapers.add(threads.submit(() -> reservations.reap(1_000, (_, _) -> {})));
            }
        }
        int reaped = 0;
        for (Future<Integer> each : reapers) {
            reaped += each.get();
        }
        assertEquals(240, reaped);
        for (Someone who : all) {
            same("0.988", now(who).balance());
            clean(who);
        }
    }

    @Test
    void workThatWasDisturbedIsDoneAgain() throws Exception {
        Someone one = someone("1");
        Someone other = someone("1");
        CountDownLatch both = new CountDownLatch(2);
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<Integer> first = threads.submit(() -> lock(one, other, both));
            Future<Integer> second = threads.submit(() -> lock(other, one, both));
            assertEquals(2, first.get() + second.get());
        }
    }

    private int lock(Someone first, Someone second, CountDownLatch both) {
        return database.work(sql -> {
            sql.update("update account set name = 'x' where id = ?", first.account);
            both.countDown();
            try {
                // Only the first time; what is done again waits for nobody.
                assertTrue(both.await(30, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                throw new SQLException(e);
            }
            return sql.update("update account set name = 'y' where id = ?", second.account);
        });
    }

    @Test
    void aClaimIsHeldWhileItsRunLives() {
        Someone who = someone("1");
        Claim claim = new Claim("k1", "p1");
        String first = request();
        assertEquals(Outcome.ADMITTED, admit(who, first, "0.1", claim).outcome());
        Verdict early = admit(who, request(), "0.1", claim);
        assertEquals(Outcome.REPEAT_TOO_EARLY, early.outcome());
        assertTrue(early.retryAfter().isPositive());
        assertEquals(
                Outcome.OTHER_REQUEST,
                admit(who, request(), "0.1", new Claim("k1", "p2")).outcome());
        assertEquals(
                Outcome.ADMITTED,
                admit(someone("1"), request(), "0.1", claim).outcome(),
                "another's key is another key");
        database.work(sql -> sql.update(
                "update reservation set expires_at = now() - interval '1 second' where request_id = ?", first));
        String second = request();
        assertEquals(Outcome.ADMITTED, admit(who, second, "0.1", claim).outcome(), "its process has gone");
        reservations.settle(first, usd("0.01"), 1, LedgerTest.usage(1, 1, "completed"), new byte[] {1});
        assertEquals(
                Outcome.REPEAT_TOO_EARLY, admit(who, request(), "0.1", claim).outcome(), "not the first's any more");
        reservations.settle(second, usd("0.02"), 1, LedgerTest.usage(1, 1, "completed"), new byte[] {2});
        Verdict answered = admit(who, request(), "0.1", claim);
        assertEquals(Outcome.ANSWERED, answered.outcome());
        assertEquals(List.of((byte) 2), list(answered.answer()));
        same("0.97", now(who).balance());
        same("0", now(who).reserved());
        clean(who);
    }

    private static List<Byte> list(byte @Nullable [] bytes) {
        List<Byte> all = new ArrayList<>();
        for (byte each : bytes == null ? new byte[0] : bytes) {
            all.add(each);
        }
        return all;
    }

    @Test
    void aRunWithoutAnAnswerLetsGoOfItsClaim() {
        Someone who = someone("1");
        Claim claim = new Claim("k2", "p1");
        String failed = request();
        admit(who, failed, "0.1", claim);
        reservations.settle(failed, BigDecimal.ZERO, 0, LedgerTest.usage(0, 0, "failed"));
        String lost = request();
        assertEquals(
                Outcome.ADMITTED, admit(who, lost, "0.1", new Claim("k2", "p2")).outcome());
        lose(lost);
        assertEquals(Outcome.ADMITTED, admit(who, request(), "0.1", claim).outcome());
    }

    @Test
    void whatIsADayOldIsForgotten() {
        Someone who = someone("1");
        for (int i = 0; i < 5; i++) {
            String request = request();
            admit(who, request, "0.1", new Claim("old" + i, "p"));
            reservations.settle(request, BigDecimal.ZERO, 0, LedgerTest.usage(1, 1, "completed"), new byte[] {1});
        }
        assertEquals(0, reservations.forget(100));
        database.work(sql -> sql.update(
                "update idempotent_request set expires_at = now() - interval '1 second' where account_id = ?",
                who.account));
        assertEquals(
                Outcome.ADMITTED,
                admit(who, request(), "0.1", new Claim("old0", "other")).outcome());
        assertEquals(3, reservations.forget(3));
        assertEquals(1, reservations.forget(3));
        assertEquals(0, reservations.forget(3));
    }

    /// However runs, reapers, late endings, top-ups and repeats interleave: what is charged and written off is what was
    /// owed, to the last decimal, once; no key overspends its cap; no balance is negative; the books agree.
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void anyInterleavingChargesWhatIsOwedOnce(long seed) throws Exception {
        Someone who = someone("0.2", usd("1000"));
        List<Future<BigDecimal>> workers = new ArrayList<>();
        AtomicInteger late = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(12)) {
            for (int worker = 0; worker < 12; worker++) {
                Random random = new Random(seed * 1_000 + worker);
                workers.add(threads.submit(() -> {
                    BigDecimal owed = BigDecimal.ZERO;
                    for (int i = 0; i < 30; i++) {
                        owed = owed.add(run(who, random, late));
                    }
                    return owed;
                }));
            }
        }
        BigDecimal owed = BigDecimal.ZERO;
        for (Future<BigDecimal> each : workers) {
            owed = owed.add(each.get());
        }
        clean(who);
        same("0", now(who).reserved());
        assertFalse(now(who).balance().signum() < 0);
        BigDecimal booked = database.work(sql -> sql.one(
                        "select sum(price + written_off) as total from usage_event where account_id = ?",
                        row -> row.amount("total"),
                        who.account)
                .orElseThrow());
        assertEquals(0, owed.compareTo(booked), () -> "booked " + booked);
        same(
                keys.list(who.account, null, 1).getFirst().spent().toPlainString(),
                database.work(sql -> sql.one(
                                "select -sum(amount) as total from ledger_entry where account_id = ? and kind = 'charge'",
                                row -> row.amount("total"),
                                who.account)
                        .orElseThrow()));
        assertTrue(late.get() > 20, "some were taken for lost: " + late);
    }

    private BigDecimal run(Someone who, Random random, AtomicInteger late) {
        if (random.nextInt(4) == 0) {
            accounts.book(
                    who.account, Kind.TOP_UP, BigDecimal.valueOf(1 + random.nextInt(30_000), 6), null, null, "test");
        }
        String request = request();
        Claim claim = random.nextBoolean() ? new Claim("r" + random.nextInt(5), "p" + random.nextInt(2)) : null;
        if (admit(who, request, "0.01", claim).outcome() != Outcome.ADMITTED) {
            return BigDecimal.ZERO;
        }
        BigDecimal owed = BigDecimal.valueOf(random.nextInt(20_000_000), 9);
        if (random.nextBoolean()) {
            reservations.record(
                    request, BigDecimal.valueOf(random.nextInt(20_000), 6), LedgerTest.usage(1, 1, "running"));
        }
        if (random.nextInt(3) == 0) {
            late.incrementAndGet();
            lose(request);
        }
        byte[] answer = random.nextBoolean() ? new byte[] {1, 2, 3} : null;
        for (int times = 1 + random.nextInt(2); times > 0; times--) {
            reservations.settle(request, owed, 3, LedgerTest.usage(1, 2, "completed"), answer);
        }
        return owed;
    }

    @Test
    void aSpendCapHoldsHoweverManyAskAtOnce() throws Exception {
        Someone who = someone("5", usd("0.1"));
        AtomicInteger admitted = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(12)) {
            for (int i = 0; i < 120; i++) {
                threads.submit(() -> {
                    String request = request();
                    Verdict verdict = admit(who, request, "0.004", null);
                    if (verdict.outcome() == Outcome.ADMITTED) {
                        admitted.incrementAndGet();
                        reservations.settle(request, verdict.held(), 1, LedgerTest.usage(1, 1, "completed"));
                    }
                });
            }
        }
        assertEquals(25, admitted.get());
        same("0.1", keys.list(who.account, null, 1).getFirst().spent());
        same("4.9", now(who).balance());
        clean(who);
    }
}
