package dev.deepreasoning.upstream.anthropic;

import dev.deepreasoning.canonical.Completion.CompletedBlock;
import dev.deepreasoning.canonical.EventAccumulator;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.ReasoningOutcome;
import dev.deepreasoning.canonical.RunReport;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.canonical.StopReason;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.canonical.TokenUsage;
import dev.deepreasoning.pipeline.StageRecord;
import dev.deepreasoning.sse.ServerSentEvent;
import dev.deepreasoning.sse.ServerSentEventParser;
import dev.deepreasoning.upstream.StreamDecoder.Reading;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// What a stream's bytes decode to, cut as told; every event has gone through the grammar of the canonical stream.
record Decoded(
        List<StreamEvent> events,
        List<CompletedBlock> blocks,
        TokenUsage usage,
        @Nullable StopReason stopReason,
        @Nullable String stopSequence,
        @Nullable String refusal,
        @Nullable String model,
        @Nullable GatewayException failure) {
    private static final int LIMIT = 16 * 1024 * 1024;

    static Decoded whole(String stream) {
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        return pieces(bytes, _ -> bytes.length);
    }

    static Decoded whole(byte[] bytes) {
        return pieces(bytes, _ -> bytes.length);
    }

    static Decoded cutAt(byte[] bytes, int border) {
        return pieces(bytes, from -> from < border ? border : bytes.length);
    }

    /// @param nextBorder where the piece ends that begins at an offset
    static Decoded pieces(byte[] bytes, IntUnaryOperator nextBorder) {
        StageRecord record = new StageRecord(Stage.ANSWER, 0);
        ClaudeStreamDecoder decoder = new ClaudeStreamDecoder(record, "main", new ClaudeErrors(false));
        ServerSentEventParser parser = new ServerSentEventParser(LIMIT);
        List<StreamEvent> events = new ArrayList<>();
        EventAccumulator grammar = new EventAccumulator();
        grammar.accept(new StreamEvent.Started("id", Instant.EPOCH, "m", List.of()));
        Consumer<StreamEvent> out = event -> {
            grammar.accept(event);
            events.add(event);
        };
        GatewayException failure = null;
        try {
            Ended ended = new Ended();
            Consumer<ServerSentEvent> in = event -> ended.now |= decoder.accept(event, out) == Reading.DRAIN;
            for (int from = 0; from < bytes.length; ) {
                int to = Math.min(bytes.length, nextBorder.applyAsInt(from));
                parser.feed(bytes, from, to - from, in);
                from = to;
            }
            parser.end(in);
            if (!ended.now) {
                decoder.end(out);
                throw new AssertionError("a stream without its end must fail");
            }
            decoder.end(out);
        } catch (GatewayException e) {
            failure = e;
        }
        List<CompletedBlock> blocks = List.of();
        if (failure == null) {
            grammar.accept(new StreamEvent.Finished(
                    StopReason.END_TURN,
                    null,
                    null,
                    new RunReport(List.of(), ReasoningOutcome.OFF, null, List.of(), 0, false)));
            blocks = grammar.completion().blocks();
        }
        return new Decoded(
                events,
                blocks,
                record.usage(),
                record.stopReason(),
                record.stopSequence(),
                record.refusal(),
                record.report(0).model(),
                failure);
    }

    /// All text of the answer.
    String text() {
        StringBuilder text = new StringBuilder();
        for (CompletedBlock block : blocks) {
            if (block.block() instanceof dev.deepreasoning.canonical.Block.Text) {
                text.append(block.text());
            }
        }
        return text.toString();
    }

    private static final class Ended {
        private boolean now;
    }
}
