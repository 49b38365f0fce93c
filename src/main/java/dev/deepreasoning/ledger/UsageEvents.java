package dev.deepreasoning.ledger;

import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What requests used and cost. Blocks.
@ApplicationScoped
public class UsageEvents {
    private final Database database;

    /// In a database.
    public UsageEvents(Database database) {
        this.database = database;
    }

    /// An account's requests, the newest first.
    public List<UsageEvent> list(String account, Filter filter, @Nullable String before, int limit) {
        return database.work(sql -> sql.query(
                """
                select * from usage_event
                where account_id = ?
                    and (?::text is null or (started_at, request_id) < (
                        select started_at, request_id from usage_event where request_id = ? and account_id = ?))
                    and started_at >= coalesce(?, '-infinity'::timestamptz)
                    and started_at < coalesce(?, 'infinity'::timestamptz)
                    and (?::text is null or upstream_model = ?)
                    and (?::text is null or status = ?)
                    and (?::boolean is null or estimated = ?)
                order by started_at desc, request_id desc limit ?
                """,
                UsageEvent::read,
                account,
                before,
                before,
                account,
                filter.from,
                filter.to,
                filter.model,
                filter.model,
                filter.status,
                filter.status,
                filter.estimated,
                filter.estimated,
                limit));
    }

    /// One request of an account.
    public Optional<UsageEvent> find(String account, String requestId) {
        return database.work(sql -> sql.one(
                "select * from usage_event where account_id = ? and request_id = ?",
                UsageEvent::read,
                account,
                requestId));
    }

    /// What was taken and what it cost, by model, of requests that began in a time.
    public List<Margin> margins(@Nullable Instant from, @Nullable Instant to) {
        return database.work(sql -> sql.query(
                """
                select upstream_model, count(*) as requests, sum(price) as price, sum(written_off) as written_off,
                    sum(upstream_cost) as upstream_cost, count(*) filter (where upstream_cost is null) as unknown
                from usage_event
                where started_at >= coalesce(?, '-infinity'::timestamptz)
                    and started_at < coalesce(?, 'infinity'::timestamptz) and not simulated
                group by 1 order by 1
                """,
                row -> new Margin(
                        row.text("upstream_model"),
                        row.number("requests"),
                        row.amount("price"),
                        row.amount("written_off"),
                        row.amountOrNull("upstream_cost"),
                        row.number("unknown")),
                from,
                to));
    }

    /// Which requests.
    ///
    /// @param from the first instant, inclusive
    /// @param to the last, exclusive
    /// @param model the answering model's id
    /// @param estimated only those whose tokens were estimated; only those whose tokens were reported
    public record Filter(
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable String model,
            @Nullable String status,
            @Nullable Boolean estimated) {
        /// All of them.
        public static final Filter ALL = new Filter(null, null, null, null, null);
    }

    /// What a model brought. USD.
    ///
    /// @param unknownCosts requests whose cost is not known, and not in `upstreamCost`
    public record Margin(
            String model,
            long requests,
            BigDecimal price,
            BigDecimal writtenOff,
            @Nullable BigDecimal upstreamCost,
            long unknownCosts) {}
}
