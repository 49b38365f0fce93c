package dev.deepreasoning.api.chatcompletions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.canonical.Effort;
import dev.deepreasoning.canonical.Message;
import dev.deepreasoning.canonical.OutputFormat;
import dev.deepreasoning.canonical.ReasoningOptions;
import dev.deepreasoning.canonical.ReasoningOptions.Mode;
import dev.deepreasoning.canonical.Sampling;
import dev.deepreasoning.canonical.StageOverrides;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every field of a request but messages, tools and search: what it becomes, and how it is refused.
class ChatFieldsTest {
    private static final String PLAIN = Chats.with("");

    @Test
    void leavesUnsentWhatWasNotSent() {
        ChatRequest request = Chats.decode(PLAIN);
        CanonicalRequest expected = new CanonicalRequest(
                "deepreasoning",
                null,
                List.of(Message.of(Message.Role.USER, "Hi")),
                false,
                List.of(),
                null,
                null,
                Sampling.UNSET,
                null,
                List.of(),
                ReasoningOptions.DEFAULT,
                null,
                false,
                false,
                null,
                false,
                StageOverrides.NONE,
                StageOverrides.NONE,
                null);
        assertEquals(new ChatRequest(expected, false, false), request);
    }

    /// @param name what is shown
    private record Mapped(
            String name,
            String members,
            Function<CanonicalRequest, @Nullable Object> read,
            @Nullable Object expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Mapped> maps() {
        return Stream.of(
                new Mapped(
                        "MODEL_OF_THE_CATALOGUE",
                        "'model':'deepreasoning/claude-opus-4-5'",
                        CanonicalRequest::model,
                        "deepreasoning/claude-opus-4-5"),
                new Mapped(
                        "ANTHROPIC_MODEL",
                        "'anthropic_model':'claude-x'",
                        CanonicalRequest::anthropicModel,
                        "claude-x"),
                new Mapped("STREAM", "'stream':true", CanonicalRequest::stream, true),
                new Mapped("STREAM_OFF", "'stream':false", CanonicalRequest::stream, false),
                new Mapped(
                        "TEMPERATURE_ZERO",
                        "'temperature':0",
                        request -> request.sampling().temperature(),
                        0.0),
                new Mapped(
                        "TEMPERATURE_TOP",
                        "'temperature':2.0",
                        request -> request.sampling().temperature(),
                        2.0),
                new Mapped(
                        "TEMPERATURE_OF_MANY_DIGITS",
                        "'temperature':0.70000000000000000000000000001",
                        request -> request.sampling().temperature(),
                        0.7),
                new Mapped(
                        "TEMPERATURE_ALMOST_NOTHING",
                        "'temperature':1e-9999",
                        request -> request.sampling().temperature(),
                        0.0),
                new Mapped("TOP_P", "'top_p':0.9", request -> request.sampling().topP(), 0.9),
                new Mapped(
                        "TOP_P_ONE", "'top_p':1", request -> request.sampling().topP(), 1.0),
                new Mapped("MAX_TOKENS", "'max_tokens':1", CanonicalRequest::maxTokens, 1),
                new Mapped("MAX_TOKENS_TOP", "'max_tokens':65536", CanonicalRequest::maxTokens, 65_536),
                new Mapped("MAX_TOKENS_WRITTEN_AS_FLOAT", "'max_tokens':100.0", CanonicalRequest::maxTokens, 100),
                new Mapped("MAX_TOKENS_WITH_EXPONENT", "'max_tokens':1e2", CanonicalRequest::maxTokens, 100),
                new Mapped("MAX_COMPLETION_TOKENS", "'max_completion_tokens':7", CanonicalRequest::maxTokens, 7),
                new Mapped(
                        "MAX_COMPLETION_TOKENS_BEAT_THE_OLD_NAME",
                        "'max_completion_tokens':7,'max_tokens':9",
                        CanonicalRequest::maxTokens,
                        7),
                new Mapped("STOP_STRING", "'stop':'END'", CanonicalRequest::stopSequences, List.of("END")),
                new Mapped(
                        "STOP_LIST",
                        "'stop':['a','b','c','d']",
                        CanonicalRequest::stopSequences,
                        List.of("a", "b", "c", "d")),
                new Mapped("STOP_EMPTY_LIST", "'stop':[]", CanonicalRequest::stopSequences, List.of()),
                new Mapped("STOP_EMPTY_TEXT_IS_NONE", "'stop':['','x']", CanonicalRequest::stopSequences, List.of("x")),
                new Mapped(
                        "STOP_WHITESPACE_IS_KEPT_FOR_THE_GATEWAY",
                        "'stop':'\\n\\n'",
                        CanonicalRequest::stopSequences,
                        List.of("\n\n")),
                new Mapped("FORMAT_TEXT", "'response_format':{'type':'text'}", CanonicalRequest::outputFormat, null),
                new Mapped(
                        "FORMAT_JSON_OBJECT",
                        "'response_format':{'type':'json_object'}",
                        CanonicalRequest::outputFormat,
                        new OutputFormat.JsonObject()),
                new Mapped(
                        "FORMAT_SCHEMA_WITHOUT_A_SCHEMA",
                        "'response_format':{'type':'json_schema','json_schema':{'name':'n','strict':true}}",
                        CanonicalRequest::outputFormat,
                        new OutputFormat.JsonObject()),
                new Mapped(
                        "EFFORT_MINIMAL",
                        "'reasoning_effort':'minimal'",
                        request -> request.reasoning().effort(),
                        Effort.MINIMAL),
                new Mapped(
                        "EFFORT_LOW",
                        "'reasoning_effort':'low'",
                        request -> request.reasoning().effort(),
                        Effort.LOW),
                new Mapped(
                        "EFFORT_MEDIUM",
                        "'reasoning_effort':'medium'",
                        request -> request.reasoning().effort(),
                        Effort.MEDIUM),
                new Mapped(
                        "EFFORT_HIGH",
                        "'reasoning_effort':'high'",
                        request -> request.reasoning().effort(),
                        Effort.HIGH),
                new Mapped(
                        "EFFORT_XHIGH",
                        "'reasoning_effort':'xhigh'",
                        request -> request.reasoning().effort(),
                        Effort.XHIGH),
                new Mapped(
                        "EFFORT_MAX",
                        "'reasoning_effort':'max'",
                        request -> request.reasoning().effort(),
                        Effort.MAX),
                new Mapped(
                        "EFFORT_ALONE_LEAVES_THE_MODE_TO_THE_RULES",
                        "'reasoning_effort':'high'",
                        request -> request.reasoning().mode(),
                        null),
                new Mapped(
                        "EFFORT_NONE_IS_OFF",
                        "'reasoning_effort':'none'",
                        CanonicalRequest::reasoning,
                        new ReasoningOptions(Mode.OFF, true, null, null, null)),
                new Mapped(
                        "REASONING_EFFORT",
                        "'reasoning':{'effort':'low'}",
                        CanonicalRequest::reasoning,
                        new ReasoningOptions(null, true, Effort.LOW, null, null)),
                new Mapped(
                        "REASONING_EFFORT_NONE",
                        "'reasoning':{'effort':'none','enabled':true}",
                        request -> request.reasoning().mode(),
                        Mode.OFF),
                new Mapped(
                        "REASONING_EFFORT_BEATS_THE_FLAT_ONE",
                        "'reasoning':{'effort':'low'},'reasoning_effort':'none'",
                        CanonicalRequest::reasoning,
                        new ReasoningOptions(null, true, Effort.LOW, null, null)),
                new Mapped(
                        "REASONING_MAX_TOKENS",
                        "'reasoning':{'max_tokens':2000}",
                        request -> request.reasoning().maxTokens(),
                        2_000),
                new Mapped(
                        "REASONING_EXCLUDE_HIDES",
                        "'reasoning':{'exclude':true}",
                        request -> request.reasoning().include(),
                        false),
                new Mapped(
                        "REASONING_EXCLUDE_FALSE_SHOWS",
                        "'reasoning':{'exclude':false}",
                        request -> request.reasoning().include(),
                        true),
                new Mapped(
                        "REASONING_ENABLED",
                        "'reasoning':{'enabled':true}",
                        request -> request.reasoning().mode(),
                        Mode.ON),
                new Mapped(
                        "REASONING_ENABLED_BEATS_THE_FLAT_NONE",
                        "'reasoning':{'enabled':true},'reasoning_effort':'none'",
                        request -> request.reasoning().mode(),
                        Mode.ON),
                new Mapped(
                        "REASONING_DISABLED",
                        "'reasoning':{'enabled':false}",
                        request -> request.reasoning().mode(),
                        Mode.OFF),
                new Mapped("REASONING_EMPTY", "'reasoning':{}", CanonicalRequest::reasoning, ReasoningOptions.DEFAULT),
                new Mapped(
                        "REASONING_SUMMARY_IS_ANOTHER_DIALECTS",
                        "'reasoning':{'summary':'auto'}",
                        CanonicalRequest::reasoning,
                        ReasoningOptions.DEFAULT),
                new Mapped(
                        "MODE_ON",
                        "'reasoning_mode':'on'",
                        request -> request.reasoning().mode(),
                        Mode.ON),
                new Mapped(
                        "MODE_OFF",
                        "'reasoning_mode':'off'",
                        request -> request.reasoning().mode(),
                        Mode.OFF),
                new Mapped(
                        "MODE_ONLY",
                        "'reasoning_mode':'only'",
                        request -> request.reasoning().mode(),
                        Mode.ONLY),
                new Mapped(
                        "MODE_BEATS_THE_DIALECT",
                        "'reasoning_mode':'on','reasoning_effort':'none'",
                        request -> request.reasoning().mode(),
                        Mode.ON),
                new Mapped(
                        "INCLUDE_REASONING_OFF",
                        "'include_reasoning':false",
                        request -> request.reasoning().include(),
                        false),
                new Mapped(
                        "INCLUDE_REASONING_BEATS_EXCLUDE",
                        "'include_reasoning':true,'reasoning':{'exclude':true}",
                        request -> request.reasoning().include(),
                        true),
                new Mapped(
                        "CAP",
                        "'reasoning_max_tokens':1",
                        request -> request.reasoning().maxTokens(),
                        1),
                new Mapped(
                        "CAP_BEATS_THE_DIALECT",
                        "'reasoning_max_tokens':5,'reasoning':{'max_tokens':9}",
                        request -> request.reasoning().maxTokens(),
                        5),
                new Mapped(
                        "REASONING_TEXT",
                        "'reasoning_text':'Because.'",
                        request -> request.reasoning().text(),
                        "Because."),
                new Mapped(
                        "REASONING_TEXT_BLANK_IS_NONE",
                        "'reasoning_text':' '",
                        request -> request.reasoning().text(),
                        null),
                new Mapped("STRICT", "'strict':true", CanonicalRequest::strict, true),
                new Mapped(
                        "DISABLE_FORMATTING", "'disable_formatting':true", CanonicalRequest::disableFormatting, true),
                new Mapped("USER", "'user':'u-1'", CanonicalRequest::userId, "u-1"),
                new Mapped("USER_BLANK_IS_NONE", "'user':' '", CanonicalRequest::userId, null),
                new Mapped(
                        "USER_AN_EMAIL_IS_HASHED",
                        "'user':'jane@example.org'",
                        CanonicalRequest::userId,
                        "13d855ce931073d4924ac377cda0e9a543908b9d6607727c8033d729c65eced6"),
                new Mapped(
                        "SAFETY_IDENTIFIER", "'safety_identifier':'s-1','user':'u-1'", CanonicalRequest::userId, "s-1"),
                new Mapped(
                        "SAFETY_IDENTIFIER_BLANK",
                        "'safety_identifier':'','user':'u-1'",
                        CanonicalRequest::userId,
                        "u-1"));
    }

    @ParameterizedTest
    @MethodSource
    void maps(Mapped field) {
        assertEquals(field.expected, field.read.apply(Chats.canonical(Chats.with(field.members))));
    }

    /// Fields that are legal and change nothing.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "'seed':42",
                "'frequency_penalty':2,'presence_penalty':-2",
                "'logit_bias':{}",
                "'logprobs':false",
                "'top_logprobs':0",
                "'n':1",
                "'n':1.0",
                "'metadata':{}",
                "'metadata':{'k':'v','gone':null}",
                "'store':true",
                "'service_tier':'priority'",
                "'verbosity':'low'",
                "'modalities':['text']",
                "'modalities':[]",
                "'prediction':{'type':'content','content':'x'}",
                "'moderation':{'model':'m'}",
                "'prompt_cache_key':'k'",
                "'prompt_cache_retention':'24h'",
                "'prompt_cache_options':{'mode':'explicit'}",
                "'stream_options':{}",
                "'stream_options':{'include_usage':false,'include_obfuscation':true}",
                "'parallel_tool_calls':true",
                "'parallel_tool_calls':false",
                "'tools':[]",
                "'functions':[]",
                "'function_call':'auto'",
                "'tool_choice':'auto'",
                "'response_format':{'type':'text'}",
                "'search_depth':'deep'",
                "'no_such_field':{'deep':[1,{}]}",
                "'':''",
                "'models':['a','b'],'provider':{'order':['x']},'transforms':[]"
            })
    void ignores(String members) {
        assertEquals(Chats.decode(PLAIN), Chats.decode(Chats.with(members)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "anthropic_model",
                "stream",
                "stream_options",
                "max_completion_tokens",
                "max_tokens",
                "temperature",
                "top_p",
                "n",
                "stop",
                "seed",
                "frequency_penalty",
                "presence_penalty",
                "logit_bias",
                "logprobs",
                "top_logprobs",
                "user",
                "metadata",
                "store",
                "service_tier",
                "reasoning_effort",
                "verbosity",
                "response_format",
                "tools",
                "tool_choice",
                "parallel_tool_calls",
                "functions",
                "function_call",
                "modalities",
                "audio",
                "prediction",
                "web_search_options",
                "moderation",
                "prompt_cache_key",
                "prompt_cache_retention",
                "prompt_cache_options",
                "safety_identifier",
                "reasoning",
                "reasoning_mode",
                "include_reasoning",
                "reasoning_max_tokens",
                "reasoning_text",
                "web_search_linkup",
                "search_depth",
                "include_domains",
                "exclude_domains",
                "from_date",
                "to_date",
                "max_results",
                "strict",
                "disable_formatting"
            })
    void takesNullForAbsent(String name) {
        assertEquals(Chats.decode(PLAIN), Chats.decode(Chats.with("'" + name + "':null")));
    }

    enum Refused {
        MODEL_MISSING("{'messages':[]}", "missing_required_parameter @ model"),
        MODEL_NULL("{'model':null}", "missing_required_parameter @ model"),
        MODEL_EMPTY("{'model':''}", "missing_required_parameter @ model"),
        MODEL_A_NUMBER("{'model':1}", "invalid_type @ model"),
        MESSAGES_MISSING("{'model':'m'}", "missing_required_parameter @ messages"),
        MESSAGES_NULL("{'model':'m','messages':null}", "missing_required_parameter @ messages"),
        MESSAGES_EMPTY("{'model':'m','messages':[]}", "invalid_value @ messages"),
        MESSAGES_A_STRING("{'model':'m','messages':'Hi'}", "invalid_type @ messages"),
        ANTHROPIC_MODEL_A_LIST("'anthropic_model':['a']", "invalid_type @ anthropic_model"),
        STREAM_A_STRING("'stream':'true'", "invalid_type @ stream"),
        STREAM_A_NUMBER("'stream':1", "invalid_type @ stream"),
        STREAM_OPTIONS_A_BOOLEAN("'stream_options':true", "invalid_type @ stream_options"),
        INCLUDE_USAGE_A_NUMBER("'stream_options':{'include_usage':1}", "invalid_type @ stream_options.include_usage"),
        MAX_TOKENS_ZERO("'max_tokens':0", "invalid_value @ max_tokens"),
        MAX_TOKENS_NEGATIVE("'max_tokens':-1", "invalid_value @ max_tokens"),
        MAX_TOKENS_OVER("'max_tokens':65537", "invalid_value @ max_tokens"),
        MAX_TOKENS_HALF("'max_tokens':1.5", "invalid_type @ max_tokens"),
        MAX_TOKENS_A_STRING("'max_tokens':'100'", "invalid_type @ max_tokens"),
        MAX_TOKENS_HUGE("'max_tokens':1e999999999", "invalid_value @ max_tokens"),
        MAX_TOKENS_BEYOND_ALL("'max_tokens':1e99999999999", "invalid_value @ max_tokens"),
        MAX_TOKENS_OF_MANY_DIGITS("'max_tokens':" + "9".repeat(900), "invalid_value @ max_tokens"),
        MAX_COMPLETION_TOKENS_ZERO("'max_completion_tokens':0", "invalid_value @ max_completion_tokens"),
        MAX_COMPLETION_TOKENS_OVER("'max_completion_tokens':65537", "invalid_value @ max_completion_tokens"),
        TEMPERATURE_NEGATIVE("'temperature':-0.1", "invalid_value @ temperature"),
        TEMPERATURE_OVER("'temperature':2.0000001", "invalid_value @ temperature"),
        TEMPERATURE_HUGE("'temperature':1e400", "invalid_value @ temperature"),
        TEMPERATURE_A_STRING("'temperature':'0.5'", "invalid_type @ temperature"),
        TEMPERATURE_A_BOOLEAN("'temperature':true", "invalid_type @ temperature"),
        TOP_P_OVER("'top_p':1.1", "invalid_value @ top_p"),
        TOP_P_NEGATIVE("'top_p':-1", "invalid_value @ top_p"),
        TOP_P_AN_OBJECT("'top_p':{}", "invalid_type @ top_p"),
        N_TWO("'n':2", "unsupported_value @ n"),
        N_MOST("'n':128", "unsupported_value @ n"),
        N_ZERO("'n':0", "invalid_value @ n"),
        N_A_STRING("'n':'1'", "invalid_type @ n"),
        STOP_FIVE("'stop':['a','b','c','d','e']", "invalid_value @ stop"),
        STOP_A_NUMBER("'stop':1", "invalid_type @ stop"),
        STOP_OF_NUMBERS("'stop':['a',1]", "invalid_type @ stop"),
        STOP_OF_NULL("'stop':[null]", "invalid_type @ stop"),
        FREQUENCY_PENALTY_OVER("'frequency_penalty':2.1", "invalid_value @ frequency_penalty"),
        FREQUENCY_PENALTY_A_STRING("'frequency_penalty':'1'", "invalid_type @ frequency_penalty"),
        PRESENCE_PENALTY_UNDER("'presence_penalty':-2.1", "invalid_value @ presence_penalty"),
        LOGIT_BIAS("'logit_bias':{'50256':-100}", "unsupported_parameter @ logit_bias"),
        LOGIT_BIAS_A_LIST("'logit_bias':[1]", "invalid_type @ logit_bias"),
        LOGPROBS("'logprobs':true", "unsupported_parameter @ logprobs"),
        LOGPROBS_A_NUMBER("'logprobs':1", "invalid_type @ logprobs"),
        TOP_LOGPROBS("'top_logprobs':1", "unsupported_parameter @ top_logprobs"),
        TOP_LOGPROBS_NEGATIVE("'top_logprobs':-1", "invalid_value @ top_logprobs"),
        TOP_LOGPROBS_A_STRING("'top_logprobs':'1'", "invalid_type @ top_logprobs"),
        USER_A_NUMBER("'user':1", "invalid_type @ user"),
        SAFETY_IDENTIFIER_AN_OBJECT("'safety_identifier':{}", "invalid_type @ safety_identifier"),
        METADATA_A_STRING("'metadata':'m'", "invalid_type @ metadata"),
        METADATA_OF_NUMBERS("'metadata':{'k':1}", "invalid_type @ metadata"),
        METADATA_OF_OBJECTS("'metadata':{'k':{}}", "invalid_type @ metadata"),
        METADATA_LONG_KEY("'metadata':{'" + "k".repeat(65) + "':'v'}", "invalid_value @ metadata"),
        METADATA_LONG_VALUE("'metadata':{'k':'" + "v".repeat(513) + "'}", "invalid_value @ metadata"),
        METADATA_SEVENTEEN(
                "'metadata':{'a':'','b':'','c':'','d':'','e':'','f':'','g':'','h':'','i':'','j':'','k':'','l':'',"
                        + "'m':'','n':'','o':'','p':'','q':''}",
                "invalid_value @ metadata"),
        STORE_A_STRING("'store':'yes'", "invalid_type @ store"),
        SERVICE_TIER_A_NUMBER("'service_tier':1", "invalid_type @ service_tier"),
        VERBOSITY_A_NUMBER("'verbosity':1", "invalid_type @ verbosity"),
        CACHE_RETENTION_A_NUMBER("'prompt_cache_retention':24", "invalid_type @ prompt_cache_retention"),
        MODALITIES_AUDIO("'modalities':['text','audio']", "unsupported_value @ modalities"),
        MODALITIES_A_STRING("'modalities':'text'", "invalid_type @ modalities"),
        AUDIO("'audio':{'voice':'v','format':'mp3'}", "unsupported_parameter @ audio"),
        EFFORT_UNKNOWN("'reasoning_effort':'extreme'", "invalid_value @ reasoning_effort"),
        EFFORT_UPPER_CASE("'reasoning_effort':'LOW'", "invalid_value @ reasoning_effort"),
        EFFORT_A_NUMBER("'reasoning_effort':3", "invalid_type @ reasoning_effort"),
        EFFORT_UNKNOWN_BESIDE_THE_OBJECT(
                "'reasoning_effort':'extreme','reasoning':{'effort':'low'}", "invalid_value @ reasoning_effort"),
        REASONING_A_STRING("'reasoning':'high'", "invalid_type @ reasoning"),
        REASONING_EFFORT_UNKNOWN("'reasoning':{'effort':'extreme'}", "invalid_value @ reasoning.effort"),
        REASONING_MAX_TOKENS_ZERO("'reasoning':{'max_tokens':0}", "invalid_value @ reasoning.max_tokens"),
        REASONING_EXCLUDE_A_STRING("'reasoning':{'exclude':'no'}", "invalid_type @ reasoning.exclude"),
        REASONING_ENABLED_A_NUMBER("'reasoning':{'enabled':1}", "invalid_type @ reasoning.enabled"),
        MODE_UNKNOWN("'reasoning_mode':'maybe'", "invalid_value @ reasoning_mode"),
        MODE_A_BOOLEAN("'reasoning_mode':true", "invalid_type @ reasoning_mode"),
        INCLUDE_REASONING_A_STRING("'include_reasoning':'no'", "invalid_type @ include_reasoning"),
        CAP_ZERO("'reasoning_max_tokens':0", "invalid_value @ reasoning_max_tokens"),
        CAP_OVER("'reasoning_max_tokens':1000001", "invalid_value @ reasoning_max_tokens"),
        REASONING_TEXT_A_LIST("'reasoning_text':['x']", "invalid_type @ reasoning_text"),
        STRICT_A_STRING("'strict':'yes'", "invalid_type @ strict"),
        DISABLE_FORMATTING_A_NUMBER("'disable_formatting':0", "invalid_type @ disable_formatting"),
        FORMAT_A_STRING("'response_format':'json_object'", "invalid_type @ response_format"),
        FORMAT_WITHOUT_A_TYPE("'response_format':{}", "missing_required_parameter @ response_format.type"),
        FORMAT_UNKNOWN("'response_format':{'type':'xml'}", "invalid_value @ response_format.type"),
        FORMAT_SCHEMA_MISSING(
                "'response_format':{'type':'json_schema'}", "missing_required_parameter @ response_format.json_schema"),
        FORMAT_SCHEMA_A_STRING(
                "'response_format':{'type':'json_schema','json_schema':'s'}",
                "invalid_type @ response_format.json_schema"),
        FORMAT_NAME_A_NUMBER(
                "'response_format':{'type':'json_schema','json_schema':{'name':1,'schema':{}}}",
                "invalid_type @ response_format.json_schema.name"),
        FORMAT_STRICT_A_STRING(
                "'response_format':{'type':'json_schema','json_schema':{'name':'n','strict':'yes'}}",
                "invalid_type @ response_format.json_schema.strict"),
        FORMAT_INNER_SCHEMA_A_BOOLEAN(
                "'response_format':{'type':'json_schema','json_schema':{'name':'n','schema':true}}",
                "invalid_type @ response_format.json_schema.schema");

        final String body;
        final String expected;

        Refused(String members, String expected) {
            this.body = members.startsWith("{") ? Chats.quoted(members) : Chats.with(members);
            this.expected = expected;
        }
    }

    @ParameterizedTest
    @EnumSource
    void refuses(Refused field) {
        assertEquals(field.expected, Chats.refusal(field.body));
    }

    @Test
    void endsAStreamWithUsageWhereAskedTo() {
        assertEquals(
                true,
                Chats.decode(Chats.with("'stream':true,'stream_options':{'include_usage':true}"))
                        .includeUsage());
    }

    @Test
    void keepsASchemasOwnCharacters() {
        String schema = "{ 'z' : 1.50,\t'a':[1, 2 ,{'é\\u00e9':'\uD83D\uDE00'}],'type':'object' }".replace('\'', '"');
        String members =
                "'response_format':{'type':'json_schema','json_schema':{'schema': " + schema + " ,'name':'n'}}";
        OutputFormat.JsonSchema format =
                (OutputFormat.JsonSchema) Chats.canonical(Chats.with(members)).outputFormat();
        assertNotNull(format);
        assertEquals("n", format.name());
        assertEquals(schema, format.schema().text());
    }

    @Test
    void takesAReasoningTextUpToItsCap() {
        String longest = "r".repeat(4_000_000);
        assertEquals(
                longest,
                Chats.canonical(Chats.with("'reasoning_text':'" + longest + "'"))
                        .reasoning()
                        .text());
        assertEquals(
                "invalid_value @ reasoning_text", Chats.refusal(Chats.with("'reasoning_text':'" + longest + "r'")));
    }

    @Test
    void sendsAUserTooLongForAnIdAsItsHash() {
        String hash =
                Chats.canonical(Chats.with("'user':'" + "u".repeat(257) + "'")).userId();
        assertNotNull(hash);
        assertEquals(64, hash.length());
        assertEquals(
                "u".repeat(256),
                Chats.canonical(Chats.with("'user':'" + "u".repeat(256) + "'")).userId());
    }

    @Test
    void takesTheLastOfMembersWithOneName() {
        assertEquals(
                5, Chats.canonical(Chats.with("'max_tokens':4,'max_tokens':5")).maxTokens());
    }

    /// The body wins over the header, whatever name it uses for the parameter.
    @ParameterizedTest
    @ValueSource(strings = {"max-tokens", "max_tokens", "MAX-Completion-Tokens", "max-output-tokens"})
    void readsTheBoundOnTheAnswerFromAHeader(String name) {
        assertEquals(12, Chats.decode(PLAIN, name, "12").canonical().maxTokens());
        assertEquals(
                7,
                Chats.decode(Chats.with("'max_completion_tokens':7"), name, "12")
                        .canonical()
                        .maxTokens());
        assertEquals(
                8,
                Chats.decode(Chats.with("'max_tokens':8"), name, "12")
                        .canonical()
                        .maxTokens());
    }

    @Test
    void readsTheModelFromAHeaderWhereTheBodyHasNone() {
        String body = Chats.quoted("{'messages':[{'role':'user','content':'Hi'}]}");
        assertEquals("mine", Chats.decode(body, "model", "mine").canonical().model());
        assertEquals(
                "deepreasoning",
                Chats.decode(PLAIN, "model", "mine").canonical().model());
    }

    @Test
    void toStringShowsNoPrompt() {
        assertFalse(Chats.decode(Chats.messages("{'role':'user','content':'secret words'}"))
                .toString()
                .contains("secret"));
        assertNull(Chats.decode(PLAIN).canonical().search());
    }
}
