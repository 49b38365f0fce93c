package dev.deepreasoning.pipeline;

import dev.deepreasoning.canonical.Citation;
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
/// the leading newlines that follow a prefill, enforces the stop sequences that Claude refuses (those of white
/// space only), and marks the citations of the gateway's own search.
final class AnswerShaper extends AbstractMultiOperator<StreamEvent, StreamEvent> {
    private final int firstIndex;
    private final boolean trimStart;
    private final List<String> stops;
    private final SearchSources sources;
    private final StageRecord record;

    AnswerShaper(
            Multi<StreamEvent> upstream,
            int firstIndex,
            boolean trimStart,
            List<String> stops,
            SearchSources sources,
            StageRecord record) {
        super(upstream);
        this.firstIndex = firstIndex;
        this.trimStart = trimStart;
        this.stops = stops;
        this.sources = sources;
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
        private boolean ending;
        private @Nullable BlockStopped owed;
        private long demand;
        private boolean asked;

        Processor(MultiSubscriber<? super StreamEvent> downstream, AnswerShaper shape) {
            super(downstream);
            this.shape = shape;
            this.trimming = shape.trimStart;
            this.matcher = new StopMatcher(shape.stops);
        }

        /// With stops to watch for, one event may become two: then the upstream is asked for one at a time, and the
        /// second waits here for its own demand.
        @Override
        public void request(long n) {
            if (matcher.isEmpty()) {
                super.request(n);
                return;
            }
            demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
            pump();
        }

        private void pump() {
            BlockStopped waiting = owed;
            if (demand > 0 && waiting != null) {
                owed = null;
                emit(waiting);
                if (ending) {
                    downstream.onCompletion();
                }
            }
            if (demand > 0 && owed == null && !asked && !ending) {
                asked = true;
                super.request(1);
            }
        }

        private void emit(StreamEvent event) {
            demand--;
            downstream.onItem(event);
        }

        @Override
        public void onItem(StreamEvent event) {
            if (ending) {
                return;
            }
            asked = false;
            pass(event);
            if (!matcher.isEmpty()) {
                pump();
            }
        }

        private void pass(StreamEvent event) {
            int base = shape.firstIndex;
            switch (event) {
                case TextDelta delta -> text(delta.index() + base, delta.text());
                case BlockStarted start -> emit(new BlockStarted(start.index() + base, start.block()));
                case BlockStopped stop -> stop(stop.index() + base);
                case ToolArgumentsDelta delta -> emit(new ToolArgumentsDelta(delta.index() + base, delta.json()));
                case CitationDelta delta -> emit(new CitationDelta(delta.index() + base, told(delta.citation())));
                case ReasoningDelta _, SignatureDelta _, Started _, UsageReported _, Finished _ -> emit(event);
            }
        }

        /// The caller never saw the blocks that a citation of our own pages points to.
        private Citation told(Citation citation) {
            return shape.sources.holds(citation.url())
                    ? new Citation(citation.url(), citation.title(), citation.citedText(), null)
                    : citation;
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
            emit(new TextDelta(index, shown));
            if (ending) {
                pump();
            }
        }

        private void stop(int index) {
            String rest = matcher.flush();
            if (rest.isEmpty()) {
                emit(new BlockStopped(index));
            } else {
                owed = new BlockStopped(index);
                emit(new TextDelta(index, rest));
            }
        }

        @Override
        public void onCompletion() {
            if (owed != null) {
                ending = true;
            } else if (!ending) {
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
