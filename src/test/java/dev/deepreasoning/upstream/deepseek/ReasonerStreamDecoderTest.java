package dev.deepreasoning.upstream.deepseek;

import static dev.deepreasoning.upstream.deepseek.Chunks.DONE;
import static dev.deepreasoning.upstream.deepseek.Chunks.ERROR;
import static dev.deepreasoning.upstream.deepseek.Chunks.ROLE;
import static dev.deepreasoning.upstream.deepseek.Chunks.USAGE;
import static dev.deepreasoning.upstream.deepseek.Chunks.content;
import static dev.deepreasoning.upstream.deepseek.Chunks.data;
import static dev.deepreasoning.upstream.deepseek.Chunks.delta;
import static dev.deepreasoning.upstream.deepseek.Chunks.finish;
import static dev.deepreasoning.upstream.deepseek.Chunks.thought;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.canonical.Block;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.StopReason;
import dev.deepreasoning.canonical.StreamEvent.BlockStarted;
import dev.deepreasoning.canonical.StreamEvent.BlockStopped;
import dev.deepreasoning.canonical.StreamEvent.ReasoningDelta;
import dev.deepreasoning.canonical.StreamEvent.TextDelta;
import dev.deepreasoning.canonical.TokenEstimator;
import dev.deepreasoning.canonical.TokenUsage;
import dev.deepreasoning.catalog.ReasonerHost;
import dev.deepreasoning.catalog.ReasonerHost.ReasoningFormat;
import dev.deepreasoning.upstream.StreamDecoder.Reading;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReasonerStreamDecoderTest {
    private static final String STOP = finish("stop") + DONE;

    private static void reads(String reasoning, String answer, Decoded decoded) {
        assertNull(decoded.failure());
        assertEquals(reasoning, decoded.reasoning());
        assertEquals(answer, decoded.answer());
    }

    private static Decoded in(ReasoningFormat format, String stream) {
        return Decoded.whole(
                AHost.named("main").format(format).build(),
                Wondered.why().answerToo().build(),
                stream);
    }

    private static GatewayException failure(Decoded decoded) {
        GatewayException failure = decoded.failure();
        assertNotNull(failure);
        return failure;
    }

    // The forms

    @Test
    void readsAField() {
        Decoded decoded = Decoded.all(ROLE
                + thought("simple ")
                + thought("sum")
                + delta("\"content\":\"4\",\"reasoning_content\":null")
                + STOP);
        assertEquals(
                List.of(
                        new BlockStarted(0, new Block.Reasoning()),
                        new ReasoningDelta(0, "simple "),
                        new ReasoningDelta(0, "sum"),
                        new BlockStopped(0),
                        new BlockStarted(1, new Block.Text()),
                        new TextDelta(1, "4"),
                        new BlockStopped(1)),
                decoded.events());
        assertEquals(StopReason.END_TURN, decoded.stopReason());
        assertFalse(decoded.partial());
    }

    @Test
    void readsReasoningUnderItsOtherName() {
        reads(
                "ab",
                "4",
                Decoded.all(delta("\"content\":\"\",\"reasoning\":\"a\"")
                        + delta("\"reasoning\":\"b\"")
                        + content("4")
                        + STOP));
    }

    @Test
    void readsReasoningDetails() {
        String details = "\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"a\",\"format\":null},"
                + "{\"type\":\"reasoning.summary\",\"text\":\"no\"},7,{\"type\":\"reasoning.text\",\"text\":\"b\"}]";
        reads("ab", "4", Decoded.all(delta(details) + content("4") + STOP));
    }

    /// Rule 1: hosts send it twice or thrice.
    @Test
    void neverAddsUpWhatIsSentTwice() {
        String twice = "\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"a\"}],\"reasoning\":\"a\"";
        reads(
                "aa",
                "4",
                Decoded.all(delta(twice) + delta(twice + ",\"reasoning_content\":\"a\"") + content("4") + STOP));
        reads("b", "", Decoded.all(delta("\"reasoning_content\":\"\",\"reasoning\":\"b\"") + STOP));
        reads("c", "", Decoded.all(delta("\"reasoning\":{\"x\":1},\"reasoning_content\":\"c\"") + STOP));
    }

    @ParameterizedTest
    @EnumSource(
            value = ReasoningFormat.class,
            names = {"AUTO", "INLINE", "INLINE_IMPLICIT_OPEN"})
    void readsInline(ReasoningFormat format) {
        String stream =
                content("<th") + content("ink>\\na") + content("b</") + content("think") + content(">\\n\\n4") + STOP;
        reads("ab", "4", in(format, stream));
    }

    @Test
    void readsInlineWithoutAnOpeningTagWhereTheOperatorSaysSo() {
        Decoded decoded = in(ReasoningFormat.INLINE_IMPLICIT_OPEN, content("a") + content("b</think>4") + STOP);
        reads("ab", "4", decoded);
        assertEquals(new ReasoningDelta(0, "a"), decoded.events().get(1));
    }

    @Test
    void inlineWithoutATagIsAnAnswer() {
        reads("", "4 < 5", in(ReasoningFormat.INLINE, content("4 <") + content(" 5") + STOP));
    }

    @Test
    void tagsInTheAnswerAreText() {
        reads(
                "a",
                "use <think> and </think>",
                Decoded.all(content("<think>a</think>use <think>") + content(" and </think>") + STOP));
        reads(
                "a",
                "use <think>x</think>",
                Decoded.all(thought("a") + content("use ") + content("<think>x</think>") + STOP));
    }

    @Test
    void fieldFormatLeavesTextAlone() {
        reads("", "Hello", in(ReasoningFormat.FIELD, content("Hello") + STOP));
    }

    @Test
    void aReasoningMemberBeatsWhatWasConfigured() {
        for (ReasoningFormat format :
                List.of(ReasoningFormat.INLINE, ReasoningFormat.INLINE_IMPLICIT_OPEN, ReasoningFormat.AUTO)) {
            reads("a", "4", in(format, ROLE + thought("a") + content("4") + STOP));
        }
        reads("a", "4", in(ReasoningFormat.INLINE, content("<think>a") + thought("no") + content("</think>4") + STOP));
    }

    @Test
    void aReasoningMemberBeatsWhatWasLearned() {
        ReasonerHost host = AHost.named("main").build();
        ReasonerForms forms = new ReasonerForms();
        forms.foundImplicitOpen(host);
        byte[] stream = (ROLE + content("4") + STOP).getBytes(StandardCharsets.UTF_8);
        Decoded decoded = Decoded.pieces(host, Wondered.why().answerToo().build(), forms, stream, _ -> stream.length);
        reads("", "4", decoded);
        assertEquals(ReasoningFormat.AUTO, forms.format(host));
    }

    @ParameterizedTest
    @ValueSource(strings = {"</think>\\n4", "\\n\\n</think>4", "\\n\\n4"})
    void dropsAStrayClosingTagAndWhiteSpaceBeforeTheAnswerOfAField(String begin) {
        reads("a", "4", Decoded.all(thought("a") + content(begin) + STOP));
    }

    @Test
    void dropsAStrayClosingTagInPieces() {
        reads(
                "a",
                "4 </think>",
                Decoded.all(thought("a")
                        + content("\\n")
                        + content("</th")
                        + content("ink>")
                        + content("4 </think>")
                        + STOP));
        reads("a", "</thing>", Decoded.all(thought("a") + content("</th") + content("ing>") + STOP));
        reads("a", "</", Decoded.all(thought("a") + content("</") + STOP));
    }

    @Test
    void reasoningAndAnswerMayStandInOneChunk() {
        reads("ab", "4", Decoded.all(thought("a") + delta("\"reasoning_content\":\"b\",\"content\":\"4\"") + STOP));
    }

    // Decision 15: auto

    @Test
    void anEmptyReasoningMemberMeansAField() {
        Decoded decoded = Decoded.thought(ROLE + content("4") + content("!") + STOP);
        reads("", "", decoded);
        assertEquals(Reading.CLOSE, decoded.ending());
    }

    @Test
    void aNullReasoningMemberBesideTextMeansAField() {
        Decoded decoded = Decoded.thought(delta("\"content\":\"4\",\"reasoning\":null") + content("!") + STOP);
        assertEquals(Reading.CLOSE, decoded.ending());
    }

    @Test
    void aTagBesideAnEmptyMemberIsStillInline() {
        reads(
                "a",
                "4",
                Decoded.all(delta("\"content\":\"<think>a\",\"reasoning\":null") + content("</think>4") + STOP));
        reads("a", "4", Decoded.all(ROLE + content("<think>a") + content("</think>4") + STOP));
        reads("a", "4", Decoded.all(ROLE + content("<th") + content("ink>a") + content("</think>4") + STOP));
    }

    @Test
    void textWithoutATagIsHeldUntilAClosingTagTellsWhatItWas() {
        ReasonerHost host = AHost.named("main").build();
        ReasonerForms forms = new ReasonerForms();
        byte[] stream = (content("Let me") + content(" see</th") + content("ink>\\n\\n4") + STOP)
                .getBytes(StandardCharsets.UTF_8);
        assertEquals(ReasoningFormat.AUTO, forms.format(host));
        for (int call = 0; call < 2; call++) {
            Decoded decoded =
                    Decoded.pieces(host, Wondered.why().answerToo().build(), forms, stream, _ -> stream.length);
            reads("Let me see", "4", decoded);
            // The first time all at once; then the host is known.
            assertEquals(
                    call == 0 ? "Let me see" : "Let me",
                    ((ReasoningDelta) decoded.events().get(1)).text());
            assertEquals(ReasoningFormat.INLINE_IMPLICIT_OPEN, forms.format(host));
        }
        assertEquals(ReasoningFormat.AUTO, forms.format(AHost.named("other").build()));
        ReasonerHost told = AHost.named("main").format(ReasoningFormat.FIELD).build();
        assertEquals(ReasoningFormat.FIELD, forms.format(told));
    }

    @Test
    void textThatNoTagClosesWasAnAnswer() {
        Decoded decoded = Decoded.thought(content("It is ") + content("4.") + STOP);
        reads("", "", decoded);
        assertFalse(decoded.partial());
        reads("", "It is 4.", Decoded.all(content("It is ") + content("4.") + STOP));
        reads("", "<th", Decoded.all(content("<th") + STOP));
        reads("", "", Decoded.all(content(" ") + STOP));
    }

    @Test
    void holdsNoMoreThanTheCap() {
        String stream = content("x".repeat(40)) + content("y".repeat(40)) + content("</think>4") + STOP;
        ReasonerHost host = AHost.named("main").build();
        Decoded decoded = Decoded.whole(host, Wondered.why().maxTokens(20).build(), stream);
        reads("", "", decoded);
        assertEquals(Reading.CLOSE, decoded.ending());
        Decoded wanted =
                Decoded.whole(host, Wondered.why().maxTokens(20).answerToo().build(), stream);
        reads("", "x".repeat(40) + "y".repeat(40) + "</think>4", wanted);
    }

    @Test
    void heldTextWasNoReasoningWhereAFieldFollows() {
        reads("a", "4", Decoded.all(content("Hm") + thought("a") + content("4") + STOP));
    }

    @Test
    void saysThatItHoldsText() {
        ReasonerStreamDecoder decoder = new ReasonerStreamDecoder(
                AHost.named("main").build(),
                Wondered.why().build(),
                new dev.deepreasoning.pipeline.StageRecord(dev.deepreasoning.canonical.Stage.REASONING, 0),
                new ReasonerForms());
        assertFalse(decoder.holding());
        decoder.accept(
                dev.deepreasoning.sse.ServerSentEvent.of(null, "{\"choices\":[{\"delta\":{\"content\":\"Let me\"}}]}"),
                _ -> {});
        assertTrue(decoder.holding());
    }

    // Empty reasoning

    @ParameterizedTest
    @ValueSource(strings = {"<think></think>4", "<think>\\n\\n</think>\\n\\n4", " <think> </think>4"})
    void anEmptyThoughtIsNone(String text) {
        Decoded decoded = Decoded.all(content(text) + STOP);
        reads("", "4", decoded);
        assertEquals(new BlockStarted(1, new Block.Text()), decoded.events().getFirst());
    }

    @Test
    void aBlankFieldIsNoThought() {
        reads("", "4", Decoded.all(thought("\\n") + content("4") + STOP));
        reads("a\n", "4", Decoded.all(thought("\\n") + thought("\\na\\n") + content("4") + STOP));
    }

    // Rules 2, 3, 8: odd shapes

    @Test
    void survivesOddShapes() {
        String odd = ": OPENROUTER PROCESSING\n\n"
                + "\r\n"
                + "data:"
                + data("{\"id\":\"x\",\"choices\":[],\"prompt_filter_results\":[{\"a\":[1]}]}")
                        .substring(6)
                + data("{\"choices\":null}")
                + data("{\"object\":\"ping\"}")
                + data("{\"choices\":[7,{\"index\":0,\"delta\":null,\"finish_reason\":\"\"}]}")
                + data(
                        "{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":{\"a\":1},\"tool_calls\":[{\"x\":{}}]}}]}")
                + "data:\n\n"
                + "event: message\r\ndata: {\"choices\":[{\"delta\":{\"reasoning_content\":\"a\"}}]}\r\n\r\n";
        reads("a", "4", Decoded.all(odd + content("4") + STOP));
    }

    @Test
    void contentMayBeParts() {
        String parts = "\"content\":[{\"type\":\"text\",\"text\":\"4\"},{\"type\":\"image\",\"text\":\"no\"},1,"
                + "{\"type\":\"text\",\"text\":\"!\",\"annotations\":[{}]}]";
        reads("a", "4!", Decoded.all(thought("a") + delta(parts) + STOP));
    }

    @Test
    void messageMayStandForDelta() {
        reads(
                "a",
                "4",
                Decoded.all(data("{\"choices\":[{\"message\":{\"reasoning_content\":\"a\",\"content\":\"4\"},"
                        + "\"finish_reason\":\"stop\"}]}")));
    }

    @Test
    void oneLineMayBeLongerThanABuffer() {
        String long_ = "x".repeat(200_000);
        reads(long_, "4", Decoded.all(thought(long_) + content("4") + STOP));
    }

    @Test
    void neverTearsACharacterOfTwoHalves() {
        Decoded decoded =
                Decoded.all(thought("a\\ud83d") + thought("\\ude00b") + content("\\ud83d") + content("\\ude00") + STOP);
        reads("a\ud83d\ude00b", "\ud83d\ude00", decoded);
        assertEquals(new ReasoningDelta(0, "a"), decoded.events().get(1));
    }

    @Test
    void aHalfWithoutItsOtherIsReplaced() {
        reads("a\ufffd", "\ufffd4\ufffd", Decoded.all(thought("a\\ud83d") + content("\\ude004\\ud83d") + STOP));
        reads("", "", Decoded.thought(thought("\\ud83d") + STOP));
    }

    // Ends: rules 4, 6, 7

    @ParameterizedTest
    @CsvSource({
        "stop, END_TURN, false",
        "eos, END_TURN, false",
        "tool_calls, END_TURN, false",
        "length, MAX_TOKENS, true",
        "content_filter, REFUSAL, true",
        "insufficient_system_resource, MAX_TOKENS, true"
    })
    void tellsWhyItStoppedWithinTheReasoning(String reason, StopReason expected, boolean partial) {
        Decoded decoded = Decoded.thought(thought("a") + finish(reason));
        reads("a", "", decoded);
        assertEquals(expected, decoded.stopReason());
        assertEquals(partial, decoded.partial());
    }

    @Test
    void aLimitMetInTheAnswerLeavesTheReasoningWhole() {
        Decoded decoded = Decoded.all(thought("a") + content("4") + finish("length"));
        assertEquals(StopReason.MAX_TOKENS, decoded.stopReason());
        assertFalse(decoded.partial());
    }

    @Test
    void aFinishMayComeTwiceAndWithoutDone() {
        reads("a", "4", Decoded.all(thought("a") + content("4") + finish("stop") + finish("stop")));
        reads("a", "4", Decoded.all(thought("a") + content("4") + finish("stop") + DONE + DONE));
    }

    @Test
    void aHostWithoutCapacityHasFailed() {
        assertEquals(
                ErrorKind.UPSTREAM_ERROR,
                failure(Decoded.thought(ROLE + finish("insufficient_system_resource")))
                        .kind());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ": keep-alive\n\n", "data: [DONE]\n\n"})
    void aStreamWithoutAnythingHasFailed(String stream) {
        assertEquals(ErrorKind.UPSTREAM_ERROR, failure(Decoded.thought(stream)).kind());
    }

    @Test
    void aStreamCutBeforeItsFinishHasFailed() {
        Decoded decoded = Decoded.thought(thought("a"));
        assertEquals(ErrorKind.UPSTREAM_ERROR, failure(decoded).kind());
        assertEquals("a", decoded.reasoning());
        assertTrue(decoded.usage().estimated());
    }

    @Test
    void anErrorInsideTheStreamIsAFailureWithoutTheHostsWords() {
        GatewayException failure = failure(Decoded.thought(ROLE + ERROR));
        assertEquals(ErrorKind.UPSTREAM_ERROR, failure.kind());
        assertFalse(failure.publicMessage().contains("sk-secret"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"error\":\"overloaded\"}\n\n",
                "data: {\"error\":7}\n\n",
                "data: {\"choices\":[{\"delta\":{},\"error\":{\"message\":\"x\",\"code\":null,\"metadata\":{}}}]}\n\n",
                "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"error\"}]}\n\n",
                "event: error\ndata: {\"message\":\"x\"}\n\n",
                "data: not json\n\n",
                "data: [1]\n\n",
                "data: {\"choices\":[{\"delta\":{\"content\":\n\n"
            })
    void failsOnEveryFormOfAnError(String error) {
        assertEquals(
                ErrorKind.UPSTREAM_ERROR, failure(Decoded.thought(ROLE + error)).kind());
    }

    @Test
    void anErrorThatIsNullIsNone() {
        reads(
                "a",
                "",
                Decoded.thought(data("{\"error\":null,\"choices\":[{\"delta\":{\"reasoning\":\"a\"}}]}") + STOP));
    }

    // Enough

    @Test
    void closesTheCallAtTheFirstAnswerText() {
        Decoded decoded = Decoded.thought(thought("a") + content("4") + content("2") + STOP);
        assertEquals(Reading.CLOSE, decoded.ending());
        assertEquals("a", decoded.reasoning());
        assertEquals("", decoded.answer());
        assertEquals(new BlockStopped(0), decoded.events().getLast());
        assertFalse(decoded.partial());
    }

    @Test
    void closesTheCallAtTheClosingTag() {
        Decoded decoded = Decoded.thought(content("<think>a") + content("</think>") + content("4") + STOP);
        assertEquals(Reading.CLOSE, decoded.ending());
        assertEquals("a", decoded.reasoning());
    }

    @Test
    void drainsWhereTheHostIsToldTo() {
        Decoded decoded = Decoded.whole(
                AHost.named("main").drain().build(),
                Wondered.why().build(),
                thought("ab") + content("4") + content("2") + USAGE + STOP);
        assertEquals(Reading.DRAIN, decoded.ending());
        assertEquals("ab", decoded.reasoning());
        assertEquals(new TokenUsage(16, 0, 0, 4, 12, 8, false), decoded.usage());
    }

    @Test
    void stopsAtTheCapOfThisCall() {
        String stream = thought("x".repeat(30)) + thought("y".repeat(30)) + thought("z") + content("4") + STOP;
        Decoded decoded = Decoded.whole(
                AHost.named("main").build(), Wondered.why().maxTokens(10).build(), stream);
        assertEquals(Reading.CLOSE, decoded.ending());
        assertEquals(60, decoded.reasoning().length());
        assertTrue(decoded.partial());
    }

    /// A host sends about one token in each chunk: rounding each up would end a thought at half its cap.
    @Test
    void measuresTheCapByTheWholeTextNotByItsPieces() {
        String stream = thought("abcd").repeat(50) + content("4") + STOP;
        Decoded decoded = Decoded.whole(
                AHost.named("main").build(), Wondered.why().maxTokens(60).build(), stream);
        assertEquals(200, decoded.reasoning().length());
        assertFalse(decoded.partial());
        assertEquals(60, decoded.usage().output());
    }

    // Usage: rule 5

    @Test
    void takesTheUsageOfAnyChunkAndTheLastWins() {
        String first = "{\"choices\":[{\"delta\":{\"reasoning_content\":\"a\"}}],"
                + "\"usage\":{\"prompt_tokens\":20,\"completion_tokens\":1}}";
        Decoded decoded = Decoded.all(data(first) + data(first) + content("4") + USAGE + STOP);
        assertEquals(new TokenUsage(16, 0, 0, 4, 12, 8, false), decoded.usage());
    }

    @Test
    void readsDeepSeeksOwnCacheCounts() {
        String usage = "{\"choices\":[],\"usage\":{\"prompt_cache_hit_tokens\":64,\"prompt_cache_miss_tokens\":36,"
                + "\"completion_tokens\":9,\"x\":[1],\"total_tokens\":1.5,\"completion_tokens_details\":null}}";
        assertEquals(
                new TokenUsage(36, 0, 0, 64, 9, 9, false),
                Decoded.thought(thought("a") + data(usage) + STOP).usage());
    }

    @Test
    void estimatesTheShareOfTheReasoningWhereTheHostGivesOneSum() {
        String usage = data("{\"choices\":[],\"usage\":{\"prompt_tokens\":20,\"completion_tokens\":12}}");
        String text = "0123456789".repeat(2);
        assertEquals(
                new TokenUsage(20, 0, 0, 0, 12, 6, false),
                Decoded.all(thought(text) + content("4") + usage + STOP).usage());
        assertEquals(
                new TokenUsage(20, 0, 0, 0, 12, 12, false),
                Decoded.all(thought(text) + usage + STOP).usage());
        assertEquals(
                new TokenUsage(20, 0, 0, 0, 12, 0, false),
                Decoded.all(ROLE + content("4") + usage + STOP).usage());
    }

    @Test
    void aWholeMessageWithItsUsageCountsItsReasoning() {
        Decoded decoded = Decoded.all(data("{\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":9,"
                + "\"reasoning_tokens\":7},\"choices\":[{\"message\":{\"reasoning\":\"a\",\"content\":\"4\"},"
                + "\"finish_reason\":\"stop\"}]}"));
        assertEquals(new TokenUsage(5, 0, 0, 0, 9, 7, false), decoded.usage());
    }

    @Test
    void estimatesWhatNobodyReportedAndMarksIt() {
        Decoded decoded = Decoded.thought(thought("0123456789") + content("4"));
        assertEquals(new TokenUsage(TokenEstimator.estimate("Why?"), 0, 0, 0, 3, 3, true), decoded.usage());
        Decoded both = Decoded.all(thought("0123456789") + content("0123456789") + STOP);
        assertEquals(6, both.usage().output());
        assertEquals(3, both.usage().reasoning());
        assertTrue(both.usage().estimated());
    }

    @Test
    void estimatesWhatCameAfterTheLastReport() {
        String early = "{\"choices\":[{\"delta\":{\"reasoning_content\":\"0123456789\"}}],"
                + "\"usage\":{\"prompt_tokens\":20,\"completion_tokens\":5}}";
        Decoded decoded = Decoded.thought(data(early) + thought("0123456789") + content("4"));
        assertEquals(new TokenUsage(20, 0, 0, 0, 8, 6, true), decoded.usage());
    }

    @Test
    void aReportOfNothingIsNone() {
        String zero = data("{\"choices\":[],\"usage\":{\"prompt_tokens\":0,\"completion_tokens\":0}}");
        Decoded decoded = Decoded.thought(thought("0123456789") + zero + content("4"));
        assertEquals(3, decoded.usage().output());
        assertTrue(decoded.usage().estimated());
        Decoded odd = Decoded.thought(
                thought("0123456789") + data("{\"usage\":7}") + data("{\"usage\":{\"completion_tokens\":-5}}") + STOP);
        assertTrue(odd.usage().estimated());
    }

    @Test
    void namesTheModelThatTheHostNames() {
        assertEquals(
                "served",
                Decoded.thought(data("{\"model\":\"served\",\"choices\":[]}") + thought("a") + STOP)
                        .model());
        assertNull(Decoded.thought(data("{\"model\":\"\",\"choices\":[]}") + thought("a") + STOP)
                .model());
    }
}
