package dev.deepreasoning.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.ledger.Account.Limits;
import dev.deepreasoning.ledger.Accounts.Booked;
import dev.deepreasoning.ledger.Accounts.Difference;
import dev.deepreasoning.ledger.Database.Conflict;
import dev.deepreasoning.ledger.LedgerEntry.Kind;
import dev.deepreasoning.ledger.Reservations.Ask;
import dev.deepreasoning.ledger.Reservations.Settled;
import dev.deepreasoning.ledger.Reservations.Verdict;
import dev.deepreasoning.ledger.Reservations.Verdict.Outcome;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The ledger on a real PostgreSQL.
class LedgerTest {
    private static final DataSource SOURCE = Postgres.migrated();
    private static final Limits WIDE = new Limits(1_000_000, 1_000_000_000, 1_000_000);
    private static final AtomicInteger REQUEST = new AtomicInteger();

    private final Database database = new Database(true, () -> SOURCE);
    private final Accounts accounts = new Accounts(database);
    private final Keys keys = new Keys(database);
    private final Reservations reservations = new Reservations(database);
    private final UsageEvents events = new UsageEvents(database);

    private static BigDecimal usd(String amount) {
        return new BigDecimal(amount);
    }

    private static String request() {
        return "req_" + REQUEST.incrementAndGet();
    }

    private static ApiKey.Terms named(String name) {
        return new ApiKey.Terms(name, null, null, null, null);
    }

    private static void same(String expected, BigDecimal amount) {
        assertEquals(0, usd(expected).compareTo(amount), amount::toPlainString);
    }

    static String usage(long input, long output, String status) {
        return """
                {"endpoint":"messages","stream":true,"requested_model":"deepreasoning","upstream_model":"claude",
                "served_model":"claude-1","reasoner_host":"main","reasoner_model":"r1","reasoner_input":3,
                "reasoner_cached":0,"reasoner_output":5,"reasoning_tokens":4,"answer_host":"main","answer_input":%d,
                "answer_written":0,"answer_cached":0,"answer_output":%d,"estimated":false,"billed_input":%d,
                "billed_output":%d,"searches":1,"upstream_cost":0.001,"status":"%s","error_code":null,
                "simulated":false,"first_token_ms":12,"details":{"adjusted":[]}}""".formatted(input, output, input, output, status);
    }

    private record Someone(Account account, ApiKey key) {}

    private Someone someone(String credit, Limits limits, ApiKey.Terms terms) {
        Account account = accounts.open("Somebody", limits, false);
        if (usd(credit).signum() > 0) {
            accounts.book(account.id(), Kind.TOP_UP, usd(credit), "first", null, "test");
        }
        return new Someone(
                account, keys.create(account.id(), terms).orElseThrow().key());
    }

    private Someone someone(String credit) {
        return someone(credit, WIDE, named("one"));
    }

    private Verdict admit(Someone who, String request, String most, String least, long tokens) {
        return reservations.admit(new Ask(
                request, who.account.id(), who.key.id(), usd(most), usd(least), tokens, usage(0, 0, "running")));
    }

    private Account now(Someone who) {
        return accounts.find(who.account.id()).orElseThrow();
    }

    private List<Difference> differences(Someone who) {
        return accounts.audit().stream()
                .filter(each -> each.account().equals(who.account.id()))
                .toList();
    }

