package dev.deepreasoning.ledger;

import dev.deepreasoning.ledger.Statements.Columns;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One change of a balance, never changed itself.
///
/// @param amount USD, below zero where it was taken
/// @param requestId the request that a charge is for
/// @param reference the payment's or the operator's own, unique within the account
/// @param actor who did it
public record LedgerEntry(
        long id,
        String account,
        Kind kind,
        BigDecimal amount,
        BigDecimal balanceAfter,
        @Nullable String requestId,
        @Nullable String reference,
        @Nullable String note,
        String actor,
        Instant created) {
    static LedgerEntry read(Columns row) throws SQLException {
        return new LedgerEntry(
                row.number("id"),
                row.text("account_id"),
                Kind.valueOf(row.text("kind").toUpperCase(Locale.ROOT)),
                row.amount("amount"),
                row.amount("balance_after"),
                row.textOrNull("request_id"),
                row.textOrNull("external_reference"),
                row.textOrNull("note"),
                row.text("actor"),
                row.time("created_at"));
    }

    /// Why a balance changed.
    public enum Kind {
        /// Credit was bought or given.
        TOP_UP,
        /// A request was paid.
        CHARGE,
        /// An operator corrected something.
        ADJUSTMENT,
        /// Credit was given back.
        REFUND;

        /// Lower case, as stored and shown.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
