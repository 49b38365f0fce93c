package dev.deepreasoning.upstream.anthropic;

import dev.deepreasoning.canonical.Block;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.canonical.StopReason;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.canonical.StreamEvent.BlockStarted;
import dev.deepreasoning.canonical.StreamEvent.BlockStopped;
import dev.deepreasoning.canonical.StreamEvent.CitationDelta;
import dev.deepreasoning.canonical.StreamEvent.TextDelta;
import dev.deepreasoning.canonical.StreamEvent.ToolArgumentsDelta;
import dev.deepreasoning.canonical.StreamEvent.UsageReported;
import dev.deepreasoning.pipeline.StageRecord;
import dev.deepreasoning.sse.ServerSentEvent;
import dev.deepreasoning.upstream.StreamDecoder;
import dev.deepreasoning.upstream.SurrogatePairs;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads one stream of the Messages API.
///
/// Text and tool calls become blocks, numbered from 0 as they are shown. Claude's own thinking, server tools and every
/// block, delta or event of an unknown type are passed over (the vendor adds such without notice). A stream is complete
/// with `message_stop` and only then.
final class ClaudeStreamDecoder implements StreamDecoder {
    private final StageRecord record;
    private final String host;
    private final ClaudeErrors errors;
    private final ClaudeUsage usage = new ClaudeUsage();
    private final ClaudeEvent read = new ClaudeEvent(usage);
    private final SurrogatePairs pairs = new SurrogatePairs();

    private Open open = Open.NOTHING;
    private int upstreamIndex = -1;
    private int shown;
    private boolean blockStarted;
    private boolean argumentsSeen;
    private @Nullable String wholeArguments;
    private boolean produced;
    private boolean stopped;
    private StopReason stopReason = StopReason.END_TURN;
    private @Nullable String stopSequence;
    private @Nullable String explanation;

    /// What the block is that the vendor's stream is in.
    private enum Open {
        NOTHING,
        TEXT,
        TOOL,
        PASSED_OVER
    }

    /// @param host the endpoint's name
    ClaudeStreamDecoder(StageRecord record, String host, ClaudeErrors errors) {
        this.record = record;
        this.host = host;
        this.errors = errors;
    }

    @Override
    public Reading accept(ServerSentEvent event, Consumer<? super StreamEvent> out) {
        // Gateways in between add OpenAI's end mark. What follows the end is read only to keep the connection.
        if (stopped || event.length() == 0 || event.dataEquals("[DONE]")) {
            return stopped ? Reading.DRAIN : Reading.GO_ON;
        }
        try {
            read.read(event);
        } catch (IOException e) {
            throw illegal("an event that is no JSON object");
        }
        String type = read.type;
        if (type != null) {
            take(type, out);
        }
        return stopped ? Reading.DRAIN : Reading.GO_ON;
    }

    private void take(String type, Consumer<? super StreamEvent> out) {
        switch (type) {
            case "message_start" -> messageStart(out);
            case "content_block_start" -> blockStart(out);
            case "content_block_delta" -> blockDelta(out);
            case "content_block_stop" -> {
                requireOpen();
                closeBlock(out);
            }
            case "message_delta" -> messageDelta();
            case "message_stop" -> messageStop(out);
            case "error" -> throw failed(errors.inStream(read.errorType, read.errorMessage));
            default -> {}
        }
    }

    @Override
    public void end(Consumer<? super StreamEvent> out) {
        if (!stopped) {
            throw failed(GatewayException.of(
                    ErrorKind.UPSTREAM_ERROR,
                    "upstream_error",
                    "The answering model's stream was cut before its end."));
        }
    }

    private void messageStart(Consumer<? super StreamEvent> out) {
        String model = read.model;
        if (model != null) {
            record.served(host, model);
        }
        record.usage(usage.soFar());
        if (open == Open.NOTHING) {
            out.accept(new UsageReported(Stage.ANSWER, usage.soFar()));
        }
    }

    private void blockStart(Consumer<? super StreamEvent> out) {
        closeBlock(out);
        upstreamIndex = read.index;
        String part = read.part;
        if ("text".equals(part)) {
            open = Open.TEXT;
            text(out);
        } else if ("tool_use".equals(part)) {
            open = Open.TOOL;
            toolStart(out);
        } else {
            open = Open.PASSED_OVER;
            String fallback = read.model;
            if ("fallback".equals(part) && fallback != null) {
                record.served(host, fallback);
            }
        }
    }

