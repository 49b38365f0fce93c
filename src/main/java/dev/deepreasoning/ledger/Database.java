package dev.deepreasoning.ledger;

import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/// The gateway's PostgreSQL, where it has one.
@ApplicationScoped
public class Database {
    private static final Logger LOG = Logger.getLogger(Database.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    /// Classes of SQLSTATE that blame the statement, not the database.
    private static final String CONSTRAINT = "23";
    private static final String VALUE = "22";
    private static final String NO_DATA = "P0002";
    /// A serialization failure and a deadlock.
    private static final Set<String> DISTURBED = Set.of("40001", "40P01");

    private static final int TRIES = 5;
    private static final int ANSWER_SECONDS = 1;
    private static final String UNAVAILABLE = "database_unavailable";

    private final boolean present;
    private final Supplier<? extends DataSource> source;

    /// The transaction under way, which pieces of work inside it join.
    private final ScopedValue<Statements> joined = ScopedValue.newInstance();

    /// The configured one.
    ///
    /// @param url where it is; unset where the gateway has none
    @Inject
    public Database(
            Instance<AgroalDataSource> source,
            @ConfigProperty(name = "quarkus.datasource.jdbc.url") Optional<String> url) {
        this(url.isPresent(), source::get);
    }

    Database(boolean present, Supplier<? extends DataSource> source) {
        this.present = present;
        this.source = source;
    }

    /// Whether there is one.
    public boolean present() {
        return present;
    }

    /// Whether it answers now. Blocks, for three seconds at most.
    public boolean answers() {
        try (Connection connection = connection()) {
            return connection.isValid(ANSWER_SECONDS);
        } catch (SQLException e) {
            return false;
        }
    }

    /// Does a piece of work in one transaction; what it does by other calls of this belongs to the same one. Blocks.
    ///
    /// @throws Conflict where a constraint refuses it
    /// @throws GatewayException 503 where the database cannot be reached or does not answer in time
    public <T> T work(Work<T> work) {
        return joined.isBound() ? inside(work) : undisturbed(() -> transaction(work));
    }

    /// Does a piece of work that is a single statement: its own transaction, and one round trip. Blocks.
    ///
    /// @throws Conflict where a constraint refuses it
    /// @throws GatewayException 503 where the database cannot be reached or does not answer in time
    public <T> T once(Work<T> work) {
        return joined.isBound()
                ? inside(work)
                : undisturbed(() -> {
                    try (Connection connection = connection()) {
                        connection.setAutoCommit(true);
                        return work.with(new Statements(connection));
                    }
                });
    }

    private <T> T inside(Work<T> work) {
        try {
            return work.with(joined.get());
        } catch (SQLException e) {
            throw told(e);
        }
    }

    private <T> T transaction(Work<T> work) throws SQLException {
        try (Connection connection = connection()) {
            connection.setAutoCommit(false);
            try {
                Statements statements = new Statements(connection);
                T result = ScopedValue.where(joined, statements).call(() -> work.with(statements));
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        }
    }

    private Connection connection() throws SQLException {
        if (!present) {
            throw GatewayException.of(
                    ErrorKind.OVERLOADED, "no_database", "This gateway has no database, and does not know accounts.");
        }
        return source.get().getConnection();
    }

    /// Work that was rolled back because of other work at the same time is done again.
    private static <T> T undisturbed(Attempt<T> attempt) {
        for (int left = TRIES; ; left--) {
            try {
                return attempt.make();
            } catch (SQLException e) {
                if (left <= 1 || !DISTURBED.contains(String.valueOf(e.getSQLState()))) {
                    throw told(e);
                }
            }
        }
    }

    @FunctionalInterface
    private interface Attempt<T> {
        T make() throws SQLException;
    }

    private static RuntimeException told(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        if (state.startsWith(CONSTRAINT) || state.equals(NO_DATA)) {
            return new Conflict(state, failure);
        }
        if (state.startsWith(VALUE)) {
            return GatewayException.of(
                            ErrorKind.INVALID_REQUEST,
                            "invalid_value",
                            "The request holds a value that cannot be kept.")
                    .withCause(failure);
        }
        LOG.errorf(
                "The database failed: SQLSTATE %s (%s).",
                state, failure.getClass().getSimpleName());
        return GatewayException.of(ErrorKind.OVERLOADED, UNAVAILABLE, "The gateway's database is unavailable.")
                .withRetryAfter(RETRY_AFTER)
                .withCause(failure);
    }

    /// Whether something failed because the database did.
    public static boolean unavailable(Throwable failure) {
        return failure instanceof GatewayException told && UNAVAILABLE.equals(told.code());
    }

    /// One transaction's work.
    @FunctionalInterface
    public interface Work<T> {
        /// Does it.
        T with(Statements sql) throws SQLException;
    }

    /// A constraint refused the work.
    public static final class Conflict extends RuntimeException {
        private static final long serialVersionUID = 1;
        private static final String CHECK = "23514";

        private final String state;

        private Conflict(String state, SQLException cause) {
            super(state, cause);
            this.state = state;
        }

        /// What the work names is not there.
        public boolean missing() {
            return state.equals(NO_DATA) || state.equals("23503");
        }

        /// A rule about values was broken; else something exists already.
        public boolean rule() {
            return state.equals(CHECK);
        }
    }
}
