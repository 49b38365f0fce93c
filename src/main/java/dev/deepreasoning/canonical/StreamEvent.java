package dev.deepreasoning.canonical;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The heart: every answer, whole or streamed, in every dialect, is a sequence of these.
///
/// ```
/// Started (UsageReported | BlockStarted Delta* BlockStopped)* Finished
/// ```
///
/// Blocks come one after another. A block's index is its identity within the run, not its position: each encoder
/// numbers what it shows. Usage is cumulative per stage and may come several times. A failure is the failure of the
/// Multi that carries the events, never an event. There is no `default` in a switch over this type.
public sealed interface StreamEvent {
    /// The run has begun. Clock and id enter here only.
    ///
    /// @param id random part of the answer's id, without a dialect's prefix
    /// @param model the name that the caller asked for
    /// @param adjusted what is known to be changed before the first upstream call
    record Started(String id, Instant created, String model, List<Adjustment> adjusted) implements StreamEvent {
        public Started {
            adjusted = List.copyOf(adjusted);
        }
    }

    /// A stage's tokens so far.
    record UsageReported(Stage stage, TokenUsage usage) implements StreamEvent {}

    /// A block begins.
    record BlockStarted(int index, Block block) implements StreamEvent {}

    /// A piece of the open block.
    sealed interface Delta extends StreamEvent {
        /// The open block's index.
        int index();
    }

    /// Answer text; never splits a surrogate pair.
    record TextDelta(int index, String text) implements Delta {}

    /// Reasoning text; never splits a surrogate pair.
    record ReasoningDelta(int index, String text) implements Delta {}

    /// The gateway's seal over a reasoning block, once, before its end.
    record SignatureDelta(int index, String signature) implements Delta {}

    /// A piece of a tool call's arguments, JSON text.
    record ToolArgumentsDelta(int index, String json) implements Delta {}

    /// A citation of the open text block.
    record CitationDelta(int index, Citation citation) implements Delta {}

    /// The open block is complete.
    record BlockStopped(int index) implements StreamEvent {}

    /// The run is complete; nothing follows.
    ///
    /// @param stopSequence the matched one, for [StopReason#STOP_SEQUENCE]
    /// @param refusal the vendor's explanation, for [StopReason#REFUSAL]
    record Finished(
            StopReason reason,
            @Nullable String stopSequence,
            @Nullable String refusal,
            RunReport report) implements StreamEvent {}
}
