package dev.deepreasoning.upstream;

import java.time.Duration;

/// The time limits of one streamed call (decision: comments keep a connection alive, not a stage).
///
/// @param connect to a connection
/// @param firstDelta from the request to the first delta
/// @param idleBytes without a byte
/// @param idleDelta without a delta
/// @param total of the whole call
public record StreamLimits(
        Duration connect, Duration firstDelta, Duration idleBytes, Duration idleDelta, Duration total) {}
