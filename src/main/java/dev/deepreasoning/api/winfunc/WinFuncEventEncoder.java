package dev.deepreasoning.api.winfunc;

import dev.deepreasoning.api.EventEncoder;
import dev.deepreasoning.api.JsonBytes;
import dev.deepreasoning.canonical.Block;
import dev.deepreasoning.canonical.GatewayException;
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

/// Writes a run as the events `start`, `content`, `usage` and `done`. Programs read the first block of each `content`:
/// the reasoning stands between `<thinking>` and `</thinking>`, even where there was none.
final class WinFuncEventEncoder implements EventEncoder {
    private static final String CONTENT = "event: content\ndata: {\"type\":\"content\",\"content\":[";
    private static final String DELTA = CONTENT + "{\"type\":\"text_delta\",\"text\":";
    private static final String END = "]}\n\n";

    private final CombinedUsage usage;
    private final StringBuilder arguments = new StringBuilder();
    private Thinking thinking = Thinking.AHEAD;
    private Block.ToolCall call = new Block.ToolCall("", "");

    WinFuncEventEncoder(CombinedUsage usage) {
        this.usage = usage;
    }

    private enum Thinking {
        AHEAD,
        OPEN,
        OVER
    }

    @Override
    public boolean encode(StreamEvent event, JsonBytes out) {
        return switch (event) {
            case Started started -> {
                out.ascii("event: start\ndata: {\"type\":\"start\",\"created\":")
                        .string(started.created().toString())
                        .ascii("}\n\n");
                yield false;
            }
            case BlockStarted started -> open(started.block(), out);
            case ReasoningDelta delta -> delta(delta.text(), out);
            case TextDelta delta -> delta(delta.text(), out);
            case ToolArgumentsDelta delta -> {
                arguments.append(delta.json());
                yield false;
            }
            case BlockStopped _ -> close(out);
            case Finished finished -> {
                overThinking(out);
                String refusal = finished.refusal();
                if (refusal != null) {
                    // There is no other place for it, and an answer without a word would look like a fault.
                    delta(refusal, out);
                }
                out.ascii("event: usage\ndata: {\"type\":\"usage\",\"usage\":");
                usage.write(finished.report(), out);
                out.ascii("}\n\nevent: done\ndata: {\"type\":\"done\"}\n\n");
                yield true;
            }
            case UsageReported _, SignatureDelta _, CitationDelta _ -> false;
        };
    }

    private boolean open(Block block, JsonBytes out) {
        switch (block) {
            case Block.Reasoning _ -> {
                if (thinking == Thinking.AHEAD) {
                    thinking = Thinking.OPEN;
                    text("<thinking>\n", out);
                }
            }
            case Block.Text _ -> overThinking(out);
            case Block.ToolCall started -> {
                overThinking(out);
                call = started;
            }
            case Block.Search _ -> {}
        }
        return false;
    }

    private void overThinking(JsonBytes out) {
        if (thinking == Thinking.AHEAD) {
            text("<thinking>\n", out);
        }
        if (thinking != Thinking.OVER) {
            thinking = Thinking.OVER;
            text("\n</thinking>", out);
        }
    }

    private static void text(String text, JsonBytes out) {
        out.ascii(CONTENT)
                .ascii("{\"type\":\"text\",\"text\":")
                .string(text)
                .ascii("}")
                .ascii(END);
    }

    private static boolean delta(String text, JsonBytes out) {
        if (text.isEmpty()) {
            return false;
        }
        out.ascii(DELTA).string(text).ascii("}").ascii(END);
        return true;
    }

    private boolean close(JsonBytes out) {
        if (thinking == Thinking.OPEN) {
            overThinking(out);
            return false;
        }
        if (call.id().isEmpty()) {
            return false;
        }
        out.ascii(CONTENT);
        WinFuncResponseEncoder.toolUse(call, arguments.toString(), out);
        out.ascii(END);
        arguments.setLength(0);
        call = new Block.ToolCall("", "");
        return true;
    }

    @Override
    public void fail(GatewayException failure, JsonBytes out) {
        out.ascii("event: error\ndata: {\"type\":\"error\",\"message\":").string(failure.publicMessage());
        out.ascii(",\"code\":").number(WinFuncDialect.statusOf(failure)).ascii("}\n\n");
    }

    @Override
    public void keepAlive(JsonBytes out) {
        out.ascii(": keep-alive\n\n");
    }
}
