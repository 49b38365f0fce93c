package dev.deepreasoning.development;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;

/// A real PostgreSQL from binaries on the class path, in a folder for temporary files. It is stopped, and its data
/// removed, when the process ends.
public final class EmbeddedPostgreSql implements LocalDatabase {
    /// For the service loader.
    public EmbeddedPostgreSql() {}

    @Override
    public String start() throws IOException {
        return EmbeddedPostgres.builder().start().getJdbcUrl(Development.USER, "postgres");
    }
}
