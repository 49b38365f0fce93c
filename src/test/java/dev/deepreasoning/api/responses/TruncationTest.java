package dev.deepreasoning.api.responses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.canonical.Adjustment;
import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.canonical.ContentPart;
import dev.deepreasoning.canonical.ContentPart.Text;
import dev.deepreasoning.canonical.Message;
import dev.deepreasoning.catalog.Catalogs;
import dev.deepreasoning.catalog.ClaudeModel;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Each letter of a text is a thousand tokens here, and the window holds 200,000.
class TruncationTest {
    private static final ClaudeModel CLAUDE =
            Catalogs.builtIn().resolve("deepreasoning", null).answerer();
    private static final String TOOL = "{'type':'function_call','call_id':'c','name':'f'},"
            + "{'type':'function_call_output','call_id':'c','output':'" + "r".repeat(60) + "'}";

    private static long tokens(CanonicalRequest request) {
        return text(request).length() * 1_000L;
    }

    private static String text(CanonicalRequest request) {
        return request.messages().stream()
                .flatMap(message -> message.content().stream())
                .map(part -> part instanceof ContentPart.ToolResult result
                        ? result.content().getFirst()
                        : part)
                .map(part -> part instanceof Text text ? text.text() : "")
                .collect(Collectors.joining());
    }

    private static CanonicalRequest ask(String items) {
        return ResponsesRequestDecoder.decode(
                        ("{'model':'deepreasoning','truncation':'auto','instructions':'i','input':[" + items + "]}")
                                .replace('\'', '"')
                                .getBytes(StandardCharsets.UTF_8),
                        MultiMap.caseInsensitiveMultiMap(),
                        _ -> null)
                .canonical();
    }

    private static String say(String role, String letter, int times) {
        return "{'role':'" + role + "','content':'" + letter.repeat(times) + "'}";
    }

    private static String turn(String letter, int times) {
        return say("user", letter, times) + "," + say("assistant", letter.toUpperCase(java.util.Locale.ROOT), times);
    }

    private static Truncation fit(CanonicalRequest request) {
        return Truncation.of(request, CLAUDE, TruncationTest::tokens);
    }

    @Test
    void whatFitsIsLeftAsItIs() {
        CanonicalRequest request = ask(turn("a", 40) + "," + turn("b", 40) + "," + say("user", "c", 5));
        Truncation fitted = fit(request);
        assertSame(request, fitted.request());
        assertEquals(List.of(), fitted.dropped());
    }

    @Test
    void theOldestTurnsGoAndTheInstructionsStay() {
        Truncation fitted =
                fit(ask(turn("a", 45) + "," + turn("b", 45) + "," + turn("c", 45) + "," + say("user", "d", 5)));
        assertEquals("i" + "c".repeat(45) + "C".repeat(45) + "d".repeat(5), text(fitted.request()));
        assertEquals(List.of(new Adjustment("input", "8", "4")), fitted.dropped());
    }

    @Test
    void noCallIsPartedFromItsResult() {
        Truncation fitted = fit(ask(say("user", "a", 100) + "," + TOOL + "," + say("assistant", "b", 10) + ","
                + say("user", "c", 10) + "," + TOOL));
        List<Message> left = fitted.request().messages();
        assertEquals("i" + "c".repeat(10) + "r".repeat(60), text(fitted.request()));
        assertTrue(Message.endsInToolResults(left));
        assertEquals(4, left.size());
    }

    /// Agents tell their surroundings in messages of their own before the question: they are one turn.
    @Test
    void messagesOfTheUserInARowStayTogether() {
        Truncation fitted = fit(ask(turn("a", 60) + "," + say("user", "s", 50) + "," + say("user", "q", 50)));
        assertEquals("i" + "s".repeat(50) + "q".repeat(50), text(fitted.request()));
    }

    @ParameterizedTest
    @CsvSource({"1, 300", "3, 300"})
    void theLastTurnStaysHoweverLongItIs(int turns, int length) {
        StringBuilder items = new StringBuilder();
        for (int i = 1; i < turns; i++) {
            items.append(turn("a", 10)).append(',');
        }
        Truncation fitted = fit(ask(items + say("user", "z", length)));
        assertEquals("i" + "z".repeat(length), text(fitted.request()));
        assertEquals(turns == 1 ? 0 : 1, fitted.dropped().size());
    }

    @Test
    void whereNobodySpeaksNothingIsDropped() {
        CanonicalRequest request = ask(say("system", "x", 300));
        assertSame(request, fit(request).request());
    }

    @Test
    void aLongAnswerTakesItsPlace() {
        CanonicalRequest request = ask(turn("a", 60) + "," + say("user", "b", 20));
        assertEquals(0, fit(request).dropped().size());
        assertEquals(1, fit(request.withBounds(64_000, 1)).dropped().size());
    }
}
