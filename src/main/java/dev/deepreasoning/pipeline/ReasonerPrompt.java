package dev.deepreasoning.pipeline;

import dev.deepreasoning.canonical.ContentPart;
import dev.deepreasoning.canonical.MediaSource;
import dev.deepreasoning.canonical.Message;
import dev.deepreasoning.canonical.Message.Role;
import dev.deepreasoning.pipeline.ReasoningRequest.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The conversation as a reasoner can take it: plain text turns, neighbours merged, the last one the user's, tool
/// history told as text, pictures named but not shown, older reasoning left out.
final class ReasonerPrompt {
    private static final String OPEN = "<think>";
    private static final String CLOSE = "</think>";
    /// Claude Code's own line for Anthropic, another one each time: at the head of a prompt it would spoil every host's
    /// cache.
    private static final String ATTRIBUTION = "x-anthropic-billing-header:";

    private static final String UNSEEN = "seen only by the writer of the answer";

    private final List<Turn> turns = new ArrayList<>();
    /// The turn that is still growing; a conversation may be one turn in a hundred thousand pieces.
    private final StringBuilder growing = new StringBuilder();

    private String speaker = "";
    private final StringBuilder system = new StringBuilder();
    private int images;
    private int documents;

    private ReasonerPrompt() {}

    /// The turns of a request.
    ///
    /// @param prefill the last message is an assistant's text to be continued: R1 reasons on what stands before it
    static List<Turn> of(List<Message> messages, boolean prefill) {
        ReasonerPrompt prompt = new ReasonerPrompt();
        for (Message message : prefill ? messages.subList(0, messages.size() - 1) : messages) {
            prompt.add(message);
        }
        return prompt.finish();
    }

    /// Whether a request holds something that a reasoner cannot see.
    static boolean hidesMedia(List<Message> messages) {
        return messages.stream().flatMap(message -> message.content().stream()).anyMatch(ReasonerPrompt::isHidden);
    }

    private static boolean isHidden(ContentPart part) {
        return switch (part) {
            case ContentPart.Image _ -> true;
            case ContentPart.Document document -> !(document.source() instanceof MediaSource.PlainText);
            case ContentPart.ToolResult result -> result.content().stream().anyMatch(ReasonerPrompt::isHidden);
            case ContentPart.Text _, ContentPart.SearchResult _, ContentPart.ToolUse _, ContentPart.EchoedReasoning _ ->
                false;
        };
    }

    private void add(Message message) {
        StringBuilder text = new StringBuilder();
        for (ContentPart part : message.content()) {
            append(text, tell(part, message.role()));
        }
        if (text.isEmpty()) {
            return;
        }
        if (message.role() == Role.SYSTEM && speaker.isEmpty()) {
            append(system, text.toString());
        } else if (message.role() == Role.SYSTEM) {
            put("user", "[instruction] " + text);
        } else {
            put(message.role().name().toLowerCase(Locale.ROOT), text.toString());
        }
    }

    private List<Turn> finish() {
        if (!speaker.equals("user")) {
            put("user", speaker.isEmpty() ? "Follow your instructions." : "Go on.");
        }
        endTurn();
        if (turns.getFirst().role().equals("assistant")) {
            turns.addFirst(new Turn("user", "[the conversation begins]"));
        }
        if (!system.isEmpty()) {
            turns.addFirst(new Turn("system", system.toString()));
        }
        return turns;
    }

    private void put(String role, String text) {
        if (speaker.equals(role)) {
            growing.append("\n\n");
        } else {
            endTurn();
            speaker = role;
        }
        growing.append(text);
    }

    private void endTurn() {
        if (!speaker.isEmpty()) {
            turns.add(new Turn(speaker, growing.toString()));
            growing.setLength(0);
        }
    }

    /// Searched once from end to end, however often it opens and never closes.
    private static String withoutThinking(String text) {
        int open = text.indexOf(OPEN);
        int close = open < 0 ? -1 : text.indexOf(CLOSE, open);
        if (close < 0) {
            return text;
        }
        StringBuilder rest = new StringBuilder();
        int from = 0;
        while (close >= 0) {
            rest.append(text, from, open);
            from = close + CLOSE.length();
            while (from < text.length() && Character.isWhitespace(text.charAt(from))) {
                from++;
            }
            open = text.indexOf(OPEN, from);
            close = open < 0 ? -1 : text.indexOf(CLOSE, open);
        }
        return rest.append(text, from, text.length()).toString();
    }

    private String tell(ContentPart part, Role role) {
        return switch (part) {
            case ContentPart.Text text ->
                switch (role) {
                    case ASSISTANT -> withoutThinking(text.text());
                    case SYSTEM -> text.text().startsWith(ATTRIBUTION) ? "" : text.text();
                    case USER -> text.text();
                };
            case ContentPart.Image _ -> "[image " + ++images + ": " + UNSEEN + "]";
            case ContentPart.Document document -> tell(document);
            case ContentPart.SearchResult result ->
                "[web page: " + result.title() + ", " + result.source() + "]\n"
                        + String.join(
                                "\n",
                                result.content().stream()
                                        .map(ContentPart.Text::text)
                                        .toList());
            case ContentPart.ToolUse call ->
                "[called tool " + call.name() + " with " + call.arguments().text() + "]";
            case ContentPart.ToolResult result -> tell(result);
            case ContentPart.EchoedReasoning _ -> "";
        };
    }

    private String tell(ContentPart.Document document) {
        documents++;
        if (document.source() instanceof MediaSource.PlainText text) {
            String title = document.title();
            return "[document " + documents + (title == null ? "" : ": " + title) + "]\n" + text.text();
        }
        return "[document " + documents + ": " + UNSEEN + "]";
    }

    private String tell(ContentPart.ToolResult result) {
        StringBuilder text = new StringBuilder(result.isError() ? "[tool failed]" : "[tool result]");
        for (ContentPart part : result.content()) {
            append(text, tell(part, Role.USER));
        }
        return text.toString();
    }

    private static void append(StringBuilder text, String piece) {
        String trimmed = piece.strip();
        if (!trimmed.isEmpty()) {
            text.append(text.isEmpty() ? "" : "\n").append(trimmed);
        }
    }
}
