package dev.deepreasoning.ledger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/// A real PostgreSQL for the tests of one JVM; each asks for a database of its own.
public final class Postgres {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final EmbeddedPostgres SERVER = start();

    private Postgres() {}

    private static EmbeddedPostgres start() {
        try {
            // Durable as in production: what is acknowledged is on the disk.
            return EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "on")
                    .setServerConfig("max_connections", "200")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// An empty database.
    ///
    /// @return its name
    public static String create() {
        String name = "test" + NUMBER.incrementAndGet();
        try (Connection connection = SERVER.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return name;
    }

    /// The address of a database.
    public static String url(String name) {
        return SERVER.getJdbcUrl("postgres", name);
    }

    /// Where it listens, on this machine.
    public static int port() {
        return SERVER.getPort();
    }

    /// A database as the gateway reaches it.
    public static Database reach(String name) {
        DataSource source = SERVER.getDatabase("postgres", name);
        return new Database(true, () -> source);
    }

    /// A database with the gateway's tables that is away at times.
    public static Database breakable(BooleanSupplier broken) {
        DataSource source = migrated();
        return new Database(true, () -> {
            if (broken.getAsBoolean()) {
                return SERVER.getDatabase("nobody", "nowhere");
            }
            return source;
        });
    }

    /// A key as it should be that opens nothing.
    public static String keyOfNobody() {
        return KeyFormat.create();
    }

    /// Makes keys of an account, as many as wanted, in one transaction.
    public static List<ApiKey.Created> keys(Database database, String account, int count) {
        return database.work(sql -> {
            List<ApiKey.Created> keys = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String secret = KeyFormat.create();
                String id = "key_" + HexFormat.of().formatHex(KeyFormat.hash(secret), 0, 12);
                sql.update(
                        "insert into api_key (id, account_id, name, prefix, hash) values (?, ?, 'many', ?, ?)",
                        id,
                        account,
                        KeyFormat.shown(secret),
                        KeyFormat.hash(secret));
                keys.add(new ApiKey.Created(
                        sql.one("select * from api_key where id = ?", ApiKey::read, id)
                                .orElseThrow(),
                        secret));
            }
            return keys;
        });
    }

    /// A database with the gateway's tables, as the gateway reaches it.
    public static Database ledger() {
        DataSource source = migrated();
        return new Database(true, () -> source);
    }

    /// A database with the gateway's tables.
    static DataSource migrated() {
        DataSource source = SERVER.getDatabase("postgres", create());
        Flyway.configure().dataSource(source).load().migrate();
        return source;
    }
}
