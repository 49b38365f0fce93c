package dev.deepreasoning.canonical;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A whole answer: what a stream of events adds up to.
public record Completion(
        String id,
        Instant created,
        String model,
        List<CompletedBlock> blocks,
        StopReason stopReason,
        @Nullable String stopSequence,
        @Nullable String refusal,
        RunReport report) {
    public Completion {
        blocks = List.copyOf(blocks);
    }

    /// A block with everything its deltas said.
    ///
    /// @param text reasoning, answer text or tool arguments
    /// @param signature the seal of a reasoning block
    public record CompletedBlock(
            Block block, String text, @Nullable String signature, List<Citation> citations) {
        public CompletedBlock {
            citations = List.copyOf(citations);
        }
    }
}
