package dev.deepreasoning.upstream.anthropic;

import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.upstream.ErrorMapping;
import dev.deepreasoning.upstream.RetryAfter;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What Anthropic's errors mean, as a status or inside a stream. The cause of each is a [ClaudeFailure].
///
/// @param callersKey whether the call was made with a key that the caller brought, who is then to blame for it
record ClaudeErrors(boolean callersKey) implements ErrorMapping {
    private static final int OVERLOADED = 529;
    private static final Set<String> SPEND_LIMITS =
            Set.of("enforced_spend_limit_reached", "contract_spend_limit_reached", "organization_on_hold");
    private static final Pattern TOO_LONG =
            Pattern.compile("prompt is too long(?:: (\\d{1,12}) tokens > (\\d{1,12}) maximum)?");
    private static final Pattern TOO_LONG_WITH_ANSWER = Pattern.compile(
            "input length and `?max_tokens`? exceed context limit: (\\d{1,9}) \\+ (\\d{1,9}) > (\\d{1,9})");

    @Override
    public GatewayException toException(int status, Function<String, @Nullable String> header, String body) {
        ClaudeErrorBody error = ClaudeErrorBody.read(body);
        int meant = status / 100 == 2 ? statusOf(error.type()) : status;
        return map(meant, error).withRetryAfter(RetryAfter.parse(header));
    }

    /// An `error` event.
    GatewayException inStream(@Nullable String type, @Nullable String message) {
        return map(statusOf(type), new ClaudeErrorBody(type, message == null ? "" : message, null));
    }

    /// The status that stands for a type; unknown ones are the vendor's own failure.
    private static int statusOf(@Nullable String type) {
        return switch (type) {
            case "invalid_request_error" -> 400;
            case "authentication_error" -> 401;
            case "billing_error" -> 402;
            case "permission_error" -> 403;
            case "not_found_error" -> 404;
            case "request_too_large" -> 413;
            case "rate_limit_error" -> 429;
            case "timeout_error" -> 504;
            case "overloaded_error" -> OVERLOADED;
            case null, default -> 500;
        };
    }

    private GatewayException map(int status, ClaudeErrorBody error) {
        GatewayException said =
                switch (status) {
                    case 400, 422 -> badRequest(error);
                    case 401, 403 -> badKey();
                    case 402 -> noCredit();
                    case 404 -> notFound(error);
                    case 413 ->
                        GatewayException.of(
                                ErrorKind.TOO_LARGE,
                                "request_too_large",
                                "The request is larger than the answering model takes.");
                    case 429 -> tooMany(error);
                    case 408, 504 ->
                        GatewayException.of(
                                ErrorKind.UPSTREAM_TIMEOUT,
                                "upstream_timeout",
                                "The answering model did not answer in time.");
                    case 503, OVERLOADED ->
                        GatewayException.of(
                                ErrorKind.OVERLOADED,
                                "model_unavailable",
                                "The answering model is overloaded. Please try again later.");
                    default ->
                        GatewayException.of(
                                ErrorKind.UPSTREAM_ERROR, "upstream_error", "The answering model's service failed.");
                };
        boolean passing = status >= 500 || status == 408 || status == 409 || said.kind() == ErrorKind.RATE_LIMITED;
        return said.withCause(new ClaudeFailure(status, error.type(), passing, fittingMaxTokens(status, error)));
    }

    private GatewayException badRequest(ClaudeErrorBody error) {
        String message = error.message();
        Matcher tooLong = TOO_LONG.matcher(message);
        if (tooLong.find()) {
            // Claude Code compacts its conversation on these very words.
            return contextLength(tooLong.group());
        }
        Matcher withAnswer = TOO_LONG_WITH_ANSWER.matcher(message);
        if (withAnswer.find()) {
            return contextLength("prompt is too long: " + withAnswer.group(1) + " tokens and " + withAnswer.group(2)
                    + " of `max_tokens` > " + withAnswer.group(3) + " maximum");
        }
        if (message.contains("credit balance is too low")) {
            return noCredit();
        }
        return KnownRefusals.tell(message);
    }

    private static GatewayException contextLength(String message) {
        return GatewayException.of(ErrorKind.CONTEXT_LENGTH, "context_length_exceeded", message)
                .withParam("messages");
    }

    private GatewayException badKey() {
        return callersKey
                ? GatewayException.of(
                        ErrorKind.AUTHENTICATION, "invalid_api_key", "Anthropic refused the API key that you brought.")
                : GatewayException.of(
                        ErrorKind.UPSTREAM_ERROR,
                        "upstream_error",
                        "The answering model's service refused the gateway's own credential. Your key is not the"
                                + " cause; the gateway's operator has to look into it.");
    }

    private GatewayException noCredit() {
        return callersKey
                ? GatewayException.of(
                        ErrorKind.INSUFFICIENT_CREDITS,
                        "insufficient_credits",
                        "The Anthropic account of the API key that you brought has no credit left.")
                : GatewayException.of(
                        ErrorKind.MODEL_UNAVAILABLE,
                        "model_unavailable",
                        "The answering model cannot be used now. The gateway's operator has to look into it.");
    }

    private static GatewayException notFound(ClaudeErrorBody error) {
        return error.message().startsWith("model:")
                ? GatewayException.of(
                                ErrorKind.MODEL_NOT_FOUND,
                                "model_not_found",
                                "The answering model is not served by its vendor (any more).")
                        .withParam("model")
                : GatewayException.of(
                        ErrorKind.UPSTREAM_ERROR,
                        "upstream_error",
                        "The answering model's service does not know the address that the gateway called.");
    }

    private GatewayException tooMany(ClaudeErrorBody error) {
        String code = error.code();
        if (code != null && SPEND_LIMITS.contains(code)) {
            return noCredit();
        }
        return GatewayException.of(
                ErrorKind.RATE_LIMITED,
                "rate_limit_exceeded",
                "The answering model's rate limit is reached. Please try again later.");
    }

    private static int fittingMaxTokens(int status, ClaudeErrorBody error) {
        Matcher withAnswer = TOO_LONG_WITH_ANSWER.matcher(error.message());
        if (status != 400 || !withAnswer.find()) {
            return 0;
        }
        return Math.max(0, Integer.parseInt(withAnswer.group(3)) - Integer.parseInt(withAnswer.group(1)));
    }
}
