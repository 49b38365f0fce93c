package dev.deepreasoning.simulator;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// A simulated answer in the two forms in which the Messages API gives it.
final class ClaudeFrames {
    private static final String PING = frame("ping", "{\"type\":\"ping\"}");

    private final ClaudeRequest request;
    private final ClaudeAnswer answer;
    private final Directives directives;
    private final String id;
    private final long input;
    private final CachedPrefix marked;

    ClaudeFrames(ClaudeRequest request, ClaudeAnswer answer, Directives directives, String fingerprint) {
        this.request = request;
        this.answer = answer;
        this.directives = directives;
        this.id = "msg_" + fingerprint;
        this.input = request.inputTokens();
        this.marked = CachedPrefix.of(request.body(), request.rules().cacheable(), input);
    }

    /// The events of a streamed answer.
    Steps stream(Pace pace, String error) {
        int size = pace.tokensPerEvent();
        Steps.Builder steps = new Steps.Builder();
        int keepAlives = directives.has("keep-alives") ? directives.number("keep-alives", 5) : 0;
        steps.repeat(keepAlives, PING);
        steps.frame(frame(
                "message_start",
                "{\"type\":\"message_start\",\"message\":"
                        + message(new JsonArray(), null, null, 1).encode() + "}"));
        for (int i = 0; i < answer.blocks().size(); i++) {
            block(steps, i, answer.blocks().get(i), size);
        }
        JsonObject delta = new JsonObject()
                .put("stop_reason", answer.stopReason())
                .put("stop_sequence", answer.stopSequence())
                .put("stop_details", details());
        steps.frame(frame(
                "message_delta",
                "{\"type\":\"message_delta\",\"delta\":" + delta.encode() + ",\"usage\":"
                        + usage(answer.outputTokens()).encode() + "}"));
        steps.frame(frame("message_stop", "{\"type\":\"message_stop\"}"));
        return steps.faults(directives, frame("error", error)).build();
    }

    /// A streamed answer's own count.
    CountedCall counted(Pace pace) {
        return new CountedCall(
                "claude",
                usage(answer.outputTokens()),
                answer.blocks().stream().map(ClaudeAnswer.Block::words).toList(),
                pace.tokensPerEvent());
    }

    private static void block(Steps.Builder steps, int index, ClaudeAnswer.Block block, int size) {
        steps.frame(frame(
                "content_block_start",
                "{\"type\":\"content_block_start\",\"index\":" + index + ",\"content_block\":" + start(block) + "}"));
        if (index == 0) {
            steps.frame(PING);
        }
        if (block.type().equals("tool_use")) {
            steps.frame(delta(index, "{\"type\":\"input_json_delta\",\"partial_json\":\"\"}"));
        }
        Words words = block.words();
        steps.deltas(words.events(size), i -> delta(index, piece(block.type(), words.event(i, size))));
        JsonObject citation = block.citation();
        if (citation != null) {
            steps.frame(delta(index, "{\"type\":\"citations_delta\",\"citation\":" + citation.encode() + "}"));
        }
        if (block.type().equals("thinking")) {
            steps.frame(delta(index, "{\"type\":\"signature_delta\",\"signature\":\"c2ltdWxhdGVk\"}"));
        }
        steps.frame(frame("content_block_stop", "{\"type\":\"content_block_stop\",\"index\":" + index + "}"));
    }

    private static String start(ClaudeAnswer.Block block) {
        return switch (block.type()) {
            case "tool_use" ->
                "{\"type\":\"tool_use\",\"id\":" + Json.quote(block.id()) + ",\"name\":" + Json.quote(block.name())
                        + ",\"input\":{}}";
            case "thinking" -> "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}";
            default -> "{\"type\":\"text\",\"text\":\"\"" + (block.citation() == null ? "" : ",\"citations\":[]") + "}";
        };
    }

    private static String piece(String type, String text) {
        return switch (type) {
            case "tool_use" -> "{\"type\":\"input_json_delta\",\"partial_json\":" + Json.quote(text) + "}";
            case "thinking" -> "{\"type\":\"thinking_delta\",\"thinking\":" + Json.quote(text) + "}";
            default -> "{\"type\":\"text_delta\",\"text\":" + Json.quote(text) + "}";
        };
    }

    private static String delta(int index, String delta) {
        return frame(
                "content_block_delta",
                "{\"type\":\"content_block_delta\",\"index\":" + index + ",\"delta\":" + delta + "}");
    }

    private static String frame(String event, String data) {
        return "event: " + event + "\ndata: " + data + "\n\n";
    }

    /// The body of a whole answer, after as long as it would have streamed.
    Steps whole(Pace pace) {
        int events = 0;
        for (ClaudeAnswer.Block block : answer.blocks()) {
            events += block.words().events(pace.tokensPerEvent());
        }
        return new Steps.Builder()
                .deltas(events, _ -> "")
                .frame(message(content(), answer.stopReason(), answer.stopSequence(), answer.outputTokens())
                        .encode())
                .faults(directives, "")
                .build();
    }

    private JsonArray content() {
        JsonArray content = new JsonArray();
        for (ClaudeAnswer.Block block : answer.blocks()) {
            JsonObject object = new JsonObject().put("type", block.type());
            String text = block.words().text();
            switch (block.type()) {
                case "tool_use" ->
                    object.put("id", block.id()).put("name", block.name()).put("input", argumentsOf(text));
                case "thinking" -> object.put("thinking", text).put("signature", "c2ltdWxhdGVk");
                default -> {
                    JsonObject citation = block.citation();
                    object.put("text", text).put("citations", citation == null ? null : new JsonArray().add(citation));
                }
            }
            content.add(object);
        }
        return content;
    }

    /// Arguments that a bound cut are none.
    private JsonObject argumentsOf(String text) {
        return answer.stopReason().equals("tool_use") ? new JsonObject(text) : new JsonObject();
    }

    private JsonObject message(
            JsonArray content, @Nullable String stopReason, @Nullable String stopSequence, int outputTokens) {
        return new JsonObject()
                .put("id", id)
                .put("type", "message")
                .put("role", "assistant")
                .put("model", request.rules().id())
                .put("content", content)
                .put("stop_reason", stopReason)
                .put("stop_sequence", stopSequence)
                .put("stop_details", stopReason == null ? null : details())
                .put("usage", usage(outputTokens));
    }

    private @Nullable JsonObject details() {
        return answer.stopReason().equals("refusal")
                ? new JsonObject()
                        .put("type", "refusal")
                        .put("category", "general_harms")
                        .put("explanation", "This is a simulated refusal.")
                : null;
    }

    private JsonObject usage(int outputTokens) {
        long read = directives.has("cached") ? marked.tokens() : 0;
        long written = marked.tokens() - read;
        return new JsonObject()
                .put("input_tokens", input - marked.tokens())
                .put("cache_creation_input_tokens", written)
                .put("cache_read_input_tokens", read)
                .put(
                        "cache_creation",
                        new JsonObject()
                                .put("ephemeral_5m_input_tokens", marked.hour() ? 0 : written)
                                .put("ephemeral_1h_input_tokens", marked.hour() ? written : 0))
                .put("output_tokens", outputTokens)
                .put("service_tier", "standard");
    }
}
