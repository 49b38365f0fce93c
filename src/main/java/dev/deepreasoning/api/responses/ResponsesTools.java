package dev.deepreasoning.api.responses;

import dev.deepreasoning.api.DeclaredSearch;
import dev.deepreasoning.api.Fields;
import dev.deepreasoning.api.JsonBytes;
import dev.deepreasoning.api.RequestJson;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.JsonText;
import dev.deepreasoning.canonical.SearchOptions;
import dev.deepreasoning.canonical.ToolChoice;
import dev.deepreasoning.canonical.ToolDefinition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the tools that a request offers, and the choice among them. A `custom` tool, which takes free text, becomes a
/// function with the one string `input`. Tools that live at OpenAI are left out: agents declare them to whoever listens.
final class ResponsesTools {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,128}");
    private static final JsonText NO_PARAMETERS = new JsonText("{\"type\":\"object\",\"properties\":{}}");

    private final Map<String, ToolDefinition> defined = new LinkedHashMap<>();
    private final Set<String> custom = new HashSet<>();
    private final List<String> dropped = new ArrayList<>();
    private final JsonBytes echo = new JsonBytes();
    private @Nullable SearchOptions search;
    private @Nullable ToolChoice choice;
    private boolean forbidden;
    private String separator = "";

    private ResponsesTools() {}

    static ResponsesTools of(Fields body) {
        ResponsesTools tools = new ResponsesTools();
        List<RequestJson> list = body.list("tools");
        for (int i = 0; i < list.size(); i++) {
            tools.add(Fields.item(list.get(i), "tools[" + i + "]"), list.get(i));
        }
        boolean one = Boolean.FALSE.equals(body.bool("parallel_tool_calls"));
        tools.choose(body, one);
        return tools;
    }

    List<ToolDefinition> definitions() {
        return List.copyOf(defined.values());
    }

    @Nullable
    ToolChoice choice() {
        return defined.isEmpty() ? null : choice;
    }

    /// What a declared search tool asks for; absent where there is none.
    @Nullable
    SearchOptions search() {
        return search;
    }

    /// No tool may be called.
    boolean forbidden() {
        return forbidden;
    }

    /// Names of the tools that take free text.
    Set<String> custom() {
        return custom;
    }

    /// Types of the tools that were left out.
    List<String> dropped() {
        return dropped;
    }

    /// The tools as the answer repeats them, without brackets.
    String echo() {
        return new String(echo.take(), StandardCharsets.UTF_8);
    }

    private void add(Fields tool, RequestJson json) {
        String type = tool.requiredString("type");
        if (type.equals("function")) {
            function(tool);
        } else if (type.equals("custom")) {
            custom.add(define(tool, CustomTools.description(tool), CustomTools.INPUT, null));
            next().json(json.verbatim().text());
        } else if (DeclaredSearch.isTool(type)) {
            next().json(json.verbatim().text());
            search = search == null ? DeclaredSearch.of(tool) : search;
        } else {
            dropped.add(NAME.matcher(type).matches() ? type : "other");
        }
    }

    private void function(Fields tool) {
        Fields parameters = tool.object("parameters");
        JsonText schema = parameters == null || parameters.isEmpty() ? NO_PARAMETERS : parameters.verbatim();
        Boolean strict = tool.bool("strict");
        String description = tool.string("description");
        String name = define(tool, description, schema, strict);
        next().ascii("{\"type\":\"function\",\"name\":").string(name);
        echo.ascii(",\"description\":").stringOrNull(description);
        echo.ascii(",\"parameters\":").json(schema.text());
        echo.ascii(",\"strict\":")
                .ascii(Boolean.toString(Boolean.TRUE.equals(strict)))
                .ascii("}");
    }

    private String define(Fields tool, @Nullable String description, JsonText schema, @Nullable Boolean strict) {
        String name = tool.requiredString("name");
        if (!NAME.matcher(name).matches()) {
            throw GatewayException.invalid(
                    tool.param("name"), "`" + tool.param("name") + "` must be 1 to 128 letters, digits, `_` or `-`.");
        }
        if (defined.put(name, new ToolDefinition(name, description, schema, strict, null)) != null) {
            throw GatewayException.invalid(tool.param("name"), "The tool name `" + name + "` is given twice.");
        }
        return name;
    }

    private JsonBytes next() {
        echo.ascii(separator);
        separator = ",";
        return echo;
    }

    private void choose(Fields body, boolean one) {
        RequestJson wanted = body.get("tool_choice");
        if (wanted == null) {
            choice = one ? new ToolChoice(ToolChoice.Mode.AUTO, null, true) : null;
        } else if (wanted.isString()) {
            choice = new ToolChoice(mode(wanted.text(), "tool_choice"), null, one);
        } else {
            chooseNamed(Fields.item(wanted, "tool_choice"), one);
        }
        forbidden = choice != null && choice.mode() == ToolChoice.Mode.NONE;
    }

    private void chooseNamed(Fields wanted, boolean one) {
        String type = wanted.requiredString("type");
        if (type.equals("function") || type.equals("custom")) {
            choice = new ToolChoice(ToolChoice.Mode.TOOL, known(wanted), one);
        } else if (type.equals("allowed_tools")) {
            Set<String> allowed = new HashSet<>();
            for (RequestJson item : wanted.list("tools")) {
                Fields tool = Fields.item(item, wanted.param("tools"));
                if (tool.get("name") != null) {
                    allowed.add(known(tool));
                }
            }
            defined.keySet().retainAll(allowed);
            String mode = wanted.string("mode");
            choice = new ToolChoice(mode == null ? ToolChoice.Mode.AUTO : mode(mode, wanted.param("mode")), null, one);
        } else {
            // A tool that is the gateway's own, or was left out: nothing that the model could be forced to.
            choice = new ToolChoice(ToolChoice.Mode.AUTO, null, one);
        }
    }

    private String known(Fields tool) {
        String name = tool.requiredString("name");
        if (!defined.containsKey(name)) {
            throw GatewayException.invalid(
                    tool.param("name"), "`" + tool.param("name") + "` names a tool that is not in `tools`.");
        }
        return name;
    }

    private static ToolChoice.Mode mode(String word, String param) {
        return switch (word) {
            case "auto" -> ToolChoice.Mode.AUTO;
            case "none" -> ToolChoice.Mode.NONE;
            case "required" -> ToolChoice.Mode.ANY;
            default ->
                throw GatewayException.invalid(
                        param, "`" + param + "` must be one of `none`, `auto`, `required`, or name a tool.");
        };
    }
}
