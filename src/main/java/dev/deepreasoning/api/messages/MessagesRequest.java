package dev.deepreasoning.api.messages;

import dev.deepreasoning.canonical.CanonicalRequest;

/// A decoded request, with what only this dialect's answer depends on.
///
/// @param thinking how the reasoning is shown
/// @param searchShown a search that the gateway makes is told as blocks: the caller declared the tool
record MessagesRequest(CanonicalRequest canonical, Shown thinking, boolean searchShown) {
    /// How the caller sees R1's reasoning.
    enum Shown {
        /// Not at all: the caller did not ask for thinking, and simple ones read the first block.
        HIDDEN,
        /// As a thinking block.
        FULL,
        /// As a thinking block without its text, which the signature carries instead (`display: omitted`).
        OMITTED
    }
}
