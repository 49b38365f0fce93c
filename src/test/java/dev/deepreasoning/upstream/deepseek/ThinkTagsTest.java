package dev.deepreasoning.upstream.deepseek;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThinkTagsTest {
    private static Split split(boolean implicitOpen, List<String> pieces) {
        ThinkTags tags = new ThinkTags(implicitOpen);
        Split split = new Split();
        pieces.forEach(piece -> tags.accept(piece, split));
        boolean answering = tags.answering();
        tags.end(split);
        split.answering = answering;
        return split;
    }

    /// Whatever the pieces, the same text; every way to cut it in up to three is tried.
    private static Split anyhow(boolean implicitOpen, String text) {
        Split whole = split(implicitOpen, List.of(text));
        for (int first = 0; first <= text.length(); first++) {
            for (int second = first; second <= text.length(); second++) {
                Split cut = split(
                        implicitOpen,
                        List.of(text.substring(0, first), text.substring(first, second), text.substring(second)));
                assertEquals(whole.toString(), cut.toString(), "cut at " + first + " and " + second);
                assertEquals(whole.answering, cut.answering);
            }
        }
        return whole;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "<think>a b</think>c | a b~c",
                "<think>~a~</think>~~c~d | a_~c_d",
                "~ <think>a</think>c | a~c",
                "<think>a</thin</think>c | a</thin~c",
                "<think></think>c | ~c",
                "<think>~~</think>~~c | _~c",
                "<think>a</think>see <think> and </think> | a~see <think> and </think>",
                "no tags at all | ~no tags at all",
                "say <think>x</think> | ~say <think>x</think>",
                "<thing>x | ~<thing>x",
                "<thi | ~<thi",
                "<think>never closed | never closed~",
                "<think>held back </thi | held back </thi~"
            })
    void splitsInline(String text, String expected) {
        Split split = anyhow(false, text.strip().replace('~', '\n'));
        String told = split.reasoning.toString().replace('\n', '_') + "~"
                + split.answer.toString().replace('\n', '_');
        assertEquals(expected.strip(), told);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "a b</think>~c | a b~c",
                "<think>a</think>c | a~c",
                "<thing>a</think>c | <thing>a~c",
                "never closed | never closed~",
                "<th | <th~",
                "</think>c | ~c"
            })
    void beginsWithinTheThoughtWhereTheTemplateOpenedIt(String text, String expected) {
        Split split = anyhow(true, text.strip().replace('~', '\n'));
        assertEquals(expected.strip(), split.reasoning + "~" + split.answer);
    }

    @Test
    void holdsBackNoMoreThanATagMayTake() {
        ThinkTags tags = new ThinkTags(false);
        Split split = new Split();
        tags.accept("<think>abc</thin", split);
        assertEquals("abc", split.reasoning.toString());
        tags.accept("gs", split);
        assertEquals("abc</things", split.reasoning.toString());
    }

    @Test
    void endsQuietlyWithoutText() {
        assertEquals("~", split(false, List.of()).toString());
        assertTrue(split(false, List.of("<think>a</think>")).answering);
    }

    private static final class Split implements ThinkTags.Sink {
        private final StringBuilder reasoning = new StringBuilder();
        private final StringBuilder answer = new StringBuilder();
        private boolean answering;

        @Override
        public void reasoning(String text) {
            reasoning.append(text);
        }

        @Override
        public void answer(String text) {
            answer.append(text);
        }

        @Override
        public String toString() {
            return reasoning + "~" + answer;
        }
    }
}
