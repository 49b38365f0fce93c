package dev.deepreasoning.ledger;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Who did what as an operator. Append-only. Blocks.
@ApplicationScoped
public class AuditLog {
    private final Database database;

    /// In a database.
    public AuditLog(Database database) {
        this.database = database;
    }

    /// Writes down an action.
    ///
    /// @param details JSON without secrets
    public void write(String actor, String action, @Nullable String account, String details) {
        database.work(sql -> sql.update(
                "insert into audit_event (actor, action, account_id, details) values (?, ?, ?, ?::jsonb)",
                actor,
                action,
                account,
                details));
    }

    /// Does something as an operator and writes it down, both in one transaction: neither is without the other.
    ///
    /// @param deed what was done, known when it is
    public <T> T acting(String actor, Supplier<T> work, Function<? super T, Deed> deed) {
        return database.work(_ -> {
            T result = work.get();
            Deed done = deed.apply(result);
            write(actor, done.action, done.account, done.details);
            return result;
        });
    }

    /// Actions, the newest first.
    ///
    /// @param before only those before this one; absent for the newest
    public List<Entry> list(@Nullable Long before, int limit) {
        return database.work(sql -> sql.query(
                "select * from audit_event where id < ? order by id desc limit ?",
                row -> new Entry(
                        row.number("id"),
                        row.time("at"),
                        row.text("actor"),
                        row.text("action"),
                        row.textOrNull("account_id"),
                        row.text("details")),
                before == null ? Long.MAX_VALUE : before,
                limit));
    }

    /// What an operator did.
    ///
    /// @param account the account that it was done to; absent where it was to none, or to all
    /// @param details JSON without secrets
    public record Deed(String action, @Nullable String account, String details) {}

    /// One action.
    public record Entry(
            long id,
            Instant at,
            String actor,
            String action,
            @Nullable String account,
            String details) {}
}
