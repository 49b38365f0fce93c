package dev.deepreasoning.ledger;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Keys of accounts. Blocks.
@ApplicationScoped
public class Keys {
    /// Most valid keys of an account.
    public static final int MOST = 50;

    private static final int ID_BYTES = 8;

    private final Database database;
    private final SecureRandom random = new SecureRandom();

    /// In a database.
    public Keys(Database database) {
        this.database = database;
    }

    /// Makes a key.
    ///
    /// @return empty where the account has [#MOST] valid keys already
    /// @throws Database.Conflict [missing][Database.Conflict#missing()]: no such account
    public Optional<ApiKey.Created> create(String account, ApiKey.Terms terms) {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = "key_" + HexFormat.of().formatHex(bytes);
        String secret = KeyFormat.create();
        return database.<Optional<ApiKey>>work(sql -> {
                    // Whoever makes keys of one account at the same time waits here, or the count would not hold.
                    sql.query("select id from account where id = ? for update", row -> row.text("id"), account);
                    sql.update(
                            """
                    insert into api_key (id, account_id, name, prefix, hash, expires_at, spend_cap, models, endpoints)
                    select ?, ?, ?, ?, ?, ?, ?, ?, ?
                    where (select count(*) from api_key where account_id = ? and revoked_at is null
                        and (expires_at is null or expires_at > now())
                        and not exists (select 1 from external_identity i where i.key_id = api_key.id)) < ?
                    """,
                            id,
                            account,
                            terms.name(),
                            KeyFormat.shown(secret),
                            KeyFormat.hash(secret),
                            terms.expires(),
                            terms.spendCap(),
                            terms.models(),
                            terms.endpoints(),
                            account,
                            MOST);
                    return sql.one("select * from api_key where id = ?", ApiKey::read, id);
                })
                .map(key -> new ApiKey.Created(key, secret));
    }

    /// The key with a hash, of an account that is open. It may have been revoked.
    public Optional<ApiKey> find(byte[] hash) {
        return database.work(sql -> sql.one("""
                select k.* from api_key k join account a on a.id = k.account_id
                where k.hash = ? and a.closed_at is null
                """, ApiKey::read, (Object) hash));
    }

    /// An account's keys, the oldest first; without that of an identity's use ([Identities]).
    ///
    /// @param after the last one of the page before; absent for the first page
    public List<ApiKey> list(String account, @Nullable String after, int limit) {
        return database.work(
                sql -> sql.query("""
                select * from api_key
                where account_id = ? and not exists (select 1 from external_identity i where i.key_id = api_key.id)
                    and (created_at, id) > (
                    coalesce((select created_at from api_key where id = ? and account_id = ?), '-infinity'), ?)
                order by created_at, id limit ?
                """, ApiKey::read, account, after, account, after == null ? "" : after, limit));
    }

    /// Revokes a key, for good.
    ///
    /// @return the key; empty where the account has no such key
    public Optional<ApiKey> revoke(String account, String id) {
        return database.work(sql -> sql.one("""
                update api_key set revoked_at = coalesce(revoked_at, now())
                where account_id = ? and id = ?
                    and not exists (select 1 from external_identity i where i.key_id = api_key.id)
                returning *
                """, ApiKey::read, account, id));
    }
}
