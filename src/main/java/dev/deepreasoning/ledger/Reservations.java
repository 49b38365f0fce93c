package dev.deepreasoning.ledger;

import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Requests under way: let in, recorded, ended once. Blocks; each call is one round trip.
@ApplicationScoped
public class Reservations {
    /// How long a request lives after its last sign of life.
    static final Duration LIFE = Duration.ofSeconds(30);
    /// How long an Idempotency-Key holds.
    static final Duration KEPT = Duration.ofHours(24);

    private static final Logger LOG = Logger.getLogger(Reservations.class);

    private final Database database;

    /// In a database.
    public Reservations(Database database) {
        this.database = database;
    }

    /// Lets a request in, or says why not.
    public Verdict admit(Ask ask) {
        return database.once(sql -> sql.one(
                        """
                        select * from admit(?, ?, ?, ?, ?, ?, make_interval(secs => ?), ?::jsonb, ?::text, ?::text,
                            make_interval(secs => ?))
                        """,
                        row -> new Verdict(
                                Verdict.Outcome.valueOf(row.text("outcome").toUpperCase(Locale.ROOT)),
                                row.amount("held"),
                                row.amount("available"),
                                new RateLimits(
                                        row.number("request_limit"),
                                        row.number("requests_left"),
                                        row.number("token_limit"),
                                        row.number("tokens_left")),
                                Duration.ofMillis(row.number("wait_ms")),
                                row.bytesOrNull("answer")),
                        ask.requestId,
                        ask.account,
                        ask.key,
                        ask.most,
                        ask.least,
                        ask.tokens,
                        (double) LIFE.toSeconds(),
                        ask.usage,
                        ask.claim == null ? null : ask.claim.key,
                        ask.claim == null ? null : ask.claim.print,
                        (double) KEPT.toSeconds())
                .orElseThrow());
    }

    /// Records what a request has cost so far, and that its process lives. Nobody waits for the disk: what a crash of the
    /// database loses of it, the process that lives records anew, and settles exactly.
    ///
    /// @param usage columns of `usage_event` as JSON
    /// @return false where it has ended, or was taken for lost
    public boolean record(String requestId, BigDecimal charge, String usage) {
        return database.once(sql -> sql.update("""
                        with unhurried as (select set_config('synchronous_commit', 'off', true))
                        update reservation set charge = ?, usage = ?::jsonb,
                            expires_at = now() + make_interval(secs => ?)
                        from unhurried where request_id = ?
                        """, charge, usage, (double) LIFE.toSeconds(), requestId) == 1);
    }

    /// Ends a request that leaves no answer behind.
    public Optional<Settled> settle(String requestId, BigDecimal charge, long tokens, String usage) {
        return settle(requestId, charge, tokens, usage, null);
    }

    /// Ends a request. The same again changes nothing; what was taken for lost before is corrected.
    ///
    /// @param tokens really used
    /// @param usage columns of `usage_event` as JSON
    /// @param answer kept for who asks again with the same Idempotency-Key; empty where there is one that is too large
    /// @return empty where it had ended already
    public Optional<Settled> settle(
            String requestId, BigDecimal charge, long tokens, String usage, byte @Nullable [] answer) {
        return database.once(sql -> sql.one(
                """
                select *, charged - coalesce(
                    (select price from usage_event where request_id = ? and status = 'interrupted'), 0) as booked
                from settle(?, ?, ?, ?::jsonb, ?::bytea)
                """,
                row -> new Settled(
                        row.amount("charged"),
                        row.amount("booked"),
                        row.amount("left_over"),
                        row.amount("balance_now")),
                requestId,
                requestId,
                charge,
                tokens,
                usage,
                answer));
    }

