package dev.deepreasoning.api.chatcompletions;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Roles, and the round trip of tool calls.
class ChatMessagesTest {
    private static final String USER = "{'role':'user','content':'Hi'}";
    private static final String CALL_A = "{'id':'a','type':'function','function':{'name':'f','arguments':'{}'}}";
    private static final String CALL_B = "{'id':'b','type':'function','function':{'name':'g','arguments':'{}'}}";
    private static final String CALLS = USER + ",{'role':'assistant','tool_calls':[" + CALL_A + "," + CALL_B + "]},";
    private static final String RESULT_A = "{'role':'tool','tool_call_id':'a','content':'A'}";
    private static final String RESULT_B = "{'role':'tool','tool_call_id':'b','content':'B'}";

    private static List<Message> read(String messages) {
        return Chats.canonical(Chats.messages(messages)).messages();
    }

    private static Message message(Role role, ContentPart... parts) {
        return new Message(role, List.of(parts));
    }

    private static ToolUse use(String id, String name) {
        return new ToolUse(id, name, JsonText.EMPTY_OBJECT, null);
    }

    private static ToolResult result(String id, String text) {
        return new ToolResult(id, List.of(new Text(text)), false, null);
    }

    @Test
    void keepsSystemAndDeveloperMessagesAtTheirPlace() {
        assertEquals(
                List.of(
                        Message.of(Role.SYSTEM, "one"),
                        Message.of(Role.SYSTEM, "two"),
                        Message.of(Role.USER, "Hi"),
                        Message.of(Role.ASSISTANT, "Yes?"),
                        Message.of(Role.SYSTEM, "three"),
                        Message.of(Role.USER, "Go"),
                        Message.of(Role.SYSTEM, "four")),
                read("{'role':'system','content':'one'},{'role':'developer','content':[{'type':'text','text':'two'}]},"
                        + USER + ",{'role':'assistant','content':'Yes?'},{'role':'developer','content':'three'},"
                        + "{'role':'user','content':'Go'},{'role':'system','content':'four'}"));
    }

    @Test
    void dropsTheNameOfAUser() {
        assertEquals(List.of(Message.of(Role.USER, "Hi")), read("{'role':'user','name':'jane','content':'Hi'}"));
    }

    @Test
    void readsParallelCallsAndTheirResultsInAnyOrderIntoOneTurn() {
        assertEquals(
                List.of(
                        Message.of(Role.USER, "Hi"),
                        message(Role.ASSISTANT, use("a", "f"), use("b", "g")),
                        message(Role.USER, result("b", "B"), result("a", "A"))),
                read(CALLS + RESULT_B + "," + RESULT_A));
    }

    @Test
    void goesOnAfterTheResults() {
        assertEquals(
                List.of(
                        Message.of(Role.USER, "Hi"),
                        message(Role.ASSISTANT, use("a", "f"), use("b", "g")),
                        message(Role.USER, result("a", "A"), result("b", "B")),
                        Message.of(Role.ASSISTANT, "Done."),
                        Message.of(Role.USER, "Thanks")),
                read(CALLS + RESULT_A + "," + RESULT_B
                        + ",{'role':'assistant','content':'Done.'},{'role':'user','content':'Thanks'}"));
    }

    @Test
    void letsASystemMessageStandBetweenCallsAndResults() {
        assertEquals(
                List.of(
                        Message.of(Role.USER, "Hi"),
                        message(Role.ASSISTANT, use("a", "f"), use("b", "g")),
                        Message.of(Role.SYSTEM, "Note"),
                        message(Role.USER, result("a", "A")),
                        Message.of(Role.SYSTEM, "Note"),
                        message(Role.USER, result("b", "B"))),
                read(CALLS + "{'role':'system','content':'Note'}," + RESULT_A + ",{'role':'system','content':'Note'},"
                        + RESULT_B));
    }

