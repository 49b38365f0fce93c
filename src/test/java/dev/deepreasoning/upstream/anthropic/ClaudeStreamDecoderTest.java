package dev.deepreasoning.upstream.anthropic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.canonical.Block;
import dev.deepreasoning.canonical.Citation;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.JsonText;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.canonical.StopReason;
import dev.deepreasoning.canonical.StreamEvent.BlockStarted;
import dev.deepreasoning.canonical.StreamEvent.BlockStopped;
import dev.deepreasoning.canonical.StreamEvent.CitationDelta;
import dev.deepreasoning.canonical.StreamEvent.TextDelta;
import dev.deepreasoning.canonical.StreamEvent.ToolArgumentsDelta;
import dev.deepreasoning.canonical.StreamEvent.UsageReported;
import dev.deepreasoning.canonical.TokenUsage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClaudeStreamDecoderTest {
    private static final String START =
            data("{\"type\":\"message_start\",\"message\":{\"model\":\"claude-x\",\"usage\":"
                    + "{\"input_tokens\":10,\"output_tokens\":1}}}");
    private static final String TEXT = data(
            "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":" + "{\"type\":\"text\",\"text\":\"\"}}");
    private static final String STOP = data("{\"type\":\"content_block_stop\",\"index\":0}");
    private static final String END = data("{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\","
                    + "\"stop_sequence\":null},\"usage\":{\"output_tokens\":7}}")
            + data("{\"type\":\"message_stop\"}");
    private static final TokenUsage FIRST = new TokenUsage(10, 0, 0, 0, 1, 0, false);
    private static final TokenUsage LAST = new TokenUsage(10, 0, 0, 0, 7, 0, false);

    private static String data(String json) {
        return "data: " + json + "\n\n";
    }

    private static String textDelta(String escaped) {
        return data("{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\""
                + escaped + "\"}}");
    }

    private static String tool(String input) {
        return data("{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"tool_use\","
                + "\"id\":\"toolu_1\",\"name\":\"w\",\"input\":" + input + "}}");
    }

    private static String argument(String escaped) {
        return data("{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"input_json_delta\","
                + "\"partial_json\":\"" + escaped + "\"}}");
    }

    private static String messageDelta(String delta, String usage) {
        return data("{\"type\":\"message_delta\",\"delta\":" + delta + ",\"usage\":" + usage + "}");
    }

    @Test
    void tellsTextAsOneBlockBetweenItsUsages() {
        Decoded decoded = Decoded.whole(START + TEXT + textDelta("Hel") + textDelta("lo") + STOP + END);
        assertEquals(
                List.of(
                        new UsageReported(Stage.ANSWER, FIRST),
                        new BlockStarted(0, new Block.Text()),
                        new TextDelta(0, "Hel"),
                        new TextDelta(0, "lo"),
                        new BlockStopped(0),
                        new UsageReported(Stage.ANSWER, LAST)),
                decoded.events());
        assertEquals("claude-x", decoded.model());
        assertEquals(StopReason.END_TURN, decoded.stopReason());
    }

    @Test
    void passesOverWhatItDoesNotKnow() {
        String thinking = data("{\"type\":\"content_block_start\",\"index\":0,\"content_block\":"
                        + "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}}")
                + data("{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\","
                        + "\"thinking\":\"hm\"}}")
                + data("{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"signature_delta\","
                        + "\"signature\":\"s\"}}")
                + STOP;
        String unknown = data("{\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"new\","
                        + "\"x\":[{\"y\":1}]}}")
                + data(
                        "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"new_delta\",\"text\":\"no\"}}")
                + data("{\"type\":\"content_block_stop\",\"index\":1}")
                + data("{\"type\":\"news\",\"index\":[1],\"delta\":3,\"content_block\":[],\"usage\":[1],"
                        + "\"error\":4,\"message\":\"m\"}")
                + "event: ping\ndata: {\"type\":\"ping\"}\n\n"
                + "data:\n\n";
        String strange = data("{\"type\":\"content_block_delta\",\"index\":2,\"delta\":{\"type\":\"new_delta\","
                + "\"stop_details\":[]}}");
        String shown = TEXT.replace("\"index\":0", "\"index\":2")
                + strange
                + textDelta("yes").replace("\"index\":0", "\"index\":2")
                + STOP.replace("\"index\":0", "\"index\":2");
        Decoded decoded = Decoded.whole(START + thinking + unknown + shown + END + data("[DONE]"));
        assertNull(decoded.failure());
        assertEquals(1, decoded.blocks().size());
        assertEquals("yes", decoded.text());
        assertTrue(decoded.events().contains(new BlockStarted(0, new Block.Text())));
    }

    @Test
    void showsNoBlockForTextThatNeverCame() {
        Decoded decoded = Decoded.whole(START + TEXT + textDelta("") + STOP + END);
        assertEquals(List.of(), decoded.blocks());
    }

    @Test
    void showsTextThatStandsInTheBlocksStart() {
        Decoded decoded = Decoded.whole(START + TEXT.replace("\"text\":\"\"", "\"text\":\"a\"") + textDelta("b") + END);
        assertEquals("ab", decoded.text());
    }

    @Test
    void joinsToolArgumentsAndNumbersWhatItShows() {
        Decoded decoded = Decoded.whole(START
                + tool("{}")
                + argument("")
                + argument("{\\\"a\\\":")
                + argument("1}")
                + STOP
                + TEXT.replace("\"index\":0", "\"index\":1")
                + textDelta("t").replace("\"index\":0", "\"index\":1")
                + STOP.replace("\"index\":0", "\"index\":1")
                + END);
        assertEquals(
                new Block.ToolCall("toolu_1", "w"), decoded.blocks().getFirst().block());
        assertEquals("{\"a\":1}", decoded.blocks().getFirst().text());
        assertTrue(decoded.events().contains(new BlockStarted(1, new Block.Text())));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{} | {}", "null | {}", "{ \"b\": 1.50,\"a\":{\"é\":[1]} } | { \"b\": 1.50,\"a\":{\"é\":[1]} }"})
    void givesACallWithoutDeltasItsArgumentsFromTheStart(String input, String expected) {
        Decoded decoded = Decoded.whole(START + tool(input) + argument("") + STOP + END);
        assertEquals(expected, decoded.blocks().getFirst().text());
        assertEquals(
                1,
                decoded.events().stream()
                        .filter(ToolArgumentsDelta.class::isInstance)
                        .count());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"char_location\",\"cited_text\":\"c\",\"document_index\":0,\"document_title\":\"f.txt\",\"start_char_index\":0} | f.txt | f.txt",
                "{\"type\":\"page_location\",\"cited_text\":\"c\",\"document_title\":null,\"file_id\":\"file_1\"} | file_1 | ",
                "{ \"type\": \"search_result_location\",\"cited_text\":\"c\", \"source\":\"https://s\",\"title\":\"T\",\"x\":{\"a\":[1]}} | https://s | T",
                "{\"type\":\"web_search_result_location\",\"cited_text\":\"c\",\"url\":\"https://ü\",\"title\":\"T\"} | https://ü | T",
                "{\"type\":\"content_block_location\",\"cited_text\":\"c\"} | '' | "
            })
    void keepsAVendorsCitationAsItIs(String vendor, String url, String title) {
        Decoded decoded = Decoded.whole(START
                + TEXT
                + data("{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"citation\":" + vendor
                        + ",\"type\":\"citations_delta\"}}")
                + textDelta("claim")
                + STOP
                + END);
        assertTrue(
                decoded.events().contains(new CitationDelta(0, new Citation(url, title, "c", new JsonText(vendor)))));
    }

    @Test
    void takesCitationsOfTheBlocksStartAndNothingThatIsNone() {
        String start = TEXT.replace("\"text\":\"\"", "\"text\":\"\",\"citations\":[{\"cited_text\":\"q\"},3]");
        String none = data("{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"citations_delta\","
                + "\"citation\":null}}");
        Decoded decoded = Decoded.whole(START + start + none + STOP + END);
        assertEquals(1, decoded.blocks().getFirst().citations().size());
    }

    @Test
    void keepsSurrogatePairsTogether() {
        Decoded decoded = Decoded.whole(
                START + TEXT + textDelta("a\\ud83d") + textDelta("\\ude00b") + textDelta("\\ud83d") + STOP + END);
        assertEquals(
                List.of(new TextDelta(0, "a"), new TextDelta(0, "😀b"), new TextDelta(0, "\uFFFD")),
                decoded.events().stream().filter(TextDelta.class::isInstance).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn, END_TURN",
        "max_tokens, MAX_TOKENS",
        "tool_use, TOOL_USE",
        "pause_turn, END_TURN",
        "refusal, REFUSAL",
        "model_context_window_exceeded, CONTEXT_WINDOW",
        "compaction, END_TURN"
    })
    void tellsWhyItStopped(String reason, StopReason expected) {
        Decoded decoded = Decoded.whole(START
                + messageDelta("{\"stop_reason\":\"" + reason + "\"}", "{}")
                + data("{\"type\":\"message_stop\"}"));
        assertEquals(expected, decoded.stopReason());
    }

    @Test
    void tellsTheStopSequenceAndTheRefusalsExplanation() {
        Decoded stopped = Decoded.whole(START
                + messageDelta("{\"stop_reason\":\"stop_sequence\",\"stop_sequence\":\"END\"}", "{}")
                + messageDelta("{\"stop_reason\":null,\"stop_sequence\":null}", "{}")
                + data("{\"type\":\"message_stop\"}"));
        assertEquals(StopReason.STOP_SEQUENCE, stopped.stopReason());
        assertEquals("END", stopped.stopSequence());
        Decoded refused = Decoded.whole(START
                + messageDelta(
                        "{\"stop_details\":{\"category\":null,\"explanation\":\"no\"},\"stop_reason\":\"refusal\"}",
                        "{}")
                + data("{\"type\":\"message_stop\"}"));
        assertEquals("no", refused.refusal());
    }

    @Test
    void takesTheLatestNumberOfEachClassOfTokens() {
        String start = data("{\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":10,"
                + "\"cache_creation_input_tokens\":300,\"cache_read_input_tokens\":5,"
                + "\"cache_creation\":{\"ephemeral_5m_input_tokens\":200,\"ephemeral_1h_input_tokens\":100,\"x\":1},"
                + "\"output_tokens\":1}}}");
        String delta = messageDelta(
                "{\"stop_reason\":\"end_turn\"}",
                "{\"input_tokens\":null,\"cache_creation_input_tokens\":310,\"cache_read_input_tokens\":6,"
                        + "\"output_tokens\":40,\"output_tokens_details\":{\"thinking_tokens\":30}}");
        Decoded decoded = Decoded.whole(start + delta + data("{\"type\":\"message_stop\"}"));
        assertEquals(new TokenUsage(10, 210, 100, 6, 40, 0, false), decoded.usage());
    }

    @Test
    void takesTheSplitOfTheCacheWriteWhereItsSumIsMissing() {
        String start = data("{\"type\":\"message_start\",\"message\":{\"usage\":{\"cache_creation\":"
                + "{\"ephemeral_5m_input_tokens\":2,\"ephemeral_1h_input_tokens\":3},\"input_tokens\":-1}}}");
        Decoded decoded = Decoded.whole(start + data("{\"type\":\"message_stop\"}"));
        assertEquals(new TokenUsage(0, 2, 3, 0, 0, 0, false), decoded.usage());
        assertEquals(StopReason.END_TURN, decoded.stopReason());
    }

    @Test
    void namesTheModelThatAFallbackLedTo() {
        Decoded decoded = Decoded.whole(START
                + data("{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"fallback\","
                        + "\"to\":{\"model\":\"claude-y\",\"z\":1}}}")
                + STOP
                + END);
        assertEquals("claude-y", decoded.model());
    }

    @Test
    void closesABlockWhoseStopIsMissing() {
        Decoded decoded = Decoded.whole(START
                + tool("{}")
                + TEXT.replace("\"index\":0", "\"index\":1")
                + textDelta("x").replace("\"index\":0", "\"index\":1")
                + END);
        assertEquals(2, decoded.blocks().size());
        assertEquals("{}", decoded.blocks().getFirst().text());
    }

    @Test
    void takesTheEventsNameWhereTheDataHasNoType() {
        Decoded decoded = Decoded.whole(START + TEXT + textDelta("x") + STOP + "event: message_stop\ndata: {}\n\n");
        assertNull(decoded.failure());
        assertEquals("x", decoded.text());
    }

    @ParameterizedTest
    @CsvSource({
        "overloaded_error, OVERLOADED",
        "rate_limit_error, RATE_LIMITED",
        "api_error, UPSTREAM_ERROR",
        "timeout_error, UPSTREAM_TIMEOUT",
        "invalid_request_error, INVALID_REQUEST",
        "authentication_error, UPSTREAM_ERROR",
        "permission_error, UPSTREAM_ERROR",
        "billing_error, MODEL_UNAVAILABLE",
        "request_too_large, TOO_LARGE",
        "surprise, UPSTREAM_ERROR"
    })
    void failsOnAnErrorEvent(String type, ErrorKind expected) {
        String error = data("{\"type\":\"error\",\"error\":{\"details\":null,\"type\":\"" + type
                + "\",\"message\":\"sk-secret\"}}");
        Decoded before = Decoded.whole(START + error);
        assertNotNull(before.failure());
        assertEquals(expected, before.failure().kind());
        assertFalse(before.failure().isAfterWork());
        assertFalse(before.failure().publicMessage().contains("secret"));
        Decoded after = Decoded.whole(START + TEXT + textDelta("x") + error);
        assertNotNull(after.failure());
        assertTrue(after.failure().isAfterWork());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"type\":\n\n",
                "data: [1]\n\n",
                "data: \"message_stop\"\n\n",
                "data: nonsense\n\n",
                "data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"x\"}}\n\n",
                "data: {\"type\":\"content_block_stop\",\"index\":0}\n\n",
                "data: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"tool_use\",\"name\":\"w\"}}\n\n",
                "data: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"tool_use\",\"id\":\"w\"}}\n\n",
                "data: {\"type\":\"content_block_start\",\"index\":99999999999999,\"content_block\":{}}\n\n"
            })
    void failsOnAStreamThatIsNotLegal(String bad) {
        Decoded decoded = Decoded.whole(START + bad);
        assertNotNull(decoded.failure());
        assertEquals(ErrorKind.UPSTREAM_ERROR, decoded.failure().kind());
        assertFalse(decoded.failure().isAfterWork());
    }

    @Test
    void failsOnTextOfABlockThatIsNotTheOpenOne() {
        Decoded decoded = Decoded.whole(START + TEXT + textDelta("x").replace("\"index\":0", "\"index\":1") + END);
        assertNotNull(decoded.failure());
    }

    @Test
    void failsWhenCutAfterTheStopReason() {
        Decoded decoded = Decoded.whole(START
                + TEXT
                + textDelta("x")
                + STOP
                + messageDelta("{\"stop_reason\":\"end_turn\"}", "{\"output_tokens\":2}"));
        assertNotNull(decoded.failure());
        assertTrue(decoded.failure().isAfterWork());
        assertEquals(2, decoded.usage().output());
    }
}
