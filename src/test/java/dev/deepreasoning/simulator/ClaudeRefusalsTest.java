package dev.deepreasoning.simulator;

import static dev.deepreasoning.simulator.SimulatedHost.CLAUDE;
import static dev.deepreasoning.simulator.SimulatedHost.COUNT;
import static dev.deepreasoning.simulator.SimulatedHost.claude;
import static dev.deepreasoning.simulator.SimulatedHost.headersOf;
import static dev.deepreasoning.simulator.SimulatedHost.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.simulator.SimulatedHost.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the Messages API refuses: the gateway's tests rely on it to catch mistakes.
class ClaudeRefusalsTest {
    @RegisterExtension
    static final SimulatedHost HOST = new SimulatedHost();

    /// Requests that no model takes.
    enum Refused {
        UNKNOWN_FIELD("{\"reasoning_effort\":\"low\"}", "reasoning_effort: Extra inputs are not permitted"),
        MODEL_MISSING("{\"model\":null}", "model: Field required"),
        MAX_TOKENS_MISSING("{\"max_tokens\":null}", "max_tokens: Field required"),
        MAX_TOKENS_TEXT("{\"max_tokens\":\"5\"}", "max_tokens: Input should be a valid integer"),
        MAX_TOKENS_ZERO("{\"max_tokens\":0}", "greater than or equal to 1"),
        TEMPERATURE_ABOVE_ONE("{\"temperature\":1.01}", "temperature: range: 0..1"),
        TEMPERATURE_NEGATIVE("{\"temperature\":-0.1}", "temperature: range: 0..1"),
        TEMPERATURE_TEXT("{\"temperature\":\"1\"}", "temperature: Input should be a valid number"),
        TOP_P_ABOVE_ONE("{\"top_p\":1.5}", "top_p: range: 0..1"),
        TOP_K_NEGATIVE("{\"top_k\":-1}", "top_k: Input should be"),
        TOP_K_BROKEN("{\"top_k\":1.5}", "top_k: Input should be"),
        STOPS_NO_LIST("{\"stop_sequences\":\"a\"}", "stop_sequences: Input should be a valid list"),
        STOP_NO_TEXT("{\"stop_sequences\":[1]}", "stop_sequences: Input should be a valid string"),
        STOP_OF_WHITESPACE("{\"stop_sequences\":[\"a\",\" \\n\"]}", "must contain non-whitespace"),
        USER_ID_TOO_LONG("{\"metadata\":{\"user_id\":\"" + "u".repeat(257) + "\"}}", "metadata.user_id: String should"),
        SYSTEM_NUMBER("{\"system\":1}", "system: Input should be a valid list"),
        SYSTEM_BLOCK_NULL("{\"system\":[null]}", "system.0: Input should be an object"),
        SYSTEM_BLOCK_EMPTY("{\"system\":[{\"type\":\"text\",\"text\":\"\"}]}", "must be non-empty"),
        MESSAGES_MISSING("{\"messages\":null}", "at least one message is required"),
        MESSAGES_EMPTY("{\"messages\":[]}", "at least one message is required"),
        MESSAGE_TEXT("{\"messages\":[\"Invalid content\"]}", "messages.0: Input should be an object"),
        MESSAGE_WITH_MORE(
                "{\"messages\":[{\"role\":\"user\",\"content\":\"a\",\"reasoning_content\":\"b\"}]}",
                "messages.0.reasoning_content: Extra inputs are not permitted"),
        ROLE_UNKNOWN("{\"messages\":[{\"role\":\"tool\",\"content\":\"a\"}]}", "'user' or 'assistant'"),
        ROLE_SYSTEM(
                "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"system\",\"content\":\"b\"}]}",
                "'user' or 'assistant'"),
        FIRST_NOT_USER("{\"messages\":[{\"role\":\"assistant\",\"content\":\"a\"}]}", "must use the \"user\" role"),
        CONTENT_MISSING("{\"messages\":[{\"role\":\"user\"}]}", "content: Input should be a valid list"),
        CONTENT_EMPTY("{\"messages\":[{\"role\":\"user\",\"content\":[]}]}", "must have non-empty content"),
        CONTENT_BLANK("{\"messages\":[{\"role\":\"user\",\"content\":\" \"}]}", "must have non-empty content"),
        BLOCK_TEXT(user("\"a\""), "messages.0.content.0: Input should be an object"),
        BLOCK_UNKNOWN(user("{\"type\":\"input_text\",\"text\":\"a\"}"), "Input tag 'input_text' found"),
        BLOCK_WITH_MORE(
                user("{\"type\":\"text\",\"text\":\"a\",\"annotations\":[]}"),
                "text.annotations: Extra inputs are not permitted"),
        TEXT_EMPTY(user("{\"type\":\"text\",\"text\":\"\"}"), "text content blocks must be non-empty"),
        TEXT_BLANK(user("{\"type\":\"text\",\"text\":\" \"}"), "must contain non-whitespace text"),
        THINKING_OF_OTHERS(
                assistant("{\"type\":\"thinking\",\"thinking\":\"a\",\"signature\":\"gw1.a\"}"), "Invalid `signature`"),
        REDACTED_THINKING(assistant("{\"type\":\"redacted_thinking\",\"data\":\"a\"}"), "Invalid `signature`"),
        DOCUMENT_FROM_ASSISTANT(assistant("{\"type\":\"document\",\"source\":{}}"), "Input tag 'document' found"),
        IMAGE_FROM_NOWHERE(user("{\"type\":\"image\"}"), "image.source: Input should be"),
        IMAGE_SOURCE_UNKNOWN(user("{\"type\":\"image\",\"source\":{\"type\":\"text\"}}"), "image.source: Input"),
        IMAGE_TYPE_UNKNOWN(
                user(
                        "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/tiff\",\"data\":\"\"}}"),
                "'image/tiff' is not supported"),
        DOCUMENT_TYPE_UNKNOWN(
                user("{\"type\":\"document\",\"source\":{\"type\":\"base64\",\"media_type\":\"text/csv\"}}"),
                "'text/csv' is not supported"),
        PAGE_WITHOUT_SOURCE(
                user("{\"type\":\"search_result\",\"title\":\"a\",\"content\":[{}]}"), "search_result: Field required"),
        PAGE_WITHOUT_TITLE(
                user("{\"type\":\"search_result\",\"source\":\"a\",\"content\":[{}]}"), "search_result: Field"),
        PAGE_WITHOUT_CONTENT(
                user("{\"type\":\"search_result\",\"source\":\"a\",\"title\":\"b\",\"content\":[]}"), "search_result"),
        PAGES_CITED_IN_PART(user(page(true) + "," + page(false)), "citations must be enabled for all or none"),
        CALL_ID_OF_OTHERS(assistant(call("call 1")), "String should match pattern '^[a-zA-Z0-9_-]+$'"),
        CALL_INPUT_TEXT(
                assistant("{\"type\":\"tool_use\",\"id\":\"a\",\"name\":\"w\",\"input\":\"{}\"}"),
                "tool_use.input: Input should be an object"),
        CALL_TWICE(assistant(call("a") + "," + call("a")), "`tool_use` ids must be unique"),
        CALL_WITHOUT_RESULT(
                assistant(call("a")), "`tool_use` ids were found without `tool_result` blocks immediately after: a"),
        CALL_LEFT_BEHIND(
                afterCall("{\"type\":\"text\",\"text\":\"b\"}"), "`tool_use` ids were found without `tool_result`"),
        RESULT_WITHOUT_CALL(user(result("b", "\"c\"")), "unexpected `tool_use_id`"),
        RESULT_AFTER_TEXT(afterCall("{\"type\":\"text\",\"text\":\"b\"}," + result("a", "\"c\"")), "must come first"),
        RESULT_NUMBER(afterCall(result("a", "1")), "tool_result.content"),
        RESULT_PART_NULL(afterCall(result("a", "[null]")), "tool_result.content.0: Input should be an object"),
        TOOL_NULL("{\"tools\":[null]}", "tools.0: Input should be an object"),
        TOOL_NAME_OF_OTHERS(
                "{\"tools\":[{\"name\":\"a.b\",\"input_schema\":{\"type\":\"object\"}}]}", "tools.0.custom.name"),
        TOOL_WITHOUT_SCHEMA("{\"tools\":[{\"name\":\"a\"}]}", "input_schema.type: Field required"),
        TOOL_SCHEMA_WITHOUT_TYPE("{\"tools\":[{\"name\":\"a\",\"input_schema\":{}}]}", "input_schema.type: Field"),
        TOOL_TWICE("{\"tools\":[" + tool("a") + "," + tool("a") + "]}", "Tool names must be unique"),
        CHOICE_WITHOUT_TOOLS("{\"tool_choice\":{\"type\":\"any\"}}", "tools must be provided"),
        CHOICE_UNKNOWN(
                "{\"tools\":[" + tool("a") + "],\"tool_choice\":{\"type\":\"required\"}}", "Input tag 'required'"),
        CHOICE_OF_NO_TOOL(
                "{\"tools\":[" + tool("a") + "],\"tool_choice\":{\"type\":\"tool\",\"name\":\"b\"}}",
                "Tool 'b' not found in provided tools"),
        EFFORT("{\"output_config\":{\"effort\":\"low\"}}", "does not support the effort parameter"),
        FORMAT_WITHOUT_SCHEMA("{\"output_config\":{\"format\":{\"type\":\"json_schema\"}}}", "schema: Field required"),
        FORMAT_WITH_PREFILL(
                assistant("{\"type\":\"text\",\"text\":\"{\"}")
                        .replaceFirst("\\{", "{\"output_config\":{\"format\":{\"schema\":{\"type\":\"object\"}}},"),
                "cannot be combined with a prefill"),
        FORMAT_WITH_CITATIONS(
                user(page(true))
                        .replaceFirst("\\{", "{\"output_config\":{\"format\":{\"schema\":{\"type\":\"object\"}}},"),
                "cannot be combined with citations"),
        FIVE_BREAKPOINTS(
                "{\"cache_control\":{\"type\":\"ephemeral\"},\"system\":[" + marked() + "," + marked() + "," + marked()
                        + "," + marked() + "]}",
                "A maximum of 4 blocks with cache_control may be provided. Found 5."),
        BUDGET_TOO_SMALL(
                "{\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1023}}", "greater than or equal to 1024"),
        BUDGET_ABOVE_MAX_TOKENS(
                "{\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":4000}}", "`max_tokens` must be greater than"),
        THINKING_UNKNOWN("{\"thinking\":{\"type\":\"on\"}}", "\"on\" is not supported for this model"),
        THINKING_WITH_TEMPERATURE(thinking(",\"temperature\":0.5"), "`temperature` may only be set to 1 when thinking"),
        THINKING_WITH_TOP_P(thinking(",\"top_p\":0.9"), "`top_p` must be greater than or equal to 0.95"),
        THINKING_WITH_TOP_K(thinking(",\"top_k\":5"), "`top_k` must be unset when thinking"),
        THINKING_WITH_FORCED_TOOL(
                thinking(",\"tools\":[" + tool("a") + "],\"tool_choice\":{\"type\":\"any\"}"), "forces tool use"),
        THINKING_WITH_PREFILL(
                thinking(","
                        + assistant("{\"type\":\"text\",\"text\":\"b\"}")
                                .substring(
                                        1,
                                        assistant("{\"type\":\"text\",\"text\":\"b\"}")
                                                        .length()
                                                - 1)),
                "a prefill cannot be used when thinking"),
        PREFILL_ENDS_IN_WHITESPACE(
                assistant("{\"type\":\"text\",\"text\":\"b \"}"), "cannot end with trailing whitespace"),
        PREFILL_EMPTY(assistant(""), "must have non-empty content"),
        WRONG_SHAPE(
                "{\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":\"many\"}}",
                "does not match the expected shape");

