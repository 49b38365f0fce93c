package dev.deepreasoning.canonical;

import java.util.List;

/// What a block of the answer is; its text arrives as deltas.
public sealed interface Block {
    /// The reasoner's chain of thought.
    record Reasoning() implements Block {}

    /// Answer text.
    record Text() implements Block {}

    /// A call of the caller's tool; its arguments arrive as deltas that join to one JSON object.
    record ToolCall(String id, String name) implements Block {}

    /// A web search that the gateway made; complete at its start, without deltas.
    ///
    /// @param hits none where nothing was found, or the search failed
    record Search(String id, String query, SearchOutcome outcome, List<Hit> hits) implements Block {
        public Search {
            hits = List.copyOf(hits);
        }

        /// A search that found something.
        public Search(String id, String query, List<Hit> hits) {
            this(id, query, SearchOutcome.USED, hits);
        }

        /// One page found.
        public record Hit(String name, String url) {}
    }
}
