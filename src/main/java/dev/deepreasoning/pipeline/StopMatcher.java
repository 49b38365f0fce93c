package dev.deepreasoning.pipeline;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the first of some stop sequences in a text that comes in pieces. Holds back what may be the beginning of one.
final class StopMatcher {
    private final List<String> stops;
    private final StringBuilder held = new StringBuilder();
    private @Nullable String matched;

    StopMatcher(List<String> stops) {
        this.stops = stops;
    }

    boolean isEmpty() {
        return stops.isEmpty();
    }

    /// Takes a piece.
    ///
    /// @return the text that may be shown now
    String accept(String piece) {
        held.append(piece);
        int at = -1;
        for (String stop : stops) {
            int found = held.indexOf(stop);
            if (found >= 0 && (at < 0 || found < at)) {
                at = found;
                matched = stop;
            }
        }
        int shown = at >= 0 ? at : held.length() - longestBeginning();
        String text = held.substring(0, shown);
        held.delete(0, shown);
        return text;
    }

    /// The sequence that was met.
    @Nullable
    String matched() {
        return matched;
    }

    /// What is still held back at the end of the text.
    String flush() {
        String rest = matched == null ? held.toString() : "";
        held.setLength(0);
        return rest;
    }

    private int longestBeginning() {
        int longest = 0;
        for (String stop : stops) {
            for (int length = Math.min(stop.length() - 1, held.length()); length > longest; length--) {
                if (stop.startsWith(held.substring(held.length() - length))) {
                    longest = length;
                }
            }
        }
        return longest;
    }
}
