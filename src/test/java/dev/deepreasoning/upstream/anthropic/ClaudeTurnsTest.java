package dev.deepreasoning.upstream.anthropic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.deepreasoning.canonical.Message;
import dev.deepreasoning.canonical.Message.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClaudeTurnsTest {
    private static final int MANY = 300_000;

    /// Neighbours of one role become one turn; over in a moment, where each pair of them would take minutes.
    @Test
    void mergesManyNeighboursInTime() {
        List<Message> conversation = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            conversation.add(Message.of(Role.USER, "x"));
        }
        conversation.add(Message.of(Role.ASSISTANT, "y"));
        conversation.add(Message.of(Role.USER, " "));
        conversation.add(Message.of(Role.ASSISTANT, "y"));
        conversation.add(Message.of(Role.USER, "z"));
        ClaudeTurns turns = assertTimeoutPreemptively(Duration.ofSeconds(60), () -> ClaudeTurns.of(conversation));
        assertEquals(
                List.of(MANY, 2, 1),
                turns.messages().stream().map(turn -> turn.content().size()).toList());
    }
}
