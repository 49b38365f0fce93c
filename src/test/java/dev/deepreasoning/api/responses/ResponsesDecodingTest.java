package dev.deepreasoning.api.responses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.RequestJson;
import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.canonical.ContentPart.Document;
import dev.deepreasoning.canonical.ContentPart.EchoedReasoning;
import dev.deepreasoning.canonical.ContentPart.Image;
import dev.deepreasoning.canonical.ContentPart.Text;
import dev.deepreasoning.canonical.ContentPart.ToolResult;
import dev.deepreasoning.canonical.ContentPart.ToolUse;
import dev.deepreasoning.canonical.Effort;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.Message;
import dev.deepreasoning.canonical.Message.Role;
import dev.deepreasoning.canonical.OutputFormat;
import dev.deepreasoning.canonical.ReasoningOptions.Mode;
import dev.deepreasoning.canonical.SearchOptions;
import dev.deepreasoning.canonical.ToolChoice;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Requests as OpenAI's SDKs and agents send them; `'` stands for `"`.
class ResponsesDecodingTest {
    private static ResponsesRequest decode(String body) {
        return ResponsesRequestDecoder.decode(
                body.replace('\'', '"').getBytes(StandardCharsets.UTF_8),
                MultiMap.caseInsensitiveMultiMap(),
                ResponsesDecodingTest::stored);
    }

    private static @Nullable RequestJson stored(String id) {
        return id.equals("msg_1")
                ? RequestJson.parse(("{\"type\":\"message\",\"role\":\"assistant\",\"content\":"
                                + "[{\"type\":\"output_text\",\"text\":\"Before.\"}]}")
                        .getBytes(StandardCharsets.UTF_8))
                : null;
    }

    private static ResponsesRequest with(String members) {
        return decode("{'model':'deepreasoning','input':'Hi'" + (members.isEmpty() ? "" : "," + members) + "}");
    }

    private static List<Message> input(String items) {
        return decode("{'model':'deepreasoning','input':[" + items + "]}")
                .canonical()
                .messages();
    }

    private static String refused(String body) {
        GatewayException failure = assertThrows(GatewayException.class, () -> decode(body), body);
        return failure.kind() == ErrorKind.NOT_FOUND
                ? "404 @ " + failure.param()
                : failure.code() + " @ " + failure.param();
    }

    @Test
    void everyPlainFieldIsMapped() {
        ResponsesRequest request = with("'instructions':'Be brief.','stream':true,'temperature':0.5,'top_p':0.8,"
                + "'max_output_tokens':99,'user':'u','disable_formatting':true,'store':true,'truncation':'auto',"
                + "'metadata':{'a':'b'},'reasoning':{'effort':'low','summary':'auto'},'strict':false,"
                + "'text':{'format':{'type':'json_object'},'verbosity':'low'},'include':['reasoning.encrypted_content'],"
                + "'unknown':1");
        CanonicalRequest canonical = request.canonical();
        assertEquals(Role.SYSTEM, canonical.messages().getFirst().role());
        assertEquals(0.5, canonical.sampling().temperature());
        assertEquals(0.8, canonical.sampling().topP());
        assertEquals(99, canonical.maxTokens());
        assertEquals("u", canonical.userId());
        assertEquals(Effort.LOW, canonical.reasoning().effort());
        assertInstanceOf(OutputFormat.JsonObject.class, canonical.outputFormat());
        assertTrue(canonical.stream() && canonical.disableFormatting() && request.encryptedReasoning());
        JsonObject echo = new JsonObject("{" + request.echo() + "}");
        assertEquals("Be brief.", echo.getString("instructions"));
        assertEquals(false, echo.getBoolean("store"), "nothing is stored, and said so");
        assertEquals("low", echo.getJsonObject("text").getString("verbosity"));
        assertEquals("auto", echo.getString("truncation"));
        assertEquals("b", echo.getJsonObject("metadata").getString("a"));
        assertEquals("auto", echo.getJsonObject("reasoning").getString("summary"));
        assertEquals(
                Mode.OFF,
                with("'reasoning':{'effort':'none'}").canonical().reasoning().mode());
        assertNull(with("'reasoning':{}").canonical().reasoning().effort());
        assertEquals(7, with("'max_tokens':7").canonical().maxTokens());
        assertEquals(
                "true",
                new JsonObject("{" + with("").echo() + "}")
                        .getBoolean("parallel_tool_calls")
                        .toString());
        assertEquals(
                "false",
                new JsonObject("{" + with("'parallel_tool_calls':false").echo() + "}")
                        .getBoolean("parallel_tool_calls")
                        .toString());
    }

