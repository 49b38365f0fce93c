package dev.deepreasoning.api.responses;

import dev.deepreasoning.api.JsonBytes;
import dev.deepreasoning.api.UrlCitations;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The output items' JSON, the same in streams and in whole answers.
final class OutputItems {
    static final String COMPLETED = "completed";
    static final String INCOMPLETE = "incomplete";
    static final String IN_PROGRESS = "in_progress";

    private OutputItems() {}

    static void reasoning(String id, String text, @Nullable String encrypted, String status, JsonBytes out) {
        out.ascii("{\"id\":").string(id).ascii(",\"type\":\"reasoning\",\"summary\":[");
        if (!text.isEmpty()) {
            summary(text, out);
        }
        out.ascii("],\"encrypted_content\":").stringOrNull(encrypted);
        out.ascii(",\"status\":").string(status).ascii("}");
    }

    static void summary(String text, JsonBytes out) {
        out.ascii("{\"type\":\"summary_text\",\"text\":").string(text).ascii("}");
    }

    /// @param parts each a whole content part, JSON
    static void message(String id, List<String> parts, String status, JsonBytes out) {
        out.ascii("{\"id\":").string(id).ascii(",\"type\":\"message\",\"role\":\"assistant\",\"status\":");
        out.string(status).ascii(",\"content\":[").json(String.join(",", parts)).ascii("]}");
    }

    static void text(String text, List<UrlCitations.Place> citations, JsonBytes out) {
        out.ascii("{\"type\":\"output_text\",\"text\":").string(text).ascii(",\"annotations\":[");
        String separator = "";
        for (UrlCitations.Place citation : citations) {
            out.ascii(separator);
            annotation(citation, out);
            separator = ",";
        }
        out.ascii("],\"logprobs\":[]}");
    }

    static void annotation(UrlCitations.Place citation, JsonBytes out) {
        out.ascii("{\"type\":\"url_citation\",\"url\":").string(citation.url());
        out.ascii(",\"title\":").string(citation.title());
        out.ascii(",\"start_index\":").number(citation.start());
        out.ascii(",\"end_index\":").number(citation.end()).ascii("}");
    }

    static void refusal(String text, JsonBytes out) {
        out.ascii("{\"type\":\"refusal\",\"refusal\":").string(text).ascii("}");
    }

    static void functionCall(String id, String callId, String name, String arguments, String status, JsonBytes out) {
        call("function_call", id, callId, name, out);
        out.ascii(",\"arguments\":")
                .string(arguments)
                .ascii(",\"status\":")
                .string(status)
                .ascii("}");
    }

    static void customCall(String id, String callId, String name, String input, String status, JsonBytes out) {
        call("custom_tool_call", id, callId, name, out);
        out.ascii(",\"input\":")
                .string(input)
                .ascii(",\"status\":")
                .string(status)
                .ascii("}");
    }

    private static void call(String type, String id, String callId, String name, JsonBytes out) {
        out.ascii("{\"id\":").string(id).ascii(",\"type\":").string(type);
        out.ascii(",\"call_id\":").string(callId).ascii(",\"name\":").string(name);
    }
}
