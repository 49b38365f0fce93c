package dev.deepreasoning.api.messages;

import dev.deepreasoning.api.AnthropicDialect;
import dev.deepreasoning.api.EventEncoder;
import dev.deepreasoning.api.JsonBytes;
import dev.deepreasoning.api.UsageExtension;
import dev.deepreasoning.canonical.Block;
import dev.deepreasoning.canonical.Citation;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.Stage;
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
import dev.deepreasoning.canonical.TokenUsage;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Writes a run as Anthropic's named events: `message_start`, blocks one after another numbered from 0, `message_delta`
/// with the whole usage, `message_stop`; `ping` in between. Nothing but these names: the AI SDK fails on others.
///
/// This runs once per token: what is the same for all deltas of a block is made once.
final class MessagesEventEncoder implements EventEncoder {
    private static final String PING = "event: ping\ndata: {\"type\":\"ping\"}\n\n";
    private static final String STOP = "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
    private static final String DELTA =
            "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":";

    private final UsageExtension extension;
    private final ThinkingBlock thinking;
    private final boolean searchShown;
    private final String requestId;
    private final StringBuilder thought = new StringBuilder();
    private TokenUsage prompt;
    private boolean counted;
    private @Nullable Started started;
    private @Nullable Block open;
    private byte[] delta = new byte[0];
    private boolean messageStarted;
    private boolean argumentsSent;
    private int blocks;

    /// @param estimatedInput tokens of the prompt, told at the start unless Claude has counted them by then; the end tells
    ///     the true number
    /// @param searchShown the caller declared the search tool
    MessagesEventEncoder(
            UsageExtension extension,
            ThinkingBlock thinking,
            boolean searchShown,
            long estimatedInput,
            String requestId) {
        this.searchShown = searchShown;
        this.extension = extension;
        this.thinking = thinking;
        this.prompt = new TokenUsage(estimatedInput, 0, 0, 0, 0, 0, true);
        this.requestId = requestId;
    }

    @Override
    public boolean encode(StreamEvent event, JsonBytes out) {
        return switch (event) {
            case Started first -> {
                started = first;
                yield false;
            }
            case UsageReported usage -> {
                count(usage);
                yield false;
            }
            case SignatureDelta _ -> false;
            case BlockStarted block -> open(block.block(), out);
            case TextDelta text -> text(text.text(), out);
            case ReasoningDelta reasoning -> reasoning(reasoning.text(), out);
            case ToolArgumentsDelta arguments -> arguments(arguments.json(), out);
            case CitationDelta citation -> citation(citation.citation(), out);
            case BlockStopped _ -> close(out);
            case Finished finished -> finish(finished, out);
        };
    }

    /// Before R1 has thought: what Claude counts later holds that reasoning, which is no part of the caller's prompt.
    private void count(UsageReported reported) {
        if (reported.stage() == Stage.ANSWER && !counted) {
            counted = true;
            prompt = reported.usage();
        }
    }

