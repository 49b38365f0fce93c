package dev.deepreasoning.upstream.deepseek;

/// Chunks as hosts send them.
final class Chunks {
    static final String DONE = "data: [DONE]\n\n";
    static final String ROLE = delta("\"role\":\"assistant\",\"content\":null,\"reasoning_content\":\"\"");
    static final String USAGE = data(
            "{\"choices\":[],\"usage\":{\"prompt_tokens\":20,\"completion_tokens\":12,"
                    + "\"prompt_tokens_details\":{\"cached_tokens\":4},\"completion_tokens_details\":{\"reasoning_tokens\":8}}}");
    static final String ERROR = data("{\"error\":{\"code\":502,\"message\":\"Provider sk-secret failed\"}}");

    private Chunks() {}

    static String data(String json) {
        return "data: " + json + "\n\n";
    }

    /// @param members of the delta
    static String delta(String members) {
        return data("{\"choices\":[{\"index\":0,\"delta\":{" + members + "},\"finish_reason\":null}]}");
    }

    static String thought(String text) {
        return delta("\"content\":null,\"reasoning_content\":\"" + text + "\"");
    }

    static String content(String text) {
        return delta("\"content\":\"" + text + "\"");
    }

    static String finish(String reason) {
        return data("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"" + reason + "\"}]}");
    }
}
