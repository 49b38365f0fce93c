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
    private static final int FEW = 5;

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
                    and (?::text is null or upstream_model = ? or requested_model = ?)
                    and (?::text is null or case ? when 'success' then status = 'completed'
                        when 'error' then status <> 'completed' else status = ? end)
                    and (?::text is null or source = ?)
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
                filter.model,
                filter.status,
                filter.status,
                filter.status,
                filter.source,
                filter.source,
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

    /// An account's days, in UTC, by model and endpoint.
    ///
    /// @param span with both ends
    public List<Day> days(String account, Entries.Span span) {
        return database.work(sql -> sql.query(
                """
                select (started_at at time zone 'UTC')::date::text as day, upstream_model, endpoint, source,
                    count(*) as requests, count(*) filter (where status <> 'completed') as errors,
                    sum(billed_input)::bigint as input, sum(billed_output)::bigint as output,
                    sum(case when answer_host is null then reasoner_cached else answer_cached end)::bigint as cached,
                    sum(reasoning_tokens)::bigint as reasoning, sum(answer_output)::bigint as answer,
                    sum(searches) as searches, sum(price) as price
                from usage_event where account_id = ? and started_at >= ? and started_at < ?
                group by 1, 2, 3, 4 order by 1, 2, 3, 4
                """,
                row -> new Day(
                        row.text("day"),
                        row.text("upstream_model"),
                        row.text("endpoint"),
                        row.text("source"),
                        row.number("requests"),
                        row.number("errors"),
                        new DayTokens(
                                row.number("input"),
                                row.number("output"),
                                row.number("cached"),
                                row.number("reasoning"),
                                row.number("answer")),
                        row.number("searches"),
                        row.amount("price")),
                account,
                span.from(),
                span.to()));
    }

    /// How much an account's latest requests to a model that came to their end wrote, in the middle.
    ///
    /// @return empty where there were fewer than five
    public Optional<Habit> habit(String account, String model) {
        return database.work(sql -> sql.one(
                        """
                        select count(*) as requests,
                            coalesce(percentile_disc(0.5) within group (order by reasoning_tokens), 0) as reasoning,
                            coalesce(percentile_disc(0.5) within group (order by answer_output), 0) as answer
                        from (select reasoning_tokens, answer_output from usage_event
                            where account_id = ? and upstream_model = ? and status = 'completed'
                                and reasoning_tokens > 0 and answer_output > 0
                            order by started_at desc, request_id limit 100) latest
                        """,
                        row -> new Habit(row.number("requests"), row.number("reasoning"), row.number("answer")),
                        account,
                        model))
                .filter(habit -> habit.requests >= FEW);
    }

    /// What was taken and what it cost, by model, of requests that began in a time.
    ///
    /// @param simulated of a demo
    public List<Margin> margins(@Nullable Instant from, @Nullable Instant to, boolean simulated) {
        return database.work(sql -> sql.query(
                """
                select upstream_model, count(*) as requests, sum(price) as price, sum(written_off) as written_off,
                    coalesce(sum(upstream_cost), 0) as upstream_cost,
                    coalesce(sum(price) filter (where upstream_cost is not null), 0) as known,
                    count(*) filter (where upstream_cost is null) as unknown
                from usage_event
                where started_at >= coalesce(?, '-infinity'::timestamptz)
                    and started_at < coalesce(?, 'infinity'::timestamptz) and simulated = ?
                group by 1 order by 1
                """,
                row -> new Margin(
                        row.text("upstream_model"),
                        row.number("requests"),
                        row.amount("price"),
                        row.amount("written_off"),
                        row.amount("known"),
                        row.amount("upstream_cost"),
                        row.number("unknown")),
                from,
                to,
                simulated));
    }

    /// Which requests.
    ///
    /// @param from the first instant, inclusive
    /// @param to the last, exclusive
    /// @param model as requested, or the answering one's id
    /// @param status `completed`, `failed`, `cancelled`, `interrupted`; or `success` for the first, `error` for the rest
    /// @param source `api` or `playground`
    public record Filter(
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable String model,
            @Nullable String status,
            @Nullable String source) {
        /// All of them.
        public static final Filter ALL = new Filter(null, null, null, null, null);
    }

    /// One day of an account with one model at one endpoint. USD.
    ///
    /// @param date in UTC, `2026-01-31`
    /// @param errors requests that did not come to their end
    public record Day(
            String date,
            String model,
            String endpoint,
            String source,
            long requests,
            long errors,
            DayTokens tokens,
            long searches,
            BigDecimal price) {}

    /// Billed input and output, input from caches, and what R1 thought and Claude wrote.
    public record DayTokens(long input, long output, long cached, long reasoning, long answer) {}

    /// What requests usually write.
    public record Habit(long requests, long reasoning, long answer) {}

    /// What a model brought. USD.
    ///
    /// @param priceOfKnown of the requests whose cost is known, which is `upstreamCost`
    /// @param unknownCosts requests whose cost is not known
    public record Margin(
            String model,
            long requests,
            BigDecimal price,
            BigDecimal writtenOff,
            BigDecimal priceOfKnown,
            BigDecimal upstreamCost,
            long unknownCosts) {
        /// Both together, under the first one's name.
        public Margin plus(Margin other) {
            return new Margin(
                    model,
                    requests + other.requests,
                    price.add(other.price),
                    writtenOff.add(other.writtenOff),
                    priceOfKnown.add(other.priceOfKnown),
                    upstreamCost.add(other.upstreamCost),
                    unknownCosts + other.unknownCosts);
        }
    }
}
