package dev.deepreasoning.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.deepreasoning.auth.ReasoningSeal;
import dev.deepreasoning.auth.Seals;
import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.canonical.ContentPart.EchoedReasoning;
import dev.deepreasoning.canonical.ContentPart.Text;
import dev.deepreasoning.canonical.Message;
import dev.deepreasoning.canonical.Message.Role;
import dev.deepreasoning.canonical.ReasoningOptions;
import dev.deepreasoning.canonical.Sampling;
import dev.deepreasoning.canonical.StageOverrides;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnReasoningTest {
    private final ReasoningSeal seal = Seals.fixed();

    private static CanonicalRequest request(List<Message> messages) {
        return new CanonicalRequest(
                "deepreasoning",
                null,
                messages,
                false,
                List.of(),
                null,
                null,
                Sampling.UNSET,
                null,
                List.of(),
                ReasoningOptions.DEFAULT,
                null,
                false,
                false,
                null,
                false,
                StageOverrides.NONE,
                StageOverrides.NONE,
                null);
    }

    @Test
    void onlyWhatThisCallerWasGivenComesIn() {
        Message assistant = new Message(
                Role.ASSISTANT,
                List.of(
                        new EchoedReasoning("mine", seal.sign("a", "mine")),
                        new EchoedReasoning("", seal.hide("a", "hidden")),
                        new EchoedReasoning("another's", seal.sign("b", "another's")),
                        new EchoedReasoning("made up", null),
                        new EchoedReasoning("", seal.sign("a", "")),
                        new Text("Answer.")));
        Message user = Message.of(Role.USER, "And?");
        CanonicalRequest read = OwnReasoning.of(request(List.of(user, assistant, user)), "a", seal);
        assertEquals(
                List.of("mine", "hidden"),
                read.messages().get(1).content().stream()
                        .filter(EchoedReasoning.class::isInstance)
                        .map(part -> ((EchoedReasoning) part).text())
                        .toList());
        assertEquals(3, read.messages().get(1).content().size());
        assertEquals(user, read.messages().getLast());
    }

    @Test
    void aConversationWithoutReasoningIsLeftAsItIs() {
        CanonicalRequest request = request(List.of(Message.of(Role.USER, "Hi")));
        assertSame(request, OwnReasoning.of(request, "a", seal));
    }
}
