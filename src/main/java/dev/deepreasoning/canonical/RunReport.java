package dev.deepreasoning.canonical;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is known of a run at its end, beside its text.
///
/// @param search absent where none was asked for
/// @param stages those that ran, in their order
/// @param handedOverTokens tokens of the reasoning inside Claude's prompt, so that the prompt counts once
/// @param simulated true where the upstreams were the built-in simulator
public record RunReport(
        List<Adjustment> adjusted,
        ReasoningOutcome reasoning,
        @Nullable SearchOutcome search,
        List<StageReport> stages,
        long handedOverTokens,
        boolean simulated) {
    public RunReport {
        adjusted = List.copyOf(adjusted);
        stages = List.copyOf(stages);
    }

    /// The usage of a stage, or nothing used where it did not run.
    public TokenUsage usage(Stage stage) {
        for (StageReport report : stages) {
            if (report.stage() == stage) {
                return report.usage();
            }
        }
        return TokenUsage.NONE;
    }

    /// Web searches that count: made by this run, and not in vain.
    public int searches() {
        return search == SearchOutcome.USED && ran(Stage.SEARCH) ? 1 : 0;
    }

    /// Whether a stage's upstream was called.
    public boolean ran(Stage stage) {
        return stages.stream().anyMatch(report -> report.stage() == stage);
    }

    /// Whether something came of a stage's upstream, or it says that it has read the prompt.
    public boolean gave(Stage stage) {
        return stages.stream()
                .anyMatch(report -> report.stage() == stage
                        && (report.firstToken() != null
                                || report.usage().totalInput() > 0
                                || report.usage().output() > 0));
    }

    /// Whether a stage ran on a key of the caller's own.
    public boolean onCallersKey(Stage stage) {
        return stages.stream().anyMatch(report -> report.stage() == stage && report.callersKey());
    }

    /// The numbers that every dialect shows and that are billed: usage times rate card is the price.
    ///
    /// In = Claude's input of all classes minus the reasoning handed over, at least 1; R1's prompt only where
    /// Claude never ran. Out = reasoning tokens plus Claude's output: R1's own answer is never charged. A stage that was
    /// called and had given nothing yet does not count.
    public BilledUsage billed() {
        TokenUsage reasoner = usage(Stage.REASONING);
        TokenUsage answer = usage(Stage.ANSWER);
        if (!gave(Stage.ANSWER)) {
            return new BilledUsage(
                    gave(Stage.REASONING) ? Math.max(1, reasoner.totalInput()) : 0,
                    reasoner.cacheRead(),
                    0,
                    reasoner.reasoning(),
                    reasoner.reasoning());
        }
        long input = Math.max(1, answer.totalInput() - handedOverTokens);
        // What was handed over is estimated: its parts must not come out larger than the whole.
        long read = Math.min(input, answer.cacheRead());
        return new BilledUsage(
                input,
                read,
                Math.min(input - read, answer.cacheWrite() + answer.cacheWriteLong()),
                reasoner.reasoning() + answer.output(),
                reasoner.reasoning());
    }

    /// Billed tokens.
    ///
    /// @param input all prompt tokens, cached ones included
    /// @param cacheRead the part of `input` read from the cache
    /// @param cacheWrite the part of `input` written to the cache
    /// @param output reasoning and answer
    /// @param reasoning the part of `output` that was reasoning
    public record BilledUsage(long input, long cacheRead, long cacheWrite, long output, long reasoning) {}
}
