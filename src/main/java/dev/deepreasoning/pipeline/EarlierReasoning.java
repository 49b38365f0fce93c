package dev.deepreasoning.pipeline;

import dev.deepreasoning.canonical.ContentPart;
import dev.deepreasoning.canonical.ContentPart.EchoedReasoning;
import dev.deepreasoning.canonical.ContentPart.ToolResult;
import dev.deepreasoning.canonical.Message;
import dev.deepreasoning.canonical.Message.Role;
import dev.deepreasoning.canonical.TokenEstimator;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Puts R1's plan back where it stood while an agent's loop goes on: R1 does not think again after each tool result, and
/// Claude would otherwise go on without the plan that its first call came from. Reasoning of earlier turns is left out.
///
/// @param tokens estimated tokens of the reasoning inside
record EarlierReasoning(List<Message> messages, long tokens) {
    EarlierReasoning {
        messages = List.copyOf(messages);
    }

    static EarlierReasoning of(List<Message> conversation) {
        int loop = Message.endsInToolResults(conversation) ? loopBegin(conversation) : conversation.size();
        List<Message> messages = new ArrayList<>(conversation.size());
        long tokens = 0;
        for (int i = 0; i < conversation.size(); i++) {
            Message message = conversation.get(i);
            if (message.content().stream().noneMatch(EchoedReasoning.class::isInstance)) {
                messages.add(message);
                continue;
            }
            List<ContentPart> parts = new ArrayList<>(message.content().size());
            for (ContentPart part : message.content()) {
                if (!(part instanceof EchoedReasoning echoed)) {
                    parts.add(part);
                } else if (i >= loop) {
                    String text = text(echoed.text());
                    tokens += TokenEstimator.estimate(text);
                    parts.add(new ContentPart.Text(text));
                }
            }
            if (!parts.isEmpty()) {
                messages.add(new Message(message.role(), parts));
            }
        }
        return new EarlierReasoning(messages, tokens);
    }

    /// The loop began with the last message of the user's own words.
    private static int loopBegin(List<Message> conversation) {
        for (int i = conversation.size() - 1; i >= 0; i--) {
            Message message = conversation.get(i);
            if (message.role() == Role.USER && message.content().stream().noneMatch(ToolResult.class::isInstance)) {
                return i;
            }
        }
        return 0;
    }

    /// The tag is the same each time, for the sake of the prompt cache, and no text can hold its own digest.
    private static String text(String reasoning) {
        String tag = "reasoning-" + digest(reasoning);
        return "<" + tag + ">\n" + reasoning.strip().replace("</" + tag, "<\\/" + tag) + "\n</" + tag + ">";
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
