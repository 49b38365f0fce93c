package dev.deepreasoning.pipeline;

import dev.deepreasoning.canonical.Block;
import dev.deepreasoning.canonical.StopReason;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.canonical.StreamEvent.BlockStarted;
import dev.deepreasoning.canonical.StreamEvent.BlockStopped;
import dev.deepreasoning.canonical.StreamEvent.ReasoningDelta;
import dev.deepreasoning.canonical.StreamEvent.TextDelta;
import dev.deepreasoning.canonical.TokenUsage;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Both models behind the pipeline's ports, scripted by a test.
final class FakeModels implements ReasoningModel, SynthesisModel {
    final List<ReasoningRequest> reasonings = new ArrayList<>();
    final List<SynthesisRequest> answers = new ArrayList<>();
    final List<StageRecord> records = new ArrayList<>();
    int warmUps;
    Function<StageRecord, Multi<StreamEvent>> reasoner = record -> {
        record.usage(new TokenUsage(20, 0, 0, 0, 12, 12, false));
        return Multi.createFrom()
                .items(
                        new BlockStarted(0, new Block.Reasoning()),
                        new ReasoningDelta(0, "simple "),
                        new ReasoningDelta(0, "sum"),
                        new BlockStopped(0));
    };
    Function<StageRecord, Multi<StreamEvent>> answerer = record -> {
        record.usage(new TokenUsage(50, 0, 0, 0, 5, 0, false));
        record.stopped(StopReason.END_TURN, null, null);
        return Multi.createFrom()
                .items(
                        new BlockStarted(0, new Block.Text()),
                        new TextDelta(0, "\n\n"),
                        new TextDelta(0, "\n4"),
                        new BlockStopped(0));
    };
    Uni<Long> count = Uni.createFrom().item(50L);

    @Override
    public Multi<StreamEvent> reason(ReasoningRequest request, StageRecord record) {
        reasonings.add(request);
        records.add(record);
        return reasoner.apply(record);
    }

    @Override
    public Multi<StreamEvent> answer(SynthesisRequest request, StageRecord record) {
        answers.add(request);
        records.add(record);
        return answerer.apply(record);
    }

    @Override
    public Uni<Long> countTokens(SynthesisRequest request) {
        return count;
    }

    @Override
    public Uni<Void> warmUp() {
        warmUps++;
        return Uni.createFrom().voidItem();
    }
}
