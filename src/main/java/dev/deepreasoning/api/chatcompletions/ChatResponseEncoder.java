package dev.deepreasoning.api.chatcompletions;

import dev.deepreasoning.api.JsonBytes;
import dev.deepreasoning.api.UrlCitations;
import dev.deepreasoning.api.UsageExtension;
import dev.deepreasoning.canonical.Block;
import dev.deepreasoning.canonical.Completion;
import dev.deepreasoning.canonical.Completion.CompletedBlock;
import java.util.ArrayList;
import java.util.List;

/// Writes a whole answer.
final class ChatResponseEncoder {
    private final Completion completion;
    private final ChatRequest request;
    private final StringBuilder content = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final List<CompletedBlock> calls = new ArrayList<>();
    private final UrlCitations citations = new UrlCitations();

    private ChatResponseEncoder(Completion completion, ChatRequest request) {
        this.completion = completion;
        this.request = request;
        completion.blocks().forEach(this::add);
    }

    /// Appends the answer.
    static void encode(Completion completion, ChatRequest request, UsageExtension extension, JsonBytes out) {
        new ChatResponseEncoder(completion, request).write(extension, out);
    }

    private void add(CompletedBlock block) {
        switch (block.block()) {
            case Block.Reasoning _ -> reasoning.append(block.text());
            case Block.Search _ -> {}
            case Block.ToolCall _ -> calls.add(block);
            case Block.Text _ -> {
                citations.blockStarted();
                citations.text(block.text());
                block.citations().forEach(citations::cite);
                var _ = citations.blockStopped();
                content.append(block.text());
            }
        }
    }

    private void write(UsageExtension extension, JsonBytes out) {
        String refusal = completion.refusal();
        out.ascii("{\"id\":").string("chatcmpl-" + completion.id());
        out.ascii(",\"object\":\"chat.completion\",\"created\":")
                .number(completion.created().getEpochSecond());
        out.ascii(",\"model\":").string(completion.model());
        out.ascii(",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":");
        boolean none = content.isEmpty() && (refusal != null || !calls.isEmpty());
        out.stringOrNull(none ? null : content.toString());
        out.ascii(",\"refusal\":").stringOrNull(refusal);
        if (request.canonical().reasoning().include() && !reasoning.isEmpty()) {
            out.ascii(",\"reasoning_content\":").string(reasoning.toString());
        }
        calls(out);
        out.ascii(",\"annotations\":");
        ChatAnnotations.write(citations, out);
        out.ascii("},\"logprobs\":null,\"finish_reason\":");
        out.string(ChatEnding.finishReason(completion.stopReason(), request.legacyFunctions()));
        out.ascii("}],\"usage\":");
        ChatEnding.usage(completion.report(), extension, out);
        out.ascii(",\"service_tier\":\"default\"}");
    }

    private void calls(JsonBytes out) {
        if (calls.isEmpty()) {
            return;
        }
        if (request.legacyFunctions()) {
            out.ascii(",\"function_call\":");
            function(calls.getFirst(), out);
            return;
        }
        out.ascii(",\"tool_calls\":[");
        String separator = "";
        for (CompletedBlock call : calls) {
            if (call.block() instanceof Block.ToolCall head) {
                out.ascii(separator).ascii("{\"id\":").string(head.id());
                out.ascii(",\"type\":\"function\",\"function\":");
                function(call, out);
                out.ascii("}");
                separator = ",";
            }
        }
        out.ascii("]");
    }

    private static void function(CompletedBlock call, JsonBytes out) {
        if (call.block() instanceof Block.ToolCall head) {
            out.ascii("{\"name\":").string(head.name()).ascii(",\"arguments\":");
            out.string(call.text().isEmpty() ? "{}" : call.text()).ascii("}");
        }
    }
}