        private final String change;
        private final String message;

        Refused(String change, String message) {
            this.change = change;
            this.message = message;
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatTheRealOneRefuses(Refused refused) throws Exception {
        Answer answer = HOST.post(CLAUDE, with(claude("2+2?"), refused.change));

        assertInvalid(refused.message, answer);
    }

    private static void assertInvalid(String message, Answer answer) {
        assertEquals(400, answer.status(), answer.body());
        assertEquals("error", answer.json().getString("type"));
        assertEquals(
                "invalid_request_error", answer.json().getJsonObject("error").getString("type"));
        assertTrue(answer.message().contains(message), answer.body());
        assertEquals("false", answer.header("x-should-retry"));
        assertEquals(answer.header("request-id"), answer.json().getString("request_id"));
        assertTrue(answer.header("request-id").startsWith("req_"));
    }

    /// Section 7 of what is known of the models, row by row: temperature and top_p (`both`, `one`, `none`), prefill,
    /// most tokens, forced tools, structured output, effort.
    @ParameterizedTest
    @CsvSource({
        "claude-sonnet-4-5-20250929, one, true, 64000, true, true, false",
        "claude-haiku-4-5-20251001, one, true, 64000, true, true, false",
        "claude-opus-4-5-20251101, one, true, 64000, true, true, true",
        "claude-sonnet-4-20250514, both, true, 64000, true, false, false",
        "claude-opus-4-1-20250805, one, true, 32000, true, false, false",
        "claude-opus-4-20250514, both, true, 32000, true, false, false",
        "claude-3-7-sonnet-20250219, both, true, 64000, true, false, false",
        "claude-3-5-haiku-20241022, both, true, 8192, true, false, false",
        "claude-3-opus-20240229, both, true, 4096, true, false, false",
        "claude-sonnet-4-6, one, false, 128000, true, true, true",
        "claude-opus-4-6, one, false, 128000, true, true, true",
        "claude-opus-4-7, none, false, 128000, true, true, true",
        "claude-opus-4-8, none, false, 128000, true, true, true",
        "claude-opus-5, none, false, 128000, true, true, true",
        "claude-sonnet-5, none, false, 128000, true, true, true",
        "claude-sonnet-5-5, none, false, 128000, false, true, true",
        "claude-opus-5-5, none, false, 128000, false, true, true",
        "claude-haiku-5-5, none, false, 64000, false, true, true"
    })
    void holdsEachModelToItsRules(
            String model,
            String sampling,
            boolean prefill,
            int maxTokens,
            boolean forcedTools,
            boolean structured,
            boolean effort)
            throws Exception {
        JsonObject body = claude("2+2?").put("model", model);
        if (!model.equals("claude-opus-5-5")) {
            body.put("thinking", new JsonObject().put("type", "disabled"));
        }

        assertTaken(true, body, "{}");
        assertTaken(!sampling.equals("none"), body, "{\"temperature\":0.5}");
        assertTaken(!sampling.equals("none"), body, "{\"temperature\":1}");
        assertTaken(!sampling.equals("none"), body, "{\"top_p\":0.5}");
        assertTaken(!sampling.equals("none"), body, "{\"top_k\":5}");
        assertTaken(sampling.equals("both"), body, "{\"temperature\":0.5,\"top_p\":0.5}");
        assertTaken(false, body, "{\"temperature\":1.5}");
        assertTaken(prefill, body, assistant("{\"type\":\"text\",\"text\":\"The answer\"}"));
        assertTaken(true, body, "{\"max_tokens\":" + maxTokens + "}");
        assertTaken(false, body, "{\"max_tokens\":" + (maxTokens + 1) + "}");
        String tools = "{\"tools\":[" + tool("a") + "],\"tool_choice\":";
        assertTaken(true, body, tools + "{\"type\":\"auto\"}}");
        assertTaken(forcedTools, body, tools + "{\"type\":\"any\"}}");
        assertTaken(forcedTools, body, tools + "{\"type\":\"tool\",\"name\":\"a\"}}");
        String schema = "{\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"object\"}}}}";
        assertTaken(structured, body, schema);
        assertTaken(effort, body, "{\"output_config\":{\"effort\":\"low\"}}");
    }

    private static void assertTaken(boolean taken, JsonObject body, String change) throws Exception {
        Answer answer = HOST.post(CLAUDE, with(body, change));
        assertEquals(taken ? 200 : 400, answer.status(), change + answer.body());
    }

    @Test
    void saysWhatIsWrongInTheVendorsWords() throws Exception {
        assertInvalid(
                "`temperature` and `top_p` cannot both be specified for this model. Please use only one.",
                HOST.post(CLAUDE, with(claude("a"), "{\"temperature\":0.7,\"top_p\":0.9}")));
        assertInvalid(
                "max_tokens: 64001 > 64000, which is the maximum allowed number of output tokens for claude-sonnet-4-5",
                HOST.post(CLAUDE, with(claude("a"), "{\"max_tokens\":64001}")));
        assertInvalid(
                "This model does not support assistant message prefill.",
                HOST.post(
                        CLAUDE,
                        with(
                                claude("a").put("model", "claude-sonnet-4-6"),
                                assistant("{\"type\":\"text\",\"text\":\"b\"}"))));
        assertInvalid(
                "`top_p` is not supported",
                HOST.post(CLAUDE, with(claude("a"), "{\"model\":\"claude-opus-5\",\"top_p\":0.9}")));
        assertInvalid(
                "`top_k` is not supported",
                HOST.post(CLAUDE, with(claude("a"), "{\"model\":\"claude-opus-5\",\"top_k\":9}")));
    }

    /// Ways in which a model's own thinking may be asked for.
    @ParameterizedTest
    @CsvSource({
        "claude-sonnet-4-5-20250929, disabled+enabled",
        "claude-3-5-haiku-20241022, disabled",
        "claude-3-opus-20240229, disabled",
        "claude-sonnet-4-6, disabled+enabled+adaptive",
        "claude-opus-4-7, disabled+adaptive",
        "claude-sonnet-5-5, disabled+adaptive+between_tools",
        "claude-opus-5-5, adaptive"
    })
    void holdsEachModelToItsThinking(String model, String types) throws Exception {
        for (String type : List.of("disabled", "enabled", "adaptive", "between_tools")) {
            String budget = type.equals("enabled") ? ",\"budget_tokens\":1024" : "";
            assertTaken(
                    List.of(types.split("\\+", -1)).contains(type),
                    claude("a").put("model", model),
                    "{\"thinking\":{\"type\":\"" + type + "\"" + budget + "}}");
        }
    }

    @Test
    void aModelThatThinksUnlessToldNotToTakesNoForcedTool() throws Exception {
        JsonObject body = with(
                claude("a").put("model", "claude-sonnet-5"),
                "{\"tools\":[" + tool("a") + "],\"tool_choice\":{\"type\":\"any\"}}");

        assertInvalid("forces tool use", HOST.post(CLAUDE, body));
        assertTaken(true, body, "{\"thinking\":{\"type\":\"disabled\"}}");
    }

    @Test
    void aSystemMessageAmongTheOthersIsForNewModels() throws Exception {
        String messages =
                "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"system\",\"content\":\"b\"},"
                        + "{\"role\":\"user\",\"content\":\"c\"}]}";

        assertTaken(true, claude("a").put("model", "claude-opus-5"), messages);
        assertTaken(false, claude("a"), messages);
        assertTaken(
                false,
                claude("a").put("model", "claude-opus-5"),
                "{\"messages\":[{\"role\":\"system\",\"content\":\"b\"}]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude-4-5-haiku", "deepseek-reasoner", ""})
    void knowsNoOtherModels(String model) throws Exception {
        Answer answer = HOST.post(CLAUDE, claude("a").put("model", model));

        assertEquals(404, answer.status());
        assertEquals("not_found_error", answer.json().getJsonObject("error").getString("type"));
        assertEquals("model: " + model, answer.message());
    }

    @Test
    void refusesAPromptThatIsTooLong() throws Exception {
        JsonObject body = claude("x".repeat(800_000));

        assertInvalid(" tokens > 200000 maximum", HOST.post(CLAUDE, body));
        assertTrue(HOST.post(CLAUDE, body).message().startsWith("prompt is too long: 200"));
        assertInvalid("prompt is too long", HOST.post(COUNT, with(body, "{\"max_tokens\":null}")));
        assertTaken(true, body.put("model", "claude-opus-5"), "{}");
    }

    @Test
    void oldModelsWantRoomForAllOfMaxTokens() throws Exception {
        JsonObject body = claude("x".repeat(790_000));

        assertTaken(true, body, "{}");
        assertInvalid(
                " + 4000 > 200000, decrease input length or `max_tokens` and try again",
                HOST.post(CLAUDE, body.put("model", "claude-opus-4-1-20250805")));
    }

    @Test
    void theNewVersionHasNoSampling() throws Exception {
        for (String change : List.of("{\"temperature\":1}", "{\"top_p\":1}", "{\"top_k\":1}")) {
            String body = with(claude("a"), change).encode();
            Answer answer = HOST.post(CLAUDE, body, "x-api-key", "k", "anthropic-version", "2026-10-21");
            assertInvalid(": Extra inputs are not permitted", answer);
        }
        assertEquals(
                200,
                HOST.post(CLAUDE, claude("a").encode(), "authorization", "Bearer k", "anthropic-version", "2026-10-21")
                        .status());
    }

    @Test
    void refusesKeysVersionsAndBodiesThatAreNone() throws Exception {
        String body = claude("a").encode();

        assertUnauthorized(HOST.post(CLAUDE, body, "anthropic-version", "2023-06-01"));
        assertUnauthorized(HOST.post(CLAUDE, body, "x-api-key", "", "anthropic-version", "2023-06-01"));
        assertUnauthorized(HOST.post(CLAUDE, body, "authorization", "Basic a", "anthropic-version", "2023-06-01"));
        assertUnauthorized(HOST.post(CLAUDE, body, "x-api-key", "invalid", "anthropic-version", "2023-06-01"));
        assertInvalid("anthropic-version: header is required", HOST.post(CLAUDE, body, "x-api-key", "k"));
        assertInvalid("not valid JSON", HOST.post(CLAUDE, "{", headersOf(CLAUDE)));
    }

    private static void assertUnauthorized(Answer answer) {
        assertEquals(401, answer.status());
        assertEquals(
                "authentication_error", answer.json().getJsonObject("error").getString("type"));
    }

    @Test
    void refusesABodyOfMoreThan32Megabytes() throws Exception {
        Answer answer = HOST.post(CLAUDE, " ".repeat(32 * 1024 * 1024 + 1), headersOf(CLAUDE));

        assertEquals(413, answer.status());
        assertEquals("request_too_large", answer.json().getJsonObject("error").getString("type"));
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid_request_error",
        "401, authentication_error",
        "402, billing_error",
        "403, permission_error",
        "404, not_found_error",
        "413, request_too_large",
        "429, rate_limit_error",
        "500, api_error",
        "503, api_error",
        "504, timeout_error",
        "529, overloaded_error"
    })
    void answersAStatusThatIsAskedFor(int status, String type) throws Exception {
        Answer answer = HOST.post(CLAUDE, SimulatedHost.streamed(claude("a [[sim:claude.status=" + status + "]]")));

        assertEquals(status, answer.status());
        assertEquals(type, answer.json().getJsonObject("error").getString("type"));
        assertEquals(status == 429 ? "1" : "", answer.header("retry-after"));
    }

