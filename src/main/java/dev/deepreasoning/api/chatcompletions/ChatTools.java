package dev.deepreasoning.api.chatcompletions;

import dev.deepreasoning.api.DeclaredSearch;
import dev.deepreasoning.api.Fields;
import dev.deepreasoning.api.RequestJson;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.JsonText;
import dev.deepreasoning.canonical.SearchOptions;
import dev.deepreasoning.canonical.ToolChoice;
import dev.deepreasoning.canonical.ToolDefinition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The tools that a request offers, and the choice among them.
///
/// @param search the tool of type `web_search…` among them, if it may be used: the gateway's own search
/// @param legacy the request speaks of `functions`
record ChatTools(
        List<ToolDefinition> definitions,
        @Nullable ToolChoice choice,
        @Nullable SearchOptions search,
        boolean legacy) {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
    private static final JsonText NO_PARAMETERS = new JsonText("{\"type\":\"object\",\"properties\":{}}");
    private static final String FUNCTION = "function";

    ChatTools {
        definitions = List.copyOf(definitions);
    }

    static ChatTools of(Fields body) {
        List<RequestJson> tools = body.list("tools");
        List<RequestJson> functions = body.list("functions");
        RequestJson call = body.get("function_call");
        if (tools.isEmpty() && (!functions.isEmpty() || call != null && !call.isString())) {
            return legacy(functions, call);
        }
        Map<String, ToolDefinition> defined = new LinkedHashMap<>();
        SearchOptions search = null;
        for (int i = 0; i < tools.size(); i++) {
            Fields tool = Fields.item(tools.get(i), "tools[" + i + "]");
            String type = tool.requiredString("type");
            if (DeclaredSearch.isTool(type)) {
                search = search == null ? DeclaredSearch.of(tool) : search;
            } else if (type.equals(FUNCTION)) {
                Fields function = tool.object(FUNCTION);
                if (function == null) {
                    throw tool.missing(FUNCTION);
                }
                RequestJson cacheControl = tool.get("cache_control");
                define(defined, function, cacheControl == null ? function.get("cache_control") : cacheControl);
            } else {
                throw tool.unsupported("type", "Tools of type `" + printable(type) + "` are not supported.");
            }
        }
        return choose(body, defined, search);
    }

    private static ChatTools legacy(List<RequestJson> functions, @Nullable RequestJson call) {
        Map<String, ToolDefinition> defined = new LinkedHashMap<>();
        for (int i = 0; i < functions.size(); i++) {
            define(defined, Fields.item(functions.get(i), "functions[" + i + "]"), null);
        }
        ToolChoice choice;
        if (call == null || call.isString()) {
            ToolChoice.Mode mode = call == null ? ToolChoice.Mode.AUTO : simple(call.text(), "function_call");
            choice = new ToolChoice(mode, null, true);
        } else {
            choice = new ToolChoice(ToolChoice.Mode.TOOL, known(Fields.item(call, "function_call"), defined), true);
        }
        return new ChatTools(List.copyOf(defined.values()), choice, null, true);
    }

    private static void define(
            Map<String, ToolDefinition> defined, Fields function, @Nullable RequestJson cacheControl) {
        String name = requiredName(function);
        Fields parameters = function.object("parameters");
        ToolDefinition tool = new ToolDefinition(
                name,
                function.string("description"),
                parameters == null ? NO_PARAMETERS : schema(parameters),
                function.bool("strict"),
                cacheControl != null && cacheControl.isObject() ? cacheControl.verbatim() : null);
        if (defined.put(name, tool) != null) {
            throw GatewayException.invalid(function.param("name"), "The tool name `" + name + "` is given twice.");
        }
    }

    /// The name of a function, offered or called.
    static String requiredName(Fields function) {
        String name = function.requiredString("name");
        if (!NAME.matcher(name).matches()) {
            throw GatewayException.invalid(
                    function.param("name"),
                    "`" + function.param("name") + "` must be 1 to 64 letters, digits, `_` or `-`.");
        }
        return name;
    }

    /// A tool's parameters are an object, which another type could never be; Claude wants that said, OpenAI does not.
    private static JsonText schema(Fields parameters) {
        RequestJson type = parameters.get("type");
        boolean object = type != null && type.isString() && type.text().equals("object");
        if (!object && parameters.names().contains("type")) {
            throw GatewayException.invalid(
                    parameters.param("type"), "`" + parameters.param("type") + "` must be `object`.");
        }
        if (parameters.isEmpty()) {
            return NO_PARAMETERS;
        }
        String verbatim = parameters.verbatim().text();
        return new JsonText(type == null ? "{\"type\":\"object\"," + verbatim.substring(1) : verbatim);
    }

    private static ChatTools choose(Fields body, Map<String, ToolDefinition> defined, @Nullable SearchOptions search) {
        boolean one = Boolean.FALSE.equals(body.bool("parallel_tool_calls"));
        RequestJson choice = body.get("tool_choice");
        List<ToolDefinition> all = List.copyOf(defined.values());
        if (choice == null) {
            return new ChatTools(
                    all,
                    one && !all.isEmpty() ? new ToolChoice(ToolChoice.Mode.AUTO, null, true) : null,
                    search,
                    false);
        }
        if (choice.isString()) {
            ToolChoice.Mode mode = simple(choice.text(), "tool_choice");
            if (mode == ToolChoice.Mode.ANY && all.isEmpty() && search == null) {
                throw GatewayException.invalid("tool_choice", "`tool_choice` asks for a tool, but there are none.");
            }
            // Without tools there is nothing to choose; a search is not the model's to call.
            ToolChoice chosen = all.isEmpty() ? null : new ToolChoice(mode, null, one);
            return new ChatTools(all, chosen, search, false);
        }
        Fields named = Fields.item(choice, "tool_choice");
        String type = named.requiredString("type");
        if (type.equals("allowed_tools")) {
            return allowed(named, defined, search, one);
        }
        if (DeclaredSearch.isTool(type) && search != null) {
            return new ChatTools(
                    all, all.isEmpty() ? null : new ToolChoice(ToolChoice.Mode.AUTO, null, one), search, false);
        }
        if (!type.equals(FUNCTION)) {
            throw named.unsupported("type", "A `tool_choice` of type `" + printable(type) + "` is not supported.");
        }
        Fields function = named.object(FUNCTION);
        if (function == null) {
            throw named.missing(FUNCTION);
        }
        return new ChatTools(all, new ToolChoice(ToolChoice.Mode.TOOL, known(function, defined), one), search, false);
    }

    /// Only the allowed tools are shown to the model: it could call the others in spite of being told not to.
    private static ChatTools allowed(
            Fields choice, Map<String, ToolDefinition> defined, @Nullable SearchOptions search, boolean one) {
        Fields allowed = choice.object("allowed_tools");
        Fields named = allowed == null ? choice : allowed;
        List<RequestJson> tools = named.list("tools");
        if (tools.isEmpty()) {
            throw named.missing("tools");
        }
        Set<String> names = new HashSet<>();
        boolean searches = false;
        for (int i = 0; i < tools.size(); i++) {
            Fields tool = Fields.item(tools.get(i), named.param("tools[" + i + "]"));
            String type = tool.string("type");
            if (DeclaredSearch.isTool(type)) {
                searches = true;
            } else {
                Fields function = tool.object(FUNCTION);
                names.add(known(function == null ? tool : function, defined));
            }
        }
        List<ToolDefinition> rest = new ArrayList<>(defined.values());
        rest.removeIf(tool -> !names.contains(tool.name()));
        String mode = named.string("mode");
        ToolChoice.Mode wanted = mode == null ? ToolChoice.Mode.AUTO : simple(mode, named.param("mode"));
        return new ChatTools(
                rest, rest.isEmpty() ? null : new ToolChoice(wanted, null, one), searches ? search : null, false);
    }

    private static ToolChoice.Mode simple(String word, String param) {
        return switch (word) {
            case "auto" -> ToolChoice.Mode.AUTO;
            case "none" -> ToolChoice.Mode.NONE;
            case "required" -> ToolChoice.Mode.ANY;
            default ->
                throw GatewayException.invalid(
                        param, "`" + param + "` must be one of `none`, `auto`, `required`, or name a function.");
        };
    }

    private static String known(Fields function, Map<String, ToolDefinition> defined) {
        String name = function.requiredString("name");
        if (!defined.containsKey(name)) {
            throw GatewayException.invalid(
                    function.param("name"), "`" + function.param("name") + "` names a tool that is not in `tools`.");
        }
        return name;
    }

    /// A caller's own short word may be repeated to it; anything longer may be a prompt.
    private static String printable(String word) {
        return NAME.matcher(word).matches() ? word : "?";
    }
}
