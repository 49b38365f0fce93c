package dev.deepreasoning.canonical;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One stage as it went.
///
/// @param model the model that served, by its vendor's name
/// @param host the reasoner host by its configured name; only for operators' eyes
/// @param firstToken from the stage's start to its first delta
/// @param total from the stage's start to its end
public record StageReport(
        Stage stage,
        @Nullable String model,
        @Nullable String host,
        TokenUsage usage,
        @Nullable Duration firstToken,
        Duration total) {}
