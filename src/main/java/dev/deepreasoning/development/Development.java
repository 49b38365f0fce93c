package dev.deepreasoning.development;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.function.Supplier;

/// Gives a gateway in dev mode the database and the administrator's token that nobody has configured. They are told by
/// system properties, which outlive a live reload as the database does.
final class Development {
    static final String USER = "postgres";
    static final String URL = "quarkus.datasource.jdbc.url";
    static final String TOKEN = "deepreasoning.admin.token";
    /// Set from the start of the database until its account has been made.
    static final String NEW = "dev.deepreasoning.database.new";

    private static final int TOKEN_BYTES = 32;

    private Development() {}

    /// Prepares the start of the application.
    ///
    /// @param configured a setting as it is without these
    static void prepare(Function<String, Optional<String>> configured) {
        prepare(
                configured,
                () -> ServiceLoader.load(LocalDatabase.class).findFirst().orElseThrow(),
                System.getProperties());
    }

    /// @param configured a setting as it is without these
    /// @param settings where they go
    static void prepare(
            Function<String, Optional<String>> configured, Supplier<LocalDatabase> database, Properties settings) {
        if (configured.apply(URL).isPresent()) {
            return;
        }
        settings.setProperty(URL, started(database.get()));
        settings.setProperty("quarkus.datasource.username", USER);
        settings.setProperty("quarkus.datasource.password", USER);
        settings.setProperty(NEW, "true");
        if (configured.apply(TOKEN).isEmpty()) {
            settings.setProperty(TOKEN, token());
        }
    }

    private static String started(LocalDatabase database) {
        try {
            return database.start();
        } catch (IOException e) {
            throw new UncheckedIOException("the database for this run did not start", e);
        }
    }

    private static String token() {
        byte[] bytes = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