    @Test
    void aRequestHoldsWhatItMayCostAndPaysWhatItDid() {
        Someone who = someone("1");
        String request = request();
        Verdict verdict = admit(who, request, "0.4", "0.1", 10);
        assertEquals(Outcome.ADMITTED, verdict.outcome());
        same("0.4", verdict.held());
        same("1", verdict.available());
        same("0.6", now(who).available());
        Settled settled = reservations
                .settle(request, usd("0.123456789"), 7, usage(2, 5, "completed"))
                .orElseThrow();
        same("0.123456789", settled.charged());
        same("0", settled.writtenOff());
        same("0.876543211", settled.balance());
        same("0", now(who).reserved());
        UsageEvent event = events.find(who.account.id(), request).orElseThrow();
        same("0.123456789", event.price());
        assertEquals("completed", event.status());
        assertEquals(new UsageEvent.Reasoner("main", "r1", 3, 0, 5, 4), event.reasoner());
        assertEquals(new UsageEvent.Answer("main", 2, 0, 0, 5), event.answer());
        assertEquals("deepreasoning", event.requestedModel());
        assertEquals("claude", event.upstreamModel());
        assertEquals("claude-1", event.servedModel());
        assertEquals(12, event.firstTokenMillis());
        assertFalse(event.ended().isBefore(event.started()));
        LedgerEntry charge = accounts.entries(who.account.id(), null, 10).getFirst();
        assertEquals(Kind.CHARGE, charge.kind());
        same("-0.123456789", charge.amount());
        assertEquals(request, charge.requestId());
        ApiKey key = keys.list(who.account.id(), null, 1).getFirst();
        same("0.123456789", key.spent());
        assertTrue(key.lastUsed() != null);
        assertEquals(List.of(), differences(who));
    }

    @Test
    void settlingTwiceIsSettlingOnce() {
        Someone who = someone("1");
        String request = request();
        admit(who, request, "0.4", "0.1", 0);
        assertTrue(reservations
                .settle(request, usd("0.3"), 0, usage(1, 1, "completed"))
                .isPresent());
        assertEquals(Optional.empty(), reservations.settle(request, usd("0.2"), 0, usage(9, 9, "failed")));
        assertFalse(reservations.record(request, usd("0.4"), usage(9, 9, "running")));
        same("0.7", now(who).balance());
        assertEquals(1, events.find(who.account.id(), request).orElseThrow().billedInput());
    }

    @Test
    void whatCostsNothingMakesNoEntry() {
        Someone who = someone("1");
        String request = request();
        admit(who, request, "0.4", "0.1", 0);
        reservations.settle(request, BigDecimal.ZERO, 0, usage(0, 0, "failed"));
        assertEquals(1, accounts.entries(who.account.id(), null, 10).size());
        same("0", events.find(who.account.id(), request).orElseThrow().price());
    }

    @Test
    void aBalanceThatCannotCoverTheMostHoldsAllOfItIfItCoversTheLeast() {
        Someone who = someone("0.3");
        Verdict verdict = admit(who, request(), "5", "0.1", 0);
        assertEquals(Outcome.ADMITTED, verdict.outcome());
        same("0.3", verdict.held());
        Verdict second = admit(who, request(), "5", "0.1", 0);
        assertEquals(Outcome.INSUFFICIENT, second.outcome());
        same("0", second.available());
    }

    @Test
    void whatIsOwedBeyondTheBalanceIsWrittenOff() {
        Someone who = someone("0.3");
        String request = request();
        admit(who, request, "0.2", "0.1", 0);
        Settled settled = reservations
                .settle(request, usd("0.5"), 0, usage(1, 1, "completed"))
                .orElseThrow();
        same("0.3", settled.charged());
        same("0.2", settled.writtenOff());
        same("0", settled.balance());
        assertEquals(List.of(), differences(who));
    }

    @Test
    void anotherRequestsHoldIsNotSpent() {
        Someone who = someone("1");
        String first = request();
        String second = request();
        admit(who, first, "0.6", "0.1", 0);
        admit(who, second, "0.3", "0.1", 0);
        Settled settled = reservations
                .settle(second, usd("0.9"), 0, usage(1, 1, "completed"))
                .orElseThrow();
        same("0.4", settled.charged());
        same("0.6", now(who).reserved());
        same("0.6", now(who).balance());
    }

    @Test
    void requestsAMinuteAreCounted() {
        Someone who = someone("1", new Limits(3, 1_000, 100), named("one"));
        for (int left = 2; left >= 0; left--) {
            Verdict verdict = admit(who, request(), "0.01", "0.01", 0);
            assertEquals(Outcome.ADMITTED, verdict.outcome());
            assertEquals(left, verdict.limits().requestsLeft());
            assertEquals(3, verdict.limits().requests());
        }
        Verdict refused = admit(who, request(), "0.01", "0.01", 0);
        assertEquals(Outcome.REQUESTS, refused.outcome());
        assertTrue(refused.retryAfter().compareTo(Duration.ofSeconds(10)) > 0, refused::toString);
        assertTrue(refused.retryAfter().compareTo(Duration.ofSeconds(20)) <= 0, refused::toString);
        same("0.03", now(who).reserved());
    }

