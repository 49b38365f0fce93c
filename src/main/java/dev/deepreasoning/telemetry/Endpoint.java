package dev.deepreasoning.telemetry;

import java.util.Locale;

/// What a request asks for, as metrics and the request log tell it: bounded, whatever paths callers make up.
public enum Endpoint {
    CHAT_COMPLETIONS,
    RESPONSES,
    MESSAGES,
    WINFUNC,
    COUNT_TOKENS,
    MODELS,
    PRICING,
    ESTIMATE,
    ACCOUNT,
    ADMIN,
    OTHER;

    /// The endpoint of a request.
    ///
    /// @param path without a doubled or missing `/v1`
    public static Endpoint of(String method, String path) {
        boolean post = method.equals("POST");
        return switch (path) {
            case "/v1/chat/completions" -> post ? CHAT_COMPLETIONS : OTHER;
            case "/v1/responses" -> post ? RESPONSES : OTHER;
            case "/v1/messages" -> post ? MESSAGES : OTHER;
            case "/v1/messages/count_tokens" -> COUNT_TOKENS;
            case "/" -> post ? WINFUNC : OTHER;
            default -> ofPrefix(path);
        };
    }

    private static Endpoint ofPrefix(String path) {
        if (path.equals("/v1/models") || path.startsWith("/v1/models/")) {
            return MODELS;
        }
        if (path.equals("/v1/account") || path.startsWith("/v1/account/")) {
            return ACCOUNT;
        }
        if (path.equals("/v1/estimate") || path.startsWith("/v1/estimate/")) {
            return ESTIMATE;
        }
        if (path.equals("/v1/pricing")) {
            return PRICING;
        }
        return path.startsWith("/v1/admin/") ? ADMIN : OTHER;
    }

    /// Whether models are asked here.
    public boolean answers() {
        return this == CHAT_COMPLETIONS || this == RESPONSES || this == MESSAGES || this == WINFUNC;
    }

    /// Lower case, as metrics and logs show it.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
