package dev.deepreasoning.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.canonical.Block;
import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.canonical.Citation;
import dev.deepreasoning.canonical.Completion;
import dev.deepreasoning.canonical.ContentPart;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.EventAccumulator;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.JsonText;
import dev.deepreasoning.canonical.Message.Role;
import dev.deepreasoning.canonical.OutputFormat;
import dev.deepreasoning.canonical.ReasoningOptions;
import dev.deepreasoning.canonical.ReasoningOptions.Mode;
import dev.deepreasoning.canonical.SearchOptions;
import dev.deepreasoning.canonical.SearchOutcome;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.canonical.StopReason;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.canonical.StreamEvent.BlockStarted;
import dev.deepreasoning.canonical.StreamEvent.BlockStopped;
import dev.deepreasoning.canonical.StreamEvent.CitationDelta;
import dev.deepreasoning.canonical.StreamEvent.TextDelta;
import dev.deepreasoning.canonical.StreamEvent.ToolArgumentsDelta;
import dev.deepreasoning.pipeline.WebSearch.SearchRequest;
import dev.deepreasoning.pipeline.WebSearch.WebPage;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The search inside a run.
class SearchStageTest {
    private static final Duration GUARD = Duration.ofSeconds(20);
    private static final String FOOTER = "\n\n**Sources**\n1. [A](<https://a.example>)";
    private static final SearchOptions DECLARED = new SearchOptions(null, List.of(), List.of(), null, null, null, true);
    private static final SearchOptions ASKED = new SearchOptions(null, List.of(), List.of(), null, null, null);

    private final FakeModels models = new FakeModels();
    private final List<SearchRequest> asked = new ArrayList<>();
    private Uni<List<WebPage>> found =
            Uni.createFrom().item(List.of(new WebPage("A", "https://a.example", "Rain 🌧 in Köln.")));
    private final WebSearch web = (request, record) -> {
        asked.add(request);
        return found.invoke(pages -> record.served("linkup", "standard"));
    };
    private final CompletionPipeline pipeline = Pipelines.of(models, web);

    private Completion complete(CanonicalRequest request) {
        EventAccumulator accumulator = new EventAccumulator();
        pipeline.run(request, Pipelines.RUN)
                .collect()
                .asList()
                .await()
                .atMost(GUARD)
                .forEach(accumulator::accept);
        return accumulator.completion();
    }

    private static Requests ask(String text) {
        return Requests.ask(text).search(ASKED);
    }

    private static String text(Completion completion) {
        return completion.blocks().stream()
                .filter(block -> block.block() instanceof Block.Text)
                .map(Completion.CompletedBlock::text)
                .collect(Collectors.joining());
    }

    @Test
    void bothModelsAreGivenThePagesAndTheAnswerNamesThem() {
        Completion completion = complete(ask("Rain?").build());
        assertEquals("Rain?", asked.getFirst().query());
        assertTrue(models.reasonings.getFirst().turns().getLast().text().contains("Rain 🌧 in Köln."));
        assertTrue(models.answers.getFirst().messages().getFirst().content().stream()
                .anyMatch(ContentPart.SearchResult.class::isInstance));
        assertTrue(text(completion).endsWith("4" + FOOTER), text(completion));
        assertEquals(SearchOutcome.USED, completion.report().search());
        assertEquals(1, completion.report().searches());
        assertTrue(completion.report().ran(Stage.SEARCH));
        assertEquals(
                List.of(new Block.Search.Hit("A", "https://a.example")),
                ((Block.Search) completion.blocks().getFirst().block()).hits());
    }

    @Test
    void nothingFoundGoesOnWithout() {
        found = Uni.createFrom().item(List.of());
        Completion completion = complete(ask("Rain?").build());
        assertEquals("4", text(completion));
        assertEquals(SearchOutcome.EMPTY, completion.report().search());
        assertEquals(0, completion.report().searches());
    }

    @Test
    void aFailureGoesOnWithoutEvenWhereNothingElseMayFail() {
        found = Uni.createFrom().failure(GatewayException.of(ErrorKind.INSUFFICIENT_CREDITS, null, "No credit."));
        Completion completion = complete(ask("Rain?").build());
        assertEquals("4", text(completion));
        assertEquals(SearchOutcome.FAILED, completion.report().search());
        assertEquals(0, completion.report().searches());
        found = Uni.createFrom().failure(new IllegalStateException("broken"));
        assertEquals(
                SearchOutcome.FAILED, complete(ask("Rain?").build()).report().search());
    }

