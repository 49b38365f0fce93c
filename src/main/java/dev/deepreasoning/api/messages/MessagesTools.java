package dev.deepreasoning.api.messages;

import dev.deepreasoning.api.DeclaredSearch;
import dev.deepreasoning.api.Fields;
import dev.deepreasoning.api.RequestJson;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.JsonText;
import dev.deepreasoning.canonical.SearchOptions;
import dev.deepreasoning.canonical.ToolChoice;
import dev.deepreasoning.canonical.ToolDefinition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The tools that a request offers, and the choice among them.
///
/// @param search what a tool of type `web_search…` asks of the gateway's own search
/// @param forbidden no tool may be called
record MessagesTools(
        List<ToolDefinition> definitions,
        @Nullable ToolChoice choice,
        @Nullable SearchOptions search,
        boolean forbidden) {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,128}");

    MessagesTools {
        definitions = List.copyOf(definitions);
    }

    static MessagesTools of(Fields body) {
        Map<String, ToolDefinition> defined = new LinkedHashMap<>();
        SearchOptions search = null;
        List<RequestJson> tools = body.list("tools");
        for (int i = 0; i < tools.size(); i++) {
            Fields tool = Fields.item(tools.get(i), "tools[" + i + "]");
            String type = tool.string("type");
            if (DeclaredSearch.isTool(type)) {
                search = search == null ? DeclaredSearch.of(tool) : search;
            } else if (type == null || type.equals("custom")) {
                ToolDefinition definition = definition(tool);
                if (defined.put(definition.name(), definition) != null) {
                    throw GatewayException.invalid(tool.param("name"), "Tool names must be unique.");
                }
            } else {
                throw tool.unsupported(
                        "type", "`" + tool.param("type") + "`: only `custom` tools and `web_search` are served here.");
            }
        }
        ToolChoice choice = choice(body, defined);
        boolean forbidden = choice != null && choice.mode() == ToolChoice.Mode.NONE;
        return new MessagesTools(List.copyOf(defined.values()), defined.isEmpty() ? null : choice, search, forbidden);
    }

    private static ToolDefinition definition(Fields tool) {
        String name = tool.requiredString("name");
        if (!NAME.matcher(name).matches()) {
            throw GatewayException.invalid(
                    tool.param("name"), "`" + tool.param("name") + "` must be 1 to 128 letters, digits, `_` or `-`.");
        }
        Fields schema = tool.object("input_schema");
        if (schema == null) {
            throw tool.missing("input_schema");
        }
        RequestJson type = schema.get("type");
        if (type == null || !type.isString() || !type.text().equals("object")) {
            throw GatewayException.invalid(schema.param("type"), "`" + schema.param("type") + "` must be `object`.");
        }
        RequestJson cacheControl = tool.get("cache_control");
        JsonText breakpoint = cacheControl != null && cacheControl.isObject() ? cacheControl.verbatim() : null;
        return new ToolDefinition(name, tool.string("description"), schema.verbatim(), tool.bool("strict"), breakpoint);
    }

    private static @Nullable ToolChoice choice(Fields body, Map<String, ToolDefinition> defined) {
        Fields choice = body.object("tool_choice");
        if (choice == null) {
            return null;
        }
        boolean one = choice.isTrue("disable_parallel_tool_use");
        return switch (choice.requiredString("type")) {
            case "auto" -> new ToolChoice(ToolChoice.Mode.AUTO, null, one);
            case "any" -> new ToolChoice(ToolChoice.Mode.ANY, null, one);
            case "none" -> new ToolChoice(ToolChoice.Mode.NONE, null, false);
            case "tool" -> {
                String name = choice.requiredString("name");
                if (defined.containsKey(name)) {
                    yield new ToolChoice(ToolChoice.Mode.TOOL, name, one);
                }
                if (!name.equals("web_search")) {
                    throw GatewayException.invalid(
                            "tool_choice.name", "`tool_choice.name` names a tool that is not in `tools`.");
                }
                // The gateway's own search, which is made in any case.
                yield new ToolChoice(ToolChoice.Mode.AUTO, null, one);
            }
            default ->
                throw GatewayException.invalid(
                        "tool_choice.type", "`tool_choice.type` must be one of `auto`, `any`, `tool`, `none`.");
        };
    }
}
