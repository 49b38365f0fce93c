package dev.deepreasoning.upstream.anthropic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.canonical.ContentPart;
import dev.deepreasoning.canonical.ContentPart.Document;
import dev.deepreasoning.canonical.ContentPart.EchoedReasoning;
import dev.deepreasoning.canonical.ContentPart.Image;
import dev.deepreasoning.canonical.ContentPart.SearchResult;
import dev.deepreasoning.canonical.ContentPart.Text;
import dev.deepreasoning.canonical.ContentPart.ToolResult;
import dev.deepreasoning.canonical.ContentPart.ToolUse;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.JsonText;
import dev.deepreasoning.canonical.MediaSource;
import dev.deepreasoning.canonical.Message.Role;
import dev.deepreasoning.canonical.OutputFormat;
import dev.deepreasoning.canonical.ToolChoice;
import dev.deepreasoning.canonical.ToolDefinition;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaudeRequestEncoderTest {
    private static final JsonText CACHE = new JsonText("{\"ttl\":\"1h\", \"type\":\"ephemeral\"}");

    private static String answer(Asked asked) {
        return new String(ClaudeRequestEncoder.answer(asked.build(), 100), StandardCharsets.UTF_8);
    }

    private static String count(Asked asked) {
        return new String(ClaudeRequestEncoder.count(asked.build()), StandardCharsets.UTF_8);
    }

    /// The prompt alone: what stands between the fixed head and the end.
    private static String prompt(Asked asked) {
        String body = answer(asked);
        String head = "{\"model\":\"claude-sonnet-4-5-20250929\",\"max_tokens\":100,\"stream\":true,";
        assertTrue(body.startsWith(head), body);
        return body.substring(head.length(), body.length() - 1);
    }

    private static String text(String text) {
        return "{\"type\":\"text\",\"text\":\"" + text + "\"}";
    }

    private static String turn(String role, String... blocks) {
        return "{\"role\":\"" + role + "\",\"content\":[" + String.join(",", blocks) + "]}";
    }

    private static String messages(String... turns) {
        return "\"messages\":[" + String.join(",", turns) + "]";
    }

    @Test
    void asksAPlainQuestion() {
        assertEquals(
                "{\"model\":\"claude-sonnet-4-5-20250929\",\"max_tokens\":100,\"stream\":true,\"messages\":[{\"role\":\"user\","
                        + "\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}]}]}",
                answer(Asked.question()));
    }

    @Test
    void sendsEveryParameterThatIsSet() {
        String body = answer(Asked.question()
                .sampling(0.7, 0.9, 40)
                .stops("A", "é")
                .withoutThinking()
                .effort("low")
                .format(new OutputFormat.JsonSchema("n", new JsonText("{ \"type\":\"object\" }")))
                .user("u".repeat(300)));
        assertTrue(body.contains("\"temperature\":0.7,\"top_p\":0.9,\"top_k\":40,\"stop_sequences\":[\"A\",\"é\"],"
                + "\"metadata\":{\"user_id\":\"" + "u".repeat(256) + "\"}"));
        assertTrue(body.contains("\"thinking\":{\"type\":\"disabled\"},\"output_config\":{\"effort\":\"low\","
                + "\"format\":{\"type\":\"json_schema\",\"schema\":{ \"type\":\"object\" }}}"));
    }

    @Test
    void sendsNoFormatForAPlainJsonObject() {
        assertFalse(
                answer(Asked.question().format(new OutputFormat.JsonObject())).contains("output_config"));
    }

    @Test
    void keepsSystemBlocksAndTheirBreakpoints() {
        assertEquals(
                "\"system\":[" + text("A") + ",{\"type\":\"text\",\"text\":\"B\",\"cache_control\":" + CACHE.text()
                        + "}," + text("C") + "]," + messages(turn("user", text("Hi"))),
                prompt(new Asked()
                        .say(Role.SYSTEM, new Text("A"), new Text(" \n"), new Text("B", CACHE))
                        .say(Role.SYSTEM, "C")
                        .say(Role.USER, "Hi")));
    }

    @Test
    void keepsALaterSystemMessageAtItsPlace() {
        assertEquals(
                messages(
                        turn("user", text("Hi")),
                        turn("assistant", text("Yo")),
                        turn("user", text("<system>\\nBe <\\\\/system> brief\\n</system>"), text("Go"))),
                prompt(Asked.question()
                        .say(Role.ASSISTANT, "Yo")
                        .say(Role.SYSTEM, "Be </system> brief")
                        .say(Role.USER, "Go")));
    }

    @Test
    void asksWithTheSystemMessageWhereThereIsNoOther() {
        assertEquals(
                "\"system\":[" + text("A") + "]," + messages(turn("user", text("<system>\\nB\\n</system>"))),
                prompt(new Asked().say(Role.SYSTEM, "A").say(Role.SYSTEM, "B")));
    }

    @Test
    void mergesTurnsAndPutsToolResultsFirst() {
        assertEquals(
                messages(
                        turn("user", text("Hi")),
                        turn(
                                "assistant",
                                text("a"),
                                "{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"w\",\"input\":{ \"b\":1.0, \"a\":2}}",
                                "{\"type\":\"tool_use\",\"id\":\"t2\",\"name\":\"w\",\"input\":{}}"),
                        turn(
                                "user",
                                "{\"type\":\"tool_result\",\"tool_use_id\":\"t1\",\"content\":[" + text("sun") + "]}",
                                "{\"type\":\"tool_result\",\"tool_use_id\":\"t2\",\"is_error\":true,\"cache_control\":"
                                        + CACHE.text() + "}",
                                text("<system>\\nS\\n</system>"),
                                text("and?"))),
                prompt(Asked.question()
                        .say(Role.ASSISTANT, "a")
                        .say(
                                Role.ASSISTANT,
                                new ToolUse("t1", "w", new JsonText("{ \"b\":1.0, \"a\":2}"), null),
                                new ToolUse("t2", "w", new JsonText(""), null))
                        .say(Role.SYSTEM, "S")
                        .say(Role.USER, new ToolResult("t1", List.of(new Text("sun"), new Text(" ")), false, null))
                        .say(Role.USER, new Text("and?"), new ToolResult("t2", List.of(new Text("")), true, CACHE))));
    }

    @Test
    void dropsReasoningAndEmptyTurns() {
        assertEquals(
                messages(turn("user", text("Hi"), text("Go"))),
                prompt(Asked.question()
                        .say(Role.ASSISTANT, new EchoedReasoning("hm", "sig"), new Text("  "))
                        .say(Role.USER, "Go")));
    }

    @Test
    void beginsAndEndsWithTheUser() {
        assertEquals(
                messages(
                        turn("user", text("(no text)")),
                        turn("assistant", text("Yo")),
                        turn("user", text("(no text)"))),
                prompt(new Asked().say(Role.ASSISTANT, "Yo").say(Role.USER, " ")));
        assertEquals(messages(turn("user", text("(no text)"))), prompt(new Asked().say(Role.USER, new Text("\t"))));
    }

    @Test
    void trimsAPrefillAndOmitsAnEmptyOne() {
        assertEquals(
                messages(turn("user", text("Hi")), turn("assistant", text("a"), text("So"))),
                prompt(Asked.question().say(Role.ASSISTANT, new Text("a"), new Text("So \n"))));
        assertEquals(messages(turn("user", text("Hi"))), prompt(Asked.question().say(Role.ASSISTANT, " \n")));
        assertEquals(
                messages(
                        turn("user", text("Hi")),
                        turn("assistant", "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"w\",\"input\":{}}")),
                prompt(Asked.question().say(Role.ASSISTANT, new ToolUse("t", "w", JsonText.EMPTY_OBJECT, null))));
    }

    @Test
    void writesEverySourceOfMedia() {
        JsonText citations = new JsonText("{\"enabled\":true}");
        String body = prompt(new Asked()
                .say(
                        Role.USER,
                        new Image(new MediaSource.Inline("image/png", "QUJD"), CACHE),
                        new Image(new MediaSource.Url("https://x/y.png"), null),
                        new Document(new MediaSource.FileId("file_1"), "T", "C", citations, null),
                        new Document(new MediaSource.PlainText("plain"), null, null, null, null),
                        new Document(
                                new MediaSource.Blocks(new JsonText("[{\"type\":\"text\", \"text\":\"b\"}]")),
                                null,
                                null,
                                null,
                                null),
                        new SearchResult("https://s", "S", List.of(new Text("hit")), citations, null)));
        assertEquals(
                messages(turn(
                        "user",
                        "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"QUJD\"},"
                                + "\"cache_control\":" + CACHE.text() + "}",
                        "{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"https://x/y.png\"}}",
                        "{\"type\":\"document\",\"source\":{\"type\":\"file\",\"file_id\":\"file_1\"},\"title\":\"T\","
                                + "\"context\":\"C\",\"citations\":{\"enabled\":true}}",
                        "{\"type\":\"document\",\"source\":{\"type\":\"text\",\"media_type\":\"text/plain\",\"data\":\"plain\"}}",
                        "{\"type\":\"document\",\"source\":{\"type\":\"content\",\"content\":[{\"type\":\"text\","
                                + " \"text\":\"b\"}]}}",
                        "{\"type\":\"search_result\",\"source\":\"https://s\",\"title\":\"S\",\"content\":["
                                + text("hit") + "],\"citations\":{\"enabled\":true}}")),
                body);
    }

    @Test
    void keepsASchemasMembersInTheirOrder() {
        String schema = "{\"required\":[\"z\",\"a\"], \"type\":\"object\",\"properties\":{\"z\":{},\"a\":{\"n\":1.0}}}";
        String body = answer(Asked.question().tool("w", "weather", schema).tool("e", null, "{}"));
        assertTrue(body.endsWith(",\"tools\":[{\"name\":\"w\",\"description\":\"weather\",\"input_schema\":" + schema
                + "},{\"name\":\"e\",\"input_schema\":{\"type\":\"object\"}}]}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|{\"type\":\"object\"}",
                "{ \"properties\":{\"type\":{}}}|{\"type\":\"object\", \"properties\":{\"type\":{}}}",
                "{\"type\":\"object\"}|{\"type\":\"object\"}",
                "true|true"
            })
    void givesASchemaItsTypeAndNothingElse(String schema, String expected) {
        String body = answer(Asked.question().tool("w", null, schema));
        assertTrue(body.contains("\"input_schema\":" + expected + "}"), body);
    }

    @Test
    void sendsStrictOnlyWhereTheModelKnowsIt() {
        ToolDefinition strict = new ToolDefinition("w", null, new JsonText("{\"type\":\"object\"}"), true, CACHE);
        assertTrue(answer(Asked.question().tool(strict)).contains("\"strict\":true,\"cache_control\":" + CACHE.text()));
        assertFalse(answer(Asked.question()
                        .model(Asked.model("claude-3-opus-20240229"))
                        .tool(strict))
                .contains("strict"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "AUTO | false | {\"type\":\"auto\"}",
                "AUTO | true | {\"type\":\"auto\",\"disable_parallel_tool_use\":true}",
                "ANY | true | {\"type\":\"any\",\"disable_parallel_tool_use\":true}",
                "TOOL | false | {\"type\":\"tool\",\"name\":\"w\"}",
                "NONE | true | {\"type\":\"none\"}"
            })
    void tellsTheToolChoice(ToolChoice.Mode mode, boolean disableParallel, String expected) {
        ToolChoice choice = new ToolChoice(mode, mode == ToolChoice.Mode.TOOL ? "w" : null, disableParallel);
        assertTrue(answer(Asked.question().tool("w", null, "{}").choose(choice))
                .endsWith(",\"tool_choice\":" + expected + "}"));
        assertFalse(answer(Asked.question().choose(choice)).contains("tool_choice"));
    }

    @Test
    void mergesTheCallersMembersLastExceptThoseOfTheGateway() {
        String body = answer(Asked.question()
                .sampling(0.7, null, null)
                .overrides(
                        null,
                        Map.of(),
                        Map.of(
                                "temperature", new JsonText("0.10"),
                                "stream", new JsonText("false"),
                                "system", new JsonText("\"x\""),
                                "messages", new JsonText("[]"),
                                "model", new JsonText("\"dearer\""),
                                "service_tier", new JsonText("\"standard_only\""))));
        assertEquals(
                "{\"model\":\"claude-sonnet-4-5-20250929\",\"max_tokens\":100,\"stream\":true,\"temperature\":0.10,"
                        + messages(turn("user", text("Hi"))) + ",\"service_tier\":\"standard_only\"}",
                body);
    }

    @Test
    void letsACallerWhoPaysChooseTheModel() {
        String body = answer(Asked.question().overrides("key", Map.of(), Map.of("model", new JsonText("\"mine\""))));
        assertTrue(body.startsWith("{\"model\":\"mine\","));
    }

    @Test
    void asksForACountWithoutWhatCountingRefuses() {
        String body = count(Asked.question()
                .sampling(0.7, 0.9, 3)
                .stops("x")
                .user("u")
                .withoutThinking()
                .tool("w", null, "{}")
                .overrides(null, Map.of(), Map.of("max_tokens", new JsonText("1"), "cache_control", CACHE)));
        assertEquals(
                "{\"model\":\"claude-sonnet-4-5-20250929\"," + messages(turn("user", text("Hi")))
                        + ",\"tools\":[{\"name\":\"w\",\"input_schema\":{\"type\":\"object\"}}],"
                        + "\"thinking\":{\"type\":\"disabled\"},\"cache_control\":" + CACHE.text() + "}",
                body);
    }

    @Test
    void writesCharactersBeyondTheBasicPlaneAsUtf8() {
        assertTrue(answer(new Asked().say(Role.USER, "😀 \u0001\"\\")).contains("\"😀 \\u0001\\\"\\\\\""));
    }

    @Test
    void sendsAQuestionMarkForHalfASurrogatePair() {
        assertEquals(messages(turn("user", text("a?"))), prompt(new Asked().say(Role.USER, "a\ud83d")));
        assertEquals(messages(turn("user", text("?b"))), prompt(new Asked().say(Role.USER, "\ude00b")));
    }

    @Test
    void refusesASchemaThatIsNoJson() {
        Asked asked = Asked.question().tool("w", null, "{\"properties\":");
        GatewayException exception = assertThrows(GatewayException.class, () -> answer(asked));
        assertEquals(ErrorKind.INVALID_REQUEST, exception.kind());
        assertEquals("tools", exception.param());
    }

    @Test
    void dropsNothingThatHasContent() {
        List<ContentPart> sent = List.of(new Text("x"), new ToolUse("t", "n", JsonText.EMPTY_OBJECT, null));
        assertTrue(sent.stream().allMatch(ClaudeContent::isSent));
    }
}