    @Test
    void keepsArgumentsAsTheyWereWritten() {
        String arguments = "{ \\'z\\':1.50, \\'a\\' : {\\'u\\':\\'\\\\u00e9\\'} }";
        List<Message> messages = read(USER + ",{'role':'assistant','content':null,'tool_calls':[{'id':'a','function':"
                + "{'name':'f','arguments':' " + arguments + "\\n'}}]}," + RESULT_A);
        ToolUse use = (ToolUse) messages.get(1).content().getFirst();
        assertEquals(
                "{ \"z\":1.50, \"a\" : {\"u\":\"\\u00e9\"} }", use.arguments().text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",'arguments':''", ",'arguments':' '", ",'arguments':null", ",'arguments':'\uFEFF{}'"})
    void takesNoArgumentsForAnEmptyObject(String arguments) {
        List<Message> messages = read(USER + ",{'role':'assistant','tool_calls':[{'id':'a','function':{'name':'f'"
                + arguments + "}}]}," + RESULT_A);
        assertEquals(message(Role.ASSISTANT, use("a", "f")), messages.get(1));
    }

    @Test
    void replacesIdsThatClaudeWouldRefuse() {
        String turn = "{'role':'assistant','tool_calls':[{'id':'functions.f:0','function':{'name':'f'}},"
                + "{'id':'twice','function':{'name':'g'}}]},"
                + "{'role':'tool','tool_call_id':'twice','content':'B'},"
                + "{'role':'tool','tool_call_id':'functions.f:0','content':'A'}";
        assertEquals(
                List.of(
                        Message.of(Role.USER, "Hi"),
                        message(Role.ASSISTANT, use("call_replaced_0", "f"), use("twice", "g")),
                        message(Role.USER, result("twice", "B"), result("call_replaced_0", "A")),
                        message(Role.ASSISTANT, use("call_replaced_1", "f"), use("call_replaced_2", "g")),
                        message(Role.USER, result("call_replaced_2", "B"), result("call_replaced_1", "A"))),
                read(USER + "," + turn + "," + turn));
    }

    @Test
    void readsTextBesideCalls() {
        assertEquals(
                message(Role.ASSISTANT, new Text("Let me look."), use("a", "f")),
                read(USER + ",{'role':'assistant','content':'Let me look.','tool_calls':[" + CALL_A + "]}," + RESULT_A)
                        .get(1));
    }

    @Test
    void readsLegacyFunctionCalls() {
        assertEquals(
                List.of(
                        Message.of(Role.USER, "Hi"),
                        message(Role.ASSISTANT, use("call_legacy_0", "f")),
                        message(Role.USER, result("call_legacy_0", "A")),
                        message(Role.ASSISTANT, use("call_legacy_1", "g")),
                        message(Role.USER, new ToolResult("call_legacy_1", List.of(), false, null))),
                read(USER + ",{'role':'assistant','content':null,'function_call':{'name':'f','arguments':'{}'}},"
                        + "{'role':'function','name':'f','content':'A'},"
                        + "{'role':'assistant','function_call':{'name':'g','arguments':''}},"
                        + "{'role':'function','name':'g','content':null}"));
    }

    @Test
    void keepsReasoningThatIsSentBackApartFromText() {
        for (String name : List.of("reasoning_content", "reasoning")) {
            assertEquals(
                    message(Role.ASSISTANT, new EchoedReasoning("Hm.", null), new Text("4")),
                    read(USER + ",{'role':'assistant','" + name + "':'Hm.','content':'4'}," + USER)
                            .get(1));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'reasoning_content':null",
                "'reasoning_content':' '",
                "'reasoning_content':['x']",
                "'reasoning':{'text':'x'}",
                "'reasoning_details':[{'type':'reasoning.text','text':'x'}]",
                "'thinking_blocks':[{'thinking':'x'}]",
                "'refusal':null",
                "'refusal':''",
                "'audio':null",
                "'annotations':[]",
                "'tool_calls':null",
                "'tool_calls':[]",
                "'function_call':null",
                "'name':'assistant'"
            })
    void ignoresWhatAnAssistantsMessageCarriesBesides(String member) {
        assertEquals(
                Message.of(Role.ASSISTANT, "4"),
                read(USER + ",{'role':'assistant','content':'4'," + member + "}," + USER)
                        .get(1));
    }

    @Test
    void readsARefusalAsText() {
        Message refusal = Message.of(Role.ASSISTANT, "No.");
        assertEquals(
                refusal,
                read(USER + ",{'role':'assistant','content':null,'refusal':'No.'}," + USER)
                        .get(1));
        assertEquals(
                refusal,
                read(USER + ",{'role':'assistant','content':[{'type':'refusal','refusal':'No.'}]}," + USER)
                        .get(1));
    }

