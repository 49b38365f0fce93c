package dev.deepreasoning.pipeline;

import dev.deepreasoning.canonical.StopReason;
import dev.deepreasoning.canonical.StreamEvent;
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
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.AbstractMultiOperator;
import io.smallrye.mutiny.operators.multi.MultiOperatorProcessor;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the gateway itself does to the answer's events: moves their indices behind the earlier stages' blocks, removes
/// the leading newlines that follow a prefill, and enforces the stop sequences that Claude refuses (those of white
/// space only).
final class AnswerShaper extends AbstractMultiOperator<StreamEvent, StreamEvent> {
    private final int firstIndex;
    private final boolean trimStart;
    private final List<String> stops;
    private final StageRecord record;

    AnswerShaper(
            Multi<StreamEvent> upstream, int firstIndex, boolean trimStart, List<String> stops, StageRecord record) {
        super(upstream);
        this.firstIndex = firstIndex;
        this.trimStart = trimStart;
        this.stops = stops;
        this.record = record;
    }

    @Override
    public void subscribe(MultiSubscriber<? super StreamEvent> downstream) {
        upstream().subscribe(new Processor(downstream, this));
    }

    private static final class Processor extends MultiOperatorProcessor<StreamEvent, StreamEvent> {
        private final AnswerShaper shape;
        private final StopMatcher matcher;
        private boolean trimming;
        private @Nullable BlockStopped owed;
        private boolean ending;

        Processor(MultiSubscriber<? super StreamEvent> downstream, AnswerShaper shape) {
            super(downstream);
            this.shape = shape;
            this.trimming = shape.trimStart;
            this.matcher = new StopMatcher(shape.stops);
        }

        @Override
        public void onItem(StreamEvent event) {
            if (ending) {
                return;
            }
            int base = shape.firstIndex;
            switch (event) {
                case TextDelta delta -> text(delta.index() + base, delta.text());
                case BlockStarted start -> downstream.onItem(new BlockStarted(start.index() + base, start.block()));
                case BlockStopped stop -> stop(stop.index() + base);
                case ToolArgumentsDelta delta ->
                    downstream.onItem(new ToolArgumentsDelta(delta.index() + base, delta.json()));
                case CitationDelta delta ->
                    downstream.onItem(new CitationDelta(delta.index() + base, delta.citation()));
                case ReasoningDelta _, SignatureDelta _, Started _, UsageReported _, Finished _ ->
                    downstream.onItem(event);
            }
        }

        private void text(int index, String piece) {
            String shown = piece;
            if (trimming) {
                shown = withoutLeadingNewlines(piece);
                trimming = shown.isEmpty();
            }
            if (!matcher.isEmpty()) {
                shown = matcher.accept(shown);
                if (matcher.matched() != null) {
                    cancelUpstream();
                    shape.record.stopped(StopReason.STOP_SEQUENCE, matcher.matched(), null);
                    ending = true;
                    owed = new BlockStopped(index);
                }
            }
            downstream.onItem(new TextDelta(index, shown));
        }

        private void stop(int index) {
            String rest = matcher.flush();
            if (rest.isEmpty()) {
                downstream.onItem(new BlockStopped(index));
            } else {
                owed = new BlockStopped(index);
                downstream.onItem(new TextDelta(index, rest));
            }
        }

        /// Where one event came and two must go, the second waits here for its own demand.
        @Override
        public void request(long demand) {
            BlockStopped waiting = owed;
            if (waiting == null) {
                super.request(demand);
                return;
            }
            owed = null;
            downstream.onItem(waiting);
            if (ending) {
                downstream.onCompletion();
            } else if (demand > 1) {
                super.request(demand - 1);
            }
        }

        @Override
        public void onCompletion() {
            if (!ending) {
                super.onCompletion();
            }
        }

        private static String withoutLeadingNewlines(String text) {
            int start = 0;
            while (start < text.length() && (text.charAt(start) == '\n' || text.charAt(start) == '\r')) {
                start++;
            }
            return text.substring(start);
        }
    }
}