    private void messageStart(JsonBytes out) {
        Started first = started;
        if (messageStarted || first == null) {
            return;
        }
        messageStarted = true;
        out.ascii("event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":")
                .string("msg_" + first.id());
        out.ascii(",\"type\":\"message\",\"role\":\"assistant\",\"model\":").string(first.model());
        out.ascii(",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"stop_details\":null,");
        out.ascii("\"container\":null,\"usage\":{\"input_tokens\":").number(prompt.input());
        out.ascii(",\"cache_creation_input_tokens\":").number(prompt.cacheWrite() + prompt.cacheWriteLong());
        out.ascii(",\"cache_read_input_tokens\":").number(prompt.cacheRead());
        out.ascii(",\"output_tokens\":1,");
        out.ascii("\"service_tier\":\"standard\"}}}\n\n");
    }

    private boolean open(Block block, JsonBytes out) {
        open = block;
        return switch (block) {
            case Block.Reasoning _ -> {
                counted = true;
                thought.setLength(0);
                yield false;
            }
            case Block.Search search -> {
                if (searchShown) {
                    search(search, out);
                }
                yield false;
            }
            // Opened by its first words: an empty block shows nothing.
            case Block.Text _ -> false;
            case Block.ToolCall call -> {
                argumentsSent = false;
                start(out);
                out.ascii("{\"type\":\"tool_use\",\"id\":").string(call.id());
                out.ascii(",\"name\":").string(call.name()).ascii(",\"input\":{}}}\n\n");
                piece("{\"type\":\"input_json_delta\",\"partial_json\":");
                out.raw(delta).ascii("\"\"}}\n\n");
                yield true;
            }
        };
    }

    /// The head of a block's start, up to its own object.
    private void start(JsonBytes out) {
        messageStart(out);
        out.ascii("event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":")
                .number(blocks);
        out.ascii(",\"content_block\":");
    }

    /// Makes the head of the open block's deltas.
    private void piece(String head) {
        delta = new JsonBytes()
                .ascii(DELTA)
                .number(blocks)
                .ascii(",\"delta\":")
                .ascii(head)
                .take();
    }

    private void search(Block.Search search, JsonBytes out) {
        start(out);
        SearchBlocks.call(search, false, out);
        out.ascii("}\n\n").ascii(DELTA).number(blocks);
        JsonBytes input = new JsonBytes();
        SearchBlocks.input(search, input);
        out.ascii(",\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":")
                .string(new String(input.take(), StandardCharsets.UTF_8))
                .ascii("}}\n\n");
        stop(out);
        start(out);
        SearchBlocks.result(search, out);
        out.ascii("}\n\n");
        stop(out);
    }

    private boolean text(String text, JsonBytes out) {
        if (text.isEmpty()) {
            return false;
        }
        if (delta.length == 0) {
            start(out);
            out.ascii("{\"type\":\"text\",\"text\":\"\"}}\n\n");
            piece("{\"type\":\"text_delta\",\"text\":");
        }
        out.raw(delta).string(text).ascii("}}\n\n");
        return true;
    }

    private boolean reasoning(String text, JsonBytes out) {
        if (!thinking.visible() || text.isEmpty()) {
            return false;
        }
        thought.append(text);
        boolean begun = delta.length > 0;
        if (!begun) {
            start(out);
            out.ascii("{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}}\n\n");
            piece("{\"type\":\"thinking_delta\",\"thinking\":");
        }
        if (thinking.textVisible()) {
            out.raw(delta).string(text).ascii("}}\n\n");
        }
        return thinking.textVisible() || !begun;
    }

    private boolean arguments(String json, JsonBytes out) {
        if (json.isEmpty()) {
            return false;
        }
        argumentsSent = true;
        out.raw(delta).string(json).ascii("}}\n\n");
        return true;
    }

    private boolean citation(Citation citation, JsonBytes out) {
        if (delta.length == 0) {
            // Claude cites before it writes.
            start(out);
            out.ascii("{\"type\":\"text\",\"text\":\"\",\"citations\":[]}}\n\n");
            piece("{\"type\":\"text_delta\",\"text\":");
        }
        out.ascii(DELTA).number(blocks).ascii(",\"delta\":{\"type\":\"citations_delta\",\"citation\":");
        SearchBlocks.citation(citation, out);
        out.ascii("}}\n\n");
        return true;
    }

    private boolean close(JsonBytes out) {
        Block block = open;
        open = null;
        if (delta.length == 0) {
            return false;
        }
        if (block instanceof Block.Reasoning) {
            out.ascii(DELTA).number(blocks).ascii(",\"delta\":{\"type\":\"signature_delta\",\"signature\":");
            out.string(thinking.signature(thought.toString())).ascii("}}\n\n");
        } else if (block instanceof Block.ToolCall && !argumentsSent) {
            out.raw(delta).ascii("\"{}\"}}\n\n");
        }
        delta = new byte[0];
        stop(out);
        return true;
    }

    private void stop(JsonBytes out) {
        out.ascii("event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":")
                .number(blocks)
                .ascii("}\n\n");
        blocks++;
    }

    private boolean finish(Finished finished, JsonBytes out) {
        messageStart(out);
        out.ascii("event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{");
        MessagesEnding.stop(finished.reason(), finished.stopSequence(), finished.refusal(), out);
        out.ascii(",\"container\":null},\"usage\":");
        MessagesEnding.usage(finished.report(), extension, out);
        out.ascii("}\n\n").ascii(STOP);
        return true;
    }

    @Override
    public void fail(GatewayException failure, JsonBytes out) {
        out.ascii("event: error\ndata: ");
        AnthropicDialect.write(failure, requestId, out);
        out.ascii("\n\n");
    }

    @Override
    public void keepAlive(JsonBytes out) {
        messageStart(out);
        out.ascii(PING);
    }
}
