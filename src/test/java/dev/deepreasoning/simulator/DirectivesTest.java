package dev.deepreasoning.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectivesTest {
    @Test
    void saysWhatItIsToldAndOthersDoNot() {
        String marker = "Hi [[sim:claude.say=YSDDqQ]]";
        assertEquals("a é", Directives.of("claude", null, marker).say());
        assertNull(Directives.of("r1", null, marker).say());
        assertEquals("a é", Directives.of("linkup", "say=YSDDqQ", "Hi").say());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[[sim:say]]", "[[sim:say=%%]]", "[[sim:say=A]]", "nothing"})
    void whatIsNoTextIsNotSaid(String text) {
        assertNull(Directives.of("claude", null, text).say());
    }
}
