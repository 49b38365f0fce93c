package dev.deepreasoning.simulator;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the simulated Claude says: its blocks, cut at the first stop sequence and at `max_tokens`.
///
/// @param blocks in order
/// @param stopSequence the one that was met
/// @param outputTokens tokens of all blocks
record ClaudeAnswer(
        List<Block> blocks, String stopReason, @Nullable String stopSequence, int outputTokens) {
    ClaudeAnswer {
        blocks = List.copyOf(blocks);
    }

    /// One block.
    ///
    /// @param type `text`, `thinking` or `tool_use`
    /// @param id of a tool call, else empty
    /// @param name of a tool, else empty
    /// @param citation of a text
    record Block(
            String type,
            String id,
            String name,
            Words words,
            @Nullable JsonObject citation) {
        static Block text(String text) {
            return new Block("text", "", "", Words.of(text), null);
        }
    }

    /// Answers a request.
    ///
    /// @param fingerprint from which ids are made
    /// @param tokens the least that an answer has where nothing else bounds it
    static ClaudeAnswer of(ClaudeRequest request, Directives directives, String fingerprint, int tokens) {
        List<Block> blocks = new ArrayList<>();
        if (request.thinks() && request.conversation().prefill() == null) {
            blocks.add(new Block("thinking", "", "", Words.of("This is simulated thinking of Claude's own. "), null));
        }
        if (directives.has("refusal")) {
            return new ClaudeAnswer(blocks, "refusal", null, size(blocks));
        }
        JsonObject schema = request.schema();
        List<Block> calls = ClaudeCalls.of(request, fingerprint);
        if (directives.has("empty")) {
            return new ClaudeAnswer(List.of(), "end_turn", null, 1);
        }
        if (!calls.isEmpty()) {
            if (!ClaudeCalls.forced(request)) {
                blocks.add(Block.text("This is a simulated answer. It calls a tool."));
            }
            blocks.addAll(calls);
            return bounded(blocks, "tool_use", request);
        }
        if (schema != null) {
            blocks.add(new Block("text", "", "", json(SchemaInstance.of(schema)), null));
        } else if (request.conversation().userText().contains("Answer with one JSON")) {
            blocks.add(new Block(
                    "text", "", "", json(instructed(request.conversation().userText())), null));
        } else {
            String say = directives.say();
            blocks.addAll(say == null ? said(request, tokens) : List.of(Block.text(say)));
        }
        return bounded(blocks, "end_turn", request);
    }

    /// A value as a model writes it.
    static Words json(@Nullable Object value) {
        String list = new JsonArray().add(value).encode();
        return Words.ofJson(list.substring(1, list.length() - 1));
    }

    /// JSON that was asked for in words, with the schema behind them where there is one.
    private static @Nullable Object instructed(String text) {
        int schema = text.indexOf('{', text.indexOf("Answer with one JSON"));
        String object = schema < 0 ? null : Json.objectAtStart(text.substring(schema));
        if (object != null) {
            return SchemaInstance.of(new JsonObject(object));
        }
        return new JsonObject().put("simulated", true).put("answer", "This is a simulated answer.");
    }

    private static List<Block> said(ClaudeRequest request, int tokens) {
        ClaudeConversation conversation = request.conversation();
        StringBuilder text = new StringBuilder();
        String prefill = conversation.prefill();
        if (prefill != null) {
            text.append(prefill.endsWith(">") ? "\n\n" : " ");
        }
        text.append("This is a simulated answer to “")
                .append(Words.quote(conversation.question(), 400))
                .append("”. It was given ")
                .append(conversation.reasoningCharacters())
                .append(" characters of reasoning. ");
        for (ClaudeConversation.ToolOutcome outcome : conversation.outcomes()) {
            text.append("The tool ")
                    .append(outcome.name())
                    .append(" said: ")
                    .append(Words.quote(outcome.text(), 400))
                    .append(" ");
        }
        if (conversation.media() > 0) {
            text.append("It came with ").append(conversation.media()).append(" pictures or documents. ");
        }
        List<Block> blocks = new ArrayList<>();
        if (conversation.pages().isEmpty()) {
            blocks.add(new Block("text", "", "", Words.of(text.toString(), tokens), null));
            return blocks;
        }
        text.append("It read ").append(conversation.pages().size()).append(" web pages. ");
        blocks.add(new Block("text", "", "", Words.of(text.toString(), tokens), null));
        JsonObject page = conversation.pages().getFirst();
        blocks.add(new Block(
                "text",
                "",
                "",
                Words.of("The first of them is simulated too."),
                conversation.citable() ? citation(page) : null));
        return blocks;
    }

    private static JsonObject citation(JsonObject page) {
        String text = page.getJsonArray("content").getJsonObject(0).getString("text", "");
        return new JsonObject()
                .put("type", "search_result_location")
                .put("cited_text", Words.quote(text, 80))
                .put("source", page.getString("source"))
                .put("title", page.getString("title"))
                .put("search_result_index", 0)
                .put("start_block_index", 0)
                .put("end_block_index", 1);
    }

    /// Cuts at the first stop sequence of a text, then at the bound on tokens.
    private static ClaudeAnswer bounded(List<Block> said, String end, ClaudeRequest request) {
        List<Block> blocks = new ArrayList<>();
        int room = request.room();
        for (Block block : said) {
            if (room == 0) {
                return new ClaudeAnswer(blocks, request.bound(), null, size(blocks));
            }
            Words words = block.words().limitedTo(room);
            List<String> stops = request.stopSequences();
            String met = stops.isEmpty() || !block.type().equals("text") ? null : firstStop(words.text(), stops);
            if (met != null) {
                String text = words.text();
                Words cut = Words.of(text.substring(0, text.indexOf(met)));
                blocks.add(new Block(block.type(), block.id(), block.name(), cut, block.citation()));
                return new ClaudeAnswer(blocks, "stop_sequence", met, size(blocks));
            }
            blocks.add(new Block(block.type(), block.id(), block.name(), words, block.citation()));
            if (words.size() < block.words().size()) {
                return new ClaudeAnswer(blocks, request.bound(), null, size(blocks));
            }
            room -= words.size();
        }
        return new ClaudeAnswer(blocks, end, null, size(blocks));
    }

    private static @Nullable String firstStop(String text, List<String> stops) {
        String first = null;
        for (String stop : stops) {
            int at = text.indexOf(stop);
            if (at >= 0 && (first == null || at < text.indexOf(first))) {
                first = stop;
            }
        }
        return first;
    }

    private static int size(List<Block> blocks) {
        int size = 0;
        for (Block block : blocks) {
            size += block.words().size();
        }
        return Math.max(1, size);
    }
}
