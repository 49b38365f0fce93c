package dev.deepreasoning.metering;

import dev.deepreasoning.auth.UpstreamKeys;
import dev.deepreasoning.canonical.Adjustment;
import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.catalog.Price;
import dev.deepreasoning.pipeline.Foreseen;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/// What a request can cost, before anything is called. USD, exact.
///
/// A token of reasoning costs what it costs as output, and half a token of input: it is handed over, and counted out of
/// the prompt again by an estimate that may be as wrong as that.
final class Quote {
    private static final int PER_THOUSAND = 3;
    private static final BigDecimal HALF = new BigDecimal("0.5");
    /// What the hand-over's delimiters and instructions take.
    private static final long HAND_OVER_TOKENS = 300;
    /// Pages are bounded by an estimate, too.
    private static final long PAGES_TOKENS = 18_000;

    private static final int LEAST_REASONING = 1_024;
    private static final int LEAST_ANSWER = 256;

    private final BigDecimal prompt;
    private final BigDecimal perReasoning;
    private final BigDecimal perAnswer;
    private final int reasoningTokens;
    private final int reasoningRoom;
    private final int answerTokens;
    private final long readTokens;
    private final long foreseenTokens;

    /// @param own stages on the caller's own keys cost nothing here
    Quote(Foreseen foreseen, Price price, BigDecimal search, UpstreamKeys own) {
        boolean reasoningPaid = own.reasoner() == null;
        boolean answerPaid = own.answerer() == null;
        BigDecimal input = price.input().movePointLeft(PER_THOUSAND);
        BigDecimal output = price.output().movePointLeft(PER_THOUSAND);
        this.reasoningTokens = foreseen.reasoningTokens();
        this.reasoningRoom = foreseen.reasoningRoom();
        this.answerTokens = foreseen.answerTokens();
        boolean answers = answerTokens > 0;
        this.foreseenTokens = foreseen.promptTokens()
                + foreseen.promptTokens() / 4
                + (foreseen.searches() ? PAGES_TOKENS / 2 : 0)
                + (reasoningTokens + answerTokens) / 10;
        this.readTokens = foreseen.mostPromptTokens() + HAND_OVER_TOKENS + (foreseen.searches() ? PAGES_TOKENS : 0);
        this.prompt = ((answers ? answerPaid : reasoningPaid)
                        ? input.multiply(BigDecimal.valueOf(readTokens))
                        : BigDecimal.ZERO)
                .add(foreseen.searches() && own.search() == null ? search : BigDecimal.ZERO);
        this.perReasoning = (reasoningPaid ? output : BigDecimal.ZERO)
                .add(answers && answerPaid ? input.multiply(HALF) : BigDecimal.ZERO);
        this.perAnswer = answerPaid ? output : BigDecimal.ZERO;
    }

    /// What the request costs where both models use all that they may.
    BigDecimal most() {
        return cost(reasoningTokens, answerTokens);
    }

    /// What it costs where they use so little that less would help nobody.
    BigDecimal least() {
        return cost(leastReasoning(), leastAnswer());
    }

    private int leastReasoning() {
        return Math.min(LEAST_REASONING, reasoningTokens);
    }

    private int leastAnswer() {
        return Math.min(LEAST_ANSWER, answerTokens);
    }

    private BigDecimal cost(long reasoning, long answer) {
        return prompt.add(perReasoning.multiply(BigDecimal.valueOf(reasoning + reasoningRoom)))
                .add(perAnswer.multiply(BigDecimal.valueOf(answer)));
    }

    /// Tokens foreseen, for the rate limit: what is read, and a tenth of what may be written.
    long tokens() {
        return foreseenTokens;
    }

    /// Most tokens that are read, pages of a search among them.
    long readTokens() {
        return readTokens;
    }

    /// Most tokens that R1 writes, those included that it may write beyond its bound.
    long reasoningTokens() {
        return (long) reasoningTokens + reasoningRoom;
    }

    /// The request inside what was reserved for it.
    ///
    /// @param held at least [#least()]
    Fitted fit(CanonicalRequest request, BigDecimal held) {
        if (held.compareTo(most()) >= 0) {
            return new Fitted(request, List.of());
        }
        BigDecimal free = held.subtract(cost(leastReasoning(), leastAnswer()));
        BigDecimal wanted = most().subtract(least());
        long answer = leastAnswer() + part(answerTokens - leastAnswer(), free, wanted);
        long reasoning = reasoningTokens;
        if (perReasoning.signum() > 0) {
            reasoning = Math.min(reasoning, whole(held.subtract(cost(0, answer)), perReasoning));
        }
        if (perAnswer.signum() > 0) {
            answer = Math.min(answerTokens, whole(held.subtract(cost(reasoning, 0)), perAnswer));
        }
        List<Adjustment> adjusted = new ArrayList<>();
        if (answer < answerTokens) {
            adjusted.add(new Adjustment("max_tokens", Integer.toString(answerTokens), Long.toString(answer)));
        }
        if (reasoning < reasoningTokens) {
            adjusted.add(new Adjustment(
                    "reasoning_max_tokens", Integer.toString(reasoningTokens), Long.toString(reasoning)));
        }
        return new Fitted(
                request.withBounds(
                        answer < answerTokens ? (Integer) (int) answer : request.maxTokens(),
                        reasoning < reasoningTokens
                                ? (Integer) (int) reasoning
                                : request.reasoning().maxTokens()),
                adjusted);
    }

    private long part(long tokens, BigDecimal free, BigDecimal wanted) {
        if (perAnswer.signum() == 0) {
            return tokens;
        }
        return free.multiply(BigDecimal.valueOf(tokens))
                .divide(wanted, 0, RoundingMode.DOWN)
                .longValueExact();
    }

    private static long whole(BigDecimal amount, BigDecimal perToken) {
        return amount.divide(perToken, 0, RoundingMode.DOWN).longValueExact();
    }

    /// A request with its bounds as the balance allows.
    ///
    /// @param adjusted what had to be lowered
    record Fitted(CanonicalRequest request, List<Adjustment> adjusted) {}
}
