package dev.deepreasoning.simulator;

import java.util.Iterator;
import java.util.Map;

/// What a simulated upstream answers.
sealed interface Reply {
    /// A body at once.
    record Plain(int status, Map<String, String> headers, String body) implements Reply {}

    /// A body step by step.
    ///
    /// @param contentType of a status 200
    record Played(String contentType, Map<String, String> headers, Iterator<Step> steps, Pace pace) implements Reply {}
}
