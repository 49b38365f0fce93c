package dev.deepreasoning.metering;

import dev.deepreasoning.auth.Authenticator;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.ledger.Reservations.Verdict;
import java.time.Duration;

/// How the ledger's refusals are told.
final class Refusals {
    private Refusals() {}

    /// @throws GatewayException unless the run was let in or has been answered before
    static void refuse(Verdict verdict) {
        switch (verdict.outcome()) {
            case ADMITTED, ANSWERED -> {}
            case UNKNOWN_KEY -> throw Authenticator.unknown();
            case CLOSED -> throw GatewayException.of(ErrorKind.PERMISSION, "account_closed", "This account is closed.");
            case REQUESTS ->
                throw limited("Too many requests: " + verdict.limits().requests() + " a minute.", verdict.retryAfter());
            case TOKENS ->
                throw limited("Too many tokens: " + verdict.limits().tokens() + " a minute.", verdict.retryAfter());
            case CONCURRENCY -> throw limited("Too many requests of this account are running.", verdict.retryAfter());
            case SPEND_CAP ->
                throw GatewayException.of(
                        ErrorKind.INSUFFICIENT_CREDITS,
                        "insufficient_credits",
                        "What is left of this API key's spend cap does not cover this request.");
            case INSUFFICIENT ->
                throw GatewayException.of(
                        ErrorKind.INSUFFICIENT_CREDITS,
                        "insufficient_credits",
                        "The account's credit ("
                                + verdict.available().stripTrailingZeros().toPlainString()
                                + " USD free) does not cover this request.");
            case OTHER_REQUEST ->
                throw GatewayException.of(
                                ErrorKind.UNPROCESSABLE,
                                "idempotency_key_reused",
                                "This Idempotency-Key came with another request before. A new request needs a new key.")
                        .withParam("Idempotency-Key")
                        .afterWork();
            case REPEAT_TOO_EARLY ->
                throw GatewayException.of(
                                ErrorKind.CONFLICT,
                                "idempotency_key_in_use",
                                "The request with this Idempotency-Key is still running.")
                        .withRetryAfter(verdict.retryAfter());
        }
    }

    /// An answer that was paid for and cannot be given again. Nothing is gained by asking again, and a new run would be
    /// charged again.
    static GatewayException unkept() {
        return GatewayException.of(
                        ErrorKind.CONFLICT,
                        "idempotent_answer_not_kept",
                        "The request with this Idempotency-Key was answered, and the answer cannot be given again.")
                .afterWork();
    }

    private static GatewayException limited(String message, Duration wait) {
        return GatewayException.of(ErrorKind.RATE_LIMITED, "rate_limit_exceeded", message)
                .withRetryAfter(wait);
    }
}
