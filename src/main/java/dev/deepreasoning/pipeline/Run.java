package dev.deepreasoning.pipeline;

import dev.deepreasoning.canonical.RunObserver;
import java.time.Instant;
import java.util.concurrent.Executor;

/// What enters a run from outside: its identity, its clock, its thread. Nothing else in the pipeline reads a clock's
/// date or makes an id, so that golden files are byte-stable.
///
/// @param id random part of the answer's id
/// @param owner who asks, by a name that is stable over a caller's requests: what one's run remembers is not another's
/// @param created the time that the answer shows
/// @param loop runs a task on the run's own event loop
/// @param observer told what happens
public record Run(String id, String owner, Instant created, Executor loop, RunObserver observer) {}
