package dev.deepreasoning.simulator;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The messages of a Messages request, held to the real API's rules on the way, and what the simulated Claude makes of
/// them.
final class ClaudeConversation {
    private static final Pattern REASONING =
            Pattern.compile("<((?:reasoning|thinking)[\\w-]*)>(.*?)</\\1>", Pattern.DOTALL);
    private static final Pattern DELIMITED = Pattern.compile("<[a-z][\\w-]*[^>]*>.*", Pattern.DOTALL);
    private static final Set<String> USER_BLOCKS = Set.of("text", "image", "document", "search_result", "tool_result");
    private static final Set<String> ASSISTANT_BLOCKS =
            Set.of("text", "tool_use", "server_tool_use", "web_search_tool_result");

    private final ClaudeRules rules;
    private final Map<String, String> toolNames = new HashMap<>();
    private Set<String> openCalls = new HashSet<>();
    private final List<ToolOutcome> outcomes = new ArrayList<>();
    private final List<JsonObject> pages = new ArrayList<>();
    private String question = "";
    private String userText = "";
    private String prefill = "";
    private boolean prefilled;
    private boolean afterTools;
    private int steps;
    private boolean citable;
    private int media;
    private long reasoningCharacters;

    private ClaudeConversation(ClaudeRules rules) {
        this.rules = rules;
    }

    /// What one tool gave back in the last turn.
    record ToolOutcome(String name, String text) {}

    /// @throws Refusal where the real API would refuse
    static ClaudeConversation of(JsonObject body, ClaudeRules rules) {
        ClaudeConversation conversation = new ClaudeConversation(rules);
        conversation.readSystem(body.getValue("system"));
        if (!(body.getValue("messages") instanceof JsonArray messages) || messages.isEmpty()) {
            throw ClaudeRequest.invalid("messages: at least one message is required");
        }
        for (int i = 0; i < messages.size(); i++) {
            conversation.read(ClaudeBlocks.object(messages, i, "messages"), i, i == messages.size() - 1);
        }
        conversation.requireResults(messages.size());
        return conversation;
    }

    /// The last user text, with its markers.
    String userText() {
        return userText;
    }

    /// The last user text as a human wrote it: without markers and without the blocks that the gateway put beside it.
    String question() {
        return Directives.strip(question);
    }

    /// The assistant text that the answer continues, if any.
    @Nullable
    String prefill() {
        return prefilled ? prefill : null;
    }

    /// How many times tools gave something back since the user asked.
    int steps() {
        return steps;
    }

    /// What the tools gave back in the last message.
    List<ToolOutcome> outcomes() {
        return List.copyOf(outcomes);
    }

    /// The web pages given as `search_result` blocks.
    List<JsonObject> pages() {
        return List.copyOf(pages);
    }

    /// Whether something may be cited.
    boolean citable() {
        return citable;
    }

    /// Number of pictures and documents.
    int media() {
        return media;
    }

    /// How much reasoning of another model stands in the last turn or before the answer.
    long reasoningCharacters() {
        return reasoningCharacters;
    }

    private void readSystem(@Nullable Object system) {
        if (system instanceof JsonArray blocks) {
            for (int i = 0; i < blocks.size(); i++) {
                ClaudeBlocks.text(ClaudeBlocks.object(blocks, i, "system"), "system." + i);
            }
        } else if (system != null && !(system instanceof String)) {
            throw ClaudeRequest.invalid("system: Input should be a valid list");
        }
    }

    private void read(JsonObject message, int index, boolean last) {
        for (String member : message.fieldNames()) {
            if (!member.equals("role") && !member.equals("content")) {
                throw ClaudeRequest.invalid("messages." + index + "." + member + ": Extra inputs are not permitted");
            }
        }
        String role = message.getString("role", "");
        switch (role) {
            case "user" -> readUser(message, index);
            case "assistant" -> readAssistant(message, index, last);
            case "system" -> {
                if (rules.prefill() || index == 0) {
                    throw ClaudeRequest.invalid("messages." + index + ".role: Input should be 'user' or 'assistant'");
                }
            }
            default ->
                throw ClaudeRequest.invalid("messages." + index + ".role: Input should be 'user' or 'assistant'");
        }
    }

    private void readUser(JsonObject message, int index) {
        outcomes.clear();
        afterTools = false;
        reasoningCharacters = 0;
        StringBuilder all = new StringBuilder();
        StringBuilder human = new StringBuilder();
        boolean plainSeen = false;
        Object content = message.getValue("content");
        for (JsonObject block : ClaudeBlocks.of(content, index, false)) {
            String type = block.getString("type", "");
            ClaudeBlocks.check(USER_BLOCKS, block, index);
            if (type.equals("tool_result")) {
                if (plainSeen) {
                    throw ClaudeRequest.invalid(
                            "messages." + index + ": `tool_result` blocks must come first in the message");
                }
                readResult(block, index);
                continue;
            }
            plainSeen = true;
            switch (type) {
                case "text" -> {
                    String text = ClaudeBlocks.text(block, "messages." + index);
                    all.append(text).append('\n');
                    if (!DELIMITED.matcher(text).matches() && !text.startsWith("Answer with one JSON")) {
                        human.append(text).append('\n');
                    }
                }
                case "search_result" -> readPage(block, index);
                default -> media++;
            }
        }
        requireResults(index);
        if (afterTools) {
            steps++;
        } else if (!human.isEmpty()) {
            steps = 0;
        }
        if (!all.isEmpty()) {
            countReasoning(all.toString());
            userText = all.toString();
            // Agents put reminders beside a result: the question stays what it was.
            question = afterTools && human.isEmpty() ? question : human.toString();
        }
    }

