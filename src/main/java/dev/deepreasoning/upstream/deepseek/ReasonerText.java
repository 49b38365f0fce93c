package dev.deepreasoning.upstream.deepseek;

import dev.deepreasoning.canonical.TokenEstimator;
import dev.deepreasoning.catalog.ReasonerHost;
import dev.deepreasoning.catalog.ReasonerHost.ReasoningFormat;
import org.jspecify.annotations.Nullable;

/// Tells reasoning from answer in one stream's text, whichever form its host gives it in: a field beside the answer, or
/// inline between tags. Where the form is not known, the first text tells it. One per stream.
final class ReasonerText {
    private final ReasonerHost host;
    private final ReasonerForms forms;
    private final long mostHeldTokens;
    private final StringBuilder undecided = new StringBuilder();

    /// The form is configured or learned, and nothing in this stream has confirmed it yet.
    private boolean assumed;

    private Form form;
    private @Nullable ThinkTags tags;
    private boolean answering;

    /// More than white space has come in a field.
    private boolean reasoned;

    private boolean afterTag;
    private long heldTenths;

    /// @param mostHeldTokens how much text may wait for a closing tag, before it is taken for an answer
    ReasonerText(ReasonerHost host, ReasonerForms forms, long mostHeldTokens) {
        this.host = host;
        this.forms = forms;
        this.mostHeldTokens = mostHeldTokens;
        ReasoningFormat format = forms.format(host);
        this.form = switch (format) {
            case AUTO -> Form.UNDECIDED;
            case FIELD -> Form.FIELD;
            case INLINE, INLINE_IMPLICIT_OPEN -> Form.INLINE;
        };
        this.assumed = form == Form.INLINE;
        this.tags = form == Form.INLINE ? new ThinkTags(format == ReasoningFormat.INLINE_IMPLICIT_OPEN) : null;
    }

    /// Whether the answer has begun.
    boolean answering() {
        return answering;
    }

    /// Whether text waits whose nature a closing tag will tell.
    boolean holding() {
        return form == Form.HELD;
    }

    void accept(ReasonerChunk chunk, ThinkTags.Sink sink) {
        if (assumed) {
            confirm(chunk);
        }
        switch (form) {
            case UNDECIDED -> decide(chunk, sink);
            case HELD -> hold(chunk, sink);
            case FIELD -> field(chunk.reasoning, chunk.content, sink);
            case INLINE -> inline(chunk.content, sink);
        }
    }

    /// The stream has ended.
    void end(ThinkTags.Sink sink) {
        ThinkTags splitter = tags;
        if (splitter != null) {
            splitter.end(sink);
        } else if (!undecided.toString().isBlank()) {
            answer(taken(), sink);
        }
    }

    /// A member of its own says more than what was configured or learned of the host, until text has come.
    private void confirm(ReasonerChunk chunk) {
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
    private void decide(ReasonerChunk chunk, ThinkTags.Sink sink) {
        undecided.append(chunk.content);
        String begin = undecided.toString().stripLeading();
        if (!chunk.reasoning.isEmpty() || chunk.reasoningString && begin.isEmpty()) {
            becomeField(chunk, sink);
        } else if (begin.startsWith(ThinkTags.OPEN)) {
            becomeInline(false, sink);
        } else if (begin.isEmpty() || ThinkTags.OPEN.startsWith(begin)) {
            return;
        } else if (chunk.reasoningMember) {
            form = Form.FIELD;
            field("", taken(), sink);
        } else {
            form = Form.HELD;
            held(taken(), sink);
        }
    }

    private void hold(ReasonerChunk chunk, ThinkTags.Sink sink) {
        if (chunk.reasoning.isEmpty()) {
            held(chunk.content, sink);
        } else {
            becomeField(chunk, sink);
        }
    }

    private void held(String piece, ThinkTags.Sink sink) {
        int from = Math.max(0, undecided.length() - ThinkTags.CLOSE.length() + 1);
        undecided.append(piece);
        heldTenths += TokenEstimator.tenths(piece);
        if (undecided.indexOf(ThinkTags.CLOSE, from) >= 0) {
            forms.foundImplicitOpen(host);
            becomeInline(true, sink);
        } else if (TokenEstimator.tokens(heldTenths) > mostHeldTokens) {
            form = Form.FIELD;
            answer(taken(), sink);
        }
    }

    private String taken() {
        String text = undecided.toString();
        undecided.setLength(0);
        return text;
    }

    /// What was undecided is dropped: beside a field it is white space, or the leak of a template.
    private void becomeField(ReasonerChunk chunk, ThinkTags.Sink sink) {
        undecided.setLength(0);
        form = Form.FIELD;
        field(chunk.reasoning, chunk.content, sink);
    }

    private void becomeInline(boolean implicitOpen, ThinkTags.Sink sink) {
        form = Form.INLINE;
        tags = new ThinkTags(implicitOpen);
        inline(taken(), sink);
    }

    private void inline(String text, ThinkTags.Sink sink) {
        ThinkTags splitter = tags;
        if (text.isEmpty() || splitter == null) {
            return;
        }
        splitter.accept(text, sink);
        if (splitter.answering()) {
            answering = true;
        }
    }

    private void field(String reasoning, String content, ThinkTags.Sink sink) {
        if (!reasoning.isEmpty() && !answering) {
            reasoned |= !reasoning.isBlank();
            sink.reasoning(reasoning);
        }
        String text = content;
        if (!answering && !content.isEmpty()) {
            undecided.append(content);
            text = begun(sink);
        }
        if (!text.isEmpty()) {
            answer(text, sink);
        }
    }

    /// The beginning of the answer beside a field, without what belongs to neither: white space, and a closing tag that
    /// some hosts leak. Where an opening tag stands, the host gives its reasoning inline after all.
    private String begun(ThinkTags.Sink sink) {
        String begin = undecided.toString().stripLeading();
        if (!reasoned && begin.startsWith(ThinkTags.OPEN)) {
            becomeInline(false, sink);
            return "";
        }
        if (!afterTag && begin.startsWith(ThinkTags.CLOSE)) {
            afterTag = true;
            begin = begin.substring(ThinkTags.CLOSE.length()).stripLeading();
            undecided.setLength(0);
        }
        boolean mayOpen = !reasoned && ThinkTags.OPEN.startsWith(begin);
        if (begin.isEmpty() || mayOpen || !afterTag && ThinkTags.CLOSE.startsWith(begin)) {
            return "";
        }
        undecided.setLength(0);
        return begin;
    }

    private void answer(String text, ThinkTags.Sink sink) {
        answering = true;
        sink.answer(text);
    }

    private enum Form {
        UNDECIDED,
        /// Text whose nature a closing tag, or its absence, will tell.
        HELD,
        FIELD,
        INLINE
    }
}
