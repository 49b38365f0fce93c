package dev.deepreasoning.simulator;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The parameters of a Messages request, refused where the real API refuses them.
///
/// @param rules what its model takes
/// @param maxTokens absent where tokens are only counted
record ClaudeRequest(
        JsonObject body,
        ClaudeRules rules,
        ClaudeConversation conversation,
        @Nullable Integer maxTokens) {
    static final String INVALID = "invalid_request_error";
    private static final Set<String> FIELDS = Set.of(
            "model",
            "max_tokens",
            "messages",
            "system",
            "stop_sequences",
            "stream",
            "temperature",
            "top_p",
            "top_k",
            "thinking",
            "tools",
            "tool_choice",
            "metadata",
            "cache_control",
            "output_config",
            "service_tier",
            "container",
            "inference_geo",
            "context_management",
            "mcp_servers");
    private static final Set<String> COUNTED = Set.of(
            "model",
            "messages",
            "system",
            "tools",
            "tool_choice",
            "thinking",
            "output_config",
            "cache_control",
            "context_management",
            "mcp_servers");
    private static final Set<String> SAMPLING = Set.of("temperature", "top_p", "top_k");
    private static final int LONGEST_USER_ID = 256;

    /// From this version of the API on there are no sampling parameters.
    private static final String WITHOUT_SAMPLING = "2026-10-21";

    /// Checks a request.
    ///
    /// @param version of the API
    /// @param counting it only asks for its number of tokens
    /// @throws Refusal where the real API would refuse
    static ClaudeRequest of(JsonObject body, String version, boolean counting) {
        boolean sampled = version.compareTo(WITHOUT_SAMPLING) < 0;
        for (String field : body.fieldNames()) {
            if (!(counting ? COUNTED : FIELDS).contains(field) || !sampled && SAMPLING.contains(field)) {
                throw invalid(field + ": Extra inputs are not permitted");
            }
        }
        if (!(body.getValue("model") instanceof String model)) {
            throw invalid("model: Field required");
        }
        ClaudeRules rules = ClaudeRules.of(model);
        if (rules == null) {
            throw new Refusal(404, "not_found_error", "model: " + model);
        }
        Integer maxTokens = counting ? null : maxTokens(body, rules);
        ClaudeConversation conversation = ClaudeConversation.of(body, rules);
        ClaudeRequest request = new ClaudeRequest(body, rules, conversation, maxTokens);
        ClaudeSampling.check(request);
        ClaudeToolRules.check(request);
        request.checkOutput();
        request.checkCaching();
        request.checkWindow();
        request.checkMetadata();
        return request;
    }

    /// Most tokens of the answer: what the caller allows and what the window has left.
    int room() {
        return (int) Math.min(allowed(), rules.window() - inputTokens());
    }

    /// Why an answer ends that fills its room.
    String bound() {
        return room() < allowed() ? "model_context_window_exceeded" : "max_tokens";
    }

    private long allowed() {
        return maxTokens == null ? Long.MAX_VALUE : maxTokens;
    }

    /// Tokens of the prompt.
    long inputTokens() {
        long sum = 8;
        for (String member : new String[] {"system", "messages", "tools", "tool_choice", "output_config"}) {
            Object value = body.getValue(member);
            sum += value == null ? 0 : Json.weigh(value);
        }
        return sum;
    }

    boolean streamed() {
        return Boolean.TRUE.equals(body.getValue("stream"));
    }

    List<String> stopSequences() {
        return body.getValue("stop_sequences") instanceof JsonArray stops
                ? stops.stream().map(String::valueOf).toList()
                : List.of();
    }

    JsonArray tools() {
        return body.getValue("tools") instanceof JsonArray tools ? tools : new JsonArray();
    }

    @Nullable
    JsonObject toolChoice() {
        return body.getValue("tool_choice") instanceof JsonObject choice ? choice : null;
    }

    /// The schema of the output, if one is asked for.
    @Nullable
    JsonObject schema() {
        return body.getValue("output_config") instanceof JsonObject config
                        && config.getValue("format") instanceof JsonObject format
                ? format.getJsonObject("schema")
                : null;
    }

    /// Whether the model thinks before it answers, as some do unless told not to.
    boolean thinks() {
        String type = thinking();
        return type == null ? rules.thinks() : type.equals("enabled") || type.equals("adaptive");
    }

    /// How the caller asks for the model's own thinking.
    @Nullable
    String thinking() {
        return body.getValue("thinking") instanceof JsonObject thinking ? thinking.getString("type") : null;
    }

    private static Integer maxTokens(JsonObject body, ClaudeRules rules) {
        if (!body.containsKey("max_tokens")) {
            throw invalid("max_tokens: Field required");
        }
        if (!(body.getValue("max_tokens") instanceof Integer value)) {
            throw invalid("max_tokens: Input should be a valid integer");
        }
        if (value < 1) {
            throw invalid("max_tokens: Input should be greater than or equal to 1");
        }
        if (value > rules.maxOutput()) {
            throw invalid("max_tokens: " + value + " > " + rules.maxOutput()
                    + ", which is the maximum allowed number of output tokens for " + rules.id());
        }
        return value;
    }

    private void checkOutput() {
        if (!(body.getValue("output_config") instanceof JsonObject config)) {
            return;
        }
        if (config.containsKey("effort") && !rules.effort()) {
            throw invalid("output_config.effort: This model does not support the effort parameter.");
        }
        if (config.containsKey("format")) {
            if (!rules.structured()) {
                throw invalid("output_config.format: This model does not support structured output.");
            }
            if (schema() == null) {
                throw invalid("output_config.format.schema: Field required");
            }
            if (conversation.prefill() != null) {
                throw invalid("output_config.format: cannot be combined with a prefill");
            }
            if (conversation.citable()) {
                throw invalid("output_config.format: cannot be combined with citations");
            }
        }
    }

    private void checkWindow() {
        long input = inputTokens();
        if (input + (maxTokens == null ? 0 : 1) > rules.window()) {
            throw invalid("prompt is too long: " + input + " tokens > " + rules.window() + " maximum");
        }
        if (maxTokens != null && rules.wholeWindow() && input + maxTokens > rules.window()) {
            throw invalid("input length and `max_tokens` exceed context limit: " + input + " + " + maxTokens + " > "
                    + rules.window() + ", decrease input length or `max_tokens` and try again");
        }
    }

    private void checkMetadata() {
        if (body.getValue("metadata") instanceof JsonObject metadata
                && metadata.getString("user_id", "").length() > LONGEST_USER_ID) {
            throw invalid("metadata.user_id: String should have at most " + LONGEST_USER_ID + " characters");
        }
    }

    private void checkCaching() {
        int marks = marks(body);
        if (marks > 4) {
            throw invalid("A maximum of 4 blocks with cache_control may be provided. Found " + marks + ".");
        }
    }

    private static int marks(Object value) {
        int sum = 0;
        if (value instanceof JsonObject object) {
            for (String name : object.fieldNames()) {
                Object member = object.getValue(name);
                sum += name.equals("cache_control") ? 1 : member == null ? 0 : marks(member);
            }
        } else if (value instanceof JsonArray array) {
            for (int i = 0; i < array.size(); i++) {
                Object item = array.getValue(i);
                sum += item == null ? 0 : marks(item);
            }
        }
        return sum;
    }

    static Refusal invalid(String message) {
        return new Refusal(400, INVALID, message);
    }
}
