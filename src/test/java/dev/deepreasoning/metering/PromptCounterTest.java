package dev.deepreasoning.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PromptCounterTest {
    @Test
    void aCountSaysWhereItComesFrom() {
        assertEquals("estimated", new PromptCounter.Count(1, true).source());
        assertEquals("reported", new PromptCounter.Count(1, false).source());
    }
}
