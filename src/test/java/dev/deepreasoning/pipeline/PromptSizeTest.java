package dev.deepreasoning.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.deepreasoning.canonical.ContentPart;
import dev.deepreasoning.canonical.ContentPart.Document;
import dev.deepreasoning.canonical.ContentPart.Image;
import dev.deepreasoning.canonical.ContentPart.Text;
import dev.deepreasoning.canonical.JsonText;
import dev.deepreasoning.canonical.MediaSource;
import dev.deepreasoning.canonical.Message.Role;
import dev.deepreasoning.canonical.ToolDefinition;
import java.util.List;
import org.junit.jupiter.api.Test;

class PromptSizeTest {
    private static final String TEN = "0123456789";

    private static long of(ContentPart... parts) {
        return PromptSize.estimate(new Requests().say(Role.USER, parts).build());
    }

    private static Document document(MediaSource source) {
        return new Document(source, null, null, null, null);
    }

    @Test
    void addsUpAllTextOfAllMessages() {
        Requests request = Requests.ask(TEN).say(Role.ASSISTANT, TEN).say(Role.USER, new Text(TEN), new Text(TEN));
        assertEquals(12, PromptSize.estimate(request.build()));
    }

    @Test
    void countsPicturesAtTheirDearest() {
        assertEquals(
                3_203,
                of(
                        new Image(new MediaSource.Url("https://a/b.png"), null),
                        new Text(TEN),
                        new Image(new MediaSource.Inline("image/png", "AAAA"), null)));
    }

    @Test
    void countsDocumentsByTheirTextOrTheirPages() {
        assertEquals(3, of(document(new MediaSource.PlainText(TEN))));
        assertEquals(3, of(document(new MediaSource.Blocks(new JsonText(TEN)))));
        assertEquals(2_000, of(document(new MediaSource.Url("https://a/b.pdf"))));
        assertEquals(2_000, of(document(new MediaSource.FileId("file_1"))));
        assertEquals(2_000, of(document(new MediaSource.Inline("application/pdf", "A".repeat(99_999)))));
        assertEquals(6_000, of(document(new MediaSource.Inline("application/pdf", "A".repeat(250_000)))));
    }

    @Test
    void countsWhatToolsWereAskedAndGaveBack() {
        assertEquals(3, of(new ContentPart.ToolUse("t", "f", new JsonText(TEN), null)));
        assertEquals(
                1_603,
                of(new ContentPart.ToolResult(
                        "t",
                        List.of(new Text(TEN), new Image(new MediaSource.Url("https://a/b.png"), null)),
                        false,
                        null)));
    }

    @Test
    void countsPagesThatWereFoundAndNoReasoningThatIsLeftOut() {
        assertEquals(
                6,
                of(
                        new ContentPart.SearchResult(
                                "https://a", "a", List.of(new Text(TEN), new Text(TEN)), null, null),
                        new ContentPart.EchoedReasoning(TEN, null)));
    }

    @Test
    void countsTheToolsOnOffer() {
        Requests request = Requests.ask(TEN)
                .tool(new ToolDefinition(TEN, TEN, new JsonText(TEN), null, null))
                .tool(new ToolDefinition(TEN, null, new JsonText(TEN), null, null));
        assertEquals(3 + 9 + 6, PromptSize.estimate(request.build()));
    }

    private static long most(ContentPart... parts) {
        return PromptSize.most(new Requests().say(Role.USER, parts).build()) - 24 * (1L + parts.length);
    }

    @Test
    void theMostIsMoreThanAnyTokenizerCounts() {
        assertEquals(4, most(new Text("word words")));
        assertEquals(10, most(new Text(TEN)));
        assertEquals(3, most(new Text("推理")));
        assertEquals(4, most(new Text("🦊")));
        assertEquals(1_600, most(new Image(new MediaSource.Url("https://a/b.png"), null)));
        assertEquals(10, most(document(new MediaSource.PlainText(TEN))));
        assertEquals(10, most(document(new MediaSource.Blocks(new JsonText(TEN)))));
        assertEquals(20, most(new Document(new MediaSource.PlainText(""), TEN, TEN, null, null)));
        assertEquals(350_000, most(document(new MediaSource.FileId("file_1"))));
        assertEquals(7_000, most(document(new MediaSource.Inline("application/pdf", "A".repeat(20_000)))));
        assertEquals(350_000, most(document(new MediaSource.Inline("application/pdf", "A".repeat(2_000_000)))));
        assertEquals(3 * 10, most(new ContentPart.ToolUse(TEN, TEN, new JsonText(TEN), null)));
        assertEquals(20 + 24, most(new ContentPart.ToolResult(TEN, List.of(new Text(TEN)), false, null)));
        assertEquals(30 + 24, most(new ContentPart.SearchResult(TEN, TEN, List.of(new Text(TEN)), null, null)));
        assertEquals(7, most(new ContentPart.EchoedReasoning(TEN, null)), "what the estimate may leave in the prompt");
    }

    @Test
    void theMostCountsWhatStandsAroundToolsAndForms() {
        Requests plain = Requests.ask(TEN);
        long before = PromptSize.most(plain.build());
        Requests tools = Requests.ask(TEN).tool(new ToolDefinition(TEN, TEN, new JsonText(TEN), null, null));
        assertEquals(before + 900 + 24 + 30, PromptSize.most(tools.build()));
    }
}