    private void readAssistant(JsonObject message, int index, boolean last) {
        requireResults(index);
        if (index == 0) {
            throw ClaudeRequest.invalid("messages: first message must use the \"user\" role");
        }
        StringBuilder all = new StringBuilder();
        for (JsonObject block : ClaudeBlocks.of(message.getValue("content"), index, last)) {
            String type = block.getString("type", "");
            if (type.equals("thinking") || type.equals("redacted_thinking")) {
                throw ClaudeRequest.invalid("messages." + index + ".content: Invalid `signature` in `thinking` block");
            }
            ClaudeBlocks.check(ASSISTANT_BLOCKS, block, index);
            if (type.equals("text")) {
                all.append(ClaudeBlocks.text(block, "messages." + index));
            } else if (type.equals("tool_use")) {
                readCall(block, index);
            }
        }
        if (!last) {
            return;
        }
        if (!openCalls.isEmpty()) {
            requireResults(index + 1);
        }
        if (!rules.prefill()) {
            throw ClaudeRequest.invalid(
                    "This model does not support assistant message prefill. The conversation must end with a user message.");
        }
        prefilled = true;
        prefill = all.toString();
        if (prefill.isEmpty()) {
            throw ClaudeRequest.invalid("messages." + index + ": all messages must have non-empty content");
        }
        if (Character.isWhitespace(prefill.charAt(prefill.length() - 1))) {
            throw ClaudeRequest.invalid("messages: final assistant content cannot end with trailing whitespace");
        }
        countReasoning(prefill);
    }

    private void readCall(JsonObject block, int index) {
        String id = block.getString("id", "");
        if (!id.matches("[a-zA-Z0-9_-]+")) {
            throw ClaudeRequest.invalid(
                    "messages." + index + ".content: tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'");
        }
        if (!(block.getValue("input") instanceof JsonObject)) {
            throw ClaudeRequest.invalid("messages." + index + ".content: tool_use.input: Input should be an object");
        }
        if (toolNames.put(id, block.getString("name", "")) != null) {
            throw ClaudeRequest.invalid("messages." + index + ".content: `tool_use` ids must be unique");
        }
        openCalls.add(id);
    }

    private void readResult(JsonObject block, int index) {
        String id = block.getString("tool_use_id", "");
        if (!openCalls.remove(id)) {
            throw ClaudeRequest.invalid("messages." + index
                    + ".content: unexpected `tool_use_id` found in `tool_result` blocks: " + id
                    + ". Each `tool_result` block must have a corresponding `tool_use` block in the previous message.");
        }
        afterTools = true;
        StringBuilder said = new StringBuilder();
        switch (block.getValue("content")) {
            case null -> said.append("nothing");
            case String text -> said.append(text);
            case JsonArray parts -> {
                for (int i = 0; i < parts.size(); i++) {
                    JsonObject part = ClaudeBlocks.object(parts, i, "messages." + index + ".tool_result.content");
                    said.append(
                            "text".equals(part.getString("type"))
                                    ? ClaudeBlocks.text(part, "messages." + index)
                                    : "[" + part.getString("type") + "]");
                }
            }
            case Object _ -> throw ClaudeRequest.invalid("messages." + index + ".content: tool_result.content");
        }
        String failed = Boolean.TRUE.equals(block.getValue("is_error")) ? "failed: " : "";
        outcomes.add(new ToolOutcome(String.valueOf(toolNames.get(id)), failed + said));
    }

    private void readPage(JsonObject block, int index) {
        if (!(block.getValue("source") instanceof String)
                || !(block.getValue("title") instanceof String)
                || !(block.getValue("content") instanceof JsonArray content)
                || content.isEmpty()) {
            throw ClaudeRequest.invalid("messages." + index + ".content: search_result: Field required");
        }
        boolean cited = block.getValue("citations") instanceof JsonObject citations
                && Boolean.TRUE.equals(citations.getValue("enabled"));
        if (!pages.isEmpty() && cited != citable) {
            throw ClaudeRequest.invalid("citations must be enabled for all or none of the search results");
        }
        citable = cited;
        pages.add(block);
    }

    private void requireResults(int index) {
        if (!openCalls.isEmpty()) {
            throw ClaudeRequest.invalid("messages." + index
                    + ": `tool_use` ids were found without `tool_result` blocks immediately after: "
                    + String.join(", ", openCalls)
                    + ". Each `tool_use` block must have a corresponding `tool_result` block in the next message.");
        }
    }

    private void countReasoning(String text) {
        Matcher matcher = REASONING.matcher(text);
        while (matcher.find()) {
            reasoningCharacters += matcher.group(2).strip().length();
        }
    }
}
