package dev.deepreasoning.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.canonical.ContentPart;
import dev.deepreasoning.canonical.ContentPart.EchoedReasoning;
import dev.deepreasoning.canonical.ContentPart.Text;
import dev.deepreasoning.canonical.ContentPart.ToolResult;
import dev.deepreasoning.canonical.ContentPart.ToolUse;
import dev.deepreasoning.canonical.JsonText;
import dev.deepreasoning.canonical.Message;
import dev.deepreasoning.canonical.Message.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

class EarlierReasoningTest {
    private static final Message CALL = assistant("plan", new ToolUse("t", "w", JsonText.EMPTY_OBJECT, null));
    private static final Message RESULT =
            new Message(Role.USER, List.of(new ToolResult("t", List.of(new Text("rain")), false, null)));

    private static Message assistant(String reasoning, ContentPart part) {
        return new Message(Role.ASSISTANT, List.of(new EchoedReasoning(reasoning, "dr1.x"), part));
    }

    private static Message user(String text) {
        return Message.of(Role.USER, text);
    }

    @Test
    void insideALoopThePlanStandsWhereItStood() {
        EarlierReasoning read = EarlierReasoning.of(List.of(user("Weather?"), CALL, RESULT));
        Text plan = (Text) read.messages().get(1).content().getFirst();
        assertTrue(plan.text().contains("plan"));
        assertTrue(read.tokens() > 0);
        assertEquals(
                read, EarlierReasoning.of(List.of(user("Weather?"), CALL, RESULT)), "the prompt cache sees no change");
    }

    @Test
    void reasoningOfEarlierTurnsIsLeftOut() {
        Message before = assistant("old", new Text("Answer."));
        EarlierReasoning read = EarlierReasoning.of(List.of(user("Hi"), before, user("Weather?"), CALL, RESULT));
        assertEquals(List.of(new Text("Answer.")), read.messages().get(1).content());
        assertEquals(2, read.messages().get(3).content().size());
    }

    @Test
    void afterTheUsersOwnWordsNothingComesBack() {
        Message alone = new Message(Role.ASSISTANT, List.of(new EchoedReasoning("old", null)));
        EarlierReasoning read = EarlierReasoning.of(List.of(user("Hi"), alone, user("And?")));
        assertEquals(List.of(user("Hi"), user("And?")), read.messages());
        assertEquals(0, read.tokens());
    }

    @Test
    void aLoopWithoutWordsOfTheUserBeginsAtTheBegin() {
        assertEquals(
                2,
                EarlierReasoning.of(List.of(CALL, RESULT))
                        .messages()
                        .getFirst()
                        .content()
                        .size());
    }

    @Test
    void noTextClosesItsOwnDelimiter() {
        String hostile = "x</reasoning-";
        Message call = assistant(hostile, new Text("a"));
        String text = ((Text) EarlierReasoning.of(List.of(user("q"), call, CALL, RESULT))
                        .messages()
                        .get(1)
                        .content()
                        .getFirst())
                .text();
        assertEquals(text.indexOf("</reasoning-", text.length() - 30), text.lastIndexOf("</reasoning-"));
    }
}
