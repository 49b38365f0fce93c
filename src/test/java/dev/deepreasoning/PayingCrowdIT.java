package dev.deepreasoning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.CrowdCaller.Try;
import dev.deepreasoning.api.Eventually;
import dev.deepreasoning.ledger.Account;
import dev.deepreasoning.ledger.Account.Limits;
import dev.deepreasoning.ledger.Accounts;
import dev.deepreasoning.ledger.ApiKey;
import dev.deepreasoning.ledger.Database;
import dev.deepreasoning.ledger.LedgerEntry;
import dev.deepreasoning.ledger.Postgres;
import dev.deepreasoning.ledger.UsageEvent;
import dev.deepreasoning.ledger.UsageEvents;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two packaged gateways on one PostgreSQL, a crowd with small balances, and one of the two killed in its midst: what the
/// ledger took is what the upstreams counted.
class PayingCrowdIT {
    /// `-Dcrowd.requests` makes it longer.
    private static final int REQUESTS = Integer.getInteger("crowd.requests", 2_000);

    private static final int ACCOUNTS = 50;
    private static final int AT_ONCE = 64;
    private static final long SEED = Long.getLong("crowd.seed", 20_260_101);
    /// Small, so that bounds are lowered and some are refused.
    private static final BigDecimal CREDIT = new BigDecimal("0.0002").multiply(BigDecimal.valueOf(REQUESTS));
    private static final Limits WIDE = new Limits(1_000_000, 1_000_000_000_000L, 1_000);
    private static final Duration GUARD = Duration.ofSeconds(200).plusMillis(REQUESTS * 100L);

    /// R1's usage is waited for however busy the machine is: none may come too late. With one secret, what one of them has
    /// answered the others can give again.
    private static final Map<String, String> EXACT = Map.of(
            "DEEPREASONING_REASONING_USAGE_TIMEOUT",
            "60s",
            "DEEPREASONING_SECRET",
            HexFormat.of().formatHex(new SecureRandom().generateSeed(32)));

    @TempDir
    private Path folder;

    private final Database database;
    private final String url;
    private final Accounts accounts;
    private final Map<String, List<Try>> tries = new ConcurrentHashMap<>();
    private final AtomicInteger done = new AtomicInteger();
    private volatile List<PackagedGateway> gateways = List.of();

    PayingCrowdIT() {
        String name = Postgres.create();
        this.database = Postgres.reach(name);
        this.url = Postgres.url(name);
        this.accounts = new Accounts(database);
    }

    @Test
    void paysWhatTheUpstreamsCountedThoughAGatewayIsKilled() {
        // Ten minutes for the usual crowd.
        assertTimeoutPreemptively(GUARD.plusMillis(REQUESTS * 100L), this::pays);
    }