    @Test
    void saysWhenToTryAgain() throws Exception {
        assertEquals(
                "9",
                HOST.post(CLAUDE, claude("[[sim:claude.status=529,claude.retry-after=9]]a"))
                        .header("retry-after"));
    }

    @Test
    void failsInsideAStreamOrInsteadOfAWholeAnswer() throws Exception {
        Answer atOnce = HOST.post(CLAUDE, SimulatedHost.streamed(claude("[[sim:claude.error-in-stream]]a")));
        assertEquals(200, atOnce.status());
        assertTrue(atOnce.body().startsWith("event: error\ndata: {\"type\":\"error\""));
        assertEquals(
                "overloaded_error",
                atOnce.data().getFirst().getJsonObject("error").getString("type"));

        Answer late = HOST.post(CLAUDE, SimulatedHost.streamed(claude("[[sim:claude.error-after=2]]a")));
        assertEquals(2, late.body().split("text_delta", -1).length - 1);
        assertTrue(late.body().indexOf("event: error") > late.body().lastIndexOf("text_delta"));

        assertEquals(
                529,
                HOST.post(CLAUDE, claude("[[sim:claude.error-in-stream]]a")).status());
        assertEquals(
                529, HOST.post(CLAUDE, claude("[[sim:claude.error-after=2]]a")).status());
    }

