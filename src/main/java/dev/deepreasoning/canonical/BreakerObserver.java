package dev.deepreasoning.canonical;

/// Told when an upstream host is left alone because it fails, and when it is trusted again. Called from any thread.
@FunctionalInterface
public interface BreakerObserver {
    /// Looks away.
    BreakerObserver NONE = (_, _, _) -> {};

    /// A breaker is in this state from now on.
    ///
    /// @param host by its configured name
    void breaker(Stage stage, String host, State state);

    /// What a breaker does with the next call.
    enum State {
        /// Lets it through.
        CLOSED,
        /// Lets one through, to see.
        HALF_OPEN,
        /// Refuses it.
        OPEN
    }
}
