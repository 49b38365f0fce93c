package dev.deepreasoning.simulator;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a host of R1 refuses, stricter than any one of them: the rules of all, so that a request that passes here
/// passes everywhere.
final class ReasonerRules {
    static final String INVALID = "invalid_request_error";
    private static final int MAX_TOKENS = 393_216;
    private static final Set<String> ROLES = Set.of("system", "user", "assistant");

    private ReasonerRules() {}

    /// @throws Refusal where the key is missing or wrong
    static void checkKey(Incoming request) {
        String authorization = request.header("authorization");
        if (authorization == null || !authorization.startsWith("Bearer ") || authorization.length() < 8) {
            throw new Refusal(
                    401, "authentication_error", "Authentication Fails (auth header format should be Bearer sk-...)");
        }
        if (authorization.startsWith("Bearer invalid")) {
            throw new Refusal(401, "authentication_error", "Authentication Fails, Your api key is invalid");
        }
    }

    /// @return the text of the last turn
    /// @throws Refusal where the real one would refuse
    static String check(JsonObject request) {
        String model = request.getValue("model") instanceof String name ? name : "";
        if (!model.toLowerCase(Locale.ROOT).contains("deepseek")) {
            throw new Refusal(400, INVALID, "Model Not Exist");
        }
        number(request, "temperature", 0, 2);
        number(request, "top_p", 0, 1);
        Double maxTokens = number(request, "max_tokens", 1, MAX_TOKENS);
        if (maxTokens != null && maxTokens != Math.rint(maxTokens)) {
            throw new Refusal(422, INVALID, "Failed to deserialize the JSON body: max_tokens: expected u32");
        }
        if (request.containsKey("tools") || request.containsKey("tool_choice")) {
            throw new Refusal(400, INVALID, "deepseek-reasoner does not support Function Calling");
        }
        if (request.containsKey("logprobs") || request.containsKey("top_logprobs")) {
            throw new Refusal(400, INVALID, "deepseek-reasoner does not support logprobs");
        }
        if (request.containsKey("stream_options") && !Boolean.TRUE.equals(request.getValue("stream"))) {
            throw new Refusal(400, INVALID, "stream_options should be set along with stream = true");
        }
        return checkTurns(request.getValue("messages"));
    }

    private static String checkTurns(@Nullable Object messages) {
        if (!(messages instanceof JsonArray turns) || turns.isEmpty()) {
            throw new Refusal(400, INVALID, "Empty input messages");
        }
        String previous = "";
        String text = "";
        for (int i = 0; i < turns.size(); i++) {
            if (!(turns.getValue(i) instanceof JsonObject turn)
                    || !(turn.getValue("role") instanceof String role)
                    || !ROLES.contains(role)) {
                throw new Refusal(422, INVALID, "Failed to deserialize the JSON body: messages[" + i + "].role");
            }
            if (turn.containsKey("reasoning_content") || turn.containsKey("reasoning")) {
                throw new Refusal(400, INVALID, "reasoning_content is not allowed in input messages");
            }
            if (!(turn.getValue("content") instanceof String content)) {
                throw new Refusal(
                        422, INVALID, "Failed to deserialize the JSON body: messages[" + i + "]: expected a string");
            }
            if (content.isBlank()) {
                throw new Refusal(400, INVALID, "Empty content in messages[" + i + "]");
            }
            if (role.equals("system") && i > 0) {
                throw new Refusal(400, INVALID, "The system message must be the first");
            }
            if (role.equals(previous)) {
                throw new Refusal(
                        400, INVALID, "deepseek-reasoner does not support successive user or assistant messages");
            }
            if (role.equals("assistant") && !previous.equals("user")) {
                throw new Refusal(400, INVALID, "The first message must be a user message");
            }
            previous = role;
            text = content;
        }
        if (!previous.equals("user")) {
            throw new Refusal(
                    400,
                    INVALID,
                    "The last message of deepseek-reasoner must be a user message, or an assistant"
                            + " message with prefix mode on (refer to https://api-docs.deepseek.com/guides)");
        }
        return text;
    }

    private static @Nullable Double number(JsonObject request, String name, double from, double to) {
        if (!request.containsKey(name)) {
            return null;
        }
        if (!(request.getValue(name) instanceof Number value)) {
            throw new Refusal(422, INVALID, "Failed to deserialize the JSON body: " + name + ": invalid type");
        }
        if (value.doubleValue() < from || value.doubleValue() > to) {
            throw new Refusal(
                    400,
                    INVALID,
                    "Invalid " + name + " value, the valid range of " + name + " is [" + plain(from) + ", " + plain(to)
                            + "]");
        }
        return value.doubleValue();
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }
}
