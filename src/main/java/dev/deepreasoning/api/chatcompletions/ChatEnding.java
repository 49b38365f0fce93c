package dev.deepreasoning.api.chatcompletions;

import dev.deepreasoning.api.JsonBytes;
import dev.deepreasoning.api.UsageExtension;
import dev.deepreasoning.canonical.RunReport;
import dev.deepreasoning.canonical.StopReason;

/// What streamed and whole answers say alike at their end.
final class ChatEnding {
    private ChatEnding() {}

    static String finishReason(StopReason reason, boolean legacyFunctions) {
        return switch (reason) {
            case END_TURN, STOP_SEQUENCE -> "stop";
            case MAX_TOKENS, CONTEXT_WINDOW -> "length";
            case TOOL_USE -> legacyFunctions ? "function_call" : "tool_calls";
            case REFUSAL -> "content_filter";
        };
    }

    /// Appends the usage object: the billed numbers, so that usage times rate card is the price.
    static void usage(RunReport report, UsageExtension extension, JsonBytes out) {
        RunReport.BilledUsage billed = report.billed();
        out.ascii("{\"prompt_tokens\":").number(billed.input());
        out.ascii(",\"completion_tokens\":").number(billed.output());
        out.ascii(",\"total_tokens\":").number(billed.input() + billed.output());
        out.ascii(",\"prompt_tokens_details\":{\"cached_tokens\":").number(billed.cacheRead());
        out.ascii(",\"cache_write_tokens\":").number(billed.cacheWrite());
        out.ascii(",\"audio_tokens\":0},\"completion_tokens_details\":{\"reasoning_tokens\":")
                .number(billed.reasoning());
        out.ascii(",\"audio_tokens\":0,\"accepted_prediction_tokens\":0,\"rejected_prediction_tokens\":0},");
        extension.write(report, out);
        out.ascii("}");
    }
}
