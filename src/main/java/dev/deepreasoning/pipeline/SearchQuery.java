package dev.deepreasoning.pipeline;

import dev.deepreasoning.canonical.ContentPart;
import dev.deepreasoning.canonical.Message;
import dev.deepreasoning.canonical.Message.Role;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Makes the words to search for from what the user said in the last turn: never from system prompts, tool results or
/// documents, which nobody meant to tell a search engine.
final class SearchQuery {
    private static final int LONGEST = 400;
    private static final Pattern SPACE = Pattern.compile("[\\s\\p{Z}\\p{Cc}]+");
    private static final Pattern TAG = Pattern.compile("\\s*<([A-Za-z][\\w-]*)[\\s>]");

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

    /// Agents put their reminders and their surroundings (paths of the user's machine) before the question, each a part
    /// of its own and inside a tag: they are left out where other words are there.
    private static String words(Message message) {
        StringBuilder said = new StringBuilder();
        StringBuilder tagged = new StringBuilder();
        for (ContentPart part : message.content()) {
            if (part instanceof ContentPart.Text text) {
                (inTag(text.text()) ? tagged : said).append(text.text()).append(' ');
            }
        }
        String query = SPACE.matcher(said).replaceAll(" ").strip();
        return query.isEmpty() ? SPACE.matcher(tagged).replaceAll(" ").strip() : query;
    }

    private static boolean inTag(String text) {
        Matcher tag = TAG.matcher(text);
        return tag.lookingAt() && text.stripTrailing().endsWith("</" + tag.group(1) + ">");
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
