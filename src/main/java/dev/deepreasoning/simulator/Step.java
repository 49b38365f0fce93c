package dev.deepreasoning.simulator;

/// One thing that a simulated upstream does on its connection.
sealed interface Step {
    /// Writes text.
    ///
    /// @param delta whether it carries a part of the answer: those are what `…-after=N` counts
    /// @param pause whether an interval passes before the next step
    record Write(String text, boolean delta, boolean pause) implements Step {}

    /// Says nothing more, and keeps the connection open.
    record Silence() implements Step {}

    /// Closes the connection without an end.
    record Cut() implements Step {}
}
