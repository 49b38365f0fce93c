package dev.deepreasoning.api.responses;

import dev.deepreasoning.api.Fields;
import dev.deepreasoning.api.JsonBytes;
import dev.deepreasoning.api.RequestJson;
import dev.deepreasoning.canonical.ContentPart;
import dev.deepreasoning.canonical.ContentPart.EchoedReasoning;
import dev.deepreasoning.canonical.ContentPart.Text;
import dev.deepreasoning.canonical.ContentPart.ToolResult;
import dev.deepreasoning.canonical.ContentPart.ToolUse;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.JsonText;
import dev.deepreasoning.canonical.Message;
import dev.deepreasoning.canonical.Message.Role;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads the input items into a conversation: calls go into the assistant's turn before them, their outputs into the
/// user's turn after it. Items that other servers made for themselves are left out, for agents send back all they got.
final class ResponsesInput {
    private final Function<String, @Nullable RequestJson> stored;
    private final List<Message> messages = new ArrayList<>();
    private final Set<String> open = new LinkedHashSet<>();

    private ResponsesInput(Function<String, @Nullable RequestJson> stored) {
        this.stored = stored;
    }

    static List<Message> of(Fields body, Function<String, @Nullable RequestJson> stored) {
        ResponsesInput input = new ResponsesInput(stored);
        String instructions = body.string("instructions");
        if (instructions != null && !instructions.isBlank()) {
            input.messages.add(Message.of(Role.SYSTEM, instructions));
        }
        RequestJson given = body.get("input");
        if (given == null) {
            throw body.missing("input");
        }
        if (given.isString()) {
            if (given.text().isBlank()) {
                throw GatewayException.invalid("input", "`input` must not be empty.");
            }
            input.messages.add(Message.of(Role.USER, given.text()));
            return input.messages;
        }
        List<RequestJson> items = body.list("input");
        for (int i = 0; i < items.size(); i++) {
            input.item(Fields.item(items.get(i), "input[" + i + "]"), true);
        }
        input.requireAnswered();
        input.requireTurnOfTheModel();
        return input.messages;
    }

    private void item(Fields item, boolean mayRefer) {
        String type = item.string("type");
        if (type == null) {
            type = item.get("role") != null ? "message" : "item_reference";
        }
        switch (type) {
            case "message" -> message(item);
            case "reasoning" -> reasoning(item);
            case "function_call" -> call(item, arguments(item));
            case "custom_tool_call" -> call(item, wrapped(item));
            case "function_call_output", "custom_tool_call_output" -> output(item);
            case "item_reference" -> {
                if (mayRefer) {
                    refer(item);
                }
            }
            default -> {}
        }
    }

    private void refer(Fields item) {
        String id = item.requiredString("id");
        RequestJson found = stored.apply(id);
        if (found == null) {
            String shown = id.matches("[A-Za-z0-9_-]{1,80}") ? id : "?";
            throw GatewayException.of(
                            ErrorKind.NOT_FOUND,
                            null,
                            "Item with id '" + shown
                                    + "' not found. Items are kept for one hour by the process that made"
                                    + " them; send the item itself, or set `store` to false in your client.")
                    .withParam("input");
        }
        item(new Fields(found, item.param("id")), false);
    }

    private void message(Fields item) {
        Role role =
                switch (item.requiredString("role")) {
                    case "user" -> Role.USER;
                    case "assistant" -> Role.ASSISTANT;
                    case "system", "developer" -> Role.SYSTEM;
                    default ->
                        throw GatewayException.invalid(
                                item.param("role"),
                                "`" + item.param("role")
                                        + "` must be one of `user`, `assistant`, `system`, `developer`.");
                };
        if (role != Role.SYSTEM) {
            requireAnswered();
        }
        List<ContentPart> content = ResponsesContent.of(item, "content");
        if (!content.isEmpty()) {
            put(role, content);
        }
    }

    /// What was shown as summary or content; the encrypted form speaks for itself.
    private void reasoning(Fields item) {
        StringBuilder text = new StringBuilder();
        for (String member : List.of("summary", "content")) {
            for (RequestJson part : item.list(member)) {
                if (part.isObject() && text.isEmpty()) {
                    RequestJson said = part.get("text");
                    text.append(said == null ? "" : said.text());
                }
            }
        }
        put(Role.ASSISTANT, List.of(new EchoedReasoning(text.toString(), item.string("encrypted_content"))));
    }

    private void call(Fields item, JsonText arguments) {
        String id = item.requiredString("call_id");
        if (!open.add(id)) {
            throw GatewayException.invalid(item.param("call_id"), "Two calls have the same `call_id`.");
        }
        put(Role.ASSISTANT, List.of(new ToolUse(id, item.requiredString("name"), arguments, null)));
    }

    private static JsonText arguments(Fields item) {
        String text = item.string("arguments");
        if (text == null || text.isBlank()) {
            return JsonText.EMPTY_OBJECT;
        }
        try {
            RequestJson.parse(text.getBytes(StandardCharsets.UTF_8));
        } catch (GatewayException e) {
            throw GatewayException.invalid(
                            item.param("arguments"),
                            "`" + item.param("arguments") + "` must be a JSON object in a string.")
                    .withCause(e);
        }
        return new JsonText(text);
    }

    private static JsonText wrapped(Fields item) {
        String input = item.string("input");
        byte[] json = new JsonBytes()
                .ascii("{\"input\":")
                .string(input == null ? "" : input)
                .ascii("}")
                .take();
        return new JsonText(new String(json, StandardCharsets.UTF_8));
    }

    private void output(Fields item) {
        String id = item.requiredString("call_id");
        if (!open.remove(id)) {
            throw GatewayException.invalid(
                    item.param("call_id"),
                    "No tool call found for function call output with this `call_id` in the turn before it.");
        }
        if (item.get("output") == null) {
            throw item.missing("output");
        }
        put(Role.USER, List.of(new ToolResult(id, ResponsesContent.of(item, "output"), false, null)));
    }

    /// Neighbouring items of the assistant are one turn, and so are neighbouring results. Messages of the user stay what
    /// they were: the last one is the question, agents tell their surroundings in those before it.
    private void put(Role role, List<ContentPart> content) {
        boolean result = content.getFirst() instanceof ToolResult;
        if (!messages.isEmpty()
                && messages.getLast().role() == role
                && (role == Role.ASSISTANT || (result && endsInResult(messages.getLast())))) {
            List<ContentPart> both = new ArrayList<>(messages.removeLast().content());
            both.addAll(content);
            messages.add(new Message(role, both));
        } else {
            messages.add(new Message(role, content));
        }
    }

    private static boolean endsInResult(Message message) {
        return message.content().getLast() instanceof ToolResult;
    }

    private void requireAnswered() {
        if (!open.isEmpty()) {
            throw GatewayException.invalid(
                    "input", "No tool output found for " + open.size() + " function call(s) before the next message.");
        }
    }

    private void requireTurnOfTheModel() {
        for (Message message : messages.reversed()) {
            if (message.role() == Role.USER) {
                return;
            }
            if (message.role() == Role.ASSISTANT && message.content().stream().anyMatch(Text.class::isInstance)) {
                throw GatewayException.invalid(
                        "input", "The last message must not be the assistant's: there is nothing to answer.");
            }
        }
        if (messages.stream().noneMatch(message -> message.role() == Role.SYSTEM)) {
            throw GatewayException.invalid("input", "`input` must hold a message.");
        }
    }
}
