package dev.deepreasoning.api.messages;

import dev.deepreasoning.api.JsonBytes;
import dev.deepreasoning.api.UsageExtension;
import dev.deepreasoning.canonical.RunReport;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.canonical.StopReason;
import dev.deepreasoning.canonical.TokenUsage;
import org.jspecify.annotations.Nullable;

/// What streamed and whole answers say alike at their end.
final class MessagesEnding {
    private MessagesEnding() {}

    /// Appends `"stop_reason":…,"stop_sequence":…,"stop_details":…`.
    static void stop(StopReason reason, @Nullable String sequence, @Nullable String refusal, JsonBytes out) {
        String name =
                switch (reason) {
                    case END_TURN -> "end_turn";
                    case MAX_TOKENS -> "max_tokens";
                    case CONTEXT_WINDOW -> "model_context_window_exceeded";
                    case STOP_SEQUENCE -> "stop_sequence";
                    case TOOL_USE -> "tool_use";
                    case REFUSAL -> "refusal";
                };
        out.ascii("\"stop_reason\":").string(name).ascii(",\"stop_sequence\":").stringOrNull(sequence);
        if (reason == StopReason.REFUSAL) {
            out.ascii(",\"stop_details\":{\"type\":\"refusal\",\"category\":null,\"explanation\":");
            out.stringOrNull(refusal).ascii("}");
        } else {
            out.ascii(",\"stop_details\":null");
        }
    }

    /// Appends the usage object: the billed numbers, cached input apart as Anthropic counts it.
    static void usage(RunReport report, UsageExtension extension, JsonBytes out) {
        RunReport.BilledUsage billed = report.billed();
        TokenUsage answer = report.usage(Stage.ANSWER);
        long written = Math.min(billed.cacheWrite(), billed.input() - billed.cacheRead());
        out.ascii("{\"input_tokens\":").number(billed.input() - billed.cacheRead() - written);
        out.ascii(",\"cache_creation_input_tokens\":").number(written);
        out.ascii(",\"cache_read_input_tokens\":").number(billed.cacheRead());
        // Both parts add up to the billed number, which may be less than Claude's own.
        long brief = Math.min(written, answer.cacheWrite());
        out.ascii(",\"cache_creation\":{\"ephemeral_5m_input_tokens\":").number(brief);
        out.ascii(",\"ephemeral_1h_input_tokens\":").number(written - brief);
        out.ascii("},\"output_tokens\":").number(billed.output());
        out.ascii(",\"output_tokens_details\":{\"thinking_tokens\":").number(billed.reasoning());
        out.ascii("},\"server_tool_use\":");
        if (report.searches() > 0) {
            out.ascii("{\"web_search_requests\":1,\"web_fetch_requests\":0}");
        } else {
            out.ascii("null");
        }
        out.ascii(",\"service_tier\":\"standard\",");
        extension.write(report, out);
        out.ascii("}");
    }
}
