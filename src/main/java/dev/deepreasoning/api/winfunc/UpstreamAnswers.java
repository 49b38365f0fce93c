package dev.deepreasoning.api.winfunc;

import dev.deepreasoning.api.JsonBytes;
import dev.deepreasoning.canonical.Block;
import dev.deepreasoning.canonical.Completion;
import dev.deepreasoning.canonical.Completion.CompletedBlock;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.canonical.StageReport;
import dev.deepreasoning.canonical.StopReason;
import dev.deepreasoning.canonical.TokenUsage;
import java.util.Map;
import java.util.TreeMap;

/// Both upstreams' answers as `verbose` shows them: the true status and headers, and the body that their streams add up to.
/// The reasoner's own answer is not in it, because its call ends with the reasoning.
final class UpstreamAnswers {
    private UpstreamAnswers() {}

    /// Appends `,"deepseek_response":{…},"anthropic_response":{…}`, each where that upstream answered.
    static void write(Completion completion, String reasoning, JsonBytes out) {
        StageReport reasoner = CombinedUsage.stage(completion.report(), Stage.REASONING);
        StageReport answerer = CombinedUsage.stage(completion.report(), Stage.ANSWER);
        if (reasoner != null && head(",\"deepseek_response\":", reasoner, out)) {
            deepseek(completion, reasoner, reasoning, out);
        }
        if (answerer != null && head(",\"anthropic_response\":", answerer, out)) {
            anthropic(completion, answerer, out);
        }
    }

    private static boolean head(String name, StageReport stage, JsonBytes out) {
        StageReport.Exchange exchange = stage.exchange();
        if (exchange == null) {
            return false;
        }
        out.ascii(name).ascii("{\"status\":").number(exchange.status()).ascii(",\"headers\":{");
        String separator = "";
        for (Map.Entry<String, String> header : new TreeMap<>(exchange.headers()).entrySet()) {
            out.ascii(separator).string(header.getKey()).ascii(":").string(header.getValue());
            separator = ",";
        }
        out.ascii("},\"body\":");
        return true;
    }

    private static void deepseek(Completion completion, StageReport stage, String reasoning, JsonBytes out) {
        TokenUsage usage = stage.usage();
        out.ascii("{\"object\":\"chat.completion\",\"created\":")
                .number(completion.created().getEpochSecond());
        out.ascii(",\"model\":").stringOrNull(stage.model());
        out.ascii(",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":null,")
                .ascii("\"reasoning_content\":")
                .string(reasoning)
                .ascii("},\"finish_reason\":null}],\"usage\":{\"prompt_tokens\":")
                .number(usage.totalInput());
        out.ascii(",\"completion_tokens\":").number(usage.output());
        out.ascii(",\"total_tokens\":").number(usage.totalInput() + usage.output());
        out.ascii(",\"prompt_tokens_details\":{\"cached_tokens\":").number(usage.cacheRead());
        out.ascii("},\"completion_tokens_details\":{\"reasoning_tokens\":").number(usage.reasoning());
        out.ascii("}}}}");
    }

    private static void anthropic(Completion completion, StageReport stage, JsonBytes out) {
        TokenUsage usage = stage.usage();
        out.ascii("{\"type\":\"message\",\"role\":\"assistant\",\"model\":").stringOrNull(stage.model());
        out.ascii(",\"content\":[");
        String separator = "";
        for (CompletedBlock block : completion.blocks()) {
            if (block.block() instanceof Block.Text) {
                out.ascii(separator);
                WinFuncResponseEncoder.text(block.text(), out);
                separator = ",";
            } else if (block.block() instanceof Block.ToolCall call) {
                out.ascii(separator);
                WinFuncResponseEncoder.toolUse(call, block.text(), out);
                separator = ",";
            }
        }
        out.ascii("],\"stop_reason\":").string(stopReason(completion.stopReason()));
        out.ascii(",\"stop_sequence\":").stringOrNull(completion.stopSequence());
        out.ascii(",\"usage\":{\"input_tokens\":").number(usage.input());
        out.ascii(",\"cache_creation_input_tokens\":").number(usage.cacheWrite() + usage.cacheWriteLong());
        out.ascii(",\"cache_read_input_tokens\":").number(usage.cacheRead());
        out.ascii(",\"output_tokens\":").number(usage.output()).ascii("}}}");
    }

    private static String stopReason(StopReason reason) {
        return switch (reason) {
            case END_TURN -> "end_turn";
            case MAX_TOKENS -> "max_tokens";
            case CONTEXT_WINDOW -> "model_context_window_exceeded";
            case STOP_SEQUENCE -> "stop_sequence";
            case TOOL_USE -> "tool_use";
            case REFUSAL -> "refusal";
        };
    }
}
