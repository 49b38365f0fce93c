package dev.deepreasoning.metering;

import dev.deepreasoning.auth.ReasoningSeal;
import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.canonical.ContentPart;
import dev.deepreasoning.canonical.ContentPart.EchoedReasoning;
import dev.deepreasoning.canonical.Message;
import java.util.ArrayList;
import java.util.List;

/// Lets in only reasoning that this gateway gave to this caller: anything else that calls itself so is left out, because
/// it would speak to Claude in R1's name.
final class OwnReasoning {
    private OwnReasoning() {}

    static CanonicalRequest of(CanonicalRequest request, String owner, ReasoningSeal seal) {
        if (request.messages().stream().noneMatch(OwnReasoning::echoes)) {
            return request;
        }
        List<Message> messages = new ArrayList<>(request.messages().size());
        for (Message message : request.messages()) {
            messages.add(echoes(message) ? new Message(message.role(), known(message, owner, seal)) : message);
        }
        return request.withMessages(messages);
    }

    private static boolean echoes(Message message) {
        return message.content().stream().anyMatch(EchoedReasoning.class::isInstance);
    }

    private static List<ContentPart> known(Message message, String owner, ReasoningSeal seal) {
        List<ContentPart> parts = new ArrayList<>(message.content().size());
        for (ContentPart part : message.content()) {
            if (part instanceof EchoedReasoning echoed) {
                String text = seal.open(owner, echoed.text(), echoed.signature());
                if (text != null && !text.isBlank()) {
                    parts.add(new EchoedReasoning(text, echoed.signature()));
                }
            } else {
                parts.add(part);
            }
        }
        return parts;
    }
}
