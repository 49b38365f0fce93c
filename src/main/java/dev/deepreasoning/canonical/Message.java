package dev.deepreasoning.canonical;

import java.util.List;

/// One turn of the conversation, in the caller's order. System and developer messages may stand anywhere.
public record Message(Role role, List<ContentPart> content) {
    public Message {
        content = List.copyOf(content);
    }

    /// A message of one text part.
    public static Message of(Role role, String text) {
        return new Message(role, List.of(new ContentPart.Text(text)));
    }

    /// Whether a conversation stands inside an agent's loop: its last message, system messages behind it aside, holds a
    /// tool's result.
    public static boolean endsInToolResults(List<Message> conversation) {
        for (Message message : conversation.reversed()) {
            if (message.role() != Role.SYSTEM) {
                return message.content().stream().anyMatch(ContentPart.ToolResult.class::isInstance);
            }
        }
        return false;
    }

    /// Who speaks. Tool results are part of a user message.
    public enum Role {
        SYSTEM,
        USER,
        ASSISTANT
    }
}
