package dev.deepreasoning.upstream.deepseek;

import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.StopReason;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.canonical.TokenUsage;
import dev.deepreasoning.catalog.ReasonerHost;
import dev.deepreasoning.catalog.ReasonerHost.AfterReasoning;
import dev.deepreasoning.pipeline.ReasoningRequest;
import dev.deepreasoning.pipeline.StageRecord;
import dev.deepreasoning.sse.ServerSentEvent;
import dev.deepreasoning.upstream.StreamDecoder;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads one reasoner's stream, in whatever form its host gives it, until the first answer text. One per call.
final class ReasonerStreamDecoder implements StreamDecoder {
    private final ReasonerHost host;
    private final ReasoningRequest request;
    private final StageRecord record;
    private final ReasonerChunk chunk = new ReasonerChunk();
    private final ReasonerChunkReader reader = new ReasonerChunkReader(chunk);
    private final ReasonerUsage tokens = new ReasonerUsage();
    private final ReasonerBlocks blocks = new ReasonerBlocks(tokens);

    private final ReasonerText text;
    private @Nullable String finish;

    ReasonerStreamDecoder(ReasonerHost host, ReasoningRequest request, StageRecord record, ReasonerForms forms) {
        this.host = host;
        this.request = request;
        this.record = record;
        this.text = new ReasonerText(host, forms, request.maxTokens());
    }

    @Override
    public Reading accept(ServerSentEvent event, Consumer<? super StreamEvent> out) {
        if (event.length() == 0) {
            return Reading.GO_ON;
        }
        if (event.dataEquals("[DONE]")) {
            end(out);
            return Reading.DRAIN;
        }
        try {
            reader.read(event.bytes(), event.offset(), event.length());
        } catch (IOException e) {
            throw GatewayException.of(
                    ErrorKind.UPSTREAM_ERROR, "upstream_error", "The reasoning host sent a chunk that is not JSON.");
        }
        if (chunk.failed || "error".equals(event.name()) || "error".equals(chunk.finishReason)) {
            throw ReasonerErrors.of(request).inStream(chunk);
        }
        return take(out);
    }

    private Reading take(Consumer<? super StreamEvent> out) {
        String served = chunk.model;
        if (served != null && !served.isEmpty()) {
            record.served(host.name(), served);
        }
        boolean before = text.answering();
        text.accept(chunk, sink(out));
        boolean answering = text.answering();
        TokenUsage told = chunk.usage;
        if (told != null) {
            tokens.reported(told, chunk.reasoningCounted, answering, record);
        } else if (!chunk.content.isEmpty() || !chunk.reasoning.isEmpty()) {
            tokens.moreThanReported();
        }
        String reason = chunk.finishReason;
        if (reason != null) {
            finished(reason);
        }
        if (answering && !before && !request.answerWanted()) {
            blocks.stop(out);
            settle();
            return host.afterReasoning() == AfterReasoning.DRAIN ? Reading.DRAIN : Reading.CLOSE;
        }
        if (!request.answerWanted() && !answering && tokens.estimated() > request.maxTokens()) {
            record.cut();
            blocks.stop(out);
            settle();
            return Reading.CLOSE;
        }
        return Reading.GO_ON;
    }

    private void finished(String reason) {
        finish = reason;
        switch (reason) {
            case "length" -> {
                record.stopped(StopReason.MAX_TOKENS, null, null);
                cutUnlessComplete();
            }
            case "insufficient_system_resource" -> {
                if (!blocks.reasoned()) {
                    throw GatewayException.of(
                            ErrorKind.UPSTREAM_ERROR, "upstream_error", "The reasoning host has no capacity.");
                }
                cutUnlessComplete();
                record.stopped(StopReason.MAX_TOKENS, null, null);
            }
            case "content_filter" -> {
                cutUnlessComplete();
                record.stopped(StopReason.REFUSAL, null, null);
            }
            default -> record.stopped(StopReason.END_TURN, null, null);
        }
    }

    private void cutUnlessComplete() {
        if (blocks.reasoned() && !text.answering()) {
            record.cut();
        }
    }

    @Override
    public boolean holding() {
        return text.holding();
    }

    /// The answer is told only where it is wanted: else its first text just ends the reasoning.
    private ThinkTags.Sink sink(Consumer<? super StreamEvent> out) {
        return new ThinkTags.Sink() {
            @Override
            public void reasoning(String piece) {
                blocks.reasoning(piece, out);
            }

            @Override
            public void answer(String piece) {
                if (request.answerWanted()) {
                    blocks.answer(piece, out);
                }
            }
        };
    }

    /// Where the host has not reported, what was read is estimated, and marked so.
    void settle() {
        tokens.settle(request, record);
    }

    @Override
    public void end(Consumer<? super StreamEvent> out) {
        text.end(sink(out));
        settle();
        if (finish == null) {
            throw GatewayException.of(
                    ErrorKind.UPSTREAM_ERROR, "upstream_error", "The reasoning host closed its stream before the end.");
        }
        blocks.stop(out);
    }
}
