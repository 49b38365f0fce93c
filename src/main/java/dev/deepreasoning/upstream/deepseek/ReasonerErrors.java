package dev.deepreasoning.upstream.deepseek;

import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.upstream.ErrorMapping;
import dev.deepreasoning.upstream.RetryAfter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What a reasoner host's errors mean. Its own words are never shown: they may quote keys.
final class ReasonerErrors implements ErrorMapping {
    /// The one mapping.
    static final ReasonerErrors MAPPING = new ReasonerErrors();

    private ReasonerErrors() {}

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
        return of(effective, chunk.errorMessage).withRetryAfter(RetryAfter.parse(header));
    }

    /// An error inside a stream that began with 200.
    static GatewayException inStream(@Nullable String code, @Nullable String message) {
        return of(inBody(code), message);
    }

    /// OpenRouter and others put the status into the code.
    private static int inBody(@Nullable String code) {
        if (code == null) {
            return 502;
        }
        if (code.length() == 3 && code.chars().allMatch(Character::isDigit)) {
            return Integer.parseInt(code);
        }
        return switch (code) {
            case "rate_limit_exceeded" -> 429;
            case "invalid_api_key", "authentication_error" -> 401;
            case "model_not_found" -> 404;
            default -> 502;
        };
    }

    private static GatewayException of(int status, @Nullable String message) {
        String words = message == null ? "" : message.toLowerCase(Locale.ROOT);
        return switch (status) {
            case 401, 403 -> unavailable("The reasoning host refuses the gateway's key.");
            case 402 -> unavailable("The gateway has no credit at the reasoning host.");
            case 404 -> unavailable("The reasoning host does not know the configured model.");
            case 400, 422 -> badRequest(words);
            case 413 ->
                GatewayException.of(
                        ErrorKind.CONTEXT_LENGTH,
                        "context_length_exceeded",
                        "The prompt is too long for the reasoning model.");
            case 429 ->
                GatewayException.of(
                        ErrorKind.RATE_LIMITED, "rate_limit_exceeded", "The reasoning host limits the rate.");
            case 408, 504 ->
                GatewayException.of(
                        ErrorKind.UPSTREAM_TIMEOUT, "upstream_timeout", "The reasoning host took too long.");
            default -> GatewayException.of(ErrorKind.UPSTREAM_ERROR, "upstream_error", "The reasoning host failed.");
        };
    }

    private static GatewayException badRequest(String words) {
        if (words.contains("model not exist")
                || words.contains("model_not_found")
                || words.contains("does not exist")) {
            return unavailable("The reasoning host does not know the configured model.");
        }
        if (words.contains("context length") || words.contains("maximum context") || words.contains("too long")) {
            return GatewayException.of(
                    ErrorKind.CONTEXT_LENGTH,
                    "context_length_exceeded",
                    "The prompt is too long for the reasoning model.");
        }
        return GatewayException.of(
                ErrorKind.INVALID_REQUEST, "upstream_error", "The reasoning host refuses the request.");
    }

    private static GatewayException unavailable(String message) {
        return GatewayException.of(ErrorKind.MODEL_UNAVAILABLE, "model_unavailable", message);
    }
}
