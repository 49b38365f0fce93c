package dev.deepreasoning.ledger;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Sessions of the page in the browser. Blocks.
@ApplicationScoped
public class Sessions {
    private final Database database;

    /// In a database.
    public Sessions(Database database) {
        this.database = database;
    }

    /// A session.
    ///
    /// @param kind `account`, `static` or `admin`
    /// @param reference what it was opened with: a key's id, or a name that opens nothing
    /// @param key the account's key as it is now; absent for the other kinds
    public record Stored(
            String kind,
            String reference,
            Instant expires,
            @Nullable ApiKey key) {}

    /// Begins one, and forgets those that are over.
    ///
    /// @param hash SHA-256 of its secret
    public void open(byte[] hash, String kind, String reference, Instant expires) {
        database.work(sql -> {
            sql.update("delete from browser_session where expires_at < now()");
            return sql.update(
                    "insert into browser_session (hash, kind, key_id, reference, expires_at) values (?, ?, ?, ?, ?)",
                    hash,
                    kind,
                    kind.equals("account") ? reference : null,
                    reference,
                    expires);
        });
    }

    /// One that is not over; of an account only while its key is valid and the account is open.
    public Optional<Stored> find(byte[] hash) {
        return database.work(sql -> {
            Optional<Stored> found = sql.one(
                    "select * from browser_session where hash = ? and expires_at > now()",
                    row -> new Stored(row.text("kind"), row.text("reference"), row.time("expires_at"), null),
                    (Object) hash);
            if (found.isEmpty() || !found.get().kind().equals("account")) {
                return found;
            }
            return sql.one("""
                    select k.* from api_key k join account a on a.id = k.account_id
                    where k.id = ? and a.closed_at is null and k.revoked_at is null
                        and (k.expires_at is null or k.expires_at > now())
                    """, ApiKey::read, found.get().reference())
                    .map(key -> new Stored(
                            found.get().kind(),
                            found.get().reference(),
                            found.get().expires(),
                            key));
        });
    }

    /// Ends one.
    public void close(byte[] hash) {
        database.work(sql -> sql.update("delete from browser_session where hash = ?", (Object) hash));
    }
}
