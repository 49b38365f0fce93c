package dev.deepreasoning.api.chatcompletions;

import dev.deepreasoning.api.Fields;
import dev.deepreasoning.api.RequestJson;
import dev.deepreasoning.canonical.ContentPart;
import dev.deepreasoning.canonical.ContentPart.EchoedReasoning;
import dev.deepreasoning.canonical.ContentPart.Text;
import dev.deepreasoning.canonical.ContentPart.ToolResult;
import dev.deepreasoning.canonical.ContentPart.ToolUse;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.JsonText;
import dev.deepreasoning.canonical.Message;
import dev.deepreasoning.canonical.Message.Role;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads the conversation, and sees to it that every tool call has its one result before the conversation goes on: an
/// upstream would refuse it otherwise, after R1 has been paid.
final class ChatMessages {
    private static final String LEGACY_RESULT = "name";
    private static final Pattern ID = Pattern.compile("[a-zA-Z0-9_-]{1,128}");

    private final boolean legacy;
    private final List<Message> messages = new ArrayList<>();
    /// The caller's ids of the calls that wait for their result, each with the id that goes upstream.
    private final Map<String, String> open = new HashMap<>();
    private final Set<String> ids = new HashSet<>();
    /// Results that follow one another are one turn of the user's.
    private final List<ContentPart> results = new ArrayList<>();
    private int calledAt;
    private int replacedIds;
    private int legacyCalls;

    private ChatMessages(boolean legacy) {
        this.legacy = legacy;
    }

    /// @param legacy the request speaks of `functions`; old messages are read either way
    static List<Message> of(Fields body, boolean legacy) {
        if (body.get("messages") == null) {
            throw body.missing("messages");
        }
        List<RequestJson> list = body.list("messages");
        if (list.isEmpty()) {
            throw GatewayException.invalid("messages", "`messages` must hold at least one message.");
        }
        ChatMessages chat = new ChatMessages(legacy);
        for (int i = 0; i < list.size(); i++) {
            chat.add(Fields.item(list.get(i), "messages[" + i + "]"), i);
        }
        chat.takeResults();
        chat.requireAnswered();
        chat.requireTurnOfTheModel();
        return chat.messages;
    }

    private void add(Fields message, int place) {
        String role = message.requiredString("role");
        if (!role.equals("tool") && !role.equals("function")) {
            takeResults();
        }
        switch (role) {
            case "system", "developer" -> messages.add(new Message(Role.SYSTEM, ChatContent.texts(message, true)));
            case "user" -> {
                requireAnswered();
                messages.add(new Message(Role.USER, ChatContent.parts(message, true)));
            }
            case "assistant" -> {
                requireAnswered();
                assistant(message, place);
            }
            case "tool" -> result(message, message.requiredString("tool_call_id"), "tool_call_id");
            case "function" -> result(message, legacyId(message), LEGACY_RESULT);
            default ->
                throw GatewayException.invalid(
                        message.param("role"),
                        "`" + message.param("role") + "` must be one of `system`, `developer`, `user`, `assistant`,"
                                + " `tool`.");
        }
    }

    private void assistant(Fields message, int place) {
        List<ContentPart> content = new ArrayList<>();
        calledAt = place;
        String reasoning = reasoning(message);
        if (!reasoning.isBlank()) {
            content.add(new EchoedReasoning(reasoning, null));
        }
        content.addAll(ChatContent.texts(message, false));
        String refusal = message.string("refusal");
        if (refusal != null && !refusal.isEmpty()) {
            content.add(new Text(refusal));
        }
        List<RequestJson> calls = message.list("tool_calls");
        for (int i = 0; i < calls.size(); i++) {
            content.add(call(Fields.item(calls.get(i), message.param("tool_calls[" + i + "]"))));
        }
        Fields function = message.object("function_call");
        if (function != null && calls.isEmpty()) {
            content.add(use("call_legacy_" + legacyCalls, function));
        }
        if (message.get("content") == null && content.isEmpty()) {
            throw message.missing("content");
        }
        messages.add(new Message(Role.ASSISTANT, content));
    }

    /// `reasoning` is OpenRouter's name for the same; some clients send objects under either, which say nothing here.
    private static String reasoning(Fields message) {
        for (String name : List.of("reasoning_content", "reasoning")) {
            RequestJson value = message.get(name);
            if (value != null && value.isString()) {
                return value.text();
            }
        }
        return "";
    }

    private ContentPart call(Fields call) {
        String type = call.string("type");
        if (type != null && !type.equals("function")) {
            throw call.unsupported("type", "Only tool calls of type `function` are supported.");
        }
        Fields function = call.object("function");
        if (function == null) {
            throw call.missing("function");
        }
        return use(call.requiredString("id"), function);
    }

    private ContentPart use(String id, Fields function) {
        String name = ChatTools.requiredName(function);
        if (open.containsKey(id)) {
            throw GatewayException.invalid(
                    "messages[" + calledAt + "].tool_calls", "Two tool calls have the same `id`.");
        }
        String upstream = upstreamId(id);
        open.put(id, upstream);
        return new ToolUse(upstream, name, arguments(function), null);
    }

    /// Claude wants every id of the conversation to be of few characters and its own, while some models count their
    /// calls anew in each turn, or write `functions.weather:0`.
    private String upstreamId(String id) {
        String mine = id;
        while (!ID.matcher(mine).matches() || !ids.add(mine)) {
            mine = "call_replaced_" + replacedIds++;
        }
        return mine;
    }

    /// Arguments are a JSON object inside a string; they travel on as they were written.
    private static JsonText arguments(Fields function) {
        String text = function.string("arguments");
        if (text == null || text.isBlank()) {
            return JsonText.EMPTY_OBJECT;
        }
        try {
            return RequestJson.parse(text.getBytes(StandardCharsets.UTF_8)).verbatim();
        } catch (GatewayException e) {
            throw GatewayException.invalid(
                            function.param("arguments"),
                            "`" + function.param("arguments") + "` must be a JSON object in a string.")
                    .withCause(e);
        }
    }

    private String legacyId(Fields message) {
        message.requiredString("name");
        return "call_legacy_" + legacyCalls++;
    }

    private void result(Fields message, String id, String param) {
        String upstream = open.remove(id);
        if (upstream == null) {
            throw GatewayException.invalid(
                    message.param(param),
                    "`" + message.param(param) + "` does not answer a tool call of the assistant's message before it.");
        }
        RequestJson cacheControl = message.get("cache_control");
        results.add(new ToolResult(
                upstream,
                ChatContent.parts(message, !param.equals(LEGACY_RESULT)),
                false,
                cacheControl != null && cacheControl.isObject() ? cacheControl.verbatim() : null));
    }

    private void takeResults() {
        if (!results.isEmpty()) {
            messages.add(new Message(Role.USER, results));
            results.clear();
        }
    }

    private void requireAnswered() {
        if (!open.isEmpty()) {
            String what = legacy ? "`function` message" : "`tool` message for each `tool_call_id`";
            throw GatewayException.invalid(
                    "messages[" + calledAt + "]",
                    "An assistant's message with tool calls must be followed by a " + what + "; " + open.size()
                            + " of them missing.");
        }
    }

    private void requireTurnOfTheModel() {
        for (Message message : messages.reversed()) {
            if (message.role() == Role.ASSISTANT) {
                throw GatewayException.invalid(
                        "messages", "The last message must not be the assistant's: there is nothing to answer.");
            }
            if (message.role() == Role.USER) {
                return;
            }
        }
    }
}
