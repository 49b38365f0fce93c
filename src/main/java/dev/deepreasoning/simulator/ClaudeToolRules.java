package dev.deepreasoning.simulator;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// What the Messages API refuses in tools and in the choice among them.
final class ClaudeToolRules {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,128}");
    private static final List<String> CHOICES = List.of("auto", "any", "tool", "none");

    private ClaudeToolRules() {}

    /// @throws Refusal where the real API would refuse
    static void check(ClaudeRequest request) {
        JsonArray tools = request.tools();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < tools.size(); i++) {
            JsonObject tool = ClaudeBlocks.object(tools, i, "tools");
            String name = tool.getString("name", "");
            if (!NAME.matcher(name).matches()) {
                throw ClaudeRequest.invalid(
                        "tools." + i + ".custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'");
            }
            if (!(tool.getValue("input_schema") instanceof JsonObject schema)
                    || !"object".equals(schema.getValue("type"))) {
                throw ClaudeRequest.invalid("tools." + i + ".custom.input_schema.type: Field required");
            }
            if (!names.add(name)) {
                throw ClaudeRequest.invalid("tools: Tool names must be unique.");
            }
        }
        JsonObject choice = request.toolChoice();
        if (choice != null) {
            check(choice, names, request);
        }
    }

    private static void check(JsonObject choice, Set<String> names, ClaudeRequest request) {
        String type = choice.getString("type", "");
        if (names.isEmpty()) {
            throw ClaudeRequest.invalid("tool_choice: tools must be provided");
        }
        if (!CHOICES.contains(type)) {
            throw ClaudeRequest.invalid(
                    "tool_choice: Input tag '" + type + "' found using 'type' does not match any expected tag");
        }
        if (ClaudeCalls.forced(request)) {
            if (!request.rules().forcedTools()) {
                throw ClaudeRequest.invalid("tool_choice: a forced tool choice is not supported for this model");
            }
            if (request.thinks()) {
                throw ClaudeRequest.invalid("Thinking may not be enabled when tool_choice forces tool use.");
            }
        }
        String name = choice.getString("name", "");
        if (type.equals("tool") && !names.contains(name)) {
            throw ClaudeRequest.invalid("Tool '" + name + "' not found in provided tools");
        }
    }
}
