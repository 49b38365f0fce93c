package dev.deepreasoning.upstream.deepseek;

import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.StopReason;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.canonical.TokenEstimator;
import dev.deepreasoning.canonical.TokenUsage;
import dev.deepreasoning.catalog.ReasonerHost;
import dev.deepreasoning.catalog.ReasonerHost.AfterReasoning;
import dev.deepreasoning.catalog.ReasonerHost.ReasoningFormat;
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
    private final ReasonerForms forms;
    private final ReasonerChunk chunk = new ReasonerChunk();
    private final ReasonerChunkReader reader = new ReasonerChunkReader(chunk);
    private final StringBuilder undecided = new StringBuilder();
    private final ReasonerUsage tokens = new ReasonerUsage();
    private final ReasonerBlocks blocks = new ReasonerBlocks(tokens);

    /// The form is configured or learned, and nothing in this stream has confirmed it yet.
    private boolean assumed;

    private Form form;
    private @Nullable ThinkTags tags;
    private boolean answering;
    private boolean afterTag;
    private long heldTenths;
    private @Nullable String finish;

    ReasonerStreamDecoder(ReasonerHost host, ReasoningRequest request, StageRecord record, ReasonerForms forms) {
        this.host = host;
        this.request = request;
        this.record = record;
        this.forms = forms;
        ReasoningFormat format = forms.format(host);
        this.form = switch (format) {
            case AUTO -> Form.UNDECIDED;
            case FIELD -> Form.FIELD;
            case INLINE, INLINE_IMPLICIT_OPEN -> Form.INLINE;
        };
        this.assumed = form == Form.INLINE;
        this.tags = form == Form.INLINE ? new ThinkTags(format == ReasoningFormat.INLINE_IMPLICIT_OPEN) : null;
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
        boolean before = answering;
        text(out);
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
        if (blocks.reasoned() && !answering) {
            record.cut();
        }
    }

    @Override
    public boolean holding() {
        return form == Form.HELD;
    }

    private void text(Consumer<? super StreamEvent> out) {
        if (assumed) {
            confirm();
        }
        switch (form) {
            case UNDECIDED -> decide(out);
            case HELD -> hold(chunk.content, out);
            case FIELD -> field(out);
            case INLINE -> inline(chunk.content, out);
        }
    }

    /// A member of its own says more than what was configured or learned of the host, until text has come.
    private void confirm() {
        boolean learned = host.format() == ReasoningFormat.AUTO;
        if (!chunk.reasoning.isEmpty() || learned && chunk.reasoningString) {
            assumed = false;
            forms.foundField(host);
            form = Form.UNDECIDED;
            tags = null;
        } else if (!chunk.content.isEmpty()) {
            assumed = false;
        }
    }

    /// What the first text says of the host's form: a reasoning member means a field, `<think>` means inline; text with
    /// neither is held, because a host whose template wrote the opening tag cannot be told from one that only answers
    /// until the closing tag comes.
    private void decide(Consumer<? super StreamEvent> out) {
        undecided.append(chunk.content);
        String begin = undecided.toString().stripLeading();
        if (!chunk.reasoning.isEmpty() || chunk.reasoningString && begin.isEmpty()) {
            undecided.setLength(0);
            form = Form.FIELD;
            field(out);
        } else if (begin.startsWith(ThinkTags.OPEN)) {
            become(false, out);
        } else if (begin.isEmpty() || ThinkTags.OPEN.startsWith(begin)) {
            return;
        } else if (chunk.reasoningMember) {
            chunk.content = taken();
            form = Form.FIELD;
            field(out);
        } else {
            form = Form.HELD;
            hold(taken(), out);
        }
    }

    private void hold(String piece, Consumer<? super StreamEvent> out) {
        if (!chunk.reasoning.isEmpty()) {
            undecided.setLength(0);
            form = Form.FIELD;
            field(out);
            return;
        }
        int from = Math.max(0, undecided.length() - ThinkTags.CLOSE.length() + 1);
        undecided.append(piece);
        heldTenths += TokenEstimator.tenths(piece);
        if (undecided.indexOf(ThinkTags.CLOSE, from) >= 0) {
            forms.foundImplicitOpen(host);
            become(true, out);
        } else if (TokenEstimator.tokens(heldTenths) > request.maxTokens()) {
            form = Form.FIELD;
            answer(taken(), out);
        }
    }

    private String taken() {
        String text = undecided.toString();
        undecided.setLength(0);
        return text;
    }

    private void become(boolean implicitOpen, Consumer<? super StreamEvent> out) {
        form = Form.INLINE;
        tags = new ThinkTags(implicitOpen);
        inline(taken(), out);
    }

    private void inline(String text, Consumer<? super StreamEvent> out) {
        ThinkTags splitter = tags;
        if (text.isEmpty() || splitter == null) {
            return;
        }
        splitter.accept(text, sink(out));
        if (splitter.answering()) {
            answering = true;
        }
    }

    private ThinkTags.Sink sink(Consumer<? super StreamEvent> out) {
        return new ThinkTags.Sink() {
            @Override
            public void reasoning(String text) {
                blocks.reasoning(text, out);
            }

            @Override
            public void answer(String text) {
                ReasonerStreamDecoder.this.answer(text, out);
            }
        };
    }

    private void field(Consumer<? super StreamEvent> out) {
        if (!chunk.reasoning.isEmpty() && !answering) {
            blocks.reasoning(chunk.reasoning, out);
        }
        String content = chunk.content;
        if (!answering && !content.isEmpty()) {
            undecided.append(content);
            content = begun(out);
        }
        if (!content.isEmpty()) {
            answer(content, out);
        }
    }

    /// The beginning of the answer beside a field, without what belongs to neither: white space, and a closing tag that
    /// some hosts leak. Where an opening tag stands, the host gives its reasoning inline after all.
    private String begun(Consumer<? super StreamEvent> out) {
        String begin = undecided.toString().stripLeading();
        if (!blocks.reasoned() && begin.startsWith(ThinkTags.OPEN)) {
            become(false, out);
            return "";
        }
        if (!afterTag && begin.startsWith(ThinkTags.CLOSE)) {
            afterTag = true;
            begin = begin.substring(ThinkTags.CLOSE.length()).stripLeading();
            undecided.setLength(0);
        }
        boolean mayOpen = !blocks.reasoned() && ThinkTags.OPEN.startsWith(begin);
        if (begin.isEmpty() || mayOpen || !afterTag && ThinkTags.CLOSE.startsWith(begin)) {
            return "";
        }
        undecided.setLength(0);
        return begin;
    }

    private void answer(String text, Consumer<? super StreamEvent> out) {
        answering = true;
        if (!request.answerWanted()) {
            return;
        }
        blocks.answer(text, out);
    }

    /// Where the host has not reported, what was read is estimated, and marked so.
    void settle() {
        tokens.settle(request, record);
    }

    @Override
    public void end(Consumer<? super StreamEvent> out) {
        ThinkTags splitter = tags;
        if (splitter != null) {
            splitter.end(sink(out));
        } else if (!undecided.toString().isBlank()) {
            answer(taken(), out);
        }
        settle();
        if (finish == null) {
            throw GatewayException.of(
                    ErrorKind.UPSTREAM_ERROR, "upstream_error", "The reasoning host closed its stream before the end.");
        }
        blocks.stop(out);
    }

    private enum Form {
        UNDECIDED,
        /// Text whose nature a closing tag, or its absence, will tell.
        HELD,
        FIELD,
        INLINE
    }
}
