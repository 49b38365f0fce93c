package dev.deepreasoning.upstream.deepseek;

import dev.deepreasoning.canonical.Block;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.StopReason;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.canonical.StreamEvent.BlockStarted;
import dev.deepreasoning.canonical.StreamEvent.BlockStopped;
import dev.deepreasoning.canonical.StreamEvent.ReasoningDelta;
import dev.deepreasoning.canonical.StreamEvent.TextDelta;
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
    private static final int REASONING = 0;
    private static final int ANSWER = 1;

    private final ReasonerHost host;
    private final ReasoningRequest request;
    private final StageRecord record;
    private final ReasonerForms forms;
    private final ReasonerChunk chunk = new ReasonerChunk();
    private final ReasonerChunkReader reader = new ReasonerChunkReader(chunk);
    private final StringBuilder undecided = new StringBuilder();
    private final Estimate estimate = new Estimate();

    /// The form is configured or learned, and nothing in this stream has confirmed it yet.
    private boolean assumed;

    private Form form;
    private @Nullable ThinkTags tags;
    private int open = -1;
    private boolean reasoned;
    private boolean answering;
    private boolean afterTag;
    private boolean reported;
    private String heldSurrogate = "";
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
            throw ReasonerErrors.inStream(chunk.errorCode, chunk.errorMessage);
        }
        return take(out);
    }

    private Reading take(Consumer<? super StreamEvent> out) {
        String served = chunk.model;
        if (served != null && !served.isEmpty()) {
            record.served(host.name(), served);
        }
        usage();
        boolean before = answering;
        text(out);
        String reason = chunk.finishReason;
        if (reason != null) {
            finished(reason);
        }
        if (answering && !before && !request.answerWanted()) {
            stopBlock(out);
            settle();
            return host.afterReasoning() == AfterReasoning.DRAIN ? Reading.DRAIN : Reading.CLOSE;
        }
        if (!request.answerWanted() && !answering && estimate.tokens() > request.maxTokens()) {
            record.cut();
            stopBlock(out);
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
                if (!answering) {
                    record.cut();
                }
            }
            case "insufficient_system_resource" -> {
                if (!reasoned) {
                    throw GatewayException.of(
                            ErrorKind.UPSTREAM_ERROR, "upstream_error", "The reasoning host has no capacity.");
                }
                record.cut();
                record.stopped(StopReason.MAX_TOKENS, null, null);
            }
            case "content_filter" -> {
                record.cut();
                record.stopped(StopReason.REFUSAL, null, null);
            }
            default -> record.stopped(StopReason.END_TURN, null, null);
        }
    }

    private void text(Consumer<? super StreamEvent> out) {
        if (assumed && (!chunk.content.isEmpty() || chunk.reasoningString)) {
            assumed = false;
            boolean learned = host.format() == ReasoningFormat.AUTO;
            if (!chunk.reasoning.isEmpty() || learned && chunk.reasoningString) {
                // A member of its own says more than what was configured or learned of the host.
                forms.foundField(host);
                form = Form.UNDECIDED;
                tags = null;
            }
        }
        if (form == Form.UNDECIDED) {
            decide(out);
        } else if (form == Form.FIELD) {
            field(out);
        } else {
            inline(chunk.content, out);
        }
    }

    /// What the first text says of the host's form: a reasoning member means a field, `<think>` means inline; text with
    /// neither is held, because a host whose template wrote the opening tag cannot be told from one that only answers
    /// until the closing tag comes.
    private void decide(Consumer<? super StreamEvent> out) {
        undecided.append(chunk.content);
        String begin = undecided.toString().stripLeading();
        if (!chunk.reasoning.isEmpty() || chunk.reasoningString && begin.isEmpty()) {
            form = Form.FIELD;
            undecided.setLength(0);
            field(out);
            return;
        }
        if (begin.isEmpty() || begin.length() < ThinkTags.OPEN.length() && ThinkTags.OPEN.startsWith(begin)) {
            return;
        }
        if (begin.startsWith(ThinkTags.OPEN)) {
            become(Form.INLINE, false, out);
        } else if (chunk.reasoningMember) {
            chunk.content = undecided.toString();
            undecided.setLength(0);
            form = Form.FIELD;
            field(out);
        } else if (undecided.indexOf(ThinkTags.CLOSE) >= 0) {
            forms.foundImplicitOpen(host);
            become(Form.INLINE, true, out);
        } else if (!request.answerWanted() && TokenEstimator.estimate(undecided) > request.maxTokens()) {
            undecided.setLength(0);
            answering = true;
        }
    }

    private void become(Form found, boolean implicitOpen, Consumer<? super StreamEvent> out) {
        form = found;
        tags = new ThinkTags(implicitOpen);
        String text = undecided.toString();
        undecided.setLength(0);
        inline(text, out);
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
                reason(text, out);
            }

            @Override
            public void answer(String text) {
                ReasonerStreamDecoder.this.answer(text, out);
            }
        };
    }

    private void field(Consumer<? super StreamEvent> out) {
        if (!chunk.reasoning.isEmpty() && !answering) {
            reason(chunk.reasoning, out);
        }
        String content = chunk.content;
        if (content.isEmpty()) {
            return;
        }
        if (!answering) {
            String begin = content.stripLeading();
            if (!reasoned && begin.startsWith(ThinkTags.OPEN)) {
                undecided.append(content);
                become(Form.INLINE, false, out);
                return;
            }
            if (!afterTag && begin.startsWith(ThinkTags.CLOSE)) {
                afterTag = true;
                content = begin.substring(ThinkTags.CLOSE.length()).stripLeading();
            }
            if (content.isBlank()) {
                return;
            }
        }
        answer(content, out);
    }

    private void reason(String text, Consumer<? super StreamEvent> out) {
        String whole = wholeCharacters(text);
        if (whole.isEmpty()) {
            return;
        }
        startBlock(REASONING, out);
        reasoned = true;
        estimate.add(whole);
        out.accept(new ReasoningDelta(REASONING, whole));
    }

    private void answer(String text, Consumer<? super StreamEvent> out) {
        answering = true;
        if (!request.answerWanted()) {
            return;
        }
        String whole = wholeCharacters(text);
        if (!whole.isEmpty()) {
            startBlock(ANSWER, out);
            estimate.addAnswer(whole);
            out.accept(new TextDelta(ANSWER, whole));
        }
    }

    /// Hosts split a surrogate pair between two chunks; a delta never does.
    private String wholeCharacters(String text) {
        String joined = heldSurrogate.isEmpty() ? text : heldSurrogate + text;
        heldSurrogate = "";
        if (!joined.isEmpty() && Character.isHighSurrogate(joined.charAt(joined.length() - 1))) {
            heldSurrogate = joined.substring(joined.length() - 1);
            return joined.substring(0, joined.length() - 1);
        }
        return joined;
    }

    private void startBlock(int index, Consumer<? super StreamEvent> out) {
        if (open != index) {
            stopBlock(out);
            open = index;
            out.accept(new BlockStarted(index, index == REASONING ? new Block.Reasoning() : new Block.Text()));
        }
    }

    private void stopBlock(Consumer<? super StreamEvent> out) {
        if (open >= 0) {
            out.accept(new BlockStopped(open));
            open = -1;
        }
    }

    private void usage() {
        TokenUsage told = chunk.usage;
        if (told == null) {
            return;
        }
        reported = true;
        long share = chunk.reasoningCounted
                ? told.reasoning()
                : answering && !request.answerWanted()
                        ? Math.min(told.output(), estimate.reasoning())
                        : request.answerWanted() ? Math.min(told.output(), estimate.reasoning()) : told.output();
        record.usage(new TokenUsage(told.input(), 0, 0, told.cacheRead(), told.output(), reasoned ? share : 0, false));
    }

    /// Where the host has not reported, what was read is estimated, and marked so.
    void settle() {
        if (!reported) {
            long prompt = request.turns().stream()
                    .mapToLong(turn -> TokenEstimator.estimate(turn.text()))
                    .sum();
            record.usage(new TokenUsage(
                    Math.max(1, prompt),
                    0,
                    0,
                    0,
                    estimate.tokens(),
                    Math.min(estimate.reasoning(), estimate.tokens()),
                    true));
        }
    }

    @Override
    public void end(Consumer<? super StreamEvent> out) {
        ThinkTags splitter = tags;
        if (form == Form.UNDECIDED && !undecided.isEmpty()) {
            answer(undecided.toString(), out);
            undecided.setLength(0);
        } else if (splitter != null) {
            splitter.end(sink(out));
        }
        settle();
        if (finish == null) {
            throw GatewayException.of(
                    ErrorKind.UPSTREAM_ERROR, "upstream_error", "The reasoning host closed its stream before the end.");
        }
        stopBlock(out);
    }

    private enum Form {
        UNDECIDED,
        FIELD,
        INLINE
    }

    /// Running estimate of what has been generated, by the rule of [TokenEstimator], without keeping the text.
    private static final class Estimate {
        private long reasoningTokens;
        private long answerTokens;

        void add(String text) {
            reasoningTokens += TokenEstimator.estimate(text);
        }

        void addAnswer(String text) {
            answerTokens += TokenEstimator.estimate(text);
        }

        long reasoning() {
            return reasoningTokens;
        }

        long tokens() {
            return reasoningTokens + answerTokens;
        }
    }
}
