package dev.deepreasoning.upstream.deepseek;

import dev.deepreasoning.canonical.EventAccumulator;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.canonical.StopReason;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.canonical.StreamEvent.BlockStarted;
import dev.deepreasoning.canonical.StreamEvent.BlockStopped;
import dev.deepreasoning.canonical.StreamEvent.ReasoningDelta;
import dev.deepreasoning.canonical.StreamEvent.TextDelta;
import dev.deepreasoning.canonical.TokenUsage;
import dev.deepreasoning.catalog.ReasonerHost;
import dev.deepreasoning.pipeline.ReasoningRequest;
import dev.deepreasoning.pipeline.StageRecord;
import dev.deepreasoning.sse.ServerSentEventParser;
import dev.deepreasoning.upstream.StreamDecoder.Reading;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// What a stream's bytes became, with the grammar of the canonical stream checked on the way.
///
/// @param ending what the decoder wanted of the rest; [Reading#GO_ON] where it read to the end of the bytes
record Decoded(
        List<StreamEvent> events,
        TokenUsage usage,
        @Nullable StopReason stopReason,
        boolean partial,
        @Nullable String model,
        Reading ending,
        @Nullable GatewayException failure) {
    private static final int LIMIT = 16 * 1024 * 1024;
    /// Each reading begins with a process that knows nothing, so the warning of that would come thousands of times.
    private static final Logger WARNINGS = Logger.getLogger(ReasonerForms.class.getName());

    static {
        WARNINGS.setLevel(Level.OFF);
    }

    /// A stream for a request, cut where the test says. Plays the part of the client: what comes after the decoder has
    /// enough is not shown, or not even read.
    ///
    /// @param nextBorder where the piece ends that begins at an offset
    static Decoded pieces(
            ReasonerHost host,
            ReasoningRequest request,
            ReasonerForms forms,
            byte[] bytes,
            IntUnaryOperator nextBorder) {
        StageRecord record = new StageRecord(Stage.REASONING, 0);
        ReasonerStreamDecoder decoder = new ReasonerStreamDecoder(host, request, record, forms);
        ServerSentEventParser parser = new ServerSentEventParser(LIMIT);
        List<StreamEvent> events = new ArrayList<>();
        EventAccumulator grammar = new EventAccumulator();
        grammar.accept(new StreamEvent.Started("id", Instant.EPOCH, "m", List.of()));
        Ended ended = new Ended();
        Consumer<StreamEvent> out = event -> {
            if (ended.by == Reading.GO_ON) {
                grammar.accept(event);
                events.add(event);
            }
        };
        Consumer<dev.deepreasoning.sse.ServerSentEvent> in = event -> {
            if (ended.by != Reading.CLOSE) {
                Reading reading = decoder.accept(event, out);
                ended.by = ended.by == Reading.GO_ON ? reading : ended.by;
            }
        };
        GatewayException failure = null;
        try {
            for (int from = 0; from < bytes.length && ended.by != Reading.CLOSE; ) {
                int to = Math.min(bytes.length, nextBorder.applyAsInt(from));
                parser.feed(bytes, from, to - from, in);
                from = to;
            }
            parser.end(in);
            if (ended.by == Reading.GO_ON) {
                decoder.end(out);
            }
        } catch (GatewayException e) {
            failure = ended.by == Reading.GO_ON ? e : null;
        }
        decoder.settle();
        if (failure == null && open(events)) {
            throw new AssertionError("a block is still open");
        }
        return new Decoded(
                events,
                record.usage(),
                record.stopReason(),
                record.partial(),
                record.report(0).model(),
                ended.by,
                failure);
    }

    static Decoded whole(ReasonerHost host, ReasoningRequest request, byte[] bytes) {
        return pieces(host, request, new ReasonerForms(), bytes, _ -> bytes.length);
    }

    static Decoded whole(ReasonerHost host, ReasoningRequest request, String stream) {
        return whole(host, request, stream.getBytes(StandardCharsets.UTF_8));
    }

    /// What a host in form `auto` says, answer included.
    static Decoded all(String stream) {
        return whole(AHost.named("main").build(), Wondered.why().answerToo().build(), stream);
    }

    /// What is read for the hand-over, and no more.
    static Decoded thought(String stream) {
        return whole(AHost.named("main").build(), Wondered.why().build(), stream);
    }

    private static boolean open(List<StreamEvent> events) {
        boolean open = false;
        for (StreamEvent event : events) {
            open = event instanceof BlockStarted || open && !(event instanceof BlockStopped);
        }
        return open;
    }

    /// All reasoning.
    String reasoning() {
        StringBuilder text = new StringBuilder();
        for (StreamEvent event : events) {
            if (event instanceof ReasoningDelta delta) {
                text.append(delta.text());
            }
        }
        return text.toString();
    }

    /// All of the answer.
    String answer() {
        StringBuilder text = new StringBuilder();
        for (StreamEvent event : events) {
            if (event instanceof TextDelta delta) {
                text.append(delta.text());
            }
        }
        return text.toString();
    }

    private static final class Ended {
        private Reading by = Reading.GO_ON;
    }
}
