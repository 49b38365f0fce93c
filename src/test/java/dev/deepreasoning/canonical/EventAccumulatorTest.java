package dev.deepreasoning.canonical;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.canonical.StreamEvent.BlockStarted;
import dev.deepreasoning.canonical.StreamEvent.BlockStopped;
import dev.deepreasoning.canonical.StreamEvent.CitationDelta;
import dev.deepreasoning.canonical.StreamEvent.Finished;
import dev.deepreasoning.canonical.StreamEvent.ReasoningDelta;
import dev.deepreasoning.canonical.StreamEvent.SignatureDelta;
import dev.deepreasoning.canonical.StreamEvent.Started;
import dev.deepreasoning.canonical.StreamEvent.TextDelta;
import dev.deepreasoning.canonical.StreamEvent.ToolArgumentsDelta;
import dev.deepreasoning.canonical.StreamEvent.UsageReported;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventAccumulatorTest {
    private static final Started STARTED = new Started("id1", Instant.EPOCH, "deepreasoning", List.of());
    private static final RunReport REPORT =
            new RunReport(List.of(), ReasoningOutcome.COMPLETE, null, List.of(), 0, false);
    private static final Finished FINISHED = new Finished(StopReason.TOOL_USE, null, null, REPORT);
    private static final Citation CITATION = new Citation("https://e.org", "E", "words", JsonText.EMPTY_OBJECT);

    @Test
    void addsUpEveryKindOfBlock() {
        Completion whole = accumulate(
                STARTED,
                new BlockStarted(0, new Block.Reasoning()),
                new ReasoningDelta(0, "be"),
                new ReasoningDelta(0, "cause"),
                new SignatureDelta(0, "seal"),
                new BlockStopped(0),
                new UsageReported(Stage.REASONING, TokenUsage.NONE),
                new BlockStarted(3, new Block.Text()),
                new TextDelta(3, "ans"),
                new CitationDelta(3, CITATION),
                new TextDelta(3, "wer"),
                new BlockStopped(3),
                new BlockStarted(4, new Block.ToolCall("call", "tool")),
                new ToolArgumentsDelta(4, "{}"),
                new BlockStopped(4),
                FINISHED);
        assertEquals("id1", whole.id());
        assertEquals(
                List.of("because", "answer", "{}"),
                whole.blocks().stream().map(Completion.CompletedBlock::text).toList());
        assertEquals("seal", whole.blocks().get(0).signature());
        assertNull(whole.blocks().get(1).signature());
        assertEquals(List.of(CITATION), whole.blocks().get(1).citations());
        assertEquals(StopReason.TOOL_USE, whole.stopReason());
    }

    @Test
    void namesTheIllegalOrderItSaw() {
        refuses("the first event must be Started", new BlockStopped(0));
        refuses("only one Started", STARTED, STARTED);
        refuses("nothing may follow Finished", STARTED, FINISHED, STARTED);
        refuses("this block is not open: TextDelta of block 3", STARTED, new TextDelta(3, "x"));
        refuses("this block is not open: BlockStopped of block 1", STARTED, new BlockStopped(1));
        BlockStarted text = new BlockStarted(1, new Block.Text());
        refuses("a block is still open", STARTED, text, new BlockStarted(2, new Block.Text()));
        refuses("a block is still open", STARTED, text, FINISHED);
        refuses("usage inside a block", STARTED, text, new UsageReported(Stage.ANSWER, TokenUsage.NONE));
        refuses("reasoning outside", STARTED, text, new ReasoningDelta(1, "x"));
        refuses("arguments outside", STARTED, text, new ToolArgumentsDelta(1, "{}"));
        refuses("one signature", STARTED, text, new SignatureDelta(1, "x"));
        refuses("this block is not open", STARTED, text, new TextDelta(2, "x"));
        BlockStarted thought = new BlockStarted(0, new Block.Reasoning());
        refuses("text outside", STARTED, thought, new TextDelta(0, "x"));
        refuses("a citation outside", STARTED, thought, new CitationDelta(0, CITATION));
        refuses("one signature", STARTED, thought, new SignatureDelta(0, "a"), new SignatureDelta(0, "b"));
    }

    @Test
    void hasNoCompletionBeforeTheEnd() {
        EventAccumulator accumulator = new EventAccumulator();
        accumulator.accept(STARTED);
        assertThrows(IllegalStateException.class, accumulator::completion);
    }

    private static Completion accumulate(StreamEvent... events) {
        EventAccumulator accumulator = new EventAccumulator();
        for (StreamEvent event : events) {
            accumulator.accept(event);
        }
        return accumulator.completion();
    }

    private static void refuses(String rule, StreamEvent... events) {
        String message = String.valueOf(assertThrows(IllegalStateException.class, () -> accumulate(events))
                .getMessage());
        assertTrue(message.startsWith(rule), message);
    }
}