    @Test
    void takesAConversationOfInstructionsAlone() {
        assertEquals(List.of(Message.of(Role.SYSTEM, "Greet.")), read("{'role':'developer','content':'Greet.'}"));
    }

    @Test
    void seesTheEndOfAnAgentsLoop() {
        assertTrue(Message.endsInToolResults(read(CALLS + RESULT_A + "," + RESULT_B)));
        assertTrue(Message.endsInToolResults(
                read(CALLS + RESULT_A + "," + RESULT_B + ",{'role':'system','content':'x'}")));
        assertEquals(
                List.of(false, false, false),
                List.of(
                        Message.endsInToolResults(read(USER)),
                        Message.endsInToolResults(read("{'role':'system','content':'x'}")),
                        Message.endsInToolResults(read(CALLS + RESULT_A + "," + RESULT_B + "," + USER))));
    }

    @Test
    void keepsTheCacheBreakpointOfAResult() {
        Message results = read(USER + ",{'role':'assistant','tool_calls':[" + CALL_A + "]},"
                        + "{'role':'tool','tool_call_id':'a','content':[],'cache_control':{'type':'ephemeral'}}")
                .get(2);
        assertEquals(
                message(Role.USER, new ToolResult("a", List.of(), false, new JsonText("{\"type\":\"ephemeral\"}"))),
                results);
    }

