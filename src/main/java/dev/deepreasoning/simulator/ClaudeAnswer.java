package dev.deepreasoning.simulator;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the simulated Claude says: its blocks, cut at the first stop sequence and at `max_tokens`.
///
/// @param blocks in order
/// @param stopSequence the one that was met
/// @param outputTokens tokens of all blocks
record ClaudeAnswer(
        List<Block> blocks, String stopReason, @Nullable String stopSequence, int outputTokens) {
    private static final Pattern CALL = Pattern.compile("call the tool ([a-zA-Z0-9_-]+)");

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
        List<Block> calls = calls(request, fingerprint);
        if (directives.has("empty")) {
            return new ClaudeAnswer(List.of(), "end_turn", null, 1);
        }
        if (!calls.isEmpty()) {
            if (!forced(request)) {
                blocks.add(Block.text("This is a simulated answer. It calls a tool."));
            }
            blocks.addAll(calls);
            return bounded(blocks, "tool_use", request);
        }
        if (schema != null) {
            blocks.add(json(SchemaInstance.of(schema)));
        } else if (request.conversation().userText().contains("Answer with one JSON")) {
            blocks.add(json(instructed(request.conversation().userText())));
        } else {
            // One word more than may be said shows that there was more to say.
            blocks.addAll(said(request, (int) Math.min(tokens, maxTokens(request) + 1L)));
        }
        return bounded(blocks, "end_turn", request);
    }

    private static Block json(@Nullable Object value) {
        String text = value == null ? "null" : value instanceof JsonObject object ? object.encode() : encode(value);
        return new Block("text", "", "", Words.ofJson(text), null);
    }

    private static String encode(Object value) {
        String list = new JsonArray().add(value).encode();
        return list.substring(1, list.length() - 1);
    }

    /// JSON that was asked for in words, with the schema behind them where there is one.
    private static @Nullable Object instructed(String text) {
        int schema = text.indexOf('{', text.indexOf("Answer with one JSON"));
        if (schema >= 0) {
            String rest = text.substring(schema);
            String object = balanced(rest);
            if (object != null) {
                return SchemaInstance.of(new JsonObject(object));
            }
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

    private static boolean forced(ClaudeRequest request) {
        JsonObject choice = request.toolChoice();
        return choice != null && !"auto".equals(choice.getString("type"));
    }

    private static List<Block> calls(ClaudeRequest request, String fingerprint) {
        List<Block> calls = new ArrayList<>();
        JsonObject choice = request.toolChoice();
        String type = choice == null ? "auto" : choice.getString("type", "auto");
        if (type.equals("none") || request.tools().isEmpty()) {
            return calls;
        }
        String text = request.conversation().question();
        Matcher asked = CALL.matcher(text);
        while (!request.conversation().afterTools() && asked.find()) {
            JsonObject tool = tool(request, asked.group(1));
            if (tool != null && (!type.equals("tool") || asked.group(1).equals(name(choice)))) {
                calls.add(call(tool, arguments(tool, text.substring(asked.end())), fingerprint, calls.size()));
            }
        }
        if (calls.isEmpty() && (type.equals("any") || type.equals("tool"))) {
            JsonObject tool = tool(request, name(choice));
            JsonObject chosen = tool == null ? request.tools().getJsonObject(0) : tool;
            calls.add(call(chosen, arguments(chosen, ""), fingerprint, 0));
        }
        boolean one = choice != null && Boolean.TRUE.equals(choice.getValue("disable_parallel_tool_use"));
        return one && calls.size() > 1 ? calls.subList(0, 1) : calls;
    }

    private static String name(@Nullable JsonObject choice) {
        return choice == null ? "" : choice.getString("name", "");
    }

    private static @Nullable JsonObject tool(ClaudeRequest request, String name) {
        for (int i = 0; i < request.tools().size(); i++) {
            JsonObject tool = request.tools().getJsonObject(i);
            if (name.equals(tool.getString("name"))) {
                return tool;
            }
        }
        return null;
    }

    private static Block call(JsonObject tool, String arguments, String fingerprint, int index) {
        return new Block(
                "tool_use", "toolu_" + fingerprint + index, tool.getString("name"), Words.ofJson(arguments), null);
    }

    /// Those that the user wrote behind the name, else an instance of the schema.
    private static String arguments(JsonObject tool, String behind) {
        if (behind.stripLeading().startsWith("with {")) {
            String written = balanced(behind.substring(behind.indexOf('{')));
            if (written != null) {
                return written;
            }
        }
        return json(SchemaInstance.of(tool.getJsonObject("input_schema")))
                .words()
                .text();
    }

    /// The JSON object with which a text begins, if it is one.
    private static @Nullable String balanced(String text) {
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{') {
                depth++;
            } else if (c == '}' && --depth == 0) {
                return text.substring(0, i + 1);
            }
        }
        return null;
    }

    private static int maxTokens(ClaudeRequest request) {
        Integer maxTokens = request.maxTokens();
        return maxTokens == null ? Integer.MAX_VALUE : maxTokens;
    }

    /// Cuts at the first stop sequence of a text, then at the bound on tokens.
    private static ClaudeAnswer bounded(List<Block> said, String end, ClaudeRequest request) {
        List<Block> blocks = new ArrayList<>();
        int room = maxTokens(request);
        for (Block block : said) {
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
                return new ClaudeAnswer(blocks, "max_tokens", null, size(blocks));
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
