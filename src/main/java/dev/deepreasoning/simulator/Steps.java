package dev.deepreasoning.simulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// The steps of one answer, made one by one while they are played, so that a long answer takes no memory; with the
/// faults that its directives ask for.
final class Steps implements Iterator<Step> {
    private final Deque<Run> runs = new ArrayDeque<>();
    private int at;
    private int deltas;
    private final int limit;
    private final List<Step> fault;
    private @Nullable Iterator<Step> ending;

    private Steps(List<Run> runs, int limit, List<Step> fault) {
        this.runs.addAll(runs);
        this.limit = limit;
        this.fault = fault;
    }

    @Override
    public boolean hasNext() {
        if (ending != null) {
            return ending.hasNext();
        }
        while (!runs.isEmpty() && at >= runs.getFirst().count()) {
            runs.removeFirst();
            at = 0;
        }
        return !runs.isEmpty();
    }

    @Override
    public Step next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        if (ending != null) {
            return ending.next();
        }
        Step step = runs.getFirst().make().apply(at);
        boolean delta = step instanceof Step.Write write && write.delta();
        // After no delta at all means: where the first would have come, behind the head of the stream.
        if (deltas == limit && (delta || limit > 0)) {
            Iterator<Step> faulty = fault.iterator();
            ending = faulty;
            return faulty.next();
        }
        deltas += delta ? 1 : 0;
        at++;
        return step;
    }

    /// Steps that are alike but for their number.
    record Run(int count, IntFunction<Step> make) {}

    /// Puts an answer together.
    static final class Builder {
        private final List<Run> runs = new ArrayList<>();
        private int limit = Integer.MAX_VALUE;
        private List<Step> fault = List.of();

        /// One write that is no part of the answer itself.
        Builder frame(String text) {
            runs.add(new Run(1, _ -> new Step.Write(text, false, false)));
            return this;
        }

        /// The same write several times, one per interval.
        Builder repeat(int count, String text) {
            runs.add(new Run(count, _ -> new Step.Write(text, false, true)));
            return this;
        }

        /// Parts of the answer.
        Builder deltas(int count, IntFunction<String> text) {
            runs.add(new Run(count, index -> new Step.Write(text.apply(index), true, true)));
            return this;
        }

        /// The fault that the directives ask for, if any.
        ///
        /// @param error the vendor's error event
        Builder faults(Directives directives, String error) {
            if (directives.has("stall")) {
                return faultAfter(0, new Step.Silence(), true);
            }
            if (directives.has("cut")) {
                return faultAfter(0, new Step.Cut(), true);
            }
            if (directives.has("error-in-stream")) {
                runs.clear();
                return frame(error);
            }
            if (directives.has("stall-after")) {
                return faultAfter(directives.number("stall-after", 0), new Step.Silence(), false);
            }
            if (directives.has("cut-after")) {
                return faultAfter(directives.number("cut-after", 0), new Step.Cut(), false);
            }
            if (directives.has("error-after")) {
                return faultAfter(directives.number("error-after", 0), new Step.Write(error, false, false), false);
            }
            return this;
        }

        private Builder faultAfter(int after, Step step, boolean atOnce) {
            if (atOnce) {
                runs.clear();
                runs.add(new Run(1, _ -> step));
                return this;
            }
            limit = after;
            fault = List.of(step);
            return this;
        }

        Steps build() {
            return new Steps(runs, limit, fault);
        }
    }
}