    @Test
    void whereTheUserSaidNothingNothingIsSearched() {
        CanonicalRequest picture = new Requests()
                .search(ASKED)
                .say(
                        Role.USER,
                        new ContentPart.Image(new dev.deepreasoning.canonical.MediaSource.Url("https://e"), null))
                .build();
        assertEquals(SearchOutcome.EMPTY, complete(picture).report().search());
        assertTrue(asked.isEmpty());
    }

    @Test
    void aFullWindowLeavesNoRoomForPages() {
        Completion completion = complete(ask("word ".repeat(700_000)).build());
        assertEquals(SearchOutcome.FAILED, completion.report().search());
        assertTrue(asked.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void laterStepsOfATurnSeeTheSamePagesFromMemory(boolean declared) {
        Requests first = Requests.ask("Rain?").search(declared ? DECLARED : ASKED);
        complete(first.build());
        first.say(Role.ASSISTANT, new ContentPart.ToolUse("t", "f", new JsonText("{}"), null))
                .say(Role.USER, new ContentPart.ToolResult("t", List.of(new ContentPart.Text("wet")), false, null));
        Completion later = complete(first.build());
        assertEquals(1, asked.size(), "one search per turn");
        assertEquals(SearchOutcome.USED, later.report().search());
        assertEquals(0, later.report().searches(), "what memory gives is free");
        assertFalse(later.blocks().getFirst().block() instanceof Block.Search);
        assertTrue(models.answers.getLast().messages().getLast().content().stream()
                .anyMatch(ContentPart.SearchResult.class::isInstance));
    }

    @Test
    void aDeclaredSearchThatMemoryLacksIsNotMadeLate() {
        Requests late = Requests.ask("Rain?")
                .search(DECLARED)
                .say(Role.ASSISTANT, new ContentPart.ToolUse("t", "f", new JsonText("{}"), null))
                .say(Role.USER, new ContentPart.ToolResult("t", List.of(), false, null));
        assertNull(complete(late.build()).report().search());
        assertTrue(asked.isEmpty());
        assertEquals(
                SearchOutcome.USED,
                complete(late.search(ASKED).build()).report().search(),
                "who asks for it by name gets it");
    }

    /// An agent's reminder beside a tool's result is not searched for, least of all for money (decision 37).
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void wordsBesideAToolsResultChangeNothing(boolean declared) {
        Requests turn = Requests.ask("Rain?").search(declared ? DECLARED : ASKED);
        complete(turn.build());
        turn.say(Role.ASSISTANT, new ContentPart.ToolUse("t", "f", new JsonText("{}"), null))
                .say(
                        Role.USER,
                        new ContentPart.ToolResult("t", List.of(new ContentPart.Text("wet")), false, null),
                        new ContentPart.Text("<reminder>Keep your plan.</reminder>"));
        Completion later = complete(turn.build());
        assertEquals(1, asked.size());
        assertEquals(SearchOutcome.USED, later.report().search());
        assertEquals(0, later.report().searches());
    }

    @Test
    void anotherTurnSearchesAnew() {
        complete(ask("Rain?").build());
        complete(ask("Rain?").build());
        assertEquals(2, asked.size());
    }

    @Test
    void theListIsLeftOutWhereItWouldBeInTheWay() {
        assertEquals("4", text(complete(ask("Rain?").disableFormatting().build())));
        assertEquals(
                "4",
                text(complete(ask("Rain?").format(new OutputFormat.JsonObject()).build()))
                        .strip());
        models.answerer = record -> {
            record.stopped(StopReason.TOOL_USE, null, null);
            return Multi.createFrom()
                    .items(
                            new BlockStarted(0, new Block.Text()),
                            new TextDelta(0, "I ask."),
                            new BlockStopped(0),
                            new BlockStarted(1, new Block.ToolCall("t", "f")),
                            new ToolArgumentsDelta(1, "{}"),
                            new BlockStopped(1));
        };
        assertEquals("I ask.", text(complete(ask("Rain?").build())));
        models.answerer = record -> {
            record.stopped(StopReason.REFUSAL, null, "no");
            return said("Well");
        };
        assertEquals("Well", text(complete(ask("Rain?").build())));
        models.answerer = record -> Multi.createFrom().empty();
        assertEquals("", text(complete(ask("Rain?").build())));
        models.answerer = record -> {
            record.stopped(StopReason.MAX_TOKENS, null, null);
            return said("It is a lo");
        };
        assertEquals("It is a lo" + FOOTER, text(complete(ask("Rain?").build())));
    }

    private static Multi<StreamEvent> said(String text) {
        return Multi.createFrom()
                .items(new BlockStarted(0, new Block.Text()), new TextDelta(0, text), new BlockStopped(0));
    }

    @Test
    void theReasonersOwnAnswerNamesThemToo() {
        models.reasoner = record -> {
            record.stopped(StopReason.END_TURN, null, null);
            return said("R1 says rain.");
        };
        Completion completion = complete(ask("Rain?")
                .reasoning(new ReasoningOptions(Mode.ONLY, true, null, null, null))
                .build());
        assertEquals("R1 says rain." + FOOTER, text(completion));
        assertTrue(models.answers.isEmpty());
    }

    @Test
    void citationsOfOurPagesAreToldFromThoseOfTheCallers() {
        models.answerer = record -> Multi.createFrom()
                .items(
                        new BlockStarted(0, new Block.Text()),
                        new CitationDelta(0, new Citation("https://a.example", "A", "Rain", new JsonText("{\"x\":1}"))),
                        new CitationDelta(0, new Citation("https://mine.example", "M", "m", new JsonText("{\"y\":1}"))),
                        new TextDelta(0, "It rains."),
                        new BlockStopped(0));
        Completion completion = complete(ask("Rain?").build());
        List<Citation> citations = completion.blocks().stream()
                .flatMap(block -> block.citations().stream())
                .toList();
        assertNull(citations.get(0).vendor());
        assertEquals(new JsonText("{\"y\":1}"), citations.get(1).vendor());
    }

    @Test
    void theCallersKeyGoesWithTheSearchAndIsNotRemembered() {
        CanonicalRequest request = ask("Rain?").build().withCredentials(null, null, "mine");
        Completion completion = complete(request);
        assertEquals("mine", asked.getFirst().credential());
        assertTrue(completion.report().onCallersKey(Stage.SEARCH));
        assertFalse(asked.getFirst().toString().contains("mine"));
    }

    @Test
    void aCallerWhoLeavesStopsTheSearch() {
        List<String> ended = new ArrayList<>();
        found = Uni.createFrom().<List<WebPage>>nothing().onCancellation().invoke(() -> ended.add("cancelled"));
        pipeline.run(ask("Rain?").build(), Pipelines.RUN)
                .subscribe()
                .with(_ -> {})
                .cancel();
        assertEquals(List.of("cancelled"), ended);
        assertTrue(models.reasonings.isEmpty());
    }

    @Test
    void onlyWhatAPromptCanHoldIsRemembered() {
        List<WebPage> pages = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            pages.add(new WebPage("n".repeat(16_000), "https://e.example/" + i, "漢 word ".repeat(2_000)));
        }
        List<WebPage> useful = SearchStage.useful(pages);
        assertTrue(useful.stream()
                        .mapToInt(page -> page.name().length() + page.content().length())
                        .sum()
                < 60_000);
        assertFalse(useful.isEmpty());
        assertEquals(useful, SearchStage.useful(useful), "a later step is given the same");
    }

    @Test
    void memoryEndsAfterAWhile() {
        long[] now = {0};
        RecentSearches recent = new RecentSearches(() -> now[0]);
        SearchRequest request = new SearchRequest("q", ASKED, "key");
        recent.keep("me", request, List.of());
        assertNull(recent.find("you", request));
        assertEquals(List.of(), recent.find("me", new SearchRequest("q", ASKED, "another key")));
        assertNull(recent.find("me", new SearchRequest("q", DECLARED, null)));
        now[0] = Duration.ofMinutes(10).toNanos() + 1;
        assertNull(recent.find("me", request));
        for (int i = 0; i < 300; i++) {
            recent.keep("me", new SearchRequest("q" + i, ASKED, null), List.of());
        }
        assertNull(recent.find("me", new SearchRequest("q0", ASKED, null)));
        assertEquals(List.of(), recent.find("me", new SearchRequest("q299", ASKED, null)));
    }
}