    private void toolStart(Consumer<? super StreamEvent> out) {
        String id = read.toolId;
        String name = read.toolName;
        if (id == null || name == null) {
            throw illegal("a tool call without id or name");
        }
        argumentsSeen = false;
        wholeArguments = read.toolInput;
        startBlock(new Block.ToolCall(id, name), out);
    }

    private void blockDelta(Consumer<? super StreamEvent> out) {
        requireOpen();
        String part = read.part;
        if (open == Open.TEXT && ("text_delta".equals(part) || "citations_delta".equals(part))) {
            text(out);
        } else if (open == Open.TOOL && "input_json_delta".equals(part)) {
            String json = read.partialJson;
            if (json != null && !json.isEmpty()) {
                argumentsSeen = true;
                out.accept(new ToolArgumentsDelta(shown, json));
            }
        }
    }

    /// Text and citations of a text block's start or delta. The block is shown from its first character on: an empty
    /// one would be refused when the caller sends it back.
    private void text(Consumer<? super StreamEvent> out) {
        String piece = read.text;
        String whole = piece == null ? "" : pairs.join(piece);
        if (!whole.isEmpty()) {
            startText(out);
            out.accept(new TextDelta(shown, whole));
        }
        for (ClaudeCitation citation : read.citations) {
            startText(out);
            out.accept(new CitationDelta(shown, citation.citation()));
        }
    }

    private void startText(Consumer<? super StreamEvent> out) {
        if (!blockStarted) {
            startBlock(new Block.Text(), out);
        }
    }

    private void startBlock(Block block, Consumer<? super StreamEvent> out) {
        blockStarted = true;
        produced = true;
        out.accept(new BlockStarted(shown, block));
    }

    private void closeBlock(Consumer<? super StreamEvent> out) {
        if (open == Open.TEXT) {
            String rest = pairs.flush();
            if (!rest.isEmpty()) {
                startText(out);
                out.accept(new TextDelta(shown, rest));
            }
        } else if (open == Open.TOOL && !argumentsSeen) {
            // Some servers send the arguments whole; a call without any still needs a JSON object.
            out.accept(new ToolArgumentsDelta(shown, wholeArguments == null ? "{}" : wholeArguments));
        }
        if (blockStarted) {
            out.accept(new BlockStopped(shown++));
            blockStarted = false;
        }
        open = Open.NOTHING;
        upstreamIndex = -1;
    }

    /// Blocks come strictly one after another; a piece of any other would be lost in silence.
    private void requireOpen() {
        if (open == Open.NOTHING || read.index != upstreamIndex) {
            throw illegal("a piece of a block that is not open");
        }
    }

    private void messageDelta() {
        String reason = read.stopReason;
        if (reason != null) {
            stopReason = stopReason(reason);
        }
        stopSequence = read.stopSequence == null ? stopSequence : read.stopSequence;
        explanation = read.explanation == null ? explanation : read.explanation;
        record.usage(usage.soFar());
        record.stopped(stopReason, stopSequence, explanation);
    }

    private void messageStop(Consumer<? super StreamEvent> out) {
        closeBlock(out);
        stopped = true;
        record.stopped(stopReason, stopSequence, explanation);
        out.accept(new UsageReported(Stage.ANSWER, usage.soFar()));
    }

    /// `pause_turn` cannot come, for no server tool is ever sent; unknown reasons are ends like any other.
    private static StopReason stopReason(String reason) {
        return switch (reason) {
            case "max_tokens" -> StopReason.MAX_TOKENS;
            case "stop_sequence" -> StopReason.STOP_SEQUENCE;
            case "tool_use" -> StopReason.TOOL_USE;
            case "refusal" -> StopReason.REFUSAL;
            case "model_context_window_exceeded" -> StopReason.CONTEXT_WINDOW;
            default -> StopReason.END_TURN;
        };
    }

    private GatewayException illegal(String what) {
        return failed(GatewayException.of(
                        ErrorKind.UPSTREAM_ERROR,
                        "upstream_error",
                        "The answering model's service sent a stream that is not legal.")
                .withCause(new IOException("Anthropic sent " + what)));
    }

    private GatewayException failed(GatewayException reason) {
        return produced ? reason.afterWork() : reason;
    }
}
