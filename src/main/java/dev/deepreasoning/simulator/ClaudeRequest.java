package dev.deepreasoning.simulator;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
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
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,128}");
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

    /// Checks a request.
    ///
    /// @param counting it only asks for its number of tokens
    /// @throws Refusal where the real API would refuse
    static ClaudeRequest of(JsonObject body, boolean counting) {
        for (String field : body.fieldNames()) {
            if (!FIELDS.contains(field)
                    || counting
                            && Set.of("max_tokens", "stream", "temperature", "top_p")
                                    .contains(field)) {
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
        request.checkSampling();
        request.checkThinking();
        request.checkTools();
        request.checkOutput();
        request.checkCaching();
        if (request.inputTokens() + (maxTokens == null ? 0 : 1) > rules.window()) {
            throw invalid("prompt is too long: " + request.inputTokens() + " tokens > " + rules.window() + " maximum");
        }
        return request;
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

    private @Nullable String thinking() {
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

    private void checkSampling() {
        Double temperature = fraction("temperature");
        Double topP = fraction("top_p");
        boolean topK = body.containsKey("top_k");
        if (rules.sampling() == 0 && (temperature != null || topP != null || topK)) {
            String name = temperature != null ? "temperature" : topP != null ? "top_p" : "top_k";
            throw invalid("`" + name + "` is not supported for this model.");
        }
        if (rules.sampling() == 1 && temperature != null && topP != null) {
            throw invalid("`temperature` and `top_p` cannot both be specified for this model. Please use only one.");
        }
        if ("enabled".equals(thinking()) && temperature != null && temperature != 1) {
            throw invalid("`temperature` may only be set to 1 when thinking is enabled");
        }
        for (String stop : stopSequences()) {
            if (stop.isBlank()) {
                throw invalid("stop_sequences: each stop sequence must contain non-whitespace");
            }
        }
    }

    private @Nullable Double fraction(String name) {
        if (!body.containsKey(name)) {
            return null;
        }
        if (!(body.getValue(name) instanceof Number number)) {
            throw invalid(name + ": Input should be a valid number");
        }
        if (number.doubleValue() < 0 || number.doubleValue() > 1) {
            throw invalid(name + ": range: 0..1");
        }
        return number.doubleValue();
    }

    private void checkThinking() {
        String type = thinking();
        if (type == null) {
            return;
        }
        if (rules.id().equals("claude-opus-5-5") && type.equals("disabled")) {
            throw invalid("thinking: this model always thinks");
        }
        if (type.equals("enabled")) {
            int budget = body.getJsonObject("thinking").getInteger("budget_tokens", 0);
            if (budget < 1_024) {
                throw invalid("thinking.enabled.budget_tokens: Input should be greater than or equal to 1024");
            }
            if (maxTokens != null && maxTokens <= budget) {
                throw invalid("`max_tokens` must be greater than `thinking.budget_tokens`");
            }
        }
        if (!type.equals("disabled") && conversation.prefill() != null) {
            throw invalid("messages: a prefill cannot be used when thinking is enabled");
        }
    }

    private void checkTools() {
        JsonArray tools = tools();
        for (int i = 0; i < tools.size(); i++) {
            JsonObject tool = tools.getJsonObject(i);
            String name = tool.getString("name", "");
            if (!NAME.matcher(name).matches()) {
                throw invalid("tools." + i + ".custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'");
            }
            if (!(tool.getValue("input_schema") instanceof JsonObject schema)
                    || !"object".equals(schema.getValue("type"))) {
                throw invalid("tools." + i + ".custom.input_schema.type: Field required");
            }
            for (int j = 0; j < i; j++) {
                if (name.equals(tools.getJsonObject(j).getString("name"))) {
                    throw invalid("tools: Tool names must be unique.");
                }
            }
        }
        JsonObject choice = toolChoice();
        if (choice == null) {
            return;
        }
        String type = choice.getString("type", "");
        if (tools.isEmpty()) {
            throw invalid("tool_choice: tools must be provided");
        }
        if (!Set.of("auto", "any", "tool", "none").contains(type)) {
            throw invalid("tool_choice: Input tag '" + type + "' found using 'type' does not match any expected tag");
        }
        boolean forced = type.equals("any") || type.equals("tool");
        if (forced && (!rules.forcedTools() || "enabled".equals(thinking()))) {
            throw invalid("tool_choice: a forced tool choice is not supported for this model or with thinking");
        }
        if (type.equals("tool")
                && tools.stream()
                        .noneMatch(tool -> tool instanceof JsonObject object
                                && choice.getString("name", "").equals(object.getString("name")))) {
            throw invalid("Tool '" + choice.getString("name") + "' not found in provided tools");
        }
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
