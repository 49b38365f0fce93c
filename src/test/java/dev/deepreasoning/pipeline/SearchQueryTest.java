package dev.deepreasoning.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.canonical.ContentPart;
import dev.deepreasoning.canonical.ContentPart.Text;
import dev.deepreasoning.canonical.MediaSource;
import dev.deepreasoning.canonical.Message;
import dev.deepreasoning.canonical.Message.Role;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SearchQueryTest {
    private static Message user(String text) {
        return Message.of(Role.USER, text);
    }

    @Test
    void isWhatTheUserSaidLast() {
        assertEquals(
                "What is new in Köln?",
                SearchQuery.of(List.of(
                        Message.of(Role.SYSTEM, "secret"),
                        user("Before"),
                        Message.of(Role.ASSISTANT, "Well"),
                        user("  What is\n\tnew in\u0000 Köln? "),
                        Message.of(Role.SYSTEM, "more secrets"))));
    }

    @Test
    void comesFromTextAloneAndSkipsATurnOfToolResults() {
        ContentPart image = new ContentPart.Image(new MediaSource.Url("https://e.example/a.png"), null);
        ContentPart result = new ContentPart.ToolResult("t", List.of(new Text("tool's words")), false, null);
        assertEquals(
                "one two",
                SearchQuery.of(List.of(
                        new Message(Role.USER, List.of(new Text("one"), image, new Text("two"))),
                        Message.of(Role.ASSISTANT, "Calling."),
                        new Message(Role.USER, List.of(result)))));
        assertNull(SearchQuery.of(List.of(new Message(Role.USER, List.of(image)))));
        assertNull(SearchQuery.of(List.of(user(" \n "))));
    }

    @Test
    void isCutAtTheEndOfAWord() {
        String words = "lorem ".repeat(100);
        String query = Objects.requireNonNull(SearchQuery.of(List.of(user(words))));
        assertTrue(query.length() <= 400 && query.endsWith("lorem"), query);
        String emoji = Objects.requireNonNull(SearchQuery.of(List.of(user("x" + "😀".repeat(300)))));
        assertTrue(emoji.length() <= 400);
        assertFalse(Character.isHighSurrogate(emoji.charAt(emoji.length() - 1)));
    }
}
