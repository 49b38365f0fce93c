package dev.deepreasoning.api.chatcompletions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.canonical.JsonText;
import dev.deepreasoning.canonical.ToolChoice;
import dev.deepreasoning.canonical.ToolChoice.Mode;
import dev.deepreasoning.canonical.ToolDefinition;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Tools, and every form of the choice among them.
class ChatToolsTest {
    private static final String F = "{'type':'function','function':{'name':'f'}}";
    private static final String G = "{'type':'function','function':{'name':'g'}}";
    private static final String BOTH = "'tools':[" + F + "," + G + "]";
    private static final JsonText NO_PARAMETERS = new JsonText("{\"type\":\"object\",\"properties\":{}}");

    private static List<String> names(CanonicalRequest request) {
        return request.tools().stream().map(ToolDefinition::name).toList();
    }

    @Test
    void readsEveryMemberOfATool() {
        String tool = "{'type':'function','function':{'name':'get_weather-2','description':'Says.','strict':true,"
                + "'parameters':{'type':'object','properties':{}}},'cache_control':{'type':'ephemeral'}}";
        assertEquals(
                List.of(new ToolDefinition(
                        "get_weather-2", "Says.", NO_PARAMETERS, true, new JsonText("{\"type\":\"ephemeral\"}"))),
                Chats.canonical(Chats.with("'tools':[" + tool + "]")).tools());
    }

    @Test
    void findsTheCacheBreakpointInsideTheFunctionToo() {
        String tool = "{'type':'function','function':{'name':'f','cache_control':{'type':'ephemeral'}}}";
        assertEquals(
                new JsonText("{\"type\":\"ephemeral\"}"),
                Chats.canonical(Chats.with("'tools':[" + tool + "]"))
                        .tools()
                        .getFirst()
                        .cacheControl());
    }

