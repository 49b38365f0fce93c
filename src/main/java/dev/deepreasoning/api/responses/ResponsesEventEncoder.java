package dev.deepreasoning.api.responses;

import dev.deepreasoning.api.EventEncoder;
import dev.deepreasoning.api.JsonBytes;
import dev.deepreasoning.api.OpenAiDialect;
import dev.deepreasoning.api.UsageExtension;
import dev.deepreasoning.canonical.Block;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.StopReason;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.canonical.StreamEvent.BlockStarted;
import dev.deepreasoning.canonical.StreamEvent.BlockStopped;
import dev.deepreasoning.canonical.StreamEvent.CitationDelta;
import dev.deepreasoning.canonical.StreamEvent.Finished;
import dev.deepreasoning.canonical.StreamEvent.ReasoningDelta;
import dev.deepreasoning.canonical.StreamEvent.SignatureDelta;
import dev.deepreasoning.canonical.StreamEvent.Started;
import dev.deepreasoning.canonical.StreamEvent.TextDelta;
import dev.deepreasoning.canonical.StreamEvent.ToolArgumentsDelta;
import dev.deepreasoning.canonical.StreamEvent.UsageReported;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes a run as typed events, numbered from 0: created, in progress, items one after another, one terminal event.
/// Whole answers are the last event's object, so that both forms cannot differ.
final class ResponsesEventEncoder implements EventEncoder {
    private final ResponsesRequest request;
    private final UsageExtension extension;
    private final Keeping keeping;
    private final List<String> items = new ArrayList<>();
    private final EventFrames frames = new EventFrames();
    private @Nullable ResponseObject response;
    private @Nullable String runId;
    private @Nullable OpenItem open;
    private boolean created;
    private byte[] whole = new byte[0];

    ResponsesEventEncoder(ResponsesRequest request, UsageExtension extension, Keeping keeping) {
        this.request = request;
        this.extension = extension;
        this.keeping = keeping;
    }

    @Override
    public boolean encode(StreamEvent event, JsonBytes out) {
        return switch (event) {
            case Started started -> {
                runId = started.id();
                response = new ResponseObject(started, request.echo());
                yield false;
            }
            case UsageReported _, SignatureDelta _ -> false;
            case BlockStarted block -> started(block.block(), out);
            case TextDelta text -> opened(new Block.Text(), out).delta(text.text(), out);
            case ReasoningDelta thought ->
                request.canonical().reasoning().include()
                        && opened(new Block.Reasoning(), out).delta(thought.text(), out);
            case ToolArgumentsDelta arguments -> {
                OpenItem item = open;
                yield item != null && item.delta(arguments.json(), out);
            }
            case CitationDelta citation -> {
                opened(new Block.Text(), out).cite(citation.citation());
                yield false;
            }
            case BlockStopped _ -> {
                OpenItem item = open;
                yield item != null && item.blockStopped(out);
            }
            case Finished finished -> finish(finished, out);
        };
    }

    /// Items open with their first words; a call at once. Texts that follow one another are one message.
    private boolean started(Block block, JsonBytes out) {
        if (block instanceof Block.Text && open instanceof OpenMessage message) {
            message.blockStarted();
            return false;
        }
        close(OutputItems.COMPLETED, out);
        if (block instanceof Block.ToolCall) {
            opened(block, out);
            return true;
        }
        if (block instanceof Block.Search && request.searchShown()) {
            opened(block, out);
        }
        return false;
    }

    private OpenItem opened(Block block, JsonBytes out) {
        OpenItem item = open;
        if (item != null) {
            return item;
        }
        begin(out);
        int index = items.size();
        OpenItem begun =
                switch (block) {
                    case Block.Reasoning _ ->
                        new OpenReasoning(id("rs_", index), index, keeping, request.encryptedReasoning(), frames);
                    case Block.Text _ -> new OpenMessage(id("msg_", index), index, frames);
                    case Block.ToolCall call ->
                        request.customTools().contains(call.name())
                                ? new OpenCustomCall(id("ctc_", index), index, call, frames)
                                : new OpenFunctionCall(id("fc_", index), index, call, frames);
                    case Block.Search search ->
                        new OpenSearch(id("ws_", index), index, search, request.searchSources(), frames);
                };
        begun.added(out);
        open = begun;
        return begun;
    }

    private String id(String prefix, int index) {
        return prefix + runId + (index < 10 ? "0" + index : Integer.toString(index));
    }

    private void close(String status, JsonBytes out) {
        OpenItem item = open;
        if (item == null) {
            return;
        }
        open = null;
        item.done(status, out);
        items.add(item.json(status));
        keeping.keep(item.id(), item.kept(status));
    }

    private void begin(JsonBytes out) {
        ResponseObject object = response;
        if (!created && object != null) {
            created = true;
            for (String type : List.of("response.created", "response.in_progress")) {
                frames.begin(type, out).ascii(",\"response\":");
                object.inProgress(out);
                frames.end(out);
            }
        }
    }

    private boolean finish(Finished finished, JsonBytes out) {
        begin(out);
        String refusal = finished.refusal();
        if (refusal != null) {
            if (!(open instanceof OpenMessage)) {
                close(OutputItems.COMPLETED, out);
            }
            if (opened(new Block.Text(), out) instanceof OpenMessage message) {
                message.refuse(refusal, out);
            }
        }
        String incomplete = incomplete(finished.reason(), refusal);
        close(incomplete == null ? OutputItems.COMPLETED : OutputItems.INCOMPLETE, out);
        ResponseObject object = response;
        if (object == null) {
            throw new IllegalStateException("a run finishes that has not started");
        }
        JsonBytes body = new JsonBytes();
        object.ended(items, incomplete, finished.report(), extension, body);
        whole = body.take();
        frames.begin(incomplete == null ? "response.completed" : "response.incomplete", out)
                .ascii(",\"response\":")
                .raw(whole);
        frames.end(out);
        return true;
    }

    private static @Nullable String incomplete(StopReason reason, @Nullable String refusal) {
        return switch (reason) {
            case END_TURN, STOP_SEQUENCE, TOOL_USE -> null;
            case MAX_TOKENS, CONTEXT_WINDOW -> "max_output_tokens";
            case REFUSAL -> refusal == null ? "content_filter" : null;
        };
    }

    /// The whole answer, once the run has finished.
    byte[] whole() {
        return whole;
    }

    @Override
    public void fail(GatewayException failure, JsonBytes out) {
        ResponseObject object = response;
        if (object == null) {
            // Both forms in one: SDKs look for one or the other.
            frames.begin("error", out).ascii(",\"code\":").string(ResponseObject.code(failure.kind()));
            out.ascii(",\"message\":").string(failure.publicMessage()).ascii(",\"param\":null,");
            OpenAiDialect.member(failure, out);
            frames.end(out);
            return;
        }
        begin(out);
        close(OutputItems.INCOMPLETE, out);
        frames.begin("response.failed", out).ascii(",\"response\":");
        object.failed(items, failure, out);
        frames.end(out);
    }

    @Override
    public void keepAlive(JsonBytes out) {
        if (response == null) {
            out.ascii(": keep-alive\n\n");
            return;
        }
        begin(out);
        frames.begin("keepalive", out);
        frames.end(out);
    }

    /// What becomes of finished items.
    interface Keeping {
        /// Keeps an item for a later reference to it.
        void keep(String id, String json);

        /// Reasoning in a form that only this gateway can read.
        String hide(String reasoning);
    }

    static String text(JsonBytes bytes) {
        return new String(bytes.take(), StandardCharsets.UTF_8);
    }
}
