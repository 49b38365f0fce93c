package dev.deepreasoning.pipeline;

import dev.deepreasoning.canonical.Effort;
import dev.deepreasoning.canonical.StageOverrides;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a reasoner is asked: plain text turns, neighbours of the same role merged, the last one the user's.
///
/// @param maxTokens cap on reasoning tokens; [Integer#MAX_VALUE] stands for the host's own
/// @param temperature the caller's, absent where none was sent
/// @param topP the caller's, absent where none was sent
/// @param answerWanted the host's own answer is wanted too (`reasoning_mode: only`)
/// @param total the most time that the stage may take; then it ends as partial
public record ReasoningRequest(
        List<Turn> turns,
        int maxTokens,
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Effort effort,
        boolean answerWanted,
        Duration total,
        @Nullable String userId,
        StageOverrides overrides) {
    public ReasoningRequest {
        turns = List.copyOf(turns);
    }

    /// One turn; a system turn can only be the first.
    ///
    /// @param role `system`, `user` or `assistant`
    public record Turn(String role, String text) {}
}
