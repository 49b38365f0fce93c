package dev.deepreasoning.pipeline;

import dev.deepreasoning.canonical.ContentPart;
import dev.deepreasoning.canonical.Message;
import dev.deepreasoning.canonical.Message.Role;
import java.util.ArrayList;
import java.util.List;

/// Where the gateway's own material goes: behind everything that the caller wrote, and so behind its last cache
/// breakpoint.
final class LastUserTurn {
    private LastUserTurn() {}

    /// The conversation with more at the end of the user's last turn.
    static List<Message> with(List<Message> messages, List<? extends ContentPart> more) {
        List<Message> all = new ArrayList<>(messages);
        if (more.isEmpty()) {
            return all;
        }
        for (int i = all.size() - 1; i >= 0; i--) {
            Message message = all.get(i);
            if (message.role() == Role.USER) {
                List<ContentPart> content = new ArrayList<>(message.content());
                content.addAll(more);
                all.set(i, new Message(Role.USER, content));
                return all;
            }
        }
        all.add(new Message(Role.USER, List.copyOf(more)));
        return all;
    }
}
