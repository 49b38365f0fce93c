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
import java.util.Random;
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
    void leavesOutWhatAnAgentPutsBeforeTheQuestion() {
        Text reminder = new Text("<system-reminder>\nYou work in /home/secret.\n</system-reminder>\n");
        Text surroundings = new Text("<environment_context kind=\"a\"><cwd>/home/secret</cwd></environment_context>");
        assertEquals(
                "Rain?",
                SearchQuery.of(
                        List.of(new Message(Role.USER, List.of(reminder, surroundings, new Text("Rain?"), reminder)))));
        assertEquals(
                "<b>Rain</b>? <b>wet <br/>",
                SearchQuery.of(List.of(user("<b>Rain</b>?  <b>wet <br/>"))),
                "only tagged as a whole");
        assertEquals("<q>Rain?</q>", SearchQuery.of(List.of(user("<q>Rain?</q>"))), "there are no other words");
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

    /// Agents put reminders beside the results: the question of the turn stays what it was (decisions 14 and 37).
    @Test
    void wordsBesideAToolsResultAreNoNewQuestion() {
        ContentPart result = new ContentPart.ToolResult("t", List.of(new Text("wet")), false, null);
        assertEquals(
                "Rain?",
                SearchQuery.of(List.of(
                        user("Rain?"),
                        Message.of(Role.ASSISTANT, "Calling."),
                        new Message(Role.USER, List.of(result, new Text("<reminder>secret paths</reminder>"))),
                        Message.of(Role.SYSTEM, "more"))));
        assertNull(SearchQuery.of(List.of(new Message(Role.USER, List.of(result, new Text("x"))))));
    }

    @Test
    void aTurnWithoutWordsDoesNotAskTheOneBeforeAgain() {
        Message picture =
                new Message(Role.USER, List.of(new ContentPart.Image(new MediaSource.Url("https://e.example"), null)));
        assertNull(SearchQuery.of(List.of(user("Rain?"), Message.of(Role.ASSISTANT, "Yes."), picture)));
        assertEquals(
                "This?", SearchQuery.of(List.of(user("Old"), Message.of(Role.ASSISTANT, "x"), user("This?"), picture)));
        assertEquals("This?", SearchQuery.of(List.of(user("This?"), Message.of(Role.ASSISTANT, "a prefill"))));
    }

    @Test
    void spaceOfEveryKindIsOne() {
        assertEquals("a b c", SearchQuery.of(List.of(user("\u3000a\u00a0\u2028b\u0085\r\nc\u2003"))));
    }

    /// Whatever was said: nothing torn, nothing long, no word in it that was not said.
    @Test
    void isAlwaysABeginningOfWhatWasSaid() {
        Random random = new Random(20_261_124);
        String[] pieces = {"word", " ", "\n", "漢字", "👩‍💻", "\uD835\uDD4F", "\u00a0", "\u0007", "supercalifragilistic"
        };
        for (int round = 0; round < 3_000; round++) {
            StringBuilder said = new StringBuilder();
            for (int i = random.nextInt(200); i > 0; i--) {
                said.append(pieces[random.nextInt(pieces.length)]);
            }
            String whole =
                    said.toString().replaceAll("[\\s\\u00a0\\u0007]+", " ").strip();
            String query = SearchQuery.of(List.of(user(said.toString())));
            if (whole.isEmpty()) {
                assertNull(query);
                continue;
            }
            assertTrue(query != null && !query.isEmpty() && query.length() <= 400, query);
            assertTrue(whole.startsWith(query), query);
            assertEquals(query, query.strip());
            assertFalse(Character.isHighSurrogate(query.charAt(query.length() - 1)));
            assertTrue(query.length() == whole.length() || query.length() > 200, query);
        }
    }
}
