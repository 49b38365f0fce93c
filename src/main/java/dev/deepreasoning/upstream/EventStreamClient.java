package dev.deepreasoning.upstream;

import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.pipeline.StageRecord;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/// Streams over the Vert.x HTTP client, with back pressure, time limits and cancellation. (Body follows.)
public final class EventStreamClient {
    /// Opens a stream. Completes with the first delta (or the end of a stream without any), so that a guard around it
    /// can retry; what was read so far is replayed by the Multi, which can be subscribed once. Sets
    /// [StageRecord#firstDelta]. Fails with a [dev.deepreasoning.canonical.GatewayException]: as the mapping or the
    /// decoder says, `UPSTREAM_TIMEOUT` for a passed limit, `UPSTREAM_ERROR` for a connection that fails or is cut.
    /// Cancelling the Uni or the Multi closes the connection at once.
    public Uni<Multi<StreamEvent>> open(
            UpstreamCall call, StreamDecoder decoder, ErrorMapping errors, StageRecord record) {
        throw new IllegalStateException("not built yet: " + call + decoder + errors + record);
    }
}
