package dev.deepreasoning.ledger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
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
