package dev.deepreasoning.upstream.deepseek;

import dev.deepreasoning.canonical.TokenEstimator;
import dev.deepreasoning.canonical.TokenUsage;
import dev.deepreasoning.pipeline.ReasoningRequest;
import dev.deepreasoning.pipeline.StageRecord;
import org.jspecify.annotations.Nullable;

/// The tokens of one stream: as the host reports them, and where it has not, estimated from what was read. A stream that
/// is closed at its first answer text mostly has no report.
final class ReasonerUsage {
    private long reasoningTenths;
    private long answerTenths;
    private @Nullable TokenUsage known;
    private long estimatedWhenReported;
    private boolean more;

    void reasoning(String text) {
        reasoningTenths += TokenEstimator.tenths(text);
    }

    void answer(String text) {
        answerTenths += TokenEstimator.tenths(text);
    }

    /// What has been read, by the estimate.
    long estimated() {
        return TokenEstimator.tokens(reasoningTenths + answerTenths);
    }

    /// Text came without a report beside it.
    void moreThanReported() {
        more = true;
    }

    /// Takes a report; reports are cumulative.
    ///
    /// @param shareTold it says how much of the output is reasoning
    /// @param answering some of the output is an answer
    void reported(TokenUsage told, boolean shareTold, boolean answering, StageRecord record) {
        if (told.output() == 0 && estimated() > 0) {
            return; // a host that does not count, or not yet
        }
        long thought = TokenEstimator.tokens(reasoningTenths);
        long share = shareTold ? told.reasoning() : answering ? Math.min(told.output(), thought) : told.output();
        TokenUsage usage =
                new TokenUsage(told.input(), 0, 0, told.cacheRead(), told.output(), thought > 0 ? share : 0, false);
        known = usage;
        more = false;
        estimatedWhenReported = estimated();
        record.usage(usage);
    }

    /// The stream is over, or nobody listens any more: what came after the last report is estimated.
    void settle(ReasoningRequest request, StageRecord record) {
        TokenUsage before = known;
        if (before != null && !more) {
            return;
        }
        long thought = TokenEstimator.tokens(reasoningTenths);
        if (before == null) {
            long output = estimated();
            record.usage(new TokenUsage(prompt(request), 0, 0, 0, output, Math.min(thought, output), true));
        } else {
            long output = before.output() + estimated() - estimatedWhenReported;
            long share = Math.max(before.reasoning(), Math.min(thought, output));
            record.usage(new TokenUsage(before.input(), 0, 0, before.cacheRead(), output, share, true));
        }
    }

    private static long prompt(ReasoningRequest request) {
        return Math.max(
                1,
                request.turns().stream()
                        .mapToLong(turn -> TokenEstimator.estimate(turn.text()))
                        .sum());
    }
}