    private void pays() throws Exception {
        long began = System.nanoTime();
        try (PayingGateways town = new PayingGateways(folder);
                PackagedGateway first = town.start(url, EXACT);
                PackagedGateway second = town.start(url, EXACT)) {
            gateways = List.of(first, second);
            List<CrowdRequest> crowd = crowd();
            CrowdLosses losses = new CrowdLosses();
            try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
                Semaphore places = new Semaphore(AT_ONCE);
                callers.execute(() -> crowd.forEach(request -> {
                    places.acquireUninterruptibly();
                    callers.execute(() -> call(request, places));
                }));
                Eventually.holds("half of it is under way", GUARD, () -> done.get() > REQUESTS / 2);
                // Runs that go on for longer than the interval are among them.
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(4));
                losses.kill();
                second.process().destroyForcibly();
                gateways = List.of(first);
                try (PackagedGateway again = town.start(url, EXACT)) {
                    gateways = List.of(first, again);
                    Eventually.holds("all are served", GUARD, () -> done.get() == REQUESTS);
                    settled();
                    assertSettledAll(again);
                }
            }
            assertSettledAll(first);
            CrowdReview review = review(
                    crowd,
                    new CrowdReview(
                            counts(town.counts()),
                            name -> counts(URI.create(town.counts() + "?name=" + name)),
                            losses));
            System.out.printf(
                    "paying crowd: seed %d, %d requests, %d tries; %s; %d s%n",
                    SEED,
                    REQUESTS,
                    tries.values().stream().mapToInt(List::size).sum(),
                    review,
                    TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began));
        }
    }

    private static void assertSettledAll(PackagedGateway gateway) {
        assertFalse(gateway.log().contains("not be settled"), gateway::log);
        assertFalse(gateway.log().contains("was not settled"), gateway::log);
    }

    private List<CrowdRequest> crowd() {
        Random random = new Random(SEED);
        List<ApiKey.Created> keys = new ArrayList<>();
        for (int i = 0; i < ACCOUNTS; i++) {
            Account account = accounts.open("Account " + i, WIDE, false);
            accounts.book(account.id(), LedgerEntry.Kind.TOP_UP, CREDIT, "start", null, "test");
            keys.addAll(Postgres.keys(database, account.id(), (REQUESTS + ACCOUNTS - 1) / ACCOUNTS));
        }
        List<CrowdRequest> crowd = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            // Neighbours share no account.
            int place = i % ACCOUNTS * (keys.size() / ACCOUNTS) + i / ACCOUNTS;
            crowd.add(CrowdRequest.of(i, keys.get(place), random));
        }
        return crowd;
    }

    private void call(CrowdRequest request, Semaphore places) {
        AtomicInteger turn = new AtomicInteger(request.name().hashCode() & 0xff);
        try {
            tries.put(
                    request.name(),
                    new CrowdCaller(() -> {
                                List<PackagedGateway> now = gateways;
                                return now.get(turn.getAndIncrement() % now.size())
                                        .port();
                            })
                            .call(request));
        } finally {
            places.release();
            done.incrementAndGet();
        }
    }

    /// Whatever the killed gateway left behind is ended by another.
    private void settled() {
        Eventually.holds("no reservation is left", GUARD, () -> count("select count(*) as n from reservation") == 0);
        assertEquals(0, count("select count(*) as n from account where reserved <> 0 or balance < 0"));
        assertEquals(List.of(), accounts.audit());
    }

    private long count(String sql) {
        return database.work(each -> each.one(sql, row -> row.number("n")).orElseThrow());
    }

    private CrowdReview review(List<CrowdRequest> crowd, CrowdReview review) {
        UsageEvents events = new UsageEvents(database);
        Map<String, List<UsageEvent>> byKey = accounts.list(null, ACCOUNTS).stream()
                .flatMap(account -> events.list(account.id(), UsageEvents.Filter.ALL, null, REQUESTS * 10).stream())
                .sorted(Comparator.comparing(UsageEvent::started))
                .collect(Collectors.groupingBy(UsageEvent::key));
        for (CrowdRequest request : crowd) {
            review.review(
                    request,
                    tries.get(request.name()),
                    byKey.getOrDefault(request.key().key().id(), List.of()));
        }
        BigDecimal left =
                accounts.list(null, ACCOUNTS).stream().map(Account::balance).reduce(BigDecimal.ZERO, BigDecimal::add);
        assertEquals(
                0, CREDIT.multiply(BigDecimal.valueOf(ACCOUNTS)).subtract(left).compareTo(review.charged()));
        for (String status : List.of("completed", "cancelled", "failed", "interrupted")) {
            assertTrue(review.statuses().getOrDefault(status, 0) > 0, () -> "nothing was " + status + ": " + review);
        }
        assertTrue(review.replays() > REQUESTS / 50, review::toString);
        return review;
    }

    private static JsonObject counts(URI counts) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return new JsonObject(http.send(HttpRequest.newBuilder(counts).build(), BodyHandlers.ofString())
                    .body());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
