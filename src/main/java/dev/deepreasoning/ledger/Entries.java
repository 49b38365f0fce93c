package dev.deepreasoning.ledger;

import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The changes of accounts' balances, as they are read. Blocks.
@ApplicationScoped
public class Entries {
    private final Database database;

    /// In a database.
    public Entries(Database database) {
        this.database = database;
    }

    /// One entry of an account.
    public Optional<LedgerEntry> find(String account, long id) {
        return database.work(sql ->
                sql.one("select * from ledger_entry where account_id = ? and id = ?", LedgerEntry::read, account, id));
    }

    /// An account's entries of a time, the newest first.
    ///
    /// @param before only those before this one; absent for the newest
    public List<LedgerEntry> list(String account, @Nullable Long before, Span span, int limit) {
        return database.work(sql -> sql.query(
                """
                select * from ledger_entry where account_id = ? and id < ?
                    and created_at >= coalesce(?, '-infinity'::timestamptz)
                    and created_at < coalesce(?, 'infinity'::timestamptz)
                order by id desc limit ?
                """, LedgerEntry::read, account, before == null ? Long.MAX_VALUE : before, span.from, span.to, limit));
    }

    /// The same, the oldest first.
    ///
    /// @param after only those behind this one; 0 for the oldest
    public List<LedgerEntry> page(String account, long after, Span span, int limit) {
        return database.work(sql -> sql.query("""
                select * from ledger_entry where account_id = ? and id > ?
                    and created_at >= coalesce(?, '-infinity'::timestamptz)
                    and created_at < coalesce(?, 'infinity'::timestamptz)
                order by id limit ?
                """, LedgerEntry::read, account, after, span.from, span.to, limit));
    }

    /// The sum of an account's entries before a time, which was its balance then. USD.
    public BigDecimal balance(String account, @Nullable Instant before) {
        if (before == null) {
            return BigDecimal.ZERO;
        }
        return database.work(
                sql -> sql.one("""
                select coalesce(sum(amount), 0) as total from ledger_entry where account_id = ? and created_at < ?
                """, row -> row.amount("total"), account, before).orElseThrow());
    }

    /// A stretch of time.
    ///
    /// @param from the first instant, inclusive; absent: all before `to`
    /// @param to the last, exclusive; absent: up to now
    public record Span(@Nullable Instant from, @Nullable Instant to) {}
}
