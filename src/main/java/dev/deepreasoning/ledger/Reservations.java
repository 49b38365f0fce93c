package dev.deepreasoning.ledger;

import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// Requests under way: let in, recorded, ended once. Blocks; each call is one round trip.
@ApplicationScoped
public class Reservations {
    /// How long a request lives after its last sign of life.
    static final Duration LIFE = Duration.ofSeconds(30);

    private final Database database;

    /// In a database.
    public Reservations(Database database) {
        this.database = database;
    }

    /// Lets a request in, or says why not.
    public Verdict admit(Ask ask) {
        return database.work(sql -> sql.one(
                        "select * from admit(?, ?, ?, ?, ?, ?, make_interval(secs => ?), ?::jsonb)",
                        row -> new Verdict(
                                Verdict.Outcome.valueOf(row.text("outcome").toUpperCase(Locale.ROOT)),
                                row.amount("held"),
                                row.amount("available"),
                                new RateLimits(
                                        row.number("request_limit"),
                                        row.number("requests_left"),
                                        row.number("token_limit"),
                                        row.number("tokens_left")),
                                Duration.ofMillis(row.number("wait_ms"))),
                        ask.requestId,
                        ask.account,
                        ask.key,
                        ask.most,
                        ask.least,
                        ask.tokens,
                        (double) LIFE.toSeconds(),
                        ask.usage)
                .orElseThrow());
    }

    /// Records what a request has cost so far, and that its process lives.
    ///
    /// @param usage columns of `usage_event` as JSON
    /// @return false where it has ended, or was taken for lost
    public boolean record(String requestId, BigDecimal charge, String usage) {
        return database.work(sql -> sql.update("""
                        update reservation set charge = ?, usage = ?::jsonb,
                            expires_at = now() + make_interval(secs => ?)
                        where request_id = ?
                        """, charge, usage, (double) LIFE.toSeconds(), requestId) == 1);
    }

    /// Ends a request. The same again changes nothing.
    ///
    /// @param tokens really used
    /// @param usage columns of `usage_event` as JSON
    /// @return empty where it had ended already
    public Optional<Settled> settle(String requestId, BigDecimal charge, long tokens, String usage) {
        return database.work(sql -> sql.one(
                "select * from settle(?, ?, ?, ?::jsonb)",
                row -> new Settled(row.amount("charged"), row.amount("left_over"), row.amount("balance_now")),
                requestId,
                charge,
                tokens,
                usage));
    }

    /// Ends requests whose process has gone, at what was recorded last.
    ///
    /// @return how many
    public int reap(int most) {
        return database.work(sql -> sql.one("select reap(?) as reaped", row -> (int) row.number("reaped"), most)
                .orElseThrow());
    }

    /// Requests under way, and how long the oldest of those is overdue whose process has gone.
    public Backlog backlog() {
        return database.work(sql -> sql.one(
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
    public record Ask(
            String requestId,
            String account,
            String key,
            BigDecimal most,
            BigDecimal least,
            long tokens,
            String usage) {}

    /// The answer to it.
    ///
    /// @param held USD, reserved for the request
    /// @param available USD, what the account could spend before
    /// @param retryAfter how long to wait before another try, for limits that pass
    public record Verdict(
            Outcome outcome, BigDecimal held, BigDecimal available, RateLimits limits, Duration retryAfter) {
        /// Whether and why not.
        public enum Outcome {
            ADMITTED,
            UNKNOWN_KEY,
            CLOSED,
            REQUESTS,
            TOKENS,
            CONCURRENCY,
            SPEND_CAP,
            INSUFFICIENT
        }
    }

    /// An account's limits and what is left of them now.
    public record RateLimits(long requests, long requestsLeft, long tokens, long tokensLeft) {}

    /// How a request ended.
    ///
    /// @param writtenOff USD, owed beyond what the account had
    public record Settled(BigDecimal charged, BigDecimal writtenOff, BigDecimal balance) {}

    /// Work that is left.
    public record Backlog(long open, Duration overdue) {}
}
