package dev.deepreasoning.api.chatcompletions;

import dev.deepreasoning.api.EventEncoder;
import dev.deepreasoning.api.JsonBytes;
import dev.deepreasoning.api.OpenAiDialect;
import dev.deepreasoning.api.UrlCitations;
import dev.deepreasoning.api.UsageExtension;
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
import org.jspecify.annotations.Nullable;

/// Writes a run as chunks, in the one order that all SDKs' accumulators accept: role once, reasoning, content, tool calls,
/// annotations in a single chunk, finish, usage where it was asked for, `[DONE]`.
///
/// This runs once per token: the head of a chunk is made once per response, the rest is text escaped into bytes.
final class ChatEventEncoder implements EventEncoder {
    private static final String NEXT = "},\"logprobs\":null,\"finish_reason\":null}]}\n\n";
    private static final String DONE = "data: [DONE]\n\n";

    private final boolean reasoningShown;
    private final boolean includeUsage;
    private final boolean legacyFunctions;
    private final UsageExtension extension;
    private final UrlCitations citations = new UrlCitations();
    private final StringBuilder functionArguments = new StringBuilder();
    private byte[] chunk = new byte[0];
    private byte[] delta = new byte[0];
    private byte[] content = new byte[0];
    private byte[] reasoning = new byte[0];
    private boolean roleSent;
    private int toolCalls;
    private boolean argumentsSent;
    private @Nullable Block open;

    ChatEventEncoder(ChatRequest request, UsageExtension extension) {
        this.reasoningShown = request.canonical().reasoning().include();
        this.includeUsage = request.includeUsage();
        this.legacyFunctions = request.legacyFunctions();
        this.extension = extension;
    }

    @Override
    public boolean encode(StreamEvent event, JsonBytes out) {
        return switch (event) {
            case Started started -> start(started);
            case UsageReported _, SignatureDelta _ -> false;
            case BlockStarted block -> open(block.block(), out);
            case TextDelta text -> text(text.text(), out);
            case ReasoningDelta thought -> reasoning(thought.text(), out);
            case ToolArgumentsDelta arguments -> arguments(arguments.json(), out);
            case CitationDelta citation -> {
                citations.cite(citation.citation());
                yield false;
            }
            case BlockStopped _ -> close(out);
            case Finished finished -> finish(finished, out);
        };
    }

    private boolean start(Started started) {
        JsonBytes head = new JsonBytes().ascii("data: {\"id\":").string("chatcmpl-" + started.id());
        head.ascii(",\"object\":\"chat.completion.chunk\",\"created\":")
                .number(started.created().getEpochSecond());
        head.ascii(",\"model\":").string(started.model()).ascii(",\"choices\":[");
        chunk = head.take();
        delta = head.raw(chunk).ascii("{\"index\":0,\"delta\":{").take();
        content = head.raw(delta).ascii("\"content\":").take();
        reasoning = head.raw(delta).ascii("\"reasoning_content\":").take();
        return false;
    }

    private boolean open(Block block, JsonBytes out) {
        open = block;
        return switch (block) {
            case Block.Reasoning _, Block.Search _ -> false;
            case Block.Text _ -> {
                citations.blockStarted();
                yield false;
            }
            case Block.ToolCall call -> {
                argumentsSent = false;
                yield !legacyFunctions && call(call, out);
            }
        };
    }

    private boolean text(String text, JsonBytes out) {
        if (text.isEmpty()) {
            return false;
        }
        citations.text(text);
        role(out);
        out.raw(content).string(text).ascii(NEXT);
        return true;
    }

    private boolean reasoning(String text, JsonBytes out) {
        if (!reasoningShown || text.isEmpty()) {
            return false;
        }
        role(out);
        out.raw(reasoning).string(text).ascii(NEXT);
        return true;
    }

    private boolean call(Block.ToolCall call, JsonBytes out) {
        role(out);
        out.raw(delta).ascii("\"tool_calls\":[{\"index\":").number(toolCalls);
        out.ascii(",\"id\":").string(call.id());
        out.ascii(",\"type\":\"function\",\"function\":{\"name\":").string(call.name());
        out.ascii(",\"arguments\":\"\"}}]").ascii(NEXT);
        return true;
    }

    private boolean arguments(String json, JsonBytes out) {
        if (json.isEmpty()) {
            return false;
        }
        if (legacyFunctions) {
            if (toolCalls == 0) {
                functionArguments.append(json);
            }
            return false;
        }
        argumentsSent = true;
        out.raw(delta).ascii("\"tool_calls\":[{\"index\":").number(toolCalls);
        out.ascii(",\"function\":{\"arguments\":").string(json).ascii("}}]").ascii(NEXT);
        return true;
    }

    /// In one piece: of a `function_call` in several, some accumulators keep only the last. And only the first one: it
    /// is an object, not a list, and what came after it would be glued to it.
    private boolean functionCall(Block.ToolCall call, JsonBytes out) {
        if (toolCalls > 0) {
            return false;
        }
        String arguments = functionArguments.isEmpty() ? "{}" : functionArguments.toString();
        role(out);
        out.raw(delta).ascii("\"function_call\":{\"name\":").string(call.name());
        out.ascii(",\"arguments\":").string(arguments).ascii("}").ascii(NEXT);
        return true;
    }

    private boolean close(JsonBytes out) {
        boolean wrote = false;
        if (open instanceof Block.Text) {
            var _ = citations.blockStopped();
        } else if (open instanceof Block.ToolCall call) {
            // A call without arguments is `{}` on the wire: clients parse them.
            wrote = legacyFunctions ? functionCall(call, out) : !argumentsSent && arguments("{}", out);
            toolCalls++;
        }
        open = null;
        return wrote;
    }

    private boolean finish(Finished finished, JsonBytes out) {
        role(out);
        String refusal = finished.refusal();
        if (refusal != null) {
            out.raw(delta).ascii("\"refusal\":").string(refusal).ascii(NEXT);
        }
        if (!citations.all().isEmpty()) {
            out.raw(delta).ascii("\"annotations\":");
            ChatAnnotations.write(citations, out);
            out.ascii(NEXT);
        }
        out.raw(delta).ascii("},\"logprobs\":null,\"finish_reason\":");
        out.string(ChatEnding.finishReason(finished.reason(), legacyFunctions)).ascii("}]}\n\n");
        if (includeUsage) {
            out.raw(chunk).ascii("],\"usage\":");
            ChatEnding.usage(finished.report(), extension, out);
            out.ascii("}\n\n");
        }
        out.ascii(DONE);
        return true;
    }

    private void role(JsonBytes out) {
        if (!roleSent) {
            roleSent = true;
            out.raw(delta).ascii("\"role\":\"assistant\",\"content\":\"\"").ascii(NEXT);
        }
    }

    @Override
    public void fail(GatewayException failure, JsonBytes out) {
        out.ascii("data: ");
        OpenAiDialect.write(failure, out);
        out.ascii("\n\n").ascii(DONE);
    }

    @Override
    public void keepAlive(JsonBytes out) {
        out.ascii(": keep-alive\n\n");
    }
}