    @Test
    void countsNothingButAPrompt() throws Exception {
        JsonObject body = with(claude("a"), "{\"max_tokens\":null}");

        assertEquals(200, HOST.post(COUNT, body).status());
        for (String change : List.of(
                "{\"max_tokens\":5}",
                "{\"stream\":true}",
                "{\"temperature\":1}",
                "{\"top_k\":1}",
                "{\"stop_sequences\":[\"a\"]}",
                "{\"metadata\":{}}")) {
            assertInvalid(": Extra inputs are not permitted", HOST.post(COUNT, with(body, change)));
        }
        assertEquals(
                529,
                HOST.post(COUNT, with(claude("a [[sim:claude.count-status=529]]"), "{\"max_tokens\":null}"))
                        .status());
    }

    static String user(String blocks) {
        return "{\"messages\":[{\"role\":\"user\",\"content\":[" + blocks + "]}]}";
    }

    static String assistant(String blocks) {
        return "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":[" + blocks
                + "]}]}";
    }

    static String afterCall(String blocks) {
        return new JsonObject(assistant(call("a")))
                .put(
                        "messages",
                        new JsonObject(assistant(call("a")))
                                .getJsonArray("messages")
                                .add(new JsonObject()
                                        .put("role", "user")
                                        .put("content", new JsonArray("[" + blocks + "]"))))
                .encode();
    }

    static String call(String id) {
        return "{\"type\":\"tool_use\",\"id\":\"" + id + "\",\"name\":\"weather\",\"input\":{}}";
    }

    static String result(String id, String content) {
        return "{\"type\":\"tool_result\",\"tool_use_id\":\"" + id + "\",\"content\":" + content + "}";
    }

    static String tool(String name) {
        return "{\"name\":\"" + name + "\",\"input_schema\":{\"type\":\"object\",\"properties\":{\"city\":"
                + "{\"type\":\"string\"}}}}";
    }

    static String page(boolean cited) {
        return "{\"type\":\"search_result\",\"source\":\"https://example.com/a\",\"title\":\"A page\",\"content\":"
                + "[{\"type\":\"text\",\"text\":\"It says so.\"}],\"citations\":{\"enabled\":" + cited + "}}";
    }

    static String marked() {
        return "{\"type\":\"text\",\"text\":\"a\",\"cache_control\":{\"type\":\"ephemeral\"}}";
    }

    static String thinking(String more) {
        return "{\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2048}" + more + "}";
    }
}