    /// Member order matters to prompt caches: what the caller wrote is kept to the letter.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ 'type':'object' ,'b':1.0,'a':{'z':[ ]}}|{ 'type':'object' ,'b':1.0,'a':{'z':[ ]}}",
                "{'b':'\\u00e9é','type':'object'}|{'b':'\\u00e9é','type':'object'}",
                "{'properties':{'x':{}}}|{'type':'object','properties':{'x':{}}}",
                "{ 'properties':{} }|{'type':'object', 'properties':{} }",
                "{'type':'object','type':'object'}|{'type':'object','type':'object'}",
                "{}|{'type':'object','properties':{}}",
                "null|{'type':'object','properties':{}}"
            })
    void keepsParametersAsTheyWereWritten(String sent, String expected) {
        String tool = "{'type':'function','function':{'name':'f','parameters':" + sent + "}}";
        assertEquals(
                Chats.quoted(expected),
                Chats.canonical(Chats.with("'tools':[" + tool + "]"))
                        .tools()
                        .getFirst()
                        .inputSchema()
                        .text());
    }

    /// @param name what is shown
    private record Choice(
            String name,
            String members,
            List<String> tools,
            @Nullable ToolChoice expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Choice> chooses() {
        List<String> both = List.of("f", "g");
        ToolChoice auto = new ToolChoice(Mode.AUTO, null, false);
        ToolChoice onlyOne = new ToolChoice(Mode.AUTO, null, true);
        String named = "'tool_choice':{'type':'function','function':{'name':'g'}}";
        String allowed = "'tool_choice':{'type':'allowed_tools','allowed_tools':{'mode':'%s','tools':[%s]}}";
        return Stream.of(
                new Choice("ABSENT", BOTH, both, null),
                new Choice("ABSENT_NOT_PARALLEL", BOTH + ",'parallel_tool_calls':false", both, onlyOne),
                new Choice("ABSENT_PARALLEL", BOTH + ",'parallel_tool_calls':true", both, null),
                new Choice("AUTO", BOTH + ",'tool_choice':'auto'", both, auto),
                new Choice(
                        "AUTO_NOT_PARALLEL", BOTH + ",'tool_choice':'auto','parallel_tool_calls':false", both, onlyOne),
                new Choice("NONE", BOTH + ",'tool_choice':'none'", both, new ToolChoice(Mode.NONE, null, false)),
                new Choice("REQUIRED", BOTH + ",'tool_choice':'required'", both, new ToolChoice(Mode.ANY, null, false)),
                new Choice(
                        "REQUIRED_NOT_PARALLEL",
                        BOTH + ",'tool_choice':'required','parallel_tool_calls':false",
                        both,
                        new ToolChoice(Mode.ANY, null, true)),
                new Choice("NAMED", BOTH + "," + named, both, new ToolChoice(Mode.TOOL, "g", false)),
                new Choice(
                        "NAMED_NOT_PARALLEL",
                        BOTH + "," + named + ",'parallel_tool_calls':false",
                        both,
                        new ToolChoice(Mode.TOOL, "g", true)),
                new Choice("ALLOWED_AUTO", BOTH + "," + allowed.formatted("auto", G), List.of("g"), auto),
                new Choice(
                        "ALLOWED_REQUIRED",
                        BOTH + "," + allowed.formatted("required", G + "," + F),
                        both,
                        new ToolChoice(Mode.ANY, null, false)),
                new Choice(
                        "ALLOWED_FLAT",
                        BOTH + ",'tool_choice':{'type':'allowed_tools','tools':[{'type':'function','name':'f'}]}",
                        List.of("f"),
                        auto),
                new Choice("AUTO_WITHOUT_TOOLS", "'tool_choice':'auto'", List.of(), null),
                new Choice("NONE_WITHOUT_TOOLS", "'tool_choice':'none'", List.of(), null),
                new Choice(
                        "REQUIRED_WITH_A_SEARCH_ALONE",
                        "'tools':[{'type':'web_search'}],'tool_choice':'required'",
                        List.of(),
                        null),
                new Choice(
                        "SEARCH_NAMED",
                        "'tools':[{'type':'web_search'}," + F + "],'tool_choice':{'type':'web_search'}",
                        List.of("f"),
                        auto),
                new Choice(
                        "SEARCH_NAMED_ALONE",
                        "'tools':[{'type':'web_search'}],'tool_choice':{'type':'web_search'}",
                        List.of(),
                        null),
                new Choice(
                        "SEARCH_ALLOWED_ALONE",
                        "'tools':[{'type':'web_search'}," + F + "],"
                                + allowed.formatted("auto", "{'type':'web_search'}"),
                        List.of(),
                        null),
                new Choice("LEGACY", "'functions':[{'name':'f'},{'name':'g'}]", both, onlyOne),
                new Choice("LEGACY_AUTO", "'functions':[{'name':'f'}],'function_call':'auto'", List.of("f"), onlyOne),
                new Choice(
                        "LEGACY_NONE",
                        "'functions':[{'name':'f'}],'function_call':'none'",
                        List.of("f"),
                        new ToolChoice(Mode.NONE, null, true)),
                new Choice(
                        "LEGACY_NAMED",
                        "'functions':[{'name':'f'},{'name':'g'}],'function_call':{'name':'g'}",
                        both,
                        new ToolChoice(Mode.TOOL, "g", true)),
                new Choice("TOOLS_BEAT_LEGACY", BOTH + ",'functions':[{'name':'h'}]", both, null));
    }

    @ParameterizedTest
    @MethodSource
    void chooses(Choice choice) {
        CanonicalRequest request = Chats.canonical(Chats.with(choice.members));
        assertEquals(choice.tools, names(request));
        assertEquals(choice.expected, request.toolChoice());
    }

    @Test
    void remembersWhoSpeaksOfFunctions() {
        assertTrue(Chats.decode(Chats.with("'functions':[{'name':'f'}]")).legacyFunctions());
        assertFalse(
                Chats.decode(Chats.with(BOTH + ",'functions':[{'name':'h'}]")).legacyFunctions());
    }

    @Test
    void readsTheMembersOfAFunction() {
        assertEquals(
                List.of(new ToolDefinition("f", "Says.", new JsonText("{\"type\":\"object\",\"x\":1}"), null, null)),
                Chats.canonical(Chats.with("'functions':[{'name':'f','description':'Says.',"
                                + "'parameters':{'type':'object','x':1}}]"))
                        .tools());
    }

    @Test
    void takesASearchForNoToolOfTheModels() {
        CanonicalRequest request = Chats.canonical(Chats.with("'tools':[{'type':'web_search_preview'}," + F + "]"));
        assertEquals(List.of("f"), names(request));
        assertNull(request.toolChoice());
    }

    enum Refused {
        TOOLS_AN_OBJECT("'tools':{}", "invalid_type @ tools"),
        TOOL_A_STRING("'tools':['f']", "invalid_type @ tools[0]"),
        TOOL_NULL("'tools':[null]", "invalid_type @ tools[0]"),
        TYPE_MISSING("'tools':[{'function':{'name':'f'}}]", "missing_required_parameter @ tools[0].type"),
        TYPE_CUSTOM("'tools':[{'type':'custom','custom':{'name':'f'}}]", "unsupported_value @ tools[0].type"),
        TYPE_LONG_WORDS("'tools':[{'type':'words that are no type'}]", "unsupported_value @ tools[0].type"),
        FUNCTION_MISSING("'tools':[" + F + ",{'type':'function'}]", "missing_required_parameter @ tools[1].function"),
        FUNCTION_A_STRING("'tools':[{'type':'function','function':'f'}]", "invalid_type @ tools[0].function"),
        NAME_MISSING(
                "'tools':[{'type':'function','function':{}}]", "missing_required_parameter @ tools[0].function.name"),
        NAME_ILLEGAL(
                "'tools':[{'type':'function','function':{'name':'a.b'}}]", "invalid_value @ tools[0].function.name"),
        NAME_LONG(
                "'tools':[{'type':'function','function':{'name':'" + "n".repeat(65) + "'}}]",
                "invalid_value @ tools[0].function.name"),
        NAME_TWICE("'tools':[" + F + "," + F + "]", "invalid_value @ tools[1].function.name"),
        DESCRIPTION_A_NUMBER(
                "'tools':[{'type':'function','function':{'name':'f','description':1}}]",
                "invalid_type @ tools[0].function.description"),
        STRICT_A_STRING(
                "'tools':[{'type':'function','function':{'name':'f','strict':'yes'}}]",
                "invalid_type @ tools[0].function.strict"),
        PARAMETERS_A_STRING(
                "'tools':[{'type':'function','function':{'name':'f','parameters':'{}'}}]",
                "invalid_type @ tools[0].function.parameters"),
        PARAMETERS_OF_A_STRING(
                "'tools':[{'type':'function','function':{'name':'f','parameters':{'type':'string'}}}]",
                "invalid_value @ tools[0].function.parameters.type"),
        PARAMETERS_OF_TWO_TYPES(
                "'tools':[{'type':'function','function':{'name':'f','parameters':{'type':['object','null']}}}]",
                "invalid_value @ tools[0].function.parameters.type"),
        PARAMETERS_OF_NULL_TYPE(
                "'tools':[{'type':'function','function':{'name':'f','parameters':{'type':null}}}]",
                "invalid_value @ tools[0].function.parameters.type"),
        PARALLEL_A_STRING(BOTH + ",'parallel_tool_calls':'no'", "invalid_type @ parallel_tool_calls"),
        CHOICE_UNKNOWN(BOTH + ",'tool_choice':'any'", "invalid_value @ tool_choice"),
        CHOICE_A_NUMBER(BOTH + ",'tool_choice':1", "invalid_type @ tool_choice"),
        CHOICE_A_LIST(BOTH + ",'tool_choice':['auto']", "invalid_type @ tool_choice"),
        CHOICE_WITHOUT_TYPE(BOTH + ",'tool_choice':{}", "missing_required_parameter @ tool_choice.type"),
        CHOICE_CUSTOM(BOTH + ",'tool_choice':{'type':'custom'}", "unsupported_value @ tool_choice.type"),
        CHOICE_OF_A_SEARCH_NOT_DECLARED(
                BOTH + ",'tool_choice':{'type':'web_search'}", "unsupported_value @ tool_choice.type"),
        CHOICE_WITHOUT_FUNCTION(
                BOTH + ",'tool_choice':{'type':'function'}", "missing_required_parameter @ tool_choice.function"),
        CHOICE_WITHOUT_NAME(
                BOTH + ",'tool_choice':{'type':'function','function':{}}",
                "missing_required_parameter @ tool_choice.function.name"),
        CHOICE_OF_NO_TOOL(
                BOTH + ",'tool_choice':{'type':'function','function':{'name':'h'}}",
                "invalid_value @ tool_choice.function.name"),
        CHOICE_REQUIRED_WITHOUT_TOOLS("'tool_choice':'required'", "invalid_value @ tool_choice"),
        ALLOWED_WITHOUT_TOOLS(
                BOTH + ",'tool_choice':{'type':'allowed_tools','allowed_tools':{'mode':'auto'}}",
                "missing_required_parameter @ tool_choice.allowed_tools.tools"),
        ALLOWED_NONE(
                BOTH + ",'tool_choice':{'type':'allowed_tools','allowed_tools':{'mode':'auto','tools':[]}}",
                "missing_required_parameter @ tool_choice.allowed_tools.tools"),
        ALLOWED_UNKNOWN_MODE(
                BOTH + ",'tool_choice':{'type':'allowed_tools','allowed_tools':{'mode':'any','tools':[" + F + "]}}",
                "invalid_value @ tool_choice.allowed_tools.mode"),
        ALLOWED_NO_TOOL(
                BOTH + ",'tool_choice':{'type':'allowed_tools','allowed_tools':{'tools':[" + F
                        + ",{'type':'function','function':{'name':'h'}}]}}",
                "invalid_value @ tool_choice.allowed_tools.tools[1].function.name"),
        ALLOWED_A_STRING(
                BOTH + ",'tool_choice':{'type':'allowed_tools','allowed_tools':{'tools':['f']}}",
                "invalid_type @ tool_choice.allowed_tools.tools[0]"),
        FUNCTIONS_A_STRING("'functions':'f'", "invalid_type @ functions"),
        FUNCTION_OF_NO_NAME("'functions':[{}]", "missing_required_parameter @ functions[0].name"),
        FUNCTION_CALL_UNKNOWN("'functions':[{'name':'f'}],'function_call':'always'", "invalid_value @ function_call"),
        FUNCTION_CALL_A_NUMBER("'functions':[{'name':'f'}],'function_call':1", "invalid_type @ function_call"),
        FUNCTION_CALL_OF_NO_FUNCTION("'function_call':{'name':'f'}", "invalid_value @ function_call.name");

        final String members;
        final String expected;

        Refused(String members, String expected) {
            this.members = members;
            this.expected = expected;
        }
    }

    @ParameterizedTest
    @EnumSource
    void refuses(Refused tools) {
        assertEquals(tools.expected, Chats.refusal(Chats.with(tools.members)));
    }
}