    /// Ends requests whose process has gone, at what was recorded last.
    ///
    /// @param most how many at once
    /// @param told of each that was charged: its model by its id in the catalogue, and USD
    /// @return how many
    public int reap(int most, BiConsumer<String, BigDecimal> told) {
        int ended = 0;
        for (int i = 0; i < most; i++) {
            Optional<Reaped> one = database.once(sql ->
                    sql.one("select * from reap()", row -> new Reaped(row.text("reaped"), row.textOrNull("failure"))));
            if (one.isEmpty()) {
                break;
            }
            if (one.get().failure == null) {
                ended++;
                database.once(sql -> sql.one(
                                "select upstream_model, price from usage_event where request_id = ?",
                                row -> new Charge(row.text("upstream_model"), row.amount("price")),
                                one.get().requestId))
                        .ifPresent(charge -> told.accept(charge.model, charge.price));
            } else {
                LOG.errorf(
                        "request %s, whose process has gone, could not be ended: SQLSTATE %s",
                        one.get().requestId, one.get().failure);
            }
        }
        return ended;
    }

    private record Charge(String model, BigDecimal price) {}

    private record Reaped(String requestId, @Nullable String failure) {}

    /// Forgets answers whose Idempotency-Keys hold no more.
    ///
    /// @param most how many at once
    /// @return how many
    public int forget(int most) {
        return database.once(sql -> sql.update("""
                delete from idempotent_request where ctid in (
                    select ctid from idempotent_request where expires_at < now() limit ? for update skip locked)
                """, most));
    }

    /// Requests under way, and how long the oldest of those is overdue whose process has gone.
    public Backlog backlog() {
        return database.once(sql -> sql.one(
                        """
                select count(*) as open,
                    coalesce(extract(epoch from now() - min(expires_at) filter (where expires_at < now())), 0)::bigint
                        as overdue
                from reservation
                """, row -> new Backlog(row.number("open"), Duration.ofSeconds(row.number("overdue"))))
                .orElseThrow());
    }

    /// What a request asks for.
    ///
    /// @param most what it can cost at most, USD
    /// @param least what it must be able to cost to be worth beginning
    /// @param tokens foreseen, for the rate limit
    /// @param usage columns of `usage_event` as JSON, as far as known
    /// @param claim of an Idempotency-Key, where it came with one
    public record Ask(
            String requestId,
            String account,
            String key,
            BigDecimal most,
            BigDecimal least,
            long tokens,
            String usage,
            @Nullable Claim claim) {
        /// A request without an Idempotency-Key.
        public Ask(
                String requestId,
                String account,
                String key,
                BigDecimal most,
                BigDecimal least,
                long tokens,
                String usage) {
            this(requestId, account, key, most, least, tokens, usage, null);
        }
    }

    /// An Idempotency-Key and what was asked with it, both as keyed digests.
    public record Claim(String key, String print) {}

    /// The answer to it.
    ///
    /// @param held USD, reserved for the request
    /// @param available USD, what the account could spend before
    /// @param retryAfter how long to wait before another try, for limits that pass
    /// @param answer what was kept of the first request with the same Idempotency-Key; empty where it was too large
    public record Verdict(
            Outcome outcome,
            BigDecimal held,
            BigDecimal available,
            RateLimits limits,
            Duration retryAfter,
            byte @Nullable [] answer) {
        /// Whether and why not.
        public enum Outcome {
            ADMITTED,
            UNKNOWN_KEY,
            CLOSED,
            REQUESTS,
            TOKENS,
            CONCURRENCY,
            SPEND_CAP,
            INSUFFICIENT,
            /// The Idempotency-Key belongs to another request.
            OTHER_REQUEST,
            /// The request with the same Idempotency-Key is under way.
            REPEAT_TOO_EARLY,
            /// The request with the same Idempotency-Key has been answered.
            ANSWERED
        }
    }

    /// An account's limits and what is left of them now.
    public record RateLimits(long requests, long requestsLeft, long tokens, long tokensLeft) {}

    /// How a request ended.
    ///
    /// @param charged USD, in all
    /// @param booked USD, now: less than was charged by what a reaper had taken before
    /// @param writtenOff USD, owed beyond what the account had
    public record Settled(BigDecimal charged, BigDecimal booked, BigDecimal writtenOff, BigDecimal balance) {}

    /// Work that is left.
    public record Backlog(long open, Duration overdue) {}
}
