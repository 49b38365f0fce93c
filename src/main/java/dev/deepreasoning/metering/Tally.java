package dev.deepreasoning.metering;

import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.ReasoningOutcome;
import dev.deepreasoning.canonical.RunObserver;
import dev.deepreasoning.canonical.RunReport;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.canonical.StageReport;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.canonical.StreamEvent.Finished;
import dev.deepreasoning.canonical.StreamEvent.ReasoningDelta;
import dev.deepreasoning.canonical.StreamEvent.TextDelta;
import dev.deepreasoning.canonical.StreamEvent.ToolArgumentsDelta;
import dev.deepreasoning.canonical.TokenEstimator;
import dev.deepreasoning.canonical.TokenUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Keeps count of a run while it goes on, so that it can be ended at any moment: what the upstreams have reported, and
/// where they have not, what was seen of their words. One run, one event loop.
final class Tally implements RunObserver {
    private final RunObserver other;
    private final long promptTokens;
    private final long started = System.nanoTime();
    private final List<Attempt> attempts = new ArrayList<>();
    private @Nullable Supplier<RunReport> soFar;
    private @Nullable RunReport finished;
    private long reasoningTenths;
    private long answerTenths;
    private boolean answered;
    private boolean border;
    private boolean begun;

    /// @param other told the same
    /// @param promptTokens estimated
    Tally(RunObserver other, long promptTokens) {
        this.other = other;
        this.promptTokens = promptTokens;
    }

    /// Counts an event.
    void see(StreamEvent event) {
        switch (event) {
            case ReasoningDelta delta -> reasoningTenths += TokenEstimator.tenths(delta.text());
            case TextDelta delta -> write(delta.text());
            case ToolArgumentsDelta delta -> write(delta.json());
            case Finished end -> finished = end.report();
            case StreamEvent.BlockStopped _ -> border = true;
            case StreamEvent.Started _,
                    StreamEvent.UsageReported _,
                    StreamEvent.BlockStarted _,
                    StreamEvent.SignatureDelta _,
                    StreamEvent.CitationDelta _ -> {}
        }
    }

    private void write(String text) {
        answered |= !text.isEmpty();
        answerTenths += TokenEstimator.tenths(text);
    }

    /// Whether words of the answer, or of a call, have come.
    boolean answered() {
        return answered;
    }

    /// Whether a stage or a block has ended since this was asked last.
    boolean takeBorder() {
        boolean was = border;
        border = false;
        return was;
    }

    /// Whether the run came to its end.
    boolean complete() {
        return finished != null;
    }

    /// The run as it stands.
    RunReport report() {
        RunReport end = finished;
        if (end != null) {
            return end;
        }
        Supplier<RunReport> now = soFar;
        if (now == null) {
            return new RunReport(List.of(), ReasoningOutcome.OFF, null, List.of(), 0, false);
        }
        RunReport report = now.get();
        return new RunReport(
                report.adjusted(),
                report.reasoning(),
                report.search(),
                report.stages().stream()
                        .map(stage -> seen(stage, report.handedOverTokens()))
                        .toList(),
                report.handedOverTokens(),
                report.simulated());
    }

    /// A stage whose upstream has not told all yet has used at least what was seen of it.
    ///
    /// @param handedOver tokens of reasoning in the answering model's prompt
    private StageReport seen(StageReport stage, long handedOver) {
        if (stage.stage() == Stage.SEARCH || stage.firstToken() == null) {
            return stage;
        }
        TokenUsage told = stage.usage();
        boolean reasoner = stage.stage() == Stage.REASONING;
        long thought = reasoner ? Math.max(told.reasoning(), TokenEstimator.tokens(reasoningTenths)) : 0;
        long output = reasoner
                ? Math.max(told.output(), thought)
                : Math.max(told.output(), TokenEstimator.tokens(answerTenths));
        boolean more = told.totalInput() == 0 || output > told.output() || thought > told.reasoning();
        return new StageReport(
                stage.stage(),
                stage.model(),
                stage.host(),
                new TokenUsage(
                        told.totalInput() > 0 ? told.input() : promptTokens + (reasoner ? 0 : handedOver),
                        told.cacheWrite(),
                        told.cacheWriteLong(),
                        told.cacheRead(),
                        output,
                        thought,
                        told.estimated() || more),
                stage.firstToken(),
                stage.total(),
                stage.callersKey(),
                stage.exchange());
    }

    /// The calls to upstreams so far, in their order.
    List<Attempt> attempts() {
        return attempts;
    }

    @Override
    public void begun(Supplier<RunReport> report) {
        soFar = report;
        other.begun(report);
    }

    @Override
    public StageObserver stage(Stage stage) {
        // Before the first there is nothing to tell that the ledger does not know.
        border |= begun;
        begun = true;
        StageObserver theirs = other.stage(stage);
        return new StageObserver() {
            @Override
            public AttemptObserver attempt(String host) {
                return new Attempt(stage, host, started, theirs.attempt(host), attempts);
            }

            @Override
            public void ended(StageReport report, @Nullable GatewayException failure) {
                theirs.ended(report, failure);
            }

            @Override
            public void abandoned(StageReport report) {
                theirs.abandoned(report);
            }
        };
    }

    /// One call to an upstream, for whoever wants to know afterwards why it took so long.
    static final class Attempt implements AttemptObserver {
        private final Stage stage;
        private final String host;
        private final AttemptObserver other;
        private final long begun = System.nanoTime();
        private final Duration after;
        private String outcome = "running";
        private @Nullable Duration took;

        Attempt(Stage stage, String host, long runStarted, AttemptObserver other, List<Attempt> attempts) {
            this.stage = stage;
            this.host = host;
            this.other = other;
            this.after = Duration.ofNanos(begun - runStarted);
            attempts.add(this);
        }

        Stage stage() {
            return stage;
        }

        String host() {
            return host;
        }

        /// From the run's start.
        Duration after() {
            return after;
        }

        /// Until the first token or the failure; absent while it is under way.
        @Nullable
        Duration took() {
            return took;
        }

        String outcome() {
            return outcome;
        }

        private void end(String how) {
            outcome = how;
            took = Duration.ofNanos(System.nanoTime() - begun);
        }

        @Override
        public Map<String, String> headers() {
            return other.headers();
        }

        @Override
        public void opened() {
            end("opened");
            other.opened();
        }

        @Override
        public void failed(GatewayException failure) {
            end(failure.kind().name().toLowerCase(Locale.ROOT));
            other.failed(failure);
        }

        @Override
        public void abandoned() {
            end("cancelled");
            other.abandoned();
        }
    }
}
