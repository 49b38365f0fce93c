package dev.deepreasoning.upstream.deepseek;

import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.pipeline.ReasoningRequest;
import dev.deepreasoning.upstream.ErrorMapping;
import dev.deepreasoning.upstream.RetryAfter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What a reasoner host's errors mean. Its own words are never shown: they may quote keys.
final class ReasonerErrors implements ErrorMapping {
    private static final List<String> UNKNOWN_MODEL =
            List.of("model not exist", "model_not_found", "does not exist", "supported api model names");
    private static final List<String> TOO_LONG = List.of("context length", "maximum context", "too long");
    private static final List<String> FLAGGED = List.of("flagged", "moderation", "provider returned error");

    private final boolean callersKey;

    /// @param callersKey the call is made with a key that the caller brought: its troubles are the caller's to mend
    ReasonerErrors(boolean callersKey) {
        this.callersKey = callersKey;
    }

    /// The mapping for a request.
    static ReasonerErrors of(ReasoningRequest request) {
        return new ReasonerErrors(request.overrides().credential() != null);
    }

    @Override
    public GatewayException toException(int status, Function<String, @Nullable String> header, String body) {
        ReasonerChunk chunk = new ReasonerChunk();
        byte[] bytes = body.strip().getBytes(StandardCharsets.UTF_8);
        try {
            new ReasonerChunkReader(chunk).read(bytes, 0, bytes.length);
        } catch (IOException e) {
            chunk.clear();
        }
        int effective = status / 100 == 2 ? inBody(chunk.errorCode) : status;
        return map(effective, chunk).withRetryAfter(RetryAfter.parse(header));
    }

    /// An error inside a stream that began with 200.
    GatewayException inStream(ReasonerChunk chunk) {
        return map(inBody(chunk.errorCode), chunk);
    }

    /// OpenRouter and others put the status into the code.
    private static int inBody(@Nullable String code) {
        if (code == null) {
            return 502;
        }
        if (code.length() == 3 && code.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Integer.parseInt(code);
        }
        return switch (code) {
            case "rate_limit_exceeded" -> 429;
            case "invalid_api_key", "authentication_error" -> 401;
            case "insufficient_quota" -> 402;
            case "model_not_found" -> 404;
            default -> 502;
        };
    }

    private GatewayException map(int status, ReasonerChunk chunk) {
        String message = chunk.errorMessage;
        String words = message == null ? "" : message.toLowerCase(Locale.ROOT);
        return switch (status) {
            case 401 -> badKey();
            case 402 -> noCredit();
            // OpenRouter's word for a prompt that its moderation, or the vendor behind it, does not like.
            case 403 -> says(words, FLAGGED) ? refused() : badKey();
            case 404 -> unknownModel();
            case 400, 422 -> badRequest(words);
            case 413 -> tooLong();
            case 429 ->
                "insufficient_quota".equals(chunk.errorCode)
                        ? noCredit()
                        : GatewayException.of(
                                ErrorKind.RATE_LIMITED, "rate_limit_exceeded", "The reasoning host limits the rate.");
            case 408, 504 ->
                GatewayException.of(
                        ErrorKind.UPSTREAM_TIMEOUT, "upstream_timeout", "The reasoning host took too long.");
            default -> GatewayException.of(ErrorKind.UPSTREAM_ERROR, "upstream_error", "The reasoning host failed.");
        };
    }

    private static GatewayException badRequest(String words) {
        if (says(words, UNKNOWN_MODEL)) {
            return unknownModel();
        }
        return says(words, TOO_LONG) ? tooLong() : refused();
    }

    private static boolean says(String words, List<String> phrases) {
        return phrases.stream().anyMatch(words::contains);
    }

    private GatewayException badKey() {
        return callersKey
                ? GatewayException.of(
                        ErrorKind.AUTHENTICATION,
                        "invalid_api_key",
                        "The reasoning host refused the API key that you brought.")
                : unavailable("The reasoning host refuses the gateway's key.");
    }

    private GatewayException noCredit() {
        return callersKey
                ? GatewayException.of(
                        ErrorKind.INSUFFICIENT_CREDITS,
                        "insufficient_credits",
                        "The account of the API key that you brought has no credit left at the reasoning host.")
                : unavailable("The gateway has no credit at the reasoning host.");
    }

    private static GatewayException unknownModel() {
        return unavailable("The reasoning host does not know the configured model.");
    }

    private static GatewayException tooLong() {
        return GatewayException.of(
                ErrorKind.CONTEXT_LENGTH, "context_length_exceeded", "The prompt is too long for the reasoning model.");
    }

    private static GatewayException refused() {
        return GatewayException.of(
                ErrorKind.INVALID_REQUEST, "upstream_error", "The reasoning host refuses the request.");
    }

    private static GatewayException unavailable(String message) {
        return GatewayException.of(ErrorKind.MODEL_UNAVAILABLE, "model_unavailable", message);
    }
}
