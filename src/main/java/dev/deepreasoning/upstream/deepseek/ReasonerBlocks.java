package dev.deepreasoning.upstream.deepseek;

import dev.deepreasoning.canonical.Block;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.canonical.StreamEvent.BlockStarted;
import dev.deepreasoning.canonical.StreamEvent.BlockStopped;
import dev.deepreasoning.canonical.StreamEvent.ReasoningDelta;
import dev.deepreasoning.canonical.StreamEvent.TextDelta;
import dev.deepreasoning.upstream.SurrogatePairs;
import java.util.function.Consumer;

/// The events of one reasoner's stream: a block of reasoning, a block of answer, each only where there is any. One per
/// stream.
final class ReasonerBlocks {
    private static final int NONE = -1;
    private static final int REASONING = 0;
    private static final int ANSWER = 1;

    private final ReasonerUsage tokens;
    private final SurrogatePairs pairs = new SurrogatePairs();
    private int open = NONE;
    private boolean reasoned;

    ReasonerBlocks(ReasonerUsage tokens) {
        this.tokens = tokens;
    }

    /// Whether there was any reasoning.
    boolean reasoned() {
        return reasoned;
    }

    /// White space before a thought is none: an empty thought stays empty.
    void reasoning(String text, Consumer<? super StreamEvent> out) {
        String whole = pairs.join(reasoned ? text : text.stripLeading());
        if (!whole.isEmpty()) {
            start(REASONING, out);
            reasoned = true;
            tokens.reasoning(whole);
            out.accept(new ReasoningDelta(REASONING, whole));
        }
    }

    void answer(String text, Consumer<? super StreamEvent> out) {
        start(ANSWER, out);
        String whole = pairs.join(text);
        if (!whole.isEmpty()) {
            tokens.answer(whole);
            out.accept(new TextDelta(ANSWER, whole));
        }
    }

    private void start(int index, Consumer<? super StreamEvent> out) {
        if (open != index) {
            stop(out);
            open = index;
            out.accept(new BlockStarted(index, index == REASONING ? new Block.Reasoning() : new Block.Text()));
        }
    }

    /// Ends the block that is open, if one is.
    void stop(Consumer<? super StreamEvent> out) {
        if (open == NONE) {
            return;
        }
        String rest = pairs.flush();
        if (!rest.isEmpty()) {
            out.accept(open == REASONING ? new ReasoningDelta(REASONING, rest) : new TextDelta(ANSWER, rest));
        }
        out.accept(new BlockStopped(open));
        open = NONE;
    }
}
