package dev.deepreasoning.upstream.anthropic;

import dev.deepreasoning.canonical.ContentPart;
import dev.deepreasoning.canonical.ContentPart.Text;
import dev.deepreasoning.canonical.ContentPart.ToolResult;
import dev.deepreasoning.canonical.Message;
import dev.deepreasoning.canonical.Message.Role;
import java.util.ArrayList;
import java.util.List;

/// A conversation in the shape that Claude takes: system text apart, then turns that alternate and begin with the
/// user's, none of them empty.
///
/// System messages that stand later in the conversation keep their place, as marked text of the user's turn: moved to
/// the front they would speak of things that have not happened yet, and would spoil the prompt cache.
///
/// @param system text blocks with their cache breakpoints
/// @param messages user and assistant by turns; a last assistant turn is a prefill
record ClaudeTurns(List<Text> system, List<Message> messages) {
    /// Stands where the vendor asks for words that the caller did not write.
    private static final Text NO_WORDS = new Text("(no text)");

    ClaudeTurns {
        system = List.copyOf(system);
        messages = List.copyOf(messages);
    }

    static ClaudeTurns of(List<Message> conversation) {
        int first = 0;
        List<Text> system = new ArrayList<>();
        while (first < conversation.size() - 1 && conversation.get(first).role() == Role.SYSTEM) {
            system.addAll(texts(conversation.get(first)));
            first++;
        }
        List<Message> turns = merged(conversation.subList(first, conversation.size()));
        if (turns.isEmpty() || turns.getFirst().role() == Role.ASSISTANT) {
            turns.addFirst(new Message(Role.USER, List.of(NO_WORDS)));
        }
        boolean prefill = conversation.getLast().role() == Role.ASSISTANT;
        if (prefill) {
            trimPrefill(turns);
        } else if (turns.getLast().role() == Role.ASSISTANT) {
            // The last turn was the user's and had no words; without it the model would go on with its own.
            turns.add(new Message(Role.USER, List.of(NO_WORDS)));
        }
        turns.replaceAll(ClaudeTurns::toolResultsFirst);
        return new ClaudeTurns(system, turns);
    }

    private static List<Text> texts(Message message) {
        List<Text> texts = new ArrayList<>();
        for (ContentPart part : message.content()) {
            if (part instanceof Text text && !text.text().isBlank()) {
                texts.add(text);
            }
        }
        return texts;
    }

    private static Message turn(Message message) {
        List<ContentPart> content = new ArrayList<>();
        if (message.role() == Role.SYSTEM) {
            for (Text text : texts(message)) {
                String marked = "<system>\n" + text.text().replace("</system", "<\\/system") + "\n</system>";
                content.add(new Text(marked, text.cacheControl()));
            }
            return new Message(Role.USER, content);
        }
        for (ContentPart part : message.content()) {
            if (ClaudeContent.isSent(part)) {
                content.add(part);
            }
        }
        return new Message(message.role(), content);
    }

    /// Neighbours of one role are one turn; each part is moved once, for there may be a hundred thousand neighbours.
    private static List<Message> merged(List<Message> conversation) {
        List<Message> turns = new ArrayList<>();
        List<ContentPart> content = new ArrayList<>();
        Role speaker = Role.USER;
        for (Message message : conversation) {
            Message next = turn(message);
            if (next.content().isEmpty()) {
                continue;
            }
            if (next.role() != speaker && !content.isEmpty()) {
                turns.add(new Message(speaker, content));
                content.clear();
            }
            speaker = next.role();
            content.addAll(next.content());
        }
        if (!content.isEmpty()) {
            turns.add(new Message(speaker, content));
        }
        return turns;
    }

    /// `final assistant content cannot end with trailing whitespace`.
    private static void trimPrefill(List<Message> turns) {
        Message last = turns.getLast();
        if (last.role() != Role.ASSISTANT || !(last.content().getLast() instanceof Text text)) {
            return;
        }
        List<ContentPart> content = new ArrayList<>(last.content());
        content.set(content.size() - 1, new Text(text.text().stripTrailing(), text.cacheControl()));
        turns.set(turns.size() - 1, new Message(Role.ASSISTANT, content));
    }

    private static Message toolResultsFirst(Message turn) {
        List<ContentPart> ordered = new ArrayList<>(turn.content().size());
        for (ContentPart part : turn.content()) {
            if (part instanceof ToolResult) {
                ordered.add(part);
            }
        }
        for (ContentPart part : turn.content()) {
            if (!(part instanceof ToolResult)) {
                ordered.add(part);
            }
        }
        return new Message(turn.role(), ordered);
    }
}
