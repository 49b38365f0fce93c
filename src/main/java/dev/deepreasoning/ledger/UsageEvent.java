package dev.deepreasoning.ledger;

import dev.deepreasoning.ledger.Statements.Columns;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One request as it went and what it cost.
///
/// @param source `api` or `playground`
/// @param requestedModel as the caller named it
/// @param upstreamModel the answering model's id in the catalogue
/// @param servedModel the answering model as its vendor named it
/// @param reasoner R1's tokens
/// @param answer Claude's tokens
/// @param estimated a vendor did not report some of them
/// @param billedInput tokens as the rate card counts them
/// @param price USD, charged
/// @param writtenOff USD, owed beyond what the account had
/// @param upstreamCost USD, the operator's; absent where a price of a vendor's is not known
/// @param status `completed`, `failed`, `cancelled` or `interrupted` (its process was lost)
/// @param details JSON: adjustments, attempts, how the reasoning went
public record UsageEvent(
        String requestId,
        String account,
        String key,
        String source,
        String endpoint,
        boolean stream,
        String requestedModel,
        String upstreamModel,
        @Nullable String servedModel,
        Reasoner reasoner,
        Answer answer,
        boolean estimated,
        long billedInput,
        long billedOutput,
        int searches,
        BigDecimal price,
        BigDecimal writtenOff,
        @Nullable BigDecimal upstreamCost,
        String status,
        @Nullable String errorCode,
        boolean simulated,
        Instant started,
        Instant ended,
        @Nullable Long firstTokenMillis,
        String details) {
    /// R1's part. Tokens of the prompt, of that from its cache, of all output, of that reasoning.
    public record Reasoner(
            @Nullable String host, @Nullable String model, long input, long cached, long output, long reasoning) {}

    /// Claude's part. Tokens of the prompt at full price, written to the cache, read from it, and of output.
    public record Answer(@Nullable String host, long input, long written, long cached, long output) {}

    static UsageEvent read(Columns row) throws SQLException {
        return new UsageEvent(
                row.text("request_id"),
                row.text("account_id"),
                row.text("key_id"),
                row.text("source"),
                row.text("endpoint"),
                row.flag("stream"),
                row.text("requested_model"),
                row.text("upstream_model"),
                row.textOrNull("served_model"),
                new Reasoner(
                        row.textOrNull("reasoner_host"),
                        row.textOrNull("reasoner_model"),
                        row.number("reasoner_input"),
                        row.number("reasoner_cached"),
                        row.number("reasoner_output"),
                        row.number("reasoning_tokens")),
                new Answer(
                        row.textOrNull("answer_host"),
                        row.number("answer_input"),
                        row.number("answer_written"),
                        row.number("answer_cached"),
                        row.number("answer_output")),
                row.flag("estimated"),
                row.number("billed_input"),
                row.number("billed_output"),
                (int) row.number("searches"),
                row.amount("price"),
                row.amount("written_off"),
                row.amountOrNull("upstream_cost"),
                row.text("status"),
                row.textOrNull("error_code"),
                row.flag("simulated"),
                row.time("started_at"),
                row.time("ended_at"),
                row.numberOrNull("first_token_ms"),
                row.text("details"));
    }
}
