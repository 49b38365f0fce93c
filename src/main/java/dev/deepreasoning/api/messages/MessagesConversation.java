package dev.deepreasoning.api.messages;

import dev.deepreasoning.api.Fields;
import dev.deepreasoning.api.RequestJson;
import dev.deepreasoning.canonical.ContentPart;
import dev.deepreasoning.canonical.ContentPart.Text;
import dev.deepreasoning.canonical.ContentPart.ToolResult;
import dev.deepreasoning.canonical.ContentPart.ToolUse;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.Message;
import dev.deepreasoning.canonical.Message.Role;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Reads the conversation, and sees to it that every tool call has its result before the conversation goes on: Claude
/// would refuse it otherwise, after R1 has been paid.
///
/// @param prefill the last message is an assistant's text that the answer continues
record MessagesConversation(List<Message> messages, boolean prefill) {
    MessagesConversation {
        messages = List.copyOf(messages);
    }

    static MessagesConversation of(Fields body) {
        if (body.get("messages") == null) {
            throw body.missing("messages");
        }
        List<RequestJson> list = body.list("messages");
        if (list.isEmpty()) {
            throw GatewayException.invalid("messages", "`messages` must hold at least one message.");
        }
        List<Message> messages = new ArrayList<>();
        List<ContentPart> system = MessagesContent.system(body);
        if (!system.isEmpty()) {
            messages.add(new Message(Role.SYSTEM, system));
        }
        Set<String> open = new LinkedHashSet<>();
        boolean userSpoke = false;
        for (int i = 0; i < list.size(); i++) {
            Fields message = Fields.item(list.get(i), "messages[" + i + "]");
            Role role = role(message);
            List<ContentPart> content = MessagesContent.of(message, role);
            if (role != Role.SYSTEM) {
                requireAnswers(open, content, i);
            }
            calls(open, content, i);
            if (role == Role.ASSISTANT && !userSpoke) {
                throw GatewayException.invalid("messages", "The first message must be the user's.");
            }
            userSpoke |= role == Role.USER;
            if (!content.isEmpty()) {
                messages.add(new Message(role, content));
            } else if (role == Role.USER) {
                throw GatewayException.invalid(
                        message.param("content"), "`" + message.param("content") + "` must not be empty.");
            }
        }
        if (!userSpoke) {
            throw GatewayException.invalid("messages", "`messages` must hold a message of the user.");
        }
        return ended(messages, open, list.size() - 1);
    }

    private static Role role(Fields message) {
        return switch (message.requiredString("role")) {
            case "user" -> Role.USER;
            case "assistant" -> Role.ASSISTANT;
            case "system" -> Role.SYSTEM;
            default ->
                throw GatewayException.invalid(
                        message.param("role"),
                        "`" + message.param("role") + "` must be one of `user`, `assistant`, `system`.");
        };
    }

    /// A last message of the assistant is to be continued, if there is text in it.
    private static MessagesConversation ended(List<Message> messages, Set<String> open, int last) {
        if (!open.isEmpty()) {
            throw unanswered(last);
        }
        Message end = messages.getLast();
        if (end.role() != Role.ASSISTANT) {
            return new MessagesConversation(messages, false);
        }
        List<ContentPart> content = new ArrayList<>(end.content());
        messages.removeLast();
        // Claude refuses a prefill that ends in white space, or is nothing else.
        while (!content.isEmpty()
                && content.getLast() instanceof Text text
                && text.text().isBlank()) {
            content.removeLast();
        }
        if (content.isEmpty() || !(content.getLast() instanceof Text text)) {
            return new MessagesConversation(messages, false);
        }
        content.set(content.size() - 1, new Text(text.text().stripTrailing(), text.cacheControl()));
        messages.add(new Message(Role.ASSISTANT, content));
        return new MessagesConversation(messages, true);
    }

    private static void calls(Set<String> open, List<ContentPart> content, int place) {
        for (ContentPart part : content) {
            if (part instanceof ToolUse use && !open.add(use.id())) {
                throw GatewayException.invalid("messages[" + place + "].content", "`tool_use` ids must be unique.");
            }
        }
    }

    private static void requireAnswers(Set<String> open, List<ContentPart> content, int place) {
        for (ContentPart part : content) {
            if (part instanceof ToolResult result && !open.remove(result.toolUseId())) {
                throw GatewayException.invalid(
                        "messages[" + place + "].content",
                        "A `tool_result` block must answer a `tool_use` block of the message before it.");
            }
        }
        if (!open.isEmpty()) {
            throw unanswered(place - 1);
        }
    }

    private static GatewayException unanswered(int place) {
        return GatewayException.invalid(
                "messages[" + place + "]",
                "`tool_use` ids were found without `tool_result` blocks immediately after, in the next message.");
    }
}
