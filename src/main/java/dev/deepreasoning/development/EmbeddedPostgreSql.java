package dev.deepreasoning.development;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;

/// A real PostgreSQL from binaries on the class path, in a folder for temporary files. It is stopped, and its data
/// removed, when the process ends.
public final class EmbeddedPostgreSql implements LocalDatabase {
    /// For the service loader.
    public EmbeddedPostgreSql() {}

    @Override
    public String start() {
        try {
            return EmbeddedPostgres.builder().start().getJdbcUrl(Development.USER, "postgres");
        } catch (IOException e) {
            throw new UncheckedIOException("the embedded PostgreSQL did not start", e);
        }
    }
}
