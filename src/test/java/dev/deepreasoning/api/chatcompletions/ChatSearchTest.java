package dev.deepreasoning.api.chatcompletions;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.deepreasoning.canonical.SearchOptions;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// When a web search is made, and how wide.
class ChatSearchTest {
    private static final SearchOptions PLAIN = depth(null);
    private static final String AFTER_RESULTS = "{'model':'m','messages':[{'role':'user','content':'Hi'},"
            + "{'role':'assistant','tool_calls':[{'id':'a','function':{'name':'f'}}]},"
            + "{'role':'tool','tool_call_id':'a','content':'A'}%s],%s}";

    private static SearchOptions depth(@Nullable String depth) {
        return new SearchOptions(depth, List.of(), List.of(), null, null, null);
    }

    /// @param name what is shown
    private record Asked(
            String name, String members, @Nullable SearchOptions expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Asked> searches() {
        String tool = "'tools':[{'type':'web_search'}]";
        return Stream.of(
                new Asked("NOT_ASKED", "'search_depth':'deep','max_results':3", null),
                new Asked("PARAMETER", "'web_search_linkup':true", PLAIN),
                new Asked("PARAMETER_OFF", "'web_search_linkup':false", null),
                new Asked(
                        "PARAMETERS",
                        "'web_search_linkup':true,'search_depth':'deep','include_domains':['e.org'],"
                                + "'exclude_domains':['x.org','y.org'],'from_date':'2026-01-31',"
                                + "'to_date':'2026-02-28','max_results':7",
                        new SearchOptions(
                                "deep", List.of("e.org"), List.of("x.org", "y.org"), "2026-01-31", "2026-02-28", 7)),
                new Asked("OPTIONS", "'web_search_options':{}", PLAIN),
                new Asked("OPTIONS_LOW", "'web_search_options':{'search_context_size':'low'}", depth("fast")),
                new Asked("OPTIONS_MEDIUM", "'web_search_options':{'search_context_size':'medium'}", depth("standard")),
                new Asked("OPTIONS_HIGH", "'web_search_options':{'search_context_size':'high'}", depth("deep")),
                new Asked(
                        "OPTIONS_PLACE",
                        "'web_search_options':{'user_location':{'type':'approximate','approximate':{}}}",
                        PLAIN),
                new Asked(
                        "PARAMETER_BEATS_OPTIONS",
                        "'web_search_options':{'search_context_size':'high'},'search_depth':'fast'",
                        depth("fast")),
                new Asked("PARAMETER_OFF_BEATS_OPTIONS", "'web_search_options':{},'web_search_linkup':false", null),
                new Asked("TOOL", tool, PLAIN),
                new Asked("TOOL_PREVIEW", "'tools':[{'type':'web_search_preview_2025_03_11'}]", PLAIN),
                new Asked("TOOL_OF_ANTHROPIC", "'tools':[{'type':'web_search_20250305','name':'web_search'}]", PLAIN),
                new Asked(
                        "TOOL_WITH_FILTERS",
                        "'tools':[{'type':'web_search','search_context_size':'low',"
                                + "'filters':{'allowed_domains':['e.org'],'blocked_domains':['x.org']}}]",
                        new SearchOptions("fast", List.of("e.org"), List.of("x.org"), null, null, null)),
                new Asked(
                        "TOOL_WITH_FLAT_FILTERS",
                        "'tools':[{'type':'web_search_20250305','allowed_domains':['e.org']}],"
                                + "'exclude_domains':['z.org']",
                        new SearchOptions(null, List.of("e.org"), List.of("z.org"), null, null, null)),
                new Asked(
                        "PARAMETER_BEATS_THE_TOOLS_FILTERS",
                        "'tools':[{'type':'web_search','filters':{'allowed_domains':['e.org'],"
                                + "'blocked_domains':['x.org']}}],'include_domains':['mine.org'],"
                                + "'exclude_domains':['not.org']",
                        new SearchOptions(null, List.of("mine.org"), List.of("not.org"), null, null, null)),
                new Asked("TOOL_OFFLINE", "'tools':[{'type':'web_search','external_web_access':false}]", null),
                new Asked("TOOL_ONLINE", "'tools':[{'type':'web_search','external_web_access':true}]", PLAIN),
                new Asked("OPTIONS_OFFLINE", "'web_search_options':{'external_web_access':false}", null),
                new Asked(
                        "ONE_OF_TWO_TOOLS_OFFLINE",
                        "'tools':[{'type':'web_search','external_web_access':false},"
                                + "{'type':'web_search_preview','search_context_size':'high'}]",
                        depth("deep")),
                new Asked("CHOICE_NONE", tool + ",'tool_choice':'none'", null),
                new Asked("CHOICE_NONE_OPTIONS", "'web_search_options':{},'tool_choice':'none'", null),
                new Asked("CHOICE_NONE_PARAMETER", "'web_search_linkup':true,'tool_choice':'none'", PLAIN),
                new Asked("CHOICE_AUTO", tool + ",'tool_choice':'auto'", PLAIN),
                new Asked("CHOICE_REQUIRED", tool + ",'tool_choice':'required'", PLAIN),
                new Asked("CHOICE_NAMED", tool + ",'tool_choice':{'type':'web_search'}", PLAIN),
                new Asked(
                        "CHOICE_ALLOWED",
                        tool + ",'tool_choice':{'type':'allowed_tools','allowed_tools':{'tools':"
                                + "[{'type':'web_search'}]}}",
                        PLAIN),
                new Asked(
                        "CHOICE_ALLOWS_OTHERS_ONLY",
                        "'tools':[{'type':'web_search'},{'type':'function','function':{'name':'f'}}],"
                                + "'tool_choice':{'type':'allowed_tools','allowed_tools':{'tools':"
                                + "[{'type':'function','function':{'name':'f'}}]}}",
                        null));
    }

    @ParameterizedTest
    @MethodSource
    void searches(Asked asked) {
        SearchOptions search = Chats.canonical(Chats.with(asked.members)).search();
        assertEquals(asked.expected, undeclared(search));
        if (search != null) {
            assertEquals(!asked.members.contains("'web_search_linkup':true"), search.declared());
        }
    }

    private static @Nullable SearchOptions undeclared(@Nullable SearchOptions search) {
        return search == null
                ? null
                : new SearchOptions(
                        search.depth(),
                        search.includeDomains(),
                        search.excludeDomains(),
                        search.fromDate(),
                        search.toDate(),
                        search.maxResults());
    }

    private static @Nullable SearchOptions after(String messages, String members) {
        return Chats.canonical(Chats.quoted(AFTER_RESULTS.formatted(messages, members)))
                .search();
    }

    /// Which step of a turn makes the search is the pipeline's to know.
    @Test
    void aDeclaredSearchIsToldFromOneThatIsAskedFor() {
        String tool = "'tools':[{'type':'web_search'}]";
        SearchOptions declared = new SearchOptions(null, List.of(), List.of(), null, null, null, true);
        assertEquals(declared, after("", tool));
        assertEquals(declared, after("", "'web_search_options':{}"));
        assertEquals(PLAIN, after("", "'web_search_linkup':true"));
        assertEquals(PLAIN, after("", "'web_search_linkup':true," + tool));
    }

    enum Refused {
        PARAMETER_A_STRING("'web_search_linkup':'true'", "invalid_type @ web_search_linkup"),
        DEPTH_UNKNOWN("'search_depth':'deeper'", "invalid_value @ search_depth"),
        DEPTH_A_NUMBER("'search_depth':1", "invalid_type @ search_depth"),
        DOMAINS_A_STRING("'include_domains':'e.org'", "invalid_type @ include_domains"),
        DOMAINS_OF_NUMBERS("'exclude_domains':[1]", "invalid_type @ exclude_domains"),
        DOMAINS_TOO_MANY("'include_domains':['e'" + ",'e'".repeat(100) + "]", "invalid_value @ include_domains"),
        FROM_NO_DATE("'from_date':'yesterday'", "invalid_value @ from_date"),
        FROM_NO_DAY("'from_date':'2026-02-30'", "invalid_value @ from_date"),
        FROM_A_FAR_YEAR("'from_date':'+12026-01-01'", "invalid_value @ from_date"),
        TO_A_NUMBER("'to_date':20260101", "invalid_type @ to_date"),
        TO_BEFORE_FROM("'from_date':'2026-02-01','to_date':'2026-01-31'", "invalid_value @ to_date"),
        RESULTS_ZERO("'max_results':0", "invalid_value @ max_results"),
        RESULTS_OVER("'max_results':101", "invalid_value @ max_results"),
        RESULTS_A_STRING("'max_results':'5'", "invalid_type @ max_results"),
        OPTIONS_A_BOOLEAN("'web_search_options':true", "invalid_type @ web_search_options"),
        OPTIONS_SIZE(
                "'web_search_options':{'search_context_size':'huge'}",
                "invalid_value @ web_search_options.search_context_size"),
        OPTIONS_SIZE_BESIDE_A_DEPTH(
                "'web_search_options':{'search_context_size':'huge'},'search_depth':'fast'",
                "invalid_value @ web_search_options.search_context_size"),
        TOOL_SIZE(
                "'tools':[{'type':'web_search','search_context_size':'huge'}]",
                "invalid_value @ tools[0].search_context_size"),
        TOOL_FILTERS(
                "'tools':[{'type':'web_search','filters':{'allowed_domains':'e.org'}}]",
                "invalid_type @ tools[0].filters.allowed_domains"),
        TOOL_ACCESS(
                "'tools':[{'type':'web_search','external_web_access':'no'}]",
                "invalid_type @ tools[0].external_web_access");

        final String members;
        final String expected;

        Refused(String members, String expected) {
            this.members = members;
            this.expected = expected;
        }
    }

    @ParameterizedTest
    @EnumSource
    void refuses(Refused search) {
        assertEquals(search.expected, Chats.refusal(Chats.with(search.members)));
    }
}
