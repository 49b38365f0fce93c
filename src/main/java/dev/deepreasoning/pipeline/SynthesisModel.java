package dev.deepreasoning.pipeline;

import dev.deepreasoning.canonical.StreamEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/// Port to Claude.
public interface SynthesisModel {
    /// Lets it answer.
    ///
    /// Emits blocks from index 0 (text, tool calls; never reasoning), [StreamEvent.UsageReported] between blocks,
    /// at the latest after the last. Never `Started` or `Finished`: why it stopped is in the record, always set when
    /// the stream completes. Fails with a [dev.deepreasoning.canonical.GatewayException], marked
    /// [dev.deepreasoning.canonical.GatewayException#afterWork()] where some answer had arrived. Cancelling it
    /// closes the upstream call.
    Multi<StreamEvent> answer(SynthesisRequest request, StageRecord record);

    /// The same at one endpoint alone, without failover, for the operator's check. A model that has no endpoints of its
    /// own serves it like any other request.
    ///
    /// @param endpoint its configured name
    default Multi<StreamEvent> answerAt(String endpoint, SynthesisRequest request, StageRecord record) {
        return answer(request, record);
    }

    /// Asks for the exact number of prompt tokens, which is free.
    ///
    /// Fails with a [dev.deepreasoning.canonical.GatewayException]; of kind `INVALID_REQUEST` or `CONTEXT_LENGTH`
    /// where Claude would refuse the request itself.
    Uni<Long> countTokens(SynthesisRequest request);

    /// Opens a connection before it is needed; never fails.
    Uni<Void> warmUp();
}