    enum Refused {
        NO_OBJECT("'Hi'", "invalid_type @ messages[0]"),
        NULL("null", "invalid_type @ messages[0]"),
        ROLE_MISSING("{'content':'Hi'}", "missing_required_parameter @ messages[0].role"),
        ROLE_UNKNOWN(USER + ",{'role':'robot','content':'Hi'}", "invalid_value @ messages[1].role"),
        ROLE_A_NUMBER("{'role':1,'content':'Hi'}", "invalid_type @ messages[0].role"),
        SYSTEM_WITHOUT_CONTENT("{'role':'system'}", "missing_required_parameter @ messages[0].content"),
        USER_WITHOUT_CONTENT("{'role':'user','content':null}", "missing_required_parameter @ messages[0].content"),
        ASSISTANT_WITHOUT_ANYTHING(
                USER + ",{'role':'assistant','content':null}," + USER,
                "missing_required_parameter @ messages[1].content"),
        ASSISTANT_LAST(USER + ",{'role':'assistant','content':'The'}", "invalid_value @ messages"),
        ASSISTANT_LAST_BUT_SYSTEM(
                USER + ",{'role':'assistant','content':'The'},{'role':'system','content':'x'}",
                "invalid_value @ messages"),
        REFUSAL_A_NUMBER(
                USER + ",{'role':'assistant','content':'x','refusal':1}," + USER, "invalid_type @ messages[1].refusal"),
        CALLS_NO_LIST(
                USER + ",{'role':'assistant','content':'x','tool_calls':{}}", "invalid_type @ messages[1].tool_calls"),
        CALL_NO_OBJECT(USER + ",{'role':'assistant','tool_calls':['x']}", "invalid_type @ messages[1].tool_calls[0]"),
        CALL_WITHOUT_ID(
                USER + ",{'role':'assistant','tool_calls':[" + CALL_A + ",{'function':{'name':'f'}}]}",
                "missing_required_parameter @ messages[1].tool_calls[1].id"),
        CALL_WITHOUT_FUNCTION(
                USER + ",{'role':'assistant','tool_calls':[{'id':'a','type':'function'}]}",
                "missing_required_parameter @ messages[1].tool_calls[0].function"),
        CALL_WITHOUT_NAME(
                USER + ",{'role':'assistant','tool_calls':[{'id':'a','function':{'arguments':'{}'}}]}",
                "missing_required_parameter @ messages[1].tool_calls[0].function.name"),
        CALL_NAME_ILLEGAL(
                USER + ",{'role':'assistant','tool_calls':[{'id':'a','function':{'name':'no spaces'}}]}",
                "invalid_value @ messages[1].tool_calls[0].function.name"),
        CALL_CUSTOM(
                USER + ",{'role':'assistant','tool_calls':[{'id':'a','type':'custom','custom':{'name':'f'}}]}",
                "unsupported_value @ messages[1].tool_calls[0].type"),
        CALL_TWICE(
                USER + ",{'role':'assistant','tool_calls':[" + CALL_A + "," + CALL_A + "]}",
                "invalid_value @ messages[1].tool_calls"),
        ARGUMENTS_AN_OBJECT(
                USER + ",{'role':'assistant','tool_calls':[{'id':'a','function':{'name':'f','arguments':{}}}]}",
                "invalid_type @ messages[1].tool_calls[0].function.arguments"),
        ARGUMENTS_NO_JSON(
                USER + ",{'role':'assistant','tool_calls':[{'id':'a','function':{'name':'f','arguments':'{x'}}]}",
                "invalid_value @ messages[1].tool_calls[0].function.arguments"),
        ARGUMENTS_A_LIST(
                USER + ",{'role':'assistant','tool_calls':[{'id':'a','function':{'name':'f','arguments':'[]'}}]}",
                "invalid_value @ messages[1].tool_calls[0].function.arguments"),
        ARGUMENTS_TWO_OBJECTS(
                USER + ",{'role':'assistant','tool_calls':[{'id':'a','function':{'name':'f','arguments':'{}{}'}}]}",
                "invalid_value @ messages[1].tool_calls[0].function.arguments"),
        RESULT_WITHOUT_ID(
                CALLS + "{'role':'tool','content':'x'}", "missing_required_parameter @ messages[2].tool_call_id"),
        RESULT_WITHOUT_CONTENT(
                CALLS + "{'role':'tool','tool_call_id':'a'}", "missing_required_parameter @ messages[2].content"),
        RESULT_WITHOUT_A_CALL(USER + "," + RESULT_A, "invalid_value @ messages[1].tool_call_id"),
        RESULT_FIRST_OF_ALL(RESULT_A, "invalid_value @ messages[0].tool_call_id"),
        RESULT_OF_ANOTHER_ID(
                CALLS + "{'role':'tool','tool_call_id':'c','content':'x'}", "invalid_value @ messages[2].tool_call_id"),
        RESULT_TWICE(CALLS + RESULT_A + "," + RESULT_A, "invalid_value @ messages[3].tool_call_id"),
        RESULT_MISSING_AT_THE_END(CALLS + RESULT_A, "invalid_value @ messages[1]"),
        RESULT_MISSING_BEFORE_THE_USER(CALLS + RESULT_A + "," + USER + "," + RESULT_B, "invalid_value @ messages[1]"),
        RESULT_MISSING_BEFORE_THE_ASSISTANT(
                CALLS + "{'role':'assistant','content':'x'}," + USER, "invalid_value @ messages[1]"),
        FUNCTION_WITHOUT_NAME(
                USER + ",{'role':'function','content':'x'}", "missing_required_parameter @ messages[1].name"),
        FUNCTION_WITHOUT_A_CALL(
                USER + ",{'role':'function','name':'f','content':'x'}", "invalid_value @ messages[1].name"),
        FUNCTION_CALL_A_STRING(
                USER + ",{'role':'assistant','function_call':'f'}", "invalid_type @ messages[1].function_call"),
        FUNCTION_CALL_UNANSWERED(
                USER + ",{'role':'assistant','function_call':{'name':'f'}}," + USER, "invalid_value @ messages[1]");

        final String messages;
        final String expected;

        Refused(String messages, String expected) {
            this.messages = messages;
            this.expected = expected;
        }
    }

    @ParameterizedTest
    @EnumSource
    void refuses(Refused conversation) {
        assertEquals(conversation.expected, Chats.refusal(Chats.messages(conversation.messages)));
    }

    @Test
    void saysWhatIsMissingInTheWordsOfTheCaller() {
        String functions = "{'model':'m','functions':[{'name':'f'}],'messages':[" + USER
                + ",{'role':'assistant','function_call':{'name':'f'}}]}";
        assertEquals("invalid_value @ messages[1]", Chats.refusal(Chats.quoted(functions)));
    }
}
