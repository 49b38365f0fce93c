package dev.deepreasoning.api.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.messages.MessagesRequest.Shown;
import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.canonical.ContentPart;
import dev.deepreasoning.canonical.ContentPart.Document;
import dev.deepreasoning.canonical.ContentPart.EchoedReasoning;
import dev.deepreasoning.canonical.ContentPart.Image;
import dev.deepreasoning.canonical.ContentPart.SearchResult;
import dev.deepreasoning.canonical.ContentPart.Text;
import dev.deepreasoning.canonical.ContentPart.ToolResult;
import dev.deepreasoning.canonical.ContentPart.ToolUse;
import dev.deepreasoning.canonical.Effort;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.MediaSource;
import dev.deepreasoning.canonical.Message;
import dev.deepreasoning.canonical.Message.Role;
import dev.deepreasoning.canonical.OutputFormat;
import dev.deepreasoning.canonical.ReasoningOptions.Mode;
import dev.deepreasoning.canonical.ToolChoice;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests as Anthropic's SDKs and agents send them; `'` stands for `"`.
class MessagesDecodingTest {
    private static final String CALL =
            "{'role':'assistant','content':[{'type':'tool_use','id':'t1','name':'w','input':" + "{'b':1,'a':2}}]}";
    private static final String RESULT = "{'role':'user','content':[{'type':'tool_result','tool_use_id':'t1'}]}";
    private static final String HI = "{'role':'user','content':'Hi'}";

    private static MessagesRequest decode(String body) {
        return MessagesRequestDecoder.decode(
                body.replace('\'', '"').getBytes(StandardCharsets.UTF_8), MultiMap.caseInsensitiveMultiMap());
    }

    private static MessagesRequest with(String members) {
        return decode("{'model':'deepreasoning','max_tokens':9,'messages':[" + HI + "]"
                + (members.isEmpty() ? "" : "," + members) + "}");
    }

    private static CanonicalRequest messages(String messages) {
        return decode("{'model':'deepreasoning','max_tokens':9,'messages':[" + messages + "]}")
                .canonical();
    }

    private static List<ContentPart> user(String blocks) {
        return messages("{'role':'user','content':[" + blocks + "]}")
                .messages()
                .getFirst()
                .content();
    }

    private static String refused(String body) {
        GatewayException failure = assertThrows(GatewayException.class, () -> decode(body), body);
        assertEquals(ErrorKind.INVALID_REQUEST, failure.kind());
        return failure.code() + " @ " + failure.param();
    }

