package dev.deepreasoning.pipeline;

import dev.deepreasoning.canonical.Adjustment;
import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.canonical.Message;
import dev.deepreasoning.canonical.ReasoningOutcome;
import dev.deepreasoning.canonical.RunObserver;
import dev.deepreasoning.canonical.RunReport;
import dev.deepreasoning.canonical.SearchOutcome;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.canonical.StageReport;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What earlier stages of one run said, for the later ones and for the report. One run, one event loop.
final class Transcript {
    final CanonicalRequest request;
    final RequestPlan plan;
    final String nonce;
    final StringBuilder reasoning = new StringBuilder();
    private final List<Adjustment> adjusted;
    private final RunObserver observer;
    private @Nullable StageRecord reasoner;
    private @Nullable StageRecord answerer;
    private ReasoningOutcome outcome = ReasoningOutcome.OFF;
    private @Nullable SearchOutcome search;
    private @Nullable StageRecord searcher;
    private SearchSources sources = SearchSources.NONE;
    private boolean text;
    private long handedOverTokens;
    private boolean produced;

    /// @param nonce for delimiters that no prompt and no page can guess
    Transcript(CanonicalRequest request, RequestPlan plan, String nonce, RunObserver observer) {
        this.observer = observer;
        this.nonce = nonce;
        this.request = request;
        this.plan = plan;
        this.adjusted = new ArrayList<>(plan.adjusted());
    }

    StageRecord begin(Stage stage) {
        StageRecord record = new StageRecord(stage, System.nanoTime(), observer.stage(stage));
        String callersKey =
                switch (stage) {
                    case SEARCH -> {
                        searcher = record;
                        yield request.searchCredential();
                    }
                    case REASONING -> {
                        reasoner = record;
                        yield request.reasonerOverrides().credential();
                    }
                    case ANSWER -> {
                        answerer = record;
                        yield request.answererOverrides().credential();
                    }
                };
        if (callersKey != null) {
            record.onCallersKey();
        }
        return record;
    }

    StageRecord reasoner() {
        return required(reasoner);
    }

    StageRecord answerer() {
        return required(answerer);
    }

    private static StageRecord required(@Nullable StageRecord record) {
        if (record == null) {
            throw new IllegalStateException("the stage has not begun");
        }
        return record;
    }

    /// Whether the reasoner may still report what is only estimated so far.
    boolean owesReport() {
        return reasoner != null && reasoner.owesReport();
    }

    /// Completes as soon as the reasoner has reported all it will, or has had its time.
    Uni<Void> reported(Duration longest) {
        return Uni.createFrom()
                .<Void>emitter(emitter -> reasoner().onceReported(() -> emitter.complete(null)))
                .ifNoItem()
                .after(longest)
                .recoverWithUni(Uni.createFrom().voidItem());
    }

    void outcome(ReasoningOutcome how) {
        outcome = how;
    }

    void search(SearchOutcome how) {
        search = how;
    }

    void sources(SearchSources found) {
        sources = found;
    }

    SearchSources sources() {
        return sources;
    }

    /// The conversation with what was found, as the reasoner reads it.
    List<Message> reasonersMessages() {
        return sources.asText(request.messages(), nonce);
    }

    /// The request with what was found, as the answering model reads it.
    CanonicalRequest answerersRequest() {
        return sources.isEmpty()
                ? request
                : request.withMessages(sources.asResults(request, plan.model().searchResults(), nonce));
    }

    /// Words of the answer have been written.
    void written() {
        text = true;
    }

    boolean hasText() {
        return text;
    }

    void handedOver(long tokens) {
        handedOverTokens = tokens;
    }

    /// A stage has given something that was paid for.
    void produced() {
        produced = true;
    }

    boolean hasProduced() {
        return produced;
    }

    /// The caller has gone or the run has failed: nothing may go on in the background.
    void abandon() {
        if (searcher != null) {
            searcher.abandon();
        }
        if (reasoner != null) {
            reasoner.abandon();
        }
        if (answerer != null) {
            answerer.abandon();
        }
    }

    RunReport report(boolean simulated) {
        long now = System.nanoTime();
        List<StageReport> stages = new ArrayList<>(3);
        if (searcher != null) {
            stages.add(searcher.report(now));
        }
        if (reasoner != null) {
            stages.add(reasoner.report(now));
        }
        if (answerer != null) {
            stages.add(answerer.report(now));
        }
        return new RunReport(adjusted, outcome, search, stages, handedOverTokens, simulated);
    }
}