    @Test
    void tokensAMinuteAreForeseenAndCorrected() {
        Someone who = someone("1", new Limits(1_000, 1_000, 100), named("one"));
        String first = request();
        assertEquals(400, admit(who, first, "0.01", "0.01", 600).limits().tokensLeft(), 20);
        Verdict refused = admit(who, request(), "0.01", "0.01", 600);
        assertEquals(Outcome.TOKENS, refused.outcome());
        assertTrue(refused.retryAfter().isPositive());
        reservations.settle(first, BigDecimal.ZERO, 100, usage(50, 50, "completed"));
        String second = request();
        assertEquals(Outcome.ADMITTED, admit(who, second, "0.01", "0.01", 600).outcome());
        reservations.settle(second, BigDecimal.ZERO, 5_000, usage(5_000, 0, "completed"));
        assertEquals(Outcome.TOKENS, admit(who, request(), "0.01", "0.01", 1).outcome(), "below zero for a while");
    }

    @Test
    void aPromptLargerThanAMinutesTokensIsServedFromAFullBucket() {
        Someone who = someone("1", new Limits(1_000, 1_000, 100), named("one"));
        assertEquals(
                Outcome.ADMITTED, admit(who, request(), "0.01", "0.01", 5_000).outcome());
        assertEquals(
                Outcome.TOKENS, admit(who, request(), "0.01", "0.01", 5_000).outcome());
    }

    @Test
    void requestsAtOnceAreCounted() {
        Someone who = someone("1", new Limits(1_000, 1_000, 2), named("one"));
        String first = request();
        admit(who, first, "0.01", "0.01", 0);
        admit(who, request(), "0.01", "0.01", 0);
        assertEquals(
                Outcome.CONCURRENCY, admit(who, request(), "0.01", "0.01", 0).outcome());
        reservations.settle(first, BigDecimal.ZERO, 0, usage(0, 0, "failed"));
        assertEquals(Outcome.ADMITTED, admit(who, request(), "0.01", "0.01", 0).outcome());
    }

    @Test
    void aKeySpendsNoMoreThanItsCap() {
        Someone who = someone("1", WIDE, new ApiKey.Terms("capped", null, usd("0.5"), null, null));
        String first = request();
        admit(who, first, "0.3", "0.1", 0);
        Verdict second = admit(who, request(), "0.3", "0.1", 0);
        same("0.2", second.held());
        assertEquals(Outcome.SPEND_CAP, admit(who, request(), "0.3", "0.1", 0).outcome());
        reservations.settle(first, usd("0.1"), 0, usage(1, 1, "completed"));
        same("0.2", admit(who, request(), "0.3", "0.1", 0).held());
    }

    @Test
    void aKeyThatIsRevokedExpiredOrAnothersLetsNobodyIn() {
        Someone who = someone("1");
        Someone other = someone("1");
        keys.revoke(who.account.id(), who.key.id());
        assertEquals(Outcome.UNKNOWN_KEY, admit(who, request(), "0.1", "0.1", 0).outcome());
        ApiKey old = keys.create(
                        who.account.id(), new ApiKey.Terms("old", Instant.now().minusSeconds(1), null, null, null))
                .orElseThrow()
                .key();
        assertEquals(
                Outcome.UNKNOWN_KEY,
                admit(new Someone(who.account, old), request(), "0.1", "0.1", 0).outcome());
        assertEquals(
                Outcome.UNKNOWN_KEY,
                admit(new Someone(who.account, other.key), request(), "0.1", "0.1", 0)
                        .outcome());
    }

    @Test
    void aClosedAccountLetsNobodyIn() {
        Someone who = someone("1");
        assertTrue(accounts.close(who.account.id(), true));
        assertEquals(Outcome.CLOSED, admit(who, request(), "0.1", "0.1", 0).outcome());
        assertTrue(accounts.close(who.account.id(), false));
        assertEquals(Outcome.ADMITTED, admit(who, request(), "0.1", "0.1", 0).outcome());
        assertFalse(accounts.close("acc_none", true));
    }

