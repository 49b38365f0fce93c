package dev.deepreasoning.pipeline;

import dev.deepreasoning.canonical.Block;
import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.Message;
import dev.deepreasoning.canonical.SearchOptions;
import dev.deepreasoning.canonical.SearchOutcome;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.canonical.StopReason;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.canonical.StreamEvent.BlockStarted;
import dev.deepreasoning.canonical.StreamEvent.BlockStopped;
import dev.deepreasoning.canonical.StreamEvent.TextDelta;
import dev.deepreasoning.pipeline.WebSearch.SearchRequest;
import dev.deepreasoning.pipeline.WebSearch.WebPage;
import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Searches the web where that was asked for, and says at the answer's end what was found. No failure of it is the
/// request's.
///
/// A search is made once per turn of the user: the later steps of an agent's turn, which end in tool results, see the
/// same pages from memory (decision 37).
@ApplicationScoped
public class SearchStage {
    private static final int SEARCH_BLOCK = 6;
    private static final int FOOTER_BLOCK = 7;
    private static final long MOST_TOKENS = 12_000;
    private static final long LEAST_TOKENS = 500;
    private static final int MARGIN = 1_024;

    private final WebSearch web;
    private final RecentSearches recent = new RecentSearches(System::nanoTime);

    /// The stage.
    public SearchStage(WebSearch web) {
        this.web = web;
    }

    /// The stage's events; ends empty where nothing is searched or found.
    ///
    /// @param owner who asks
    Multi<StreamEvent> run(Transcript transcript, String owner) {
        SearchOptions options = transcript.request.search();
        if (options == null) {
            return Multi.createFrom().empty();
        }
        String query = SearchQuery.of(transcript.request.messages());
        if (query == null) {
            transcript.search(SearchOutcome.EMPTY);
            return Multi.createFrom().empty();
        }
        if (budget(transcript) < LEAST_TOKENS) {
            transcript.search(SearchOutcome.FAILED);
            return Multi.createFrom().empty();
        }
        SearchRequest request = new SearchRequest(query, options, transcript.request.searchCredential());
        if (Message.endsInToolResults(transcript.request.messages())) {
            List<WebPage> pages = recent.find(owner, request);
            if (pages != null) {
                take(pages, transcript);
                return Multi.createFrom().empty();
            }
            if (options.declared()) {
                return Multi.createFrom().empty();
            }
        }
        return search(request, transcript, owner);
    }

    private Multi<StreamEvent> search(SearchRequest request, Transcript transcript, String owner) {
        StageRecord record = transcript.begin(Stage.SEARCH);
        return web.search(request, record)
                .onFailure(GatewayException.class)
                .invoke(failure -> record.failed((GatewayException) failure, System.nanoTime()))
                .onItem()
                .invoke(() -> record.ended(System.nanoTime()))
                .onItem()
                .transformToMulti(pages -> {
                    recent.keep(owner, request, useful(pages));
                    if (!pages.isEmpty()) {
                        transcript.produced();
                    }
                    return shown(request.query(), take(pages, transcript), transcript);
                })
                .onFailure()
                .recoverWithMulti(() -> {
                    transcript.search(SearchOutcome.FAILED);
                    return shown(request.query(), SearchOutcome.FAILED, transcript);
                });
    }

    /// As much of the pages as any prompt is given: a hundred long ones, of many searches, would fill the memory.
    static List<WebPage> useful(List<WebPage> pages) {
        return SearchSources.of(pages, MOST_TOKENS).pages();
    }

    private static SearchOutcome take(List<WebPage> pages, Transcript transcript) {
        SearchSources sources = SearchSources.of(pages, budget(transcript));
        transcript.sources(sources);
        SearchOutcome outcome = sources.isEmpty() ? SearchOutcome.EMPTY : SearchOutcome.USED;
        transcript.search(outcome);
        return outcome;
    }

    private static Multi<StreamEvent> shown(String query, SearchOutcome outcome, Transcript transcript) {
        List<Block.Search.Hit> hits = transcript.sources().hits();
        return Multi.createFrom()
                .items(
                        new BlockStarted(SEARCH_BLOCK, new Block.Search(transcript.nonce, query, outcome, hits)),
                        new BlockStopped(SEARCH_BLOCK));
    }

    /// Half of what the window has left beside prompt and answer: the reasoning needs the rest.
    private static long budget(Transcript transcript) {
        RequestPlan plan = transcript.plan;
        long room = plan.model().contextWindow() - PromptSize.estimate(transcript.request) - plan.maxTokens() - MARGIN;
        return Math.min(MOST_TOKENS, room / 2);
    }

    /// The list of the pages as a last piece of the answer's text: not behind structured output, a call, a refusal or
    /// nothing at all, nor for a caller who pipes the text into another program.
    Multi<StreamEvent> footer(Transcript transcript, @Nullable StopReason reason) {
        CanonicalRequest request = transcript.request;
        boolean wanted = !transcript.sources().isEmpty()
                && transcript.hasText()
                && !request.disableFormatting()
                && request.outputFormat() == null
                && reason != StopReason.TOOL_USE
                && reason != StopReason.REFUSAL;
        if (!wanted) {
            return Multi.createFrom().empty();
        }
        return Multi.createFrom()
                .items(
                        new BlockStarted(FOOTER_BLOCK, new Block.Text()),
                        new TextDelta(FOOTER_BLOCK, transcript.sources().footer()),
                        new BlockStopped(FOOTER_BLOCK));
    }
}
