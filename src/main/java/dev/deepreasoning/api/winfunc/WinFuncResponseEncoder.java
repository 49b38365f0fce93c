package dev.deepreasoning.api.winfunc;

import dev.deepreasoning.api.JsonBytes;
import dev.deepreasoning.api.RequestJson;
import dev.deepreasoning.canonical.Block;
import dev.deepreasoning.canonical.Completion;
import dev.deepreasoning.canonical.Completion.CompletedBlock;
import dev.deepreasoning.canonical.GatewayException;
import java.nio.charset.StandardCharsets;

/// Writes a whole answer: the reasoning as the first block, the answer's text behind it.
final class WinFuncResponseEncoder {
    private WinFuncResponseEncoder() {}

    static void encode(Completion completion, boolean verbose, CombinedUsage usage, JsonBytes out) {
        StringBuilder reasoning = new StringBuilder();
        for (CompletedBlock block : completion.blocks()) {
            if (block.block() instanceof Block.Reasoning) {
                reasoning.append(block.text());
            }
        }
        out.ascii("{\"created\":").string(completion.created().toString());
        out.ascii(",\"content\":[");
        text("<thinking>\n" + reasoning + "\n</thinking>", out);
        for (CompletedBlock block : completion.blocks()) {
            switch (block.block()) {
                case Block.Text _ -> {
                    out.ascii(",");
                    text(block.text(), out);
                }
                case Block.ToolCall call -> {
                    out.ascii(",");
                    toolUse(call, block.text(), out);
                }
                case Block.Reasoning _, Block.Search _ -> {}
            }
        }
        String refusal = completion.refusal();
        if (refusal != null) {
            out.ascii(",");
            text(refusal, out);
        }
        out.ascii("],\"combined_usage\":");
        usage.write(completion.report(), out);
        if (verbose) {
            UpstreamAnswers.write(completion, reasoning.toString(), out);
        }
        out.ascii("}");
    }

    static void text(String text, JsonBytes out) {
        out.ascii("{\"type\":\"text\",\"text\":").string(text).ascii("}");
    }

    /// A call of a tool that the caller declared to Claude.
    ///
    /// @param arguments JSON, empty where the call has none; cut where the answer was
    static void toolUse(Block.ToolCall call, String arguments, JsonBytes out) {
        out.ascii("{\"type\":\"tool_use\",\"id\":").string(call.id());
        out.ascii(",\"name\":").string(call.name());
        out.ascii(",\"input\":").json(isObject(arguments) ? arguments : "{}").ascii("}");
    }

    private static boolean isObject(String json) {
        try {
            return RequestJson.parse(json.getBytes(StandardCharsets.UTF_8)).isObject();
        } catch (GatewayException cut) {
            return false;
        }
    }
}
