package dev.deepreasoning.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class StopMatcherTest {
    @Test
    void findsASequenceHoweverTheTextIsCut() {
        String text = "one\ntwo\n\nthree";
        for (int cut = 0; cut <= text.length(); cut++) {
            StopMatcher matcher = new StopMatcher(List.of("\n\n", "\n \n"));
            String shown = matcher.accept(text.substring(0, cut));
            if (matcher.matched() == null) {
                shown += matcher.accept(text.substring(cut));
            }
            assertEquals("one\ntwo", shown, "cut at " + cut);
            assertEquals("\n\n", matcher.matched());
            assertEquals("", matcher.flush());
        }
    }

    @Test
    void givesBackWhatItHeldWhereNothingMatched() {
        StopMatcher matcher = new StopMatcher(List.of("\n\n"));
        assertEquals("end", matcher.accept("end\n"));
        assertNull(matcher.matched());
        assertEquals("\n", matcher.flush());
        assertEquals("", matcher.flush());
    }

    @Test
    void takesTheEarliestOfSeveral() {
        StopMatcher matcher = new StopMatcher(List.of("\t", "  "));
        assertEquals("a", matcher.accept("a  b\t"));
        assertEquals("  ", matcher.matched());
        assertTrue(new StopMatcher(List.of()).isEmpty());
    }
}
