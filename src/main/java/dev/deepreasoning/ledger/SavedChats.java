package dev.deepreasoning.ledger;

import dev.deepreasoning.ledger.Statements.Columns;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Chats that account holders keep. Blocks.
@ApplicationScoped
public class SavedChats {
    /// Most chats of an account.
    public static final int MOST = 50;

    private static final int ID_BYTES = 12;

    private final Database database;
    private final SecureRandom random = new SecureRandom();

    /// In a database.
    public SavedChats(Database database) {
        this.database = database;
    }

    /// A chat.
    ///
    /// @param content JSON in the page's own form; absent in lists
    public record Chat(
            String id,
            String title,
            String model,
            Instant created,
            Instant updated,
            @Nullable String content) {
        static Chat line(Columns row) throws SQLException {
            return new Chat(
                    row.text("id"),
                    row.text("title"),
                    row.text("model"),
                    row.time("created_at"),
                    row.time("updated_at"),
                    null);
        }

        static Chat whole(Columns row) throws SQLException {
            Chat line = line(row);
            return new Chat(line.id, line.title, line.model, line.created, line.updated, row.text("content"));
        }
    }

    /// Keeps a new one.
    ///
    /// @return empty where the account has [#MOST] already
    public Optional<Chat> add(String account, String title, String model, String content) {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = "chat_" + HexFormat.of().formatHex(bytes);
        return database.work(sql -> {
            // Whoever keeps chats of one account at the same time waits here, or the count would not hold.
            sql.query("select id from account where id = ? for update", row -> row.text("id"), account);
            return sql.one("""
                    insert into saved_chat (id, account_id, title, model, content)
                    select ?, ?, ?, ?, ? where (select count(*) from saved_chat where account_id = ?) < ?
                    returning *
                    """, Chat::line, id, account, title, model, content, account, MOST);
        });
    }

    /// Puts another content in the place of a chat's.
    ///
    /// @return empty where the account has no such chat
    public Optional<Chat> replace(String account, String id, String title, String model, String content) {
        return database.work(sql -> sql.one("""
                update saved_chat set title = ?, model = ?, content = ?, updated_at = now()
                where account_id = ? and id = ? returning *
                """, Chat::line, title, model, content, account, id));
    }

    /// An account's chats, the latest first, without their content.
    ///
    /// @param before the last one of the page before; absent for the first page
    /// @param model only of this one; absent: all
    public List<Chat> list(String account, @Nullable String before, @Nullable String model, int limit) {
        return database.work(sql -> sql.query("""
                select id, title, model, created_at, updated_at from saved_chat
                where account_id = ? and (?::text is null or model = ?)
                    and (?::text is null or (updated_at, id) <
                        (select updated_at, id from saved_chat where id = ? and account_id = ?))
                order by updated_at desc, id desc limit ?
                """, Chat::line, account, model, model, before, before, account, limit));
    }

    /// One with its content.
    public Optional<Chat> find(String account, String id) {
        return database.work(
                sql -> sql.one("select * from saved_chat where account_id = ? and id = ?", Chat::whole, account, id));
    }

    /// Forgets one.
    ///
    /// @return what it was; empty where the account has no such chat
    public Optional<Chat> remove(String account, String id) {
        return database.work(sql ->
                sql.one("delete from saved_chat where account_id = ? and id = ? returning *", Chat::line, account, id));
    }
}
