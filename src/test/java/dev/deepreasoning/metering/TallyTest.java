package dev.deepreasoning.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.canonical.ReasoningOutcome;
import dev.deepreasoning.canonical.RunObserver;
import dev.deepreasoning.canonical.RunReport;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.canonical.StageReport;
import dev.deepreasoning.canonical.StreamEvent.BlockStopped;
import dev.deepreasoning.canonical.StreamEvent.ReasoningDelta;
import dev.deepreasoning.canonical.StreamEvent.TextDelta;
import dev.deepreasoning.canonical.TokenUsage;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a run that stops here owes.
class TallyTest {
    private static final Duration SOON = Duration.ofMillis(5);

    private final Tally tally = new Tally(RunObserver.NONE, 100);

    private static StageReport stage(Stage stage, TokenUsage usage, @Nullable Duration first) {
        return new StageReport(stage, "m", "h", usage, first, SOON);
    }

    private RunReport.BilledUsage billed(long handedOver, StageReport... stages) {
        tally.begun(() -> new RunReport(List.of(), ReasoningOutcome.OFF, null, List.of(stages), handedOver, false));
        return tally.report().billed();
    }

    @Test
    void aStageThatHasGivenNothingCostsNothing() {
        assertEquals(new RunReport.BilledUsage(0, 0, 0, 0, 0), billed(0, stage(Stage.SEARCH, TokenUsage.NONE, SOON)));
        assertEquals(
                new RunReport.BilledUsage(0, 0, 0, 0, 0), billed(0, stage(Stage.REASONING, TokenUsage.NONE, null)));
    }

    @Test
    void reasoningIsCountedBeforeItIsReported() {
        tally.see(new ReasoningDelta(0, "x".repeat(100)));
        RunReport.BilledUsage billed = billed(0, stage(Stage.REASONING, TokenUsage.NONE, SOON));
        assertEquals(new RunReport.BilledUsage(100, 0, 0, 30, 30), billed);
        assertFalse(tally.answered());
    }

    @Test
    void whatR1ReadCountsUntilClaudeHasBegun() {
        TokenUsage thought = new TokenUsage(40, 0, 0, 0, 60, 50, false);
        assertEquals(
                new RunReport.BilledUsage(40, 0, 0, 50, 50),
                billed(50, stage(Stage.REASONING, thought, SOON), stage(Stage.ANSWER, TokenUsage.NONE, null)));
        assertEquals(
                new RunReport.BilledUsage(110, 0, 0, 51, 50),
                billed(
                        50,
                        stage(Stage.REASONING, thought, SOON),
                        stage(Stage.ANSWER, new TokenUsage(160, 0, 0, 0, 1, 0, false), null)));
    }

    @Test
    void aBorderIsWhereSomethingHasEnded() {
        tally.stage(Stage.REASONING);
        assertFalse(tally.takeBorder(), "before the first stage nothing was");
        tally.see(new BlockStopped(0));
        assertTrue(tally.takeBorder());
        assertFalse(tally.takeBorder(), "it is taken once");
        tally.stage(Stage.ANSWER);
        assertTrue(tally.takeBorder());
    }

    @Test
    void whatClaudeReadIsEstimatedWithTheReasoningInIt() {
        tally.see(new TextDelta(8, "x".repeat(10)));
        assertTrue(tally.answered());
        assertEquals(
                new RunReport.BilledUsage(100, 0, 0, 3, 0), billed(50, stage(Stage.ANSWER, TokenUsage.NONE, SOON)));
        assertTrue(tally.report().stages().getFirst().usage().estimated());
    }
}
