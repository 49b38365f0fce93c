package dev.deepreasoning.pipeline;

import dev.deepreasoning.canonical.StreamEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.List;

/// Port to a reasoner: an ordered list of hosts behind it, with retries and failover before the first delta.
public interface ReasoningModel {
    /// Lets it reason.
    ///
    /// Emits block 0 ([dev.deepreasoning.canonical.Block.Reasoning]) if there is any reasoning, then, only where
    /// the answer is wanted, block 1 ([dev.deepreasoning.canonical.Block.Text]); [StreamEvent.UsageReported] between
    /// blocks where known. Never `Started` or `Finished`. Completes when the reasoning (or the wanted answer) is complete,
    /// also when it was cut after some of it had arrived, then with [StageRecord#cut()]. Fails with a
    /// [dev.deepreasoning.canonical.GatewayException] only where there was no delta at all. Cancelling it closes
    /// the upstream call.
    Multi<StreamEvent> reason(ReasoningRequest request, StageRecord record);

    /// The same at one host alone, without failover, for the operator's check. A model that has no hosts of its own
    /// serves it like any other request.
    ///
    /// @param host its configured name
    default Multi<StreamEvent> reasonAt(String host, ReasoningRequest request, StageRecord record) {
        return reason(request, record);
    }

    /// The models that a host says it serves, for the operator's check; empty where it does not say.
    ///
    /// @param host its configured name
    default Uni<List<String>> modelsAt(String host) {
        return Uni.createFrom().item(List.of());
    }
}
