package dev.deepreasoning.pipeline;

import dev.deepreasoning.canonical.ContentPart;
import dev.deepreasoning.canonical.Message;
import dev.deepreasoning.canonical.Message.Role;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Makes the words to search for from what the user said in the last turn: never from system prompts, tool results or
/// documents, which nobody meant to tell a search engine.
final class SearchQuery {
    private static final int LONGEST = 400;
    private static final Pattern SPACE = Pattern.compile("[\\s\\p{Z}\\p{Cc}]+");

    private SearchQuery() {}

    /// The words; absent where the user has said none. A message with tools' results belongs to the turn before it,
    /// with whatever an agent has put beside them.
    static @Nullable String of(List<Message> messages) {
        boolean begun = false;
        for (Message message : messages.reversed()) {
            if (message.role() == Role.USER && !holdsResults(message)) {
                begun = true;
                String query = words(message);
                if (!query.isEmpty()) {
                    return cut(query);
                }
            } else if (begun && message.role() != Role.SYSTEM) {
                return null;
            }
        }
        return null;
    }

    private static boolean holdsResults(Message message) {
        return message.content().stream().anyMatch(ContentPart.ToolResult.class::isInstance);
    }

    private static String words(Message message) {
        StringBuilder said = new StringBuilder();
        for (ContentPart part : message.content()) {
            if (part instanceof ContentPart.Text text) {
                said.append(text.text()).append(' ');
            }
        }
        return SPACE.matcher(said).replaceAll(" ").strip();
    }

    /// At the end of a word where one ends near.
    private static String cut(String query) {
        if (query.length() <= LONGEST) {
            return query;
        }
        int space = query.lastIndexOf(' ', LONGEST);
        int end = space > LONGEST / 2 ? space : LONGEST;
        if (Character.isHighSurrogate(query.charAt(end - 1))) {
            end--;
        }
        return query.substring(0, end);
    }
}
