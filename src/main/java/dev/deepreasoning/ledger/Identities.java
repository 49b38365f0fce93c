package dev.deepreasoning.ledger;

import dev.deepreasoning.ledger.Account.Limits;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Optional;

/// Accounts of people whom somebody else has identified. Blocks.
@ApplicationScoped
public class Identities {
    private static final int ID_BYTES = 8;
    private static final int HASH_BYTES = 32;

    private final Database database;
    private final Accounts accounts;
    private final SecureRandom random = new SecureRandom();

    /// In a database.
    public Identities(Database database, Accounts accounts) {
        this.database = database;
        this.accounts = accounts;
    }

    private record Found(ApiKey key, boolean closed) {}

    /// The key under which an identity's use is recorded, which has no secret and is not among the account's [Keys]. At
    /// first sight an account without credit is opened, once however many ask.
    ///
    /// @param name of the new account
    /// @param simulated its entries will be a demo's
    /// @return empty while the account is closed
    public Optional<ApiKey> key(String issuer, String subject, String name, boolean simulated) {
        Optional<Found> known = database.work(sql -> find(sql, issuer, subject));
        return known.or(() -> Optional.of(database.work(sql -> {
                    // Whoever sees this identity for the first time at the same moment waits here.
                    sql.query(
                            "select pg_advisory_xact_lock(hashtextextended(?, hashtext(?)))",
                            _ -> true,
                            subject,
                            issuer);
                    Optional<Found> meanwhile = find(sql, issuer, subject);
                    return meanwhile.isPresent() ? meanwhile.get() : open(sql, issuer, subject, name, simulated);
                })))
                .filter(each -> !each.closed)
                .map(Found::key);
    }

    private Found open(Statements sql, String issuer, String subject, String name, boolean simulated)
            throws SQLException {
        String account = accounts.open(name, Limits.DEFAULT, simulated).id();
        String key = "key_" + HexFormat.of().formatHex(bytes(ID_BYTES));
        sql.update(
                "insert into api_key (id, account_id, name, prefix, hash) values (?, ?, 'oidc', 'oidc', ?)",
                key,
                account,
                bytes(HASH_BYTES));
        sql.update(
                "insert into external_identity (issuer, subject, account_id, key_id) values (?, ?, ?, ?)",
                issuer,
                subject,
                account,
                key);
        return find(sql, issuer, subject).orElseThrow();
    }

    private static Optional<Found> find(Statements sql, String issuer, String subject) throws SQLException {
        return sql.one("""
                select k.*, a.closed_at is not null as closed
                from external_identity i join api_key k on k.id = i.key_id join account a on a.id = i.account_id
                where i.issuer = ? and i.subject = ?
                """, row -> new Found(ApiKey.read(row), row.flag("closed")), issuer, subject);
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
