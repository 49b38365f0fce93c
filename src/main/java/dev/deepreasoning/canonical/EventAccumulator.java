package dev.deepreasoning.canonical;

import dev.deepreasoning.canonical.Completion.CompletedBlock;
import dev.deepreasoning.canonical.StreamEvent.BlockStarted;
import dev.deepreasoning.canonical.StreamEvent.BlockStopped;
import dev.deepreasoning.canonical.StreamEvent.CitationDelta;
import dev.deepreasoning.canonical.StreamEvent.Delta;
import dev.deepreasoning.canonical.StreamEvent.Finished;
import dev.deepreasoning.canonical.StreamEvent.ReasoningDelta;
import dev.deepreasoning.canonical.StreamEvent.SignatureDelta;
import dev.deepreasoning.canonical.StreamEvent.Started;
import dev.deepreasoning.canonical.StreamEvent.TextDelta;
import dev.deepreasoning.canonical.StreamEvent.ToolArgumentsDelta;
import dev.deepreasoning.canonical.StreamEvent.UsageReported;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Adds the events of one run up to a [Completion], and holds them to the grammar of [StreamEvent] on the way: an
/// illegal order is an [IllegalStateException] that names what it saw. One per run, not for several threads.
public final class EventAccumulator {
    private @Nullable Started started;
    private @Nullable Finished finished;
    private @Nullable BlockStarted open;
    private final List<CompletedBlock> blocks = new ArrayList<>();
    private final List<Citation> citations = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private @Nullable String signature;

    /// Takes the next event.
    public void accept(StreamEvent event) {
        require(finished == null, "nothing may follow Finished", event);
        require(started != null || event instanceof Started, "the first event must be Started", event);
        switch (event) {
            case Started first -> {
                require(started == null, "only one Started", event);
                started = first;
            }
            case UsageReported _ -> require(open == null, "usage inside a block", event);
            case BlockStarted start -> {
                require(open == null, "a block is still open", event);
                open = start;
            }
            case Delta delta -> append(delta);
            case BlockStopped stop -> {
                BlockStarted current = openBlock(stop.index(), event);
                blocks.add(new CompletedBlock(current.block(), text.toString(), signature, citations));
                open = null;
                text.setLength(0);
                signature = null;
                citations.clear();
            }
            case Finished last -> {
                require(open == null, "a block is still open", event);
                finished = last;
            }
        }
    }

    /// The whole answer.
    ///
    /// @throws IllegalStateException before Finished
    public Completion completion() {
        Started first = started;
        Finished last = finished;
        if (first == null || last == null) {
            throw new IllegalStateException("the stream has not finished");
        }
        return new Completion(
                first.id(),
                first.created(),
                first.model(),
                blocks,
                last.reason(),
                last.stopSequence(),
                last.refusal(),
                last.report());
    }

    private void append(Delta delta) {
        Block block = openBlock(delta.index(), delta).block();
        switch (delta) {
            case TextDelta piece -> {
                require(block instanceof Block.Text, "text outside a text block", delta);
                text.append(piece.text());
            }
            case ReasoningDelta piece -> {
                require(block instanceof Block.Reasoning, "reasoning outside a reasoning block", delta);
                text.append(piece.text());
            }
            case SignatureDelta seal -> {
                require(
                        block instanceof Block.Reasoning && signature == null,
                        "one signature, in a reasoning block",
                        delta);
                signature = seal.signature();
            }
            case ToolArgumentsDelta piece -> {
                require(block instanceof Block.ToolCall, "arguments outside a tool call", delta);
                text.append(piece.json());
            }
            case CitationDelta citation -> {
                require(block instanceof Block.Text, "a citation outside a text block", delta);
                citations.add(citation.citation());
            }
        }
    }

    private BlockStarted openBlock(int index, StreamEvent event) {
        BlockStarted current = open;
        if (current == null || current.index() != index) {
            throw illegal("this block is not open", event);
        }
        return current;
    }

    private static void require(boolean legal, String rule, StreamEvent event) {
        if (!legal) {
            throw illegal(rule, event);
        }
    }

    private static IllegalStateException illegal(String rule, StreamEvent event) {
        return new IllegalStateException(rule + ": " + event.getClass().getSimpleName() + indexOf(event));
    }

    private static String indexOf(StreamEvent event) {
        return switch (event) {
            case BlockStarted start -> " of block " + start.index();
            case Delta delta -> " of block " + delta.index();
            case BlockStopped stop -> " of block " + stop.index();
            case Started _, UsageReported _, Finished _ -> "";
        };
    }
}
