package dev.deepreasoning.ledger;

import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Statements inside one transaction. Values are parameters, always.
public final class Statements {
    private final Connection connection;

    Statements(Connection connection) {
        this.connection = connection;
    }

    /// All rows.
    public <T> List<T> query(String sql, Row<T> row, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = prepared(sql, values);
                ResultSet results = statement.executeQuery()) {
            List<T> rows = new ArrayList<>();
            Columns columns = new Columns(results);
            while (results.next()) {
                rows.add(row.read(columns));
            }
            return rows;
        }
    }

    /// The first row.
    public <T> Optional<T> one(String sql, Row<T> row, @Nullable Object... values) throws SQLException {
        return query(sql, row, values).stream().findFirst();
    }

    /// Changes rows.
    ///
    /// @return how many
    public int update(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = prepared(sql, values)) {
            return statement.executeUpdate();
        }
    }

    private PreparedStatement prepared(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < values.length; i++) {
                bind(statement, i + 1, values[i]);
            }
            return statement;
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }

    private void bind(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
        switch (value) {
            case null -> statement.setNull(index, Types.NULL);
            case Instant instant -> statement.setObject(index, OffsetDateTime.ofInstant(instant, ZoneOffset.UTC));
            case List<?> texts -> statement.setArray(index, connection.createArrayOf("text", texts.toArray()));
            default -> statement.setObject(index, value);
        }
    }

    /// Reads a row.
    @FunctionalInterface
    public interface Row<T> {
        /// Reads it.
        T read(Columns columns) throws SQLException;
    }

    /// The columns of the current row, by name.
    public static final class Columns {
        private final ResultSet row;

        private Columns(ResultSet row) {
            this.row = row;
        }

        /// Text that is there.
        public String text(String name) throws SQLException {
            return row.getString(name);
        }

        /// Text that may be absent.
        public @Nullable String textOrNull(String name) throws SQLException {
            return row.getString(name);
        }

        /// An exact amount.
        public BigDecimal amount(String name) throws SQLException {
            return row.getBigDecimal(name);
        }

        /// An amount that may be absent.
        public @Nullable BigDecimal amountOrNull(String name) throws SQLException {
            return row.getBigDecimal(name);
        }

        /// A whole number.
        public long number(String name) throws SQLException {
            return row.getLong(name);
        }

        /// A whole number that may be absent.
        public @Nullable Long numberOrNull(String name) throws SQLException {
            long value = row.getLong(name);
            return row.wasNull() ? null : value;
        }

        /// True or false.
        public boolean flag(String name) throws SQLException {
            return row.getBoolean(name);
        }

        /// A point in time.
        public Instant time(String name) throws SQLException {
            return row.getObject(name, OffsetDateTime.class).toInstant();
        }

        /// A point in time that may be absent.
        public @Nullable Instant timeOrNull(String name) throws SQLException {
            OffsetDateTime time = row.getObject(name, OffsetDateTime.class);
            return time == null ? null : time.toInstant();
        }

        /// Bytes that may be absent.
        public byte @Nullable [] bytesOrNull(String name) throws SQLException {
            return row.getBytes(name);
        }

        /// A list of texts; absent where none was set.
        public @Nullable List<String> textsOrNull(String name) throws SQLException {
            Array array = row.getArray(name);
            return array == null ? null : Arrays.asList((String[]) array.getArray());
        }
    }
}
