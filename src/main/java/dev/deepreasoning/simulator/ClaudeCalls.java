package dev.deepreasoning.simulator;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which tools the simulated Claude calls: those that the user names, and one where the choice forces a call.
final class ClaudeCalls {
    private static final Pattern CALL = Pattern.compile("(then )?call the tool ([a-zA-Z0-9_-]+)");

    private ClaudeCalls() {}

    /// Whether the model has to call a tool.
    static boolean forced(ClaudeRequest request) {
        String type = type(request.toolChoice());
        return type.equals("any") || type.equals("tool");
    }

    /// The calls of an answer.
    ///
    /// @param fingerprint from which their ids are made
    static List<ClaudeAnswer.Block> of(ClaudeRequest request, String fingerprint) {
        JsonObject choice = request.toolChoice();
        if (type(choice).equals("none") || request.tools().isEmpty()) {
            return List.of();
        }
        List<ClaudeAnswer.Block> calls = new ArrayList<>();
        String text = request.conversation().question();
        Matcher asked = CALL.matcher(text);
        boolean first = true;
        int step = 0;
        while (asked.find()) {
            step += asked.group(1) != null && !first ? 1 : 0;
            first = false;
            if (step != request.conversation().steps()) {
                continue;
            }
            String name = asked.group(2);
            JsonObject tool = tool(request.tools(), name);
            if (tool != null && (!type(choice).equals("tool") || name.equals(name(choice)))) {
                calls.add(call(tool, arguments(tool, text.substring(asked.end())), fingerprint, calls.size()));
            }
        }
        if (calls.isEmpty() && forced(request)) {
            JsonObject tool = tool(request.tools(), name(choice));
            JsonObject chosen = tool == null ? request.tools().getJsonObject(0) : tool;
            calls.add(call(chosen, arguments(chosen, ""), fingerprint, 0));
        }
        boolean one = choice != null && Boolean.TRUE.equals(choice.getValue("disable_parallel_tool_use"));
        return one && calls.size() > 1 ? calls.subList(0, 1) : calls;
    }

    private static String type(@Nullable JsonObject choice) {
        return choice == null ? "auto" : choice.getString("type");
    }

    private static String name(@Nullable JsonObject choice) {
        return choice == null ? "" : choice.getString("name", "");
    }

    private static @Nullable JsonObject tool(JsonArray tools, String name) {
        for (int i = 0; i < tools.size(); i++) {
            JsonObject tool = tools.getJsonObject(i);
            if (name.equals(tool.getString("name"))) {
                return tool;
            }
        }
        return null;
    }

    private static ClaudeAnswer.Block call(JsonObject tool, Words arguments, String fingerprint, int index) {
        return new ClaudeAnswer.Block(
                "tool_use", "toolu_" + fingerprint + index, tool.getString("name"), arguments, null);
    }

    /// Those that the user wrote behind the name, else an instance of the schema.
    private static Words arguments(JsonObject tool, String behind) {
        String written = behind.stripLeading().startsWith("with {")
                ? Json.objectAtStart(behind.substring(behind.indexOf('{')))
                : null;
        return written == null
                ? ClaudeAnswer.json(SchemaInstance.of(tool.getJsonObject("input_schema")))
                : Words.ofJson(written);
    }
}