    @Test
    void theReaperEndsWhatNobodyKeepsAliveAtWhatWasRecorded() {
        Someone who = someone("1");
        String lost = request();
        String alive = request();
        admit(who, lost, "0.5", "0.1", 900);
        admit(who, alive, "0.2", "0.1", 0);
        assertTrue(reservations.record(lost, usd("0.15"), usage(20, 30, "running")));
        database.work(sql -> sql.update(
                "update reservation set expires_at = now() - interval '7 seconds' where request_id = ?", lost));
        assertTrue(reservations.backlog().overdue().compareTo(Duration.ofSeconds(6)) > 0);
        assertEquals(1, reservations.reap(100, (_, _) -> {}));
        assertEquals(Duration.ZERO, reservations.backlog().overdue());
        UsageEvent event = events.find(who.account.id(), lost).orElseThrow();
        assertEquals("interrupted", event.status());
        assertEquals("gateway_lost", event.errorCode());
        same("0.15", event.price());
        assertEquals(30, event.billedOutput());
        same("0.85", now(who).balance());
        same("0.2", now(who).reserved());
        assertEquals(0, reservations.reap(100, (_, _) -> {}));
        assertEquals(List.of(), differences(who));
    }

    @Test
    void aTopUpWithAReferenceCountsOnce() {
        Someone who = someone("1");
        Booked first = accounts.book(who.account.id(), Kind.TOP_UP, usd("2"), "pay-1", "card", "admin");
        Booked again = accounts.book(who.account.id(), Kind.TOP_UP, usd("2.0"), "pay-1", "card", "admin");
        assertFalse(first.repeated());
        assertTrue(again.repeated());
        assertEquals(first.entry(), again.entry());
        same("3", now(who).balance());
        Conflict conflict = assertThrows(
                Conflict.class, () -> accounts.book(who.account.id(), Kind.TOP_UP, usd("5"), "pay-1", null, "admin"));
        assertFalse(conflict.missing() || conflict.rule());
        same("3", now(who).balance());
    }

