package dev.deepreasoning.simulator;

import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a simulated upstream answers.
sealed interface Reply {
    /// A body at once.
    record Plain(int status, Map<String, String> headers, String body) implements Reply {}

    /// A body step by step.
    ///
    /// @param contentType of a status 200
    /// @param counted absent where nobody asked for it
    record Played(
            String contentType,
            Map<String, String> headers,
            Iterator<Step> steps,
            Pace pace,
            CallCounts.@Nullable Named counted)
            implements Reply {
        /// A body that nobody counts.
        Played(String contentType, Map<String, String> headers, Iterator<Step> steps, Pace pace) {
            this(contentType, headers, steps, pace, null);
        }
    }
}
