package dev.deepreasoning.ledger;

import dev.deepreasoning.ledger.Statements.Columns;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A key of an account, without the key.
///
/// @param prefix its beginning
/// @param spendCap USD that may be spent with it in all; absent: as much as the account has
/// @param models ids of the catalogue that it may ask; absent: all
/// @param endpoints names of endpoints that it may call; absent: all
public record ApiKey(
        String id,
        String account,
        String name,
        String prefix,
        Instant created,
        @Nullable Instant lastUsed,
        @Nullable Instant expires,
        @Nullable Instant revoked,
        @Nullable BigDecimal spendCap,
        BigDecimal spent,
        @Nullable List<String> models,
        @Nullable List<String> endpoints) {
    static ApiKey read(Columns row) throws SQLException {
        return new ApiKey(
                row.text("id"),
                row.text("account_id"),
                row.text("name"),
                row.text("prefix"),
                row.time("created_at"),
                row.timeOrNull("last_used_at"),
                row.timeOrNull("expires_at"),
                row.timeOrNull("revoked_at"),
                row.amountOrNull("spend_cap"),
                row.amount("spent"),
                row.textsOrNull("models"),
                row.textsOrNull("endpoints"));
    }

    /// Whether it opens anything at a time.
    public boolean valid(Instant at) {
        return revoked == null && (expires == null || expires.isAfter(at));
    }

    /// The same, of use no longer than to a time.
    public ApiKey until(Instant end) {
        Instant sooner = expires == null || expires.isAfter(end) ? end : expires;
        return new ApiKey(
                id, account, name, prefix, created, lastUsed, sooner, revoked, spendCap, spent, models, endpoints);
    }

    /// What a key may do.
    ///
    /// @param expires absent: never
    public record Terms(
            String name,
            @Nullable Instant expires,
            @Nullable BigDecimal spendCap,
            @Nullable List<String> models,
            @Nullable List<String> endpoints) {}

    /// A key just made.
    ///
    /// @param secret the key itself, told this once
    public record Created(ApiKey key, String secret) {
        /// Hides the key.
        @Override
        public String toString() {
            return "Created[" + key.id + "]";
        }
    }
}