    @Test
    void noBookingTakesMoreThanIsFree() {
        Someone who = someone("1");
        admit(who, request(), "0.7", "0.1", 0);
        Conflict conflict = assertThrows(
                Conflict.class,
                () -> accounts.book(who.account.id(), Kind.ADJUSTMENT, usd("-0.4"), null, "oops", "admin"));
        assertTrue(conflict.rule());
        same(
                "0.7",
                accounts.book(who.account.id(), Kind.REFUND, usd("-0.3"), null, null, "admin")
                        .balance());
        assertTrue(assertThrows(
                        Conflict.class, () -> accounts.book("acc_none", Kind.TOP_UP, usd("1"), null, null, "admin"))
                .missing());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update ledger_entry set amount = amount + 1",
                "delete from ledger_entry",
                "truncate ledger_entry cascade",
                "update audit_event set actor = 'nobody'"
            })
    void whatIsWrittenStays(String sql) {
        someone("1");
        new AuditLog(database).write("admin", "test", null, "{}");
        GatewayException refused =
                assertThrows(GatewayException.class, () -> database.work(statements -> statements.update(sql)));
        assertTrue(refused.getCause() instanceof SQLException failure
                && String.valueOf(failure.getMessage()).contains("append-only"));
    }

    @Test
    void theAuditFindsWhatDoesNotAgree() {
        Someone who = someone("1");
        database.work(sql -> sql.update("update account set balance = 7, reserved = 2 where id = ?", who.account.id()));
        List<Difference> found = differences(who);
        assertEquals(
                List.of("balance", "reserved"),
                found.stream().map(Difference::what).toList());
        same("7", found.getFirst().told());
        same("1", found.getFirst().computed());
        database.work(sql -> sql.update("update account set balance = 1, reserved = 0 where id = ?", who.account.id()));
        assertEquals(List.of(), differences(who));
    }

    /// Whatever happens at the same time: the sum of the entries is the balance, nothing goes below zero, and nobody
    /// pays for more than he used or twice.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anyInterleavingKeepsTheBooks(long seed) throws Exception {
        Someone who = someone("0.05");
        AtomicInteger admitted = new AtomicInteger();
        List<Future<@Nullable BigDecimal>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
            for (int worker = 0; worker < 16; worker++) {
                Random random = new Random(seed * 1_000 + worker);
                all.add(threads.submit(() -> {
                    BigDecimal paid = BigDecimal.ZERO;
                    for (int i = 0; i < 40; i++) {
                        paid = paid.add(step(who, random, admitted));
                    }
                    return paid;
                }));
            }
        }
        BigDecimal paid = BigDecimal.ZERO;
        for (Future<@Nullable BigDecimal> each : all) {
            BigDecimal part = each.get();
            paid = part == null ? paid : paid.add(part);
        }
        assertTrue(admitted.get() > 50, "some got in: " + admitted);
        database.work(sql -> sql.update(
                "update reservation set expires_at = now() - interval '1 second' where account_id = ?",
                who.account.id()));
        while (reservations.reap(7, (_, _) -> {}) > 0) {
            assertEquals(List.of(), differences(who));
        }
        assertEquals(List.of(), differences(who));
        same("0", now(who).reserved());
        BigDecimal charged = database.work(sql -> sql.one(
                        "select -sum(amount) as total from ledger_entry where account_id = ? and kind = 'charge'",
                        row -> row.amount("total"),
                        who.account.id())
                .orElseThrow());
        assertTrue(charged.compareTo(paid) >= 0, "what was settled, and what the reaper settled");
        assertTrue(now(who).balance().signum() >= 0);
    }

    private BigDecimal step(Someone who, Random random, AtomicInteger admitted) {
        String request = request();
        if (random.nextInt(10) == 0) {
            accounts.book(who.account.id(), Kind.TOP_UP, usd("0.013"), null, null, "test");
        }
        if (admit(who, request, "0.0101", "0.0007", 1).outcome() != Outcome.ADMITTED) {
            return BigDecimal.ZERO;
        }
        admitted.incrementAndGet();
        BigDecimal charge = BigDecimal.valueOf(random.nextInt(20_000), 7).add(BigDecimal.valueOf(random.nextInt(9), 9));
        reservations.record(request, charge, usage(1, 1, "running"));
        if (random.nextInt(8) == 0) {
            return BigDecimal.ZERO;
        }
        BigDecimal paid = reservations
                .settle(request, charge, 1, usage(1, 1, "completed"))
                .map(Settled::charged)
                .orElseThrow();
        assertEquals(Optional.empty(), reservations.settle(request, charge, 1, usage(1, 1, "completed")));
        return paid;
    }

    @Test
    void keysAreShownOnceAndStoredAsAHash() {
        Account account = accounts.open("Keys", Limits.DEFAULT, false);
        ApiKey.Created created = keys.create(
                        account.id(),
                        new ApiKey.Terms("ci", null, usd("3"), List.of("claude-a"), List.of("messages", "responses")))
                .orElseThrow();
        assertTrue(created.secret().matches("sk-deepreasoning-[A-Za-z0-9_-]{49}"), created.secret());
        assertTrue(KeyFormat.plausible(created.secret()));
        assertFalse(created.toString().contains(created.secret()));
        assertTrue(created.secret().startsWith(created.key().prefix()));
        ApiKey found = keys.find(KeyFormat.hash(created.secret())).orElseThrow();
        assertEquals(created.key(), found);
        assertEquals(List.of("claude-a"), found.models());
        assertEquals(List.of("messages", "responses"), found.endpoints());
        assertTrue(found.valid(Instant.now()));
        assertNotEquals(
                created.secret(),
                keys.create(account.id(), named("two")).orElseThrow().secret());
        ApiKey revoked = keys.revoke(account.id(), created.key().id()).orElseThrow();
        assertFalse(revoked.valid(Instant.now()));
        assertEquals(revoked, keys.revoke(account.id(), created.key().id()).orElseThrow(), "once and for good");
        assertEquals(
                Optional.empty(),
                keys.revoke(accounts.open("b", Limits.DEFAULT, false).id(), revoked.id()));
        accounts.close(account.id(), true);
        assertEquals(Optional.empty(), keys.find(KeyFormat.hash(created.secret())));
    }

    @Test
    void aKeyIsValidUntilItExpires() {
        Account account = accounts.open("Expiry", Limits.DEFAULT, false);
        Instant end = Instant.parse("2030-01-01T00:00:00Z");
        ApiKey key = keys.create(account.id(), new ApiKey.Terms("old", end, null, null, null))
                .orElseThrow()
                .key();
        assertEquals(end, key.expires());
        assertTrue(key.valid(end.minusSeconds(1)));
        assertFalse(key.valid(end));
    }

    @Test
    void aMistypedKeyIsKnownWithoutAsking() {
        String key = KeyFormat.create();
        for (int i = 0; i < key.length(); i++) {
            char other = key.charAt(i) == 'A' ? 'B' : 'A';
            assertFalse(KeyFormat.plausible(key.substring(0, i) + other + key.substring(i + 1)), "place " + i);
        }
        assertFalse(KeyFormat.plausible(key + "A"));
        assertFalse(KeyFormat.plausible(""));
    }

    @Test
    void anAccountHasFiftyKeysHoweverManyAskAtOnce() throws Exception {
        Account account = accounts.open("Many", Limits.DEFAULT, false);
        AtomicInteger made = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 60; i++) {
                threads.submit(() -> keys.create(account.id(), named("k")).ifPresent(_ -> made.incrementAndGet()));
            }
        }
        assertEquals(Keys.MOST, made.get());
        List<ApiKey> first = keys.list(account.id(), null, 30);
        List<ApiKey> second = keys.list(account.id(), first.getLast().id(), 30);
        assertEquals(30, first.size());
        assertEquals(20, second.size());
        keys.revoke(account.id(), first.getFirst().id());
        assertTrue(keys.create(account.id(), named("again")).isPresent());
        assertThrows(Conflict.class, () -> keys.create("acc_none", named("k")));
    }

    @Test
    void usageIsFilteredAndPaged() {
        Someone who = someone("1");
        Someone other = someone("1");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            String request = request();
            admit(who, request, "0.1", "0.1", 0);
            reservations.settle(request, usd("0.01"), 0, usage(i, i, i % 2 == 0 ? "completed" : "failed"));
            ids.addFirst(request);
        }
        String theirs = request();
        admit(other, theirs, "0.1", "0.1", 0);
        reservations.settle(theirs, usd("0.01"), 0, usage(1, 1, "completed"));
        String mine = who.account.id();
        List<UsageEvent> page = events.list(mine, UsageEvents.Filter.ALL, null, 3);
        assertEquals(ids.subList(0, 3), page.stream().map(UsageEvent::requestId).toList());
        List<UsageEvent> rest =
                events.list(mine, UsageEvents.Filter.ALL, page.getLast().requestId(), 3);
        assertEquals(ids.subList(3, 5), rest.stream().map(UsageEvent::requestId).toList());
        assertEquals(
                2,
                events.list(mine, new UsageEvents.Filter(null, null, null, "failed", null), null, 9)
                        .size());
        assertEquals(
                5,
                events.list(mine, new UsageEvents.Filter(null, null, "claude", null, "api"), null, 9)
                        .size());
        assertEquals(
                0,
                events.list(mine, new UsageEvents.Filter(null, null, null, null, "playground"), null, 9)
                        .size());
        Instant middle = page.get(1).started();
        assertEquals(
                2,
                events.list(mine, new UsageEvents.Filter(middle, null, null, null, null), null, 9)
                        .size());
        assertEquals(
                3,
                events.list(mine, new UsageEvents.Filter(null, middle, null, null, null), null, 9)
                        .size());
        assertEquals(Optional.empty(), events.find(mine, theirs), "what is another's is not there");
        UsageEvents.Margin margin = events.margins(middle, null, false).getFirst();
        assertEquals("claude", margin.model());
        assertTrue(margin.requests() >= 2);
    }

    @Test
    void usageTellsWhereItCameFromAndHowItsDaysAddUp() {
        Someone who = someone("1");
        for (int i = 0; i < 5; i++) {
            String request = request();
            admit(who, request, "0.1", "0.1", 0);
            String usage = usage(100, 10, i == 0 ? "failed" : "completed");
            reservations.settle(
                    request, usd("0.01"), 0, i < 2 ? usage.replaceFirst("\\{", "{\"source\":\"playground\",") : usage);
        }
        String mine = who.account.id();
        assertEquals(
                2,
                events.list(mine, new UsageEvents.Filter(null, null, null, null, "playground"), null, 9)
                        .size());
        assertEquals(
                1,
                events.list(mine, new UsageEvents.Filter(null, null, "deepreasoning", "error", null), null, 9)
                        .size());
        assertEquals(
                4,
                events.list(mine, new UsageEvents.Filter(null, null, "claude", "success", null), null, 9)
                        .size());
        Instant now = Instant.now();
        List<UsageEvents.Day> days =
                events.days(mine, new Entries.Span(now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(1))));
        assertEquals(
                List.of("api", "playground"),
                days.stream().map(UsageEvents.Day::source).distinct().sorted().toList());
        assertEquals(5, days.stream().mapToLong(UsageEvents.Day::requests).sum());
        assertEquals(1, days.stream().mapToLong(UsageEvents.Day::errors).sum());
        assertEquals(500, days.stream().mapToLong(day -> day.tokens().input()).sum());
        assertEquals(Optional.empty(), events.habit(mine, "claude"), "four are too few to tell");
        String request = request();
        admit(who, request, "0.1", "0.1", 0);
        reservations.settle(request, usd("0.01"), 0, usage(100, 10, "completed"));
        assertEquals(Optional.of(new UsageEvents.Habit(5, 4, 10)), events.habit(mine, "claude"));
    }

    @Test
    void accountsOfTheOtherSortAreFound() {
        accounts.open("Real", Limits.DEFAULT, false);
        assertTrue(accounts.mixed(true));
    }

    @Test
    void accountsArePagedAndLimited() {
        Account account = accounts.open("Limits", Limits.DEFAULT, true);
        assertTrue(account.simulated());
        assertTrue(accounts.limit(account.id(), new Limits(7, 8, 9)));
        assertEquals(
                new Limits(7, 8, 9), accounts.find(account.id()).orElseThrow().limits());
        assertFalse(accounts.limit("acc_none", new Limits(7, 8, 9)));
        List<Account> page = accounts.list(null, 1);
        assertNotEquals(
                page.getFirst().id(),
                accounts.list(page.getFirst().id(), 1).getFirst().id());
        assertEquals(Optional.empty(), accounts.find("acc_none"));
    }

    @Test
    void actionsAreRemembered() {
        AuditLog log = new AuditLog(database);
        log.write("admin", "account.open", "acc_1", "{\"name\":\"x\"}");
        AuditLog.Entry entry = log.list(null, 1).getFirst();
        assertEquals("account.open", entry.action());
        assertEquals("acc_1", entry.account());
        assertEquals("{\"name\": \"x\"}", entry.details());
        assertTrue(log.list(entry.id(), 5).stream().noneMatch(each -> each.id() >= entry.id()));
    }

    @Test
    void withoutADatabaseItSaysSo() {
        Accounts nowhere = new Accounts(new Database(false, () -> SOURCE));
        GatewayException refused = assertThrows(GatewayException.class, () -> nowhere.find("acc_1"));
        assertEquals("no_database", refused.code());
    }

    @Test
    void aDatabaseThatFailsIsUnavailable() {
        Database broken = new Database(true, () -> {
            throw new IllegalStateException("never");
        });
        assertThrows(IllegalStateException.class, () -> broken.work(_ -> ""));
        GatewayException refused = assertThrows(
                GatewayException.class, () -> database.work(sql -> sql.update("select nonsense from nowhere")));
        assertEquals(ErrorKind.OVERLOADED, refused.kind());
        assertEquals(Duration.ofSeconds(2), refused.retryAfter());
        assertFalse(refused.publicMessage().contains("nonsense"));
    }
}
