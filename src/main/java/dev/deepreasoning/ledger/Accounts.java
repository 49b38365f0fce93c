package dev.deepreasoning.ledger;

import dev.deepreasoning.ledger.Account.Limits;
import dev.deepreasoning.ledger.Statements.Columns;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Accounts and what is booked on them. Blocks.
@ApplicationScoped
public class Accounts {
    private static final int ID_BYTES = 8;

    private final Database database;
    private final SecureRandom random = new SecureRandom();

    /// In a database.
    public Accounts(Database database) {
        this.database = database;
    }

    /// Opens an account without credit.
    ///
    /// @param simulated its entries will be a demo's
    public Account open(String name, Limits limits, boolean simulated) {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = "acc_" + HexFormat.of().formatHex(bytes);
        return database.work(sql -> {
            sql.update(
                    """
                    insert into account (id, name, simulated, requests_per_minute, tokens_per_minute,
                        concurrent_requests, request_level, token_level)
                    values (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                    id,
                    name,
                    simulated,
                    limits.requestsPerMinute(),
                    limits.tokensPerMinute(),
                    limits.concurrentRequests(),
                    limits.requestsPerMinute(),
                    limits.tokensPerMinute());
            return find(sql, id).orElseThrow();
        });
    }

    /// An account.
    public Optional<Account> find(String id) {
        return database.work(sql -> find(sql, id));
    }

    private static Optional<Account> find(Statements sql, String id) throws SQLException {
        return sql.one("select * from account where id = ?", Accounts::read, id);
    }

    private static Account read(Columns row) throws SQLException {
        return new Account(
                row.text("id"),
                row.text("name"),
                row.flag("simulated"),
                row.time("created_at"),
                row.timeOrNull("closed_at"),
                row.amount("balance"),
                row.amount("reserved"),
                new Limits((int) row.number("requests_per_minute"), row.number("tokens_per_minute"), (int)
                        row.number("concurrent_requests")));
    }

    /// Accounts by id.
    ///
    /// @param after the last one of the page before; absent for the first page
    public List<Account> list(@Nullable String after, int limit) {
        return database.work(sql -> sql.query(
                "select * from account where id > ? order by id limit ?",
                Accounts::read,
                after == null ? "" : after,
                limit));
    }

    /// What is left of an account's limits at this moment.
    public Optional<Left> left(String id) {
        return database.work(sql -> sql.one(
                """
                select least(requests_per_minute, request_level + requests_per_minute * elapsed / 60) as requests,
                    least(tokens_per_minute, token_level + tokens_per_minute * elapsed / 60) as tokens,
                    (select count(*) from reservation r where r.account_id = a.id) as running
                from (select account.*, greatest(extract(epoch from clock_timestamp() - levels_at), 0) as elapsed
                    from account where id = ?) a
                """,
                row -> new Left(
                        Math.max(
                                0,
                                row.amount("requests")
                                        .setScale(0, RoundingMode.FLOOR)
                                        .longValue()),
                        Math.max(
                                0,
                                row.amount("tokens")
                                        .setScale(0, RoundingMode.FLOOR)
                                        .longValue()),
                        row.number("running")),
                id));
    }

    /// Changes what is given and leaves the rest.
    ///
    /// @return false where there is no such account
    public boolean change(String id, Change change) {
        return database.work(sql -> sql.update(
                        """
                        update account set name = coalesce(?, name),
                            requests_per_minute = coalesce(?, requests_per_minute),
                            tokens_per_minute = coalesce(?, tokens_per_minute),
                            concurrent_requests = coalesce(?, concurrent_requests),
                            closed_at = case when ?::boolean is null then closed_at
                                when ?::boolean then coalesce(closed_at, now()) end
                        where id = ?
                        """,
                        change.name,
                        change.requestsPerMinute,
                        change.tokensPerMinute,
                        change.concurrentRequests,
                        change.closed,
                        change.closed,
                        id)
                == 1);
    }

    /// Whether there are accounts of the other sort: real ones where a demo's are meant, a demo's where real ones are.
    public boolean mixed(boolean simulated) {
        return database.work(sql -> {
            boolean migrated = sql.one("select to_regclass('account') is not null as there", row -> row.flag("there"))
                    .orElseThrow();
            return migrated
                    && sql.one(
                                    "select exists (select 1 from account where simulated <> ?) as found",
                                    row -> row.flag("found"),
                                    simulated)
                            .orElseThrow();
        });
    }

    /// Sets an account's limits.
    ///
    /// @return false where there is no such account
    public boolean limit(String id, Limits limits) {
        return database.work(sql ->
                sql.update("""
                        update account set requests_per_minute = ?, tokens_per_minute = ?, concurrent_requests = ?
                        where id = ?
                        """, limits.requestsPerMinute(), limits.tokensPerMinute(), limits.concurrentRequests(), id)
                        == 1);
    }

    /// Closes an account, or opens it again. Its balance stays.
    ///
    /// @return false where there is no such account
    public boolean close(String id, boolean closed) {
        return database.work(sql -> sql.update(
                        "update account set closed_at = case when ? then coalesce(closed_at, now()) end where id = ?",
                        closed,
                        id)
                == 1);
    }

    /// Changes a balance.
    ///
    /// @param amount USD, below zero to take
    /// @param reference unique within the account: the same again changes nothing
    /// @throws Database.Conflict [missing][Database.Conflict#missing()]: no such account; a [rule][Database.Conflict#rule()]:
    ///     more than there is; else: the reference was used for something else
    public Booked book(
            String account,
            LedgerEntry.Kind kind,
            BigDecimal amount,
            @Nullable String reference,
            @Nullable String note,
            String actor) {
        return database.work(sql -> sql.one(
                        "select * from book(?, ?, ?, ?, ?, ?)",
                        row -> new Booked(row.number("entry_id"), row.amount("balance_now"), row.flag("repeated")),
                        account,
                        kind.word(),
                        amount,
                        reference,
                        note,
                        actor)
                .orElseThrow());
    }

    /// An account's entries, the newest first.
    ///
    /// @param before only those before this one; absent for the newest
    public List<LedgerEntry> entries(String account, @Nullable Long before, int limit) {
        return database.work(sql -> sql.query(
                "select * from ledger_entry where account_id = ? and id < ? order by id desc limit ?",
                LedgerEntry::read,
                account,
                before == null ? Long.MAX_VALUE : before,
                limit));
    }

    /// Recomputes every balance from the entries, every reserved sum from the reservations, and every charge from the
    /// usage events.
    ///
    /// @return what does not agree; empty where all is well
    public List<Difference> audit() {
        return database.work(sql -> {
            sql.update("set transaction isolation level repeatable read");
            sql.update("set local statement_timeout = 0");
            return sql.query(
                    """
                    select a.id, 'balance' as what, a.balance as told, coalesce(e.total, 0) as computed
                    from account a left join (select account_id, sum(amount) as total from ledger_entry group by 1) e
                        on e.account_id = a.id
                    where a.balance <> coalesce(e.total, 0)
                    union all
                    select a.id, 'reserved', a.reserved, coalesce(r.total, 0)
                    from account a left join (select account_id, sum(amount) as total from reservation group by 1) r
                        on r.account_id = a.id
                    where a.reserved <> coalesce(r.total, 0)
                    union all
                    select a.id, 'charges', coalesce(c.total, 0), coalesce(u.total, 0)
                    from account a
                        left join (select account_id, -sum(amount) as total from ledger_entry
                            where kind = 'charge' group by 1) c on c.account_id = a.id
                        left join (select account_id, sum(price) as total from usage_event group by 1) u
                            on u.account_id = a.id
                    where coalesce(c.total, 0) <> coalesce(u.total, 0)
                    union all
                    select l.account_id, 'entry ' || l.id, l.balance_after, l.computed
                    from (select id, account_id, balance_after,
                            sum(amount) over (partition by account_id order by id) as computed from ledger_entry) l
                    where l.balance_after <> l.computed
                    order by 1, 2
                    """,
                    row -> new Difference(
                            row.text("id"), row.text("what"), row.amount("told"), row.amount("computed")));
        });
    }

    /// What may still be done now: requests and tokens of this minute; and requests under way.
    public record Left(long requests, long tokens, long running) {}

    /// What is to be changed; absent: nothing.
    public record Change(
            @Nullable String name,
            @Nullable Integer requestsPerMinute,
            @Nullable Long tokensPerMinute,
            @Nullable Integer concurrentRequests,
            @Nullable Boolean closed) {}

    /// A balance was changed, or had been before.
    ///
    /// @param repeated nothing was changed, because the reference had been used
    public record Booked(long entry, BigDecimal balance, boolean repeated) {}

    /// Two numbers that should be one.
    public record Difference(String account, String what, BigDecimal told, BigDecimal computed) {}
}
