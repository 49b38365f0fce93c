package dev.deepreasoning.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.canonical.ContentPart;
import dev.deepreasoning.canonical.JsonText;
import dev.deepreasoning.canonical.MediaSource;
import dev.deepreasoning.canonical.Message;
import dev.deepreasoning.canonical.Message.Role;
import dev.deepreasoning.pipeline.ReasoningRequest.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReasonerPromptTest {
    private static List<Turn> turns(Requests request) {
        return ReasonerPrompt.of(request.build().messages(), false);
    }

    @Test
    void mergesNeighboursAndKeepsTheSystemPromptFirst() {
        Requests request = new Requests()
                .say(Role.SYSTEM, "Be brief.")
                .say(Role.SYSTEM, "Be kind.")
                .say(Role.USER, "One")
                .say(Role.USER, "Two");
        assertEquals(
                List.of(new Turn("system", "Be brief.\nBe kind."), new Turn("user", "One\n\nTwo")), turns(request));
    }

    /// Claude Code's line for Anthropic changes with every request.
    @Test
    void leavesAttributionOutSoThatPromptsBeginAlike() {
        Requests request = new Requests()
                .say(
                        Role.SYSTEM,
                        new ContentPart.Text("x-anthropic-billing-header: cc_version=2.1; cch=0a1b2;"),
                        new ContentPart.Text("Be brief."))
                .say(Role.USER, "x-anthropic-billing-header: what is it?");
        assertEquals(
                List.of(new Turn("system", "Be brief."), new Turn("user", "x-anthropic-billing-header: what is it?")),
                turns(request));
    }

    @Test
    void tellsLaterInstructionsInTheirPlace() {
        Requests request = Requests.ask("One").say(Role.ASSISTANT, "Yes").say(Role.SYSTEM, "Now in French.");
        assertEquals(
                List.of(
                        new Turn("user", "One"),
                        new Turn("assistant", "Yes"),
                        new Turn("user", "[instruction] Now in French.")),
                turns(request));
    }

    @Test
    void dropsOlderReasoningAndEmptyMessages() {
        Requests request = Requests.ask("One")
                .say(
                        Role.ASSISTANT,
                        new ContentPart.EchoedReasoning("old", null),
                        new ContentPart.Text("<think>old\n</think>\nYes"))
                .say(Role.USER, "  ")
                .say(Role.USER, "Two");
        assertEquals(
                List.of(new Turn("user", "One"), new Turn("assistant", "Yes"), new Turn("user", "Two")),
                turns(request));
    }

    @Test
    void tellsToolHistoryAsText() {
        Requests request = Requests.ask("Weather?")
                .say(Role.ASSISTANT, new ContentPart.ToolUse("1", "w", new JsonText("{\"c\":1}"), null))
                .say(
                        Role.USER,
                        new ContentPart.ToolResult("1", List.of(new ContentPart.Text("sunny")), false, null),
                        new ContentPart.ToolResult("2", List.of(), true, null));
        assertEquals(
                List.of(
                        new Turn("user", "Weather?"),
                        new Turn("assistant", "[called tool w with {\"c\":1}]"),
                        new Turn("user", "[tool result]\nsunny\n[tool failed]")),
                turns(request));
    }

    @Test
    void namesPicturesAndDocumentsWithoutShowingThem() {
        Requests request = new Requests()
                .say(
                        Role.USER,
                        new ContentPart.Image(new MediaSource.Url("https://e.org"), null),
                        new ContentPart.Document(
                                new MediaSource.Inline("application/pdf", "AAAA"), null, null, null, null),
                        new ContentPart.Document(new MediaSource.PlainText("words"), "Title", null, null, null),
                        new ContentPart.SearchResult(
                                "https://p", "Page", List.of(new ContentPart.Text("found")), null, null),
                        new ContentPart.Text("What?"));
        assertEquals(
                "[image 1: seen only by the writer of the answer]\n"
                        + "[document 1: seen only by the writer of the answer]\n"
                        + "[document 2: Title]\nwords\n[web page: Page, https://p]\nfound\nWhat?",
                turns(request).getFirst().text());
        assertTrue(ReasonerPrompt.hidesMedia(request.build().messages()));
        assertFalse(ReasonerPrompt.hidesMedia(Requests.ask("x").build().messages()));
    }

    @Test
    void alwaysBeginsAndEndsWithTheUser() {
        assertEquals(
                List.of(
                        new Turn("user", "[the conversation begins]"),
                        new Turn("assistant", "Hello"),
                        new Turn("user", "Go on.")),
                turns(new Requests().say(Role.ASSISTANT, "Hello")));
        assertEquals(
                List.of(new Turn("system", "Write a poem."), new Turn("user", "Follow your instructions.")),
                turns(new Requests().say(Role.SYSTEM, "Write a poem.")));
    }

    @Test
    void reasonsOnWhatStandsBeforeAPrefill() {
        Requests request = Requests.ask("One").say(Role.ASSISTANT, "It is");
        assertEquals(
                List.of(new Turn("user", "One")),
                ReasonerPrompt.of(request.build().messages(), true));
    }

    @Test
    void keepsTextAfterAThoughtThatIsNeverClosed() {
        Requests request = Requests.ask("One")
                .say(Role.ASSISTANT, "<think>a</think>Yes<think>b</think>\n and <think>no")
                .say(Role.USER, "Two");
        assertEquals("Yesand <think>no", turns(request).get(1).text());
    }

    /// Ten megabytes in small pieces: each is read once, so this is over in a moment.
    @Test
    void takesLongConversationsInTime() {
        List<Message> many = new ArrayList<>();
        for (int i = 0; i < 200_000; i++) {
            many.add(Message.of(Role.USER, "a message of a few words that belong to one turn"));
        }
        many.add(Message.of(Role.ASSISTANT, "<think>".repeat(1_000_000)));
        many.add(Message.of(Role.USER, "Two"));
        assertTimeoutPreemptively(
                Duration.ofSeconds(60),
                () -> assertEquals(3, ReasonerPrompt.of(many, false).size()));
    }
}