    @Test
    void everyPlainFieldIsMapped() {
        CanonicalRequest request = with("'stream':true,'temperature':0.5,'top_p':0.8,'top_k':5,'strict':true,"
                        + "'stop_sequences':['A',''],'anthropic_model':'claude-x','metadata':{'user_id':'u'},"
                        + "'disable_formatting':true,'service_tier':'auto','context_management':{},'unknown':1")
                .canonical();
        assertEquals("deepreasoning", request.model());
        assertEquals("claude-x", request.anthropicModel());
        assertEquals(9, request.maxTokens());
        assertEquals(0.5, request.sampling().temperature());
        assertEquals(0.8, request.sampling().topP());
        assertEquals(5, request.sampling().topK());
        assertEquals(List.of("A"), request.stopSequences());
        assertEquals("u", request.userId());
        assertTrue(request.stream() && request.strict() && request.disableFormatting());
        assertNull(request.search());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                              |       | HIDDEN",
                "'thinking':{'type':'disabled'}                  | OFF   | HIDDEN",
                "'thinking':{'type':'enabled','budget_tokens':2048} |    | FULL",
                "'thinking':{'type':'adaptive'}                  |       | FULL",
                "'thinking':{'type':'between_tools'}             |       | FULL",
                "'thinking':{'type':'adaptive','display':'omitted'} |    | OMITTED",
                "'thinking':{'type':'adaptive'},'include_reasoning':false | | HIDDEN",
                "'include_reasoning':true                        |       | FULL",
                "'reasoning_mode':'only'                         | ONLY  | FULL",
                "'reasoning_mode':'off'                          | OFF   | HIDDEN"
            },
            quoteCharacter = '`')
    void thinkingAsksForTheReasonersReasoning(String members, Mode mode, Shown shown) {
        MessagesRequest request = with(members.equals("''") ? "" : members);
        assertEquals(mode, request.canonical().reasoning().mode());
        assertEquals(shown, request.thinking());
    }

    @Test
    void aBudgetIsTheExactCapAndAnEffortBoundsToo() {
        assertEquals(
                2048,
                with("'thinking':{'type':'enabled','budget_tokens':2048}")
                        .canonical()
                        .reasoning()
                        .maxTokens());
        assertEquals(
                Effort.HIGH,
                with("'output_config':{'effort':'high'}")
                        .canonical()
                        .reasoning()
                        .effort());
    }

    @Test
    void structuredOutputIsASchema() {
        OutputFormat.JsonSchema schema = assertInstanceOf(
                OutputFormat.JsonSchema.class,
                with("'output_config':{'format':{'type':'json_schema','schema':{'z':1,'a':2}}}")
                        .canonical()
                        .outputFormat());
        assertEquals("{\"z\":1,\"a\":2}", schema.schema().text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"'system':'Be brief.'", "'system':[{'type':'text','text':'Be brief.'}]"})
    void theSystemPromptComesFirst(String member) {
        Message first = with(member).canonical().messages().getFirst();
        assertEquals(Role.SYSTEM, first.role());
        assertEquals("Be brief.", ((Text) first.content().getFirst()).text());
    }

    @Test
    void cacheBreakpointsAreKeptWhereTheyStand() {
        Text system = (Text) with("'system':[{'type':'text','text':'a','cache_control':{'type':'ephemeral'}}]")
                .canonical()
                .messages()
                .getFirst()
                .content()
                .getFirst();
        assertEquals(
                "{\"type\":\"ephemeral\"}",
                Objects.requireNonNull(system.cacheControl()).text());
    }

    /// Behind it comes R1's reasoning, which no cache can hold.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'text','text':'a'}",
                "{'type':'image','source':{'type':'url','url':'https://x/y'}}",
                "{'type':'document','source':{'type':'url','url':'https://x/y'}}",
                "{'type':'search_result','source':'s','title':'t','content':[{'type':'text','text':'x'}]}"
            })
    void automaticCachingEndsAtTheCallersOwnLastBlock(String block) {
        String control = "'cache_control':{'type':'ephemeral','ttl':'1h'}";
        String rest = "]},{'role':'assistant','content':'So,'}]}";
        CanonicalRequest request = decode("{'model':'deepreasoning','max_tokens':9," + control
                        + ",'messages':[{'role':'user','content':[" + block + rest)
                .canonical();
        assertEquals(
                "{\"type\":\"ephemeral\",\"ttl\":\"1h\"}",
                Objects.requireNonNull(request.messages()
                                .getFirst()
                                .content()
                                .getFirst()
                                .cacheControl())
                        .text());
        assertNull(request.messages().getLast().content().getFirst().cacheControl());
        String marked = block.substring(0, block.length() - 1) + ",'cache_control':{'type':'ephemeral'}}";
        assertEquals(
                "{\"type\":\"ephemeral\"}",
                Objects.requireNonNull(decode("{'model':'deepreasoning','max_tokens':9," + control
                                        + ",'messages':[{'role':'user','content':[" + marked + rest)
                                .canonical()
                                .messages()
                                .getFirst()
                                .content()
                                .getFirst()
                                .cacheControl())
                        .text(),
                "the caller's own breakpoint stays what it is");
    }

    @Test
    void automaticCachingTakesToolResultsToo() {
        List<Message> messages = decode("{'model':'deepreasoning','max_tokens':9,'cache_control':{'type':'ephemeral'},"
                        + "'messages':[" + HI + "," + CALL + "," + RESULT + "]}")
                .canonical()
                .messages();
        assertTrue(messages.getLast().content().getFirst().cacheControl() != null);
        assertNull(messages.getFirst().content().getFirst().cacheControl());
    }

    @Test
    void everyBlockOfAUserIsRead() {
        List<ContentPart> parts = user("{'type':'text','text':'a'},"
                + "{'type':'image','source':{'type':'base64','media_type':'image/png','data':'AAAA'}},"
                + "{'type':'image','source':{'type':'url','url':'https://x/y'}},"
                + "{'type':'image','source':{'type':'file','file_id':'f'}},"
                + "{'type':'document','title':'T','context':'C','citations':{'enabled':true},"
                + "'source':{'type':'base64','media_type':'application/pdf','data':'AAAA'}},"
                + "{'type':'document','source':{'type':'text','media_type':'text/plain','data':'plain'}},"
                + "{'type':'document','source':{'type':'content','content':[{'type':'text','text':'x'}]}},"
                + "{'type':'document','source':{'type':'url','url':'https://x/y.pdf'}},"
                + "{'type':'document','source':{'type':'file','file_id':'f'}},"
                + "{'type':'search_result','source':'s','title':'t','content':[{'type':'text','text':'x'}]}");
        assertEquals(10, parts.size());
        assertEquals(new MediaSource.Inline("image/png", "AAAA"), ((Image) parts.get(1)).source());
        assertEquals("T", ((Document) parts.get(4)).title());
        assertEquals(new MediaSource.PlainText("plain"), ((Document) parts.get(5)).source());
        assertInstanceOf(MediaSource.Blocks.class, ((Document) parts.get(6)).source());
        assertEquals("s", ((SearchResult) parts.get(9)).source());
    }

    @Test
    void aToolLoopIsReadWithItsThinking() {
        CanonicalRequest request = messages(HI
                + ",{'role':'assistant','content':[{'type':'thinking','thinking':'plan','signature':'dr1.x'},"
                + "{'type':'redacted_thinking','data':'x'},{'type':'text','text':''},"
                + "{'type':'tool_use','id':'t1','name':'w','input':{'b':1,'a':2}}]},"
                + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'t1','is_error':true,'content':["
                + "{'type':'text','text':'rain'},{'type':'tool_reference','tool_name':'x'},"
                + "{'type':'image','source':{'type':'url','url':'https://x/y'}}]},{'type':'text','text':'and?'}]}");
        List<ContentPart> assistant = request.messages().get(1).content();
        assertEquals(new EchoedReasoning("plan", "dr1.x"), assistant.getFirst());
        assertEquals(
                "{\"b\":1,\"a\":2}", ((ToolUse) assistant.get(1)).arguments().text());
        ToolResult result = (ToolResult) request.messages().get(2).content().getFirst();
        assertTrue(result.isError());
        assertEquals(2, result.content().size());
        assertEquals(
                1,
                ((ToolResult) messages(
                                        HI + "," + CALL
                                                + ",{'role':'user','content':[{'type':'tool_result','tool_use_id':'t1','content':'rain'}]}")
                                .messages()
                                .getLast()
                                .content()
                                .getFirst())
                        .content()
                        .size());
    }

    @Test
    void aLastMessageOfTheAssistantIsContinued() {
        CanonicalRequest request = messages(HI + ",{'role':'assistant','content':'So,  '}");
        assertTrue(request.prefill());
        assertEquals("So,", ((Text) request.messages().getLast().content().getFirst()).text());
        assertFalse(messages(HI + ",{'role':'assistant','content':'  '}").prefill());
        assertFalse(
                messages(HI + ",{'role':'assistant','content':[{'type':'thinking','thinking':'x','signature':'y'}]}")
                        .prefill());
    }

    @Test
    void systemMessagesMayStandInside() {
        assertEquals(
                Role.SYSTEM,
                messages(HI + ",{'role':'system','content':'Now in French.'}")
                        .messages()
                        .getLast()
                        .role());
    }

    @Test
    void toolsAreReadAndSearchIsTheGatewaysOwn() {
        String tools = "'tools':[{'name':'w','description':'d','input_schema':{'type':'object'},'strict':true,"
                + "'cache_control':{'type':'ephemeral'}},{'type':'custom','name':'c','input_schema':{'type':'object'}},"
                + "{'type':'web_search_20250305','name':'web_search'}]";
        CanonicalRequest request = with(tools).canonical();
        assertEquals(2, request.tools().size());
        assertTrue(request.search() != null);
        assertNull(with(tools + ",'tool_choice':{'type':'none'}").canonical().search());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'auto'} | AUTO | false",
                "{'type':'any','disable_parallel_tool_use':true} | ANY | true",
                "{'type':'none'} | NONE | false",
                "{'type':'tool','name':'w'} | TOOL | false",
                "{'type':'tool','name':'web_search'} | AUTO | false"
            })
    void aToolChoiceIsMapped(String choice, ToolChoice.Mode mode, boolean one) {
        ToolChoice read = Objects.requireNonNull(
                with("'tools':[{'name':'w','input_schema':{'type':'object'}}],'tool_choice':" + choice)
                        .canonical()
                        .toolChoice());
        assertEquals(mode, read.mode());
        assertEquals(one, read.disableParallel());
    }

    @Test
    void aToolOfTheCallersOwnMayBeCalledWebSearch() {
        ToolChoice read =
                Objects.requireNonNull(with("'tools':[{'name':'web_search','input_schema':{'type':'object'}}],"
                                + "'tool_choice':{'type':'tool','name':'web_search'}")
                        .canonical()
                        .toolChoice());
        assertEquals(ToolChoice.Mode.TOOL, read.mode());
        assertEquals("web_search", read.name());
    }

    @Test
    void aCountNeedsNoBound() {
        byte[] body = ("{\"model\":\"deepreasoning\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}")
                .getBytes(StandardCharsets.UTF_8);
        assertNull(MessagesRequestDecoder.decodeCount(body, MultiMap.caseInsensitiveMultiMap())
                .canonical()
                .maxTokens());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'max_tokens':0 | max_tokens",
                "'max_tokens':'x' | max_tokens",
                "'temperature':3 | temperature",
                "'top_k':-1 | top_k",
                "'thinking':{'type':'often'} | thinking.type",
                "'thinking':{} | thinking.type",
                "'thinking':{'type':'enabled'} | thinking.budget_tokens",
                "'thinking':{'type':'enabled','budget_tokens':5} | thinking.budget_tokens",
                "'output_config':{'effort':'huge'} | output_config.effort",
                "'output_config':{'format':{'type':'xml'}} | output_config.format.type",
                "'output_config':{'format':{'type':'json_schema'}} | output_config.format.schema",
                "'system':[{'type':'image'}] | system[0].type",
                "'system':7 | system",
                "'tools':[{'name':'a b','input_schema':{'type':'object'}}] | tools[0].name",
                "'tools':[{'name':'a'}] | tools[0].input_schema",
                "'tools':[{'name':'a','input_schema':{'type':'string'}}] | tools[0].input_schema.type",
                "'tools':[{'type':'bash_20250124','name':'bash'}] | tools[0].type",
                "'tools':[{'name':'a','input_schema':{'type':'object'}},{'name':'a','input_schema':{'type':'object'}}] | tools[1].name",
                "'tool_choice':{'type':'tool','name':'a'} | tool_choice.name",
                "'tool_choice':{'type':'some'} | tool_choice.type",
                "'messages':[] | messages",
                "'messages':null | messages",
                "'messages':[{'role':'robot','content':'x'}] | messages[0].role",
                "'messages':[{'role':'user'}] | messages[0].content",
                "'messages':[{'role':'user','content':''}] | messages[0].content",
                "'messages':[{'role':'user','content':5}] | messages[0].content",
                "'messages':[{'role':'user','content':[{'type':'text','text':''}]}] | messages[0].content[0].text",
                "'messages':[{'role':'user','content':[{'type':'text'}]}] | messages[0].content[0].text",
                "'messages':[{'role':'user','content':[{'type':'sound'}]}] | messages[0].content[0].type",
                "'messages':[{'role':'user','content':[{'type':'image'}]}] | messages[0].content[0].source",
                "'messages':[{'role':'user','content':[{'type':'image','source':{'type':'x'}}]}] | messages[0].content[0].source.type",
                "'messages':[{'role':'user','content':[{'type':'document','source':{'type':'x'}}]}] | messages[0].content[0].source.type",
                "'messages':[{'role':'user','content':[{'type':'document','source':{'type':'content'}}]}] | messages[0].content[0].source.content",
                "'messages':[{'role':'user','content':[{'type':'image','source':{'type':'base64','media_type':'image/bmp','data':'A'}}]}] | messages[0].content[0].source.media_type",
                "'messages':[{'role':'user','content':[{'type':'tool_use','id':'a','name':'n'}]}] | messages[0].content[0].type",
                "'messages':[{'role':'user','content':'x'},{'role':'assistant','content':[{'type':'tool_result','tool_use_id':'a'}]}] | messages[1].content[0].type",
                "'messages':[{'role':'system','content':[{'type':'tool_result','tool_use_id':'a'}]}] | messages[0].content[0].type",
                "'messages':[{'role':'assistant','content':'x'}] | messages",
                "'messages':[{'role':'system','content':'x'}] | messages",
                "'messages':[{'role':'user','content':[{'type':'tool_result','tool_use_id':'t9'}]}] | messages[0].content",
                "'messages':[{'role':'user','content':[{'type':'tool_result','tool_use_id':'t 9'}]}] | messages[0].content[0].tool_use_id",
                "'messages':[{'role':'user','content':'x'},{'role':'assistant','content':[{'type':'tool_use','id':'a','name':'n'},{'type':'tool_use','id':'a','name':'n'}]}] | messages[1].content",
                "'messages':[{'role':'user','content':'x'},{'role':'assistant','content':[{'type':'tool_use','id':'a','name':'n'}]}] | messages[1]",
                "'messages':[{'role':'user','content':'x'},{'role':'assistant','content':[{'type':'tool_use','id':'a','name':'n'}]},{'role':'user','content':'y'}] | messages[1]"
            })
    void aWrongFieldIsRefusedByName(String members, String param) {
        String body = members.startsWith("'messages'")
                ? "{'model':'deepreasoning','max_tokens':9," + members + "}"
                : members.startsWith("'max_tokens'")
                        ? "{'model':'deepreasoning','messages':[" + HI + "]," + members + "}"
                        : "{'model':'deepreasoning','max_tokens':9,'messages':[" + HI + "]," + members + "}";
        String told = refused(body);
        assertEquals(param, told.substring(told.indexOf("@ ") + 2));
    }

    @Test
    void whatMustBeThereIsMissedByName() {
        assertEquals("missing_required_parameter @ model", refused("{}"));
        assertEquals("missing_required_parameter @ max_tokens", refused("{'model':'m','messages':[" + HI + "]}"));
        String longUser = "'metadata':{'user_id':'" + "u".repeat(600) + "'}";
        assertEquals(
                "invalid_value @ metadata.user_id",
                refused("{'model':'m','max_tokens':1,'messages':[" + HI + "]," + longUser + "}"));
        assertEquals(3, messages(HI + "," + CALL + "," + RESULT).messages().size());
    }
}
