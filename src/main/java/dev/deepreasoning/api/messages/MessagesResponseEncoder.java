package dev.deepreasoning.api.messages;

import dev.deepreasoning.api.JsonBytes;
import dev.deepreasoning.api.RequestJson;
import dev.deepreasoning.api.UsageExtension;
import dev.deepreasoning.canonical.Block;
import dev.deepreasoning.canonical.Citation;
import dev.deepreasoning.canonical.Completion;
import dev.deepreasoning.canonical.Completion.CompletedBlock;
import dev.deepreasoning.canonical.GatewayException;
import java.nio.charset.StandardCharsets;

/// Writes a whole answer as one message.
final class MessagesResponseEncoder {
    private final ThinkingBlock thinking;
    private final boolean searchShown;
    private final JsonBytes out;
    private String separator = "";

    private MessagesResponseEncoder(ThinkingBlock thinking, boolean searchShown, JsonBytes out) {
        this.searchShown = searchShown;
        this.thinking = thinking;
        this.out = out;
    }

    static void encode(
            Completion completion,
            UsageExtension extension,
            ThinkingBlock thinking,
            boolean searchShown,
            JsonBytes out) {
        out.ascii("{\"id\":").string("msg_" + completion.id());
        out.ascii(",\"type\":\"message\",\"role\":\"assistant\",\"model\":").string(completion.model());
        out.ascii(",\"content\":[");
        MessagesResponseEncoder encoder = new MessagesResponseEncoder(thinking, searchShown, out);
        completion.blocks().forEach(encoder::block);
        out.ascii("],");
        MessagesEnding.stop(completion.stopReason(), completion.stopSequence(), completion.refusal(), out);
        out.ascii(",\"container\":null,\"usage\":");
        MessagesEnding.usage(completion.report(), extension, out);
        out.ascii("}");
    }

    private void block(CompletedBlock block) {
        switch (block.block()) {
            case Block.Reasoning _ -> {
                if (thinking.visible() && !block.text().isEmpty()) {
                    next().ascii("{\"type\":\"thinking\",\"thinking\":");
                    out.string(thinking.textVisible() ? block.text() : "");
                    out.ascii(",\"signature\":")
                            .string(thinking.signature(block.text()))
                            .ascii("}");
                }
            }
            case Block.Search search -> {
                if (searchShown) {
                    SearchBlocks.call(search, true, next());
                    SearchBlocks.result(search, next());
                }
            }
            case Block.Text _ -> {
                if (!block.text().isEmpty()) {
                    next().ascii("{\"type\":\"text\",\"text\":").string(block.text());
                    citations(block);
                    out.ascii("}");
                }
            }
            case Block.ToolCall call -> {
                next().ascii("{\"type\":\"tool_use\",\"id\":").string(call.id());
                out.ascii(",\"name\":").string(call.name()).ascii(",\"input\":");
                out.json(input(block.text())).ascii("}");
            }
        }
    }

    private JsonBytes next() {
        out.ascii(separator);
        separator = ",";
        return out;
    }

    private void citations(CompletedBlock block) {
        // Absent, not null: the AI SDK refuses a null here.
        if (block.citations().isEmpty()) {
            return;
        }
        out.ascii(",\"citations\":[");
        String comma = "";
        for (Citation citation : block.citations()) {
            out.ascii(comma);
            SearchBlocks.citation(citation, out);
            comma = ",";
        }
        out.ascii("]");
    }

    /// Arguments that the bound on the answer cut are no JSON: none are told, as Anthropic does.
    private static String input(String arguments) {
        try {
            RequestJson.parse(arguments.getBytes(StandardCharsets.UTF_8));
            return arguments;
        } catch (GatewayException cut) {
            return "{}";
        }
    }
}