    @Test
    void whatMayBeDroppedAndWhatMayBeKeptIsTheCallersToSay() {
        assertTrue(with("'truncation':'auto'").truncated());
        assertFalse(with("'truncation':'disabled'").truncated());
        assertFalse(with("").truncated());
        assertEquals("disabled", new JsonObject("{" + with("").echo() + "}").getString("truncation"));
        assertTrue(with("").kept() && with("'store':true").kept());
        assertFalse(with("'store':false").kept());
    }

    /// OpenAI holds its models to a custom tool's grammar; Claude has to be told of it.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'description':'Applies a patch' | Applies a patch",
                "'description':'Applies.','format':{'type':'text'} | Applies.",
                "'description':'Applies.','format':{'type':'grammar','syntax':'lark','definition':'start: x'}"
                        + " | Applies.~~^input^ is plain text that follows this lark grammar:~start: x",
                "'format':{'type':'grammar','definition':'start: x'}"
                        + " | ^input^ is plain text that follows this grammar:~start: x",
                "'format':{'type':'grammar','definition':' '} | "
            })
    void aCustomToolIsDescribedWithItsGrammar(String members, @Nullable String described) {
        assertEquals(
                described == null ? null : described.replace('~', '\n').replace('^', '`'),
                with("'tools':[{'type':'custom','name':'p'," + members + "}]")
                        .canonical()
                        .tools()
                        .getFirst()
                        .description());
    }

    @Test
    void aSchemaIsFlatHere() {
        OutputFormat.JsonSchema schema = assertInstanceOf(
                OutputFormat.JsonSchema.class,
                with("'text':{'format':{'type':'json_schema','name':'n','schema':{'z':1,'a':2}}}")
                        .canonical()
                        .outputFormat());
        assertEquals("{\"z\":1,\"a\":2}", schema.schema().text());
        assertNull(with("'text':{'format':{'type':'text'}}").canonical().outputFormat());
    }

    @Test
    void everyKindOfItemIsRead() {
        List<Message> messages = input(
                "{'role':'developer','content':'d'},{'role':'user','content':[{'type':'input_text',"
                        + "'text':'a'},{'type':'input_image','image_url':'https://x/y'},{'type':'input_image','file_id':'f'},"
                        + "{'type':'input_file','file_id':'f'},{'type':'input_file','file_url':'https://x/y.pdf'},"
                        + "{'type':'input_file','filename':'a.pdf','file_data':'AAAA'}]},"
                        + "{'type':'reasoning','id':'rs','summary':[{'type':'summary_text','text':'plan'}],'encrypted_content':'drx1.x'},"
                        + "{'type':'message','role':'assistant','content':[{'type':'output_text','text':'b'},{'type':'refusal','refusal':'no'}]},"
                        + "{'type':'function_call','call_id':'c1','name':'w','arguments':'{\\'b\\':1}'},"
                        + "{'type':'custom_tool_call','call_id':'c2','name':'p','input':'x'},"
                        + "{'type':'web_search_call','id':'ws'},{'type':'mcp_call'},"
                        + "{'type':'function_call_output','call_id':'c1','output':'rain'},"
                        + "{'type':'custom_tool_call_output','call_id':'c2','output':[{'type':'input_text','text':'done'}]}");
        assertEquals(4, messages.size());
        assertEquals(6, messages.get(1).content().size());
        assertInstanceOf(Image.class, messages.get(1).content().get(1));
        assertInstanceOf(Document.class, messages.get(1).content().get(5));
        assertEquals(
                new EchoedReasoning("plan", "drx1.x"), messages.get(2).content().getFirst());
        assertEquals(5, messages.get(2).content().size());
        assertEquals(
                "{\"b\":1}",
                ((ToolUse) messages.get(2).content().get(3)).arguments().text());
        assertEquals(
                "{\"input\":\"x\"}",
                ((ToolUse) messages.get(2).content().get(4)).arguments().text());
        assertEquals(2, messages.get(3).content().size());
        assertTrue(Message.endsInToolResults(messages));
    }

    @Test
    void wordsBehindResultsAreATurnOfTheirOwn() {
        List<Message> messages =
                input("{'role':'user','content':'a'},{'type':'function_call','call_id':'c1','name':'w'},"
                        + "{'type':'function_call_output','call_id':'c1','output':''},{'role':'user','content':'b'}");
        assertEquals(4, messages.size());
        assertInstanceOf(ToolResult.class, messages.get(2).content().getFirst());
        assertInstanceOf(Text.class, messages.get(3).content().getFirst());
    }

    @Test
    void anItemThatWasNamedIsReadFromWhereItIsKept() {
        List<Message> messages = input("{'role':'user','content':'a'},{'type':'item_reference','id':'msg_1'},"
                + "{'id':'msg_1'},{'role':'user','content':'b'}");
        assertEquals(2, messages.get(1).content().size());
        assertEquals("404 @ input", refused("{'model':'m','input':[{'type':'item_reference','id':'rs_1'}]}"));
        assertEquals("404 @ input", refused("{'model':'m','input':[{'id':'a b'}]}"));
    }

    @Test
    void toolsOfOtherServersAreLeftOutAndReported() {
        ResponsesRequest request = with(
                "'tools':[{'type':'function','name':'w','parameters':{'type':'object'},'strict':true},"
                        + "{'type':'custom','name':'p'},{'type':'local_shell'},{'type':'a b'},"
                        + "{'type':'web_search','search_context_size':'high','filters':{'allowed_domains':['x.org'],'blocked_domains':['y.org']}}]");
        assertEquals(2, request.canonical().tools().size());
        assertEquals(Set.of("p"), request.customTools());
        assertEquals(2, request.adjusted().size());
        assertEquals("local_shell", request.adjusted().getFirst().from());
        SearchOptions search = Objects.requireNonNull(request.canonical().search());
        assertEquals("deep", search.depth());
        assertEquals(List.of("x.org"), search.includeDomains());
        assertEquals(List.of("y.org"), search.excludeDomains());
        assertEquals(
                3,
                new JsonObject("{" + request.echo() + "}").getJsonArray("tools").size());
        assertNull(with("'tools':[{'type':'web_search','external_web_access':false}]")
                .canonical()
                .search());
        for (String size : List.of("low", "medium")) {
            assertTrue(with("'tools':[{'type':'web_search','search_context_size':'" + size + "'}]")
                            .canonical()
                            .search()
                    != null);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'auto' | AUTO | 2",
                "'none' | NONE | 2",
                "'required' | ANY | 2",
                "{'type':'function','name':'w'} | TOOL | 2",
                "{'type':'custom','name':'p'} | TOOL | 2",
                "{'type':'web_search'} | AUTO | 2",
                "{'type':'allowed_tools','mode':'required','tools':[{'type':'function','name':'w'},{'type':'web_search'}]} | ANY | 1",
                "{'type':'allowed_tools','tools':[{'type':'function','name':'w'}]} | AUTO | 1"
            })
    void aToolChoiceIsMapped(String choice, ToolChoice.Mode mode, int tools) {
        CanonicalRequest request = with("'tools':[{'type':'function','name':'w'},{'type':'custom','name':'p'}],"
                        + "'parallel_tool_calls':false,'tool_choice':" + choice)
                .canonical();
        ToolChoice read = Objects.requireNonNull(request.toolChoice());
        assertEquals(mode, read.mode());
        assertTrue(read.disableParallel());
        assertEquals(tools, request.tools().size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | missing_required_parameter @ model",
                "{'model':'m'} | missing_required_parameter @ input",
                "{'model':'m','messages':[]} | invalid_value @ messages",
                "{'model':'m','input':''} | invalid_value @ input",
                "{'model':'m','input':[]} | invalid_value @ input",
                "{'model':'m','input':5} | invalid_type @ input",
                "{'model':'m','input':'x','previous_response_id':'r'} | unsupported_parameter @ previous_response_id",
                "{'model':'m','input':'x','conversation':'c'} | unsupported_parameter @ conversation",
                "{'model':'m','input':'x','prompt':{'id':'p'}} | unsupported_parameter @ prompt",
                "{'model':'m','input':'x','background':true} | unsupported_parameter @ background",
                "{'model':'m','input':'x','top_logprobs':3} | unsupported_parameter @ top_logprobs",
                "{'model':'m','input':'x','max_output_tokens':70000} | invalid_value @ max_output_tokens",
                "{'model':'m','input':'x','truncation':'some'} | invalid_value @ truncation",
                "{'model':'m','input':'x','reasoning':{'effort':'huge'}} | invalid_value @ reasoning.effort",
                "{'model':'m','input':'x','text':{'format':{'type':'xml'}}} | invalid_value @ text.format.type",
                "{'model':'m','input':'x','text':{'format':{'type':'json_schema'}}} | missing_required_parameter @ text.format.schema",
                "{'model':'m','input':'x','strict':true,'tools':[{'type':'computer_use'}]} | unsupported_value @ tools",
                "{'model':'m','input':'x','tools':[{'type':'function','name':'a b'}]} | invalid_value @ tools[0].name",
                "{'model':'m','input':'x','tools':[{'type':'function','name':'a'},{'type':'custom','name':'a'}]} | invalid_value @ tools[1].name",
                "{'model':'m','input':'x','tools':[{'type':'web_search','search_context_size':'x'}]} | invalid_value @ tools[0].search_context_size",
                "{'model':'m','input':'x','tool_choice':'maybe'} | invalid_value @ tool_choice",
                "{'model':'m','input':'x','tool_choice':{'type':'function','name':'w'}} | invalid_value @ tool_choice.name",
                "{'model':'m','input':[{'role':'robot','content':'x'}]} | invalid_value @ input[0].role",
                "{'model':'m','input':[{'role':'user'}]} | missing_required_parameter @ input[0].content",
                "{'model':'m','input':[{'role':'user','content':[{'type':'input_text'}]}]} | missing_required_parameter @ input[0].content[0].text",
                "{'model':'m','input':[{'role':'user','content':[{'type':'x'}]}]} | invalid_value @ input[0].content[0].type",
                "{'model':'m','input':[{'role':'user','content':[{'type':'input_audio'}]}]} | unsupported_value @ input[0].content[0].type",
                "{'model':'m','input':[{'role':'user','content':[{'type':'input_image','image_url':'x'}]}]} | invalid_value @ input[0].content[0].image_url",
                "{'model':'m','input':[{'role':'user','content':'x'},{'role':'assistant','content':'y'}]} | invalid_value @ input",
                "{'model':'m','input':[{'role':'user','content':'x'},{'type':'function_call','call_id':'c','name':'n'}]} | invalid_value @ input",
                "{'model':'m','input':[{'type':'function_call','call_id':'c','name':'n'},{'type':'function_call','call_id':'c','name':'n'}]} | invalid_value @ input[1].call_id",
                "{'model':'m','input':[{'type':'function_call','call_id':'c','name':'n','arguments':'x'}]} | invalid_value @ input[0].arguments",
                "{'model':'m','input':[{'type':'function_call_output','call_id':'c','output':'x'}]} | invalid_value @ input[0].call_id",
                "{'model':'m','input':[{'type':'function_call','call_id':'c','name':'n'},{'type':'function_call_output','call_id':'c'}]} | missing_required_parameter @ input[1].output"
            })
    void aWrongFieldIsRefusedByName(String body, String told) {
        assertEquals(told, refused(body));
    }
}
