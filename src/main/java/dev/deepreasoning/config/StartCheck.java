package dev.deepreasoning.config;

/// One package's part of the check at start.
@FunctionalInterface
public interface StartCheck {
    /// Tells every problem that the package's settings have; throws nothing.
    void check(ConfigProblems problems);
}
