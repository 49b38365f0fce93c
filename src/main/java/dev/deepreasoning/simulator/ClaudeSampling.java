package dev.deepreasoning.simulator;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// What the Messages API refuses in sampling parameters, stop sequences and Claude's own thinking; it differs from
/// model to model.
final class ClaudeSampling {
    private static final int LEAST_BUDGET = 1_024;

    private ClaudeSampling() {}

    /// @throws Refusal where the real API would refuse
    static void check(ClaudeRequest request) {
        JsonObject body = request.body();
        Double temperature = fraction(body, "temperature");
        Double topP = fraction(body, "top_p");
        boolean topK = body.containsKey("top_k");
        if (topK && !(body.getValue("top_k") instanceof Integer number && number >= 0)) {
            throw ClaudeRequest.invalid("top_k: Input should be greater than or equal to 0");
        }
        if (request.rules().sampling() == 0 && (temperature != null || topP != null || topK)) {
            String name = temperature != null ? "temperature" : topP != null ? "top_p" : "top_k";
            throw ClaudeRequest.invalid("`" + name + "` is not supported for this model.");
        }
        if (request.rules().sampling() == 1 && temperature != null && topP != null) {
            throw ClaudeRequest.invalid(
                    "`temperature` and `top_p` cannot both be specified for this model. Please use only one.");
        }
        if (request.thinks()) {
            checkBesideThinking(temperature, topP, topK);
        }
        checkStops(body.getValue("stop_sequences"));
        checkThinking(request);
    }

    private static void checkBesideThinking(@Nullable Double temperature, @Nullable Double topP, boolean topK) {
        if (temperature != null && temperature != 1) {
            throw ClaudeRequest.invalid("`temperature` may only be set to 1 when thinking is enabled");
        }
        if (topP != null && topP < 0.95) {
            throw ClaudeRequest.invalid("`top_p` must be greater than or equal to 0.95 when thinking is enabled");
        }
        if (topK) {
            throw ClaudeRequest.invalid("`top_k` must be unset when thinking is enabled");
        }
    }

    private static @Nullable Double fraction(JsonObject body, String name) {
        if (!body.containsKey(name)) {
            return null;
        }
        if (!(body.getValue(name) instanceof Number number)) {
            throw ClaudeRequest.invalid(name + ": Input should be a valid number");
        }
        if (number.doubleValue() < 0 || number.doubleValue() > 1) {
            throw ClaudeRequest.invalid(name + ": range: 0..1");
        }
        return number.doubleValue();
    }

    private static void checkStops(@Nullable Object stops) {
        if (stops == null) {
            return;
        }
        if (!(stops instanceof JsonArray array)) {
            throw ClaudeRequest.invalid("stop_sequences: Input should be a valid list");
        }
        for (Object stop : array) {
            if (!(stop instanceof String text)) {
                throw ClaudeRequest.invalid("stop_sequences: Input should be a valid string");
            }
            if (text.isBlank()) {
                throw ClaudeRequest.invalid("stop_sequences: each stop sequence must contain non-whitespace");
            }
        }
    }

    private static void checkThinking(ClaudeRequest request) {
        String type = request.thinking();
        if (type == null) {
            return;
        }
        if (!request.rules().thinking().contains(type)) {
            throw ClaudeRequest.invalid("thinking.type: \"" + type + "\" is not supported for this model");
        }
        if (type.equals("enabled")) {
            int budget = request.body().getJsonObject("thinking").getInteger("budget_tokens", 0);
            if (budget < LEAST_BUDGET) {
                throw ClaudeRequest.invalid(
                        "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024");
            }
            Integer maxTokens = request.maxTokens();
            if (maxTokens != null && maxTokens <= budget) {
                throw ClaudeRequest.invalid("`max_tokens` must be greater than `thinking.budget_tokens`");
            }
        }
        if (!type.equals("disabled") && request.conversation().prefill() != null) {
            throw ClaudeRequest.invalid("messages: a prefill cannot be used when thinking is enabled");
        }
    }
}
