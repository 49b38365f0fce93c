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
final class Quote {
    private static final int PER_THOUSAND = 3;
    /// Estimates of prompts are sums over characters: a quarter more, and what delimiters and instructions take.
    private static final long MARGIN_TOKENS = 600;

    private static final long PAGES_TOKENS = 12_000;
    /// More than any host lets R1 think.
    private static final int LONGEST_THOUGHT = 65_536;

    private static final int LEAST_REASONING = 1_024;
    private static final int LEAST_ANSWER = 256;

    private final BigDecimal prompt;
    private final BigDecimal perToken;
    private final int reasoningTokens;
    private final int answerTokens;
    private final long promptTokens;
    private final boolean reasoningPaid;
    private final boolean answerPaid;

    /// @param own stages on the caller's own keys cost nothing here
    Quote(Foreseen foreseen, Price price, BigDecimal search, UpstreamKeys own) {
        this.reasoningPaid = own.reasoner() == null;
        this.answerPaid = own.answerer() == null;
        this.reasoningTokens = Math.min(foreseen.reasoningTokens(), LONGEST_THOUGHT);
        this.answerTokens = foreseen.answerTokens();
        this.promptTokens = foreseen.promptTokens()
                + foreseen.promptTokens() / 4
                + MARGIN_TOKENS
                + (foreseen.searches() ? PAGES_TOKENS : 0);
        this.perToken = price.output().movePointLeft(PER_THOUSAND);
        boolean promptPaid = answerTokens > 0 ? answerPaid : reasoningPaid;
        BigDecimal read = promptPaid
                ? price.input().movePointLeft(PER_THOUSAND).multiply(BigDecimal.valueOf(promptTokens))
                : BigDecimal.ZERO;
        this.prompt = read.add(foreseen.searches() && own.search() == null ? search : BigDecimal.ZERO);
    }

    /// What the request costs where both models use all that they may.
    BigDecimal most() {
        return cost(reasoningTokens, answerTokens);
    }

    /// What it costs where they use so little that less would help nobody.
    BigDecimal least() {
        return cost(Math.min(LEAST_REASONING, reasoningTokens), Math.min(LEAST_ANSWER, answerTokens));
    }

    private BigDecimal cost(int reasoning, int answer) {
        long tokens = (reasoningPaid ? reasoning : 0L) + (answerPaid ? answer : 0L);
        return prompt.add(perToken.multiply(BigDecimal.valueOf(tokens)));
    }

    /// Tokens foreseen, for the rate limit: what is read, and a tenth of what may be written.
    long tokens() {
        return promptTokens + (reasoningTokens + answerTokens) / 10;
    }

    /// The request inside what was reserved for it.
    Fitted fit(CanonicalRequest request, BigDecimal held) {
        if (held.compareTo(most()) >= 0 || perToken.signum() == 0) {
            return new Fitted(request, List.of());
        }
        long affordable = held.subtract(prompt)
                .divide(perToken, 0, RoundingMode.DOWN)
                .min(BigDecimal.valueOf(Integer.MAX_VALUE))
                .longValueExact();
        long all = (long) reasoningTokens + answerTokens;
        long answer =
                answerTokens == 0 ? 0 : Math.max(Math.min(LEAST_ANSWER, answerTokens), affordable * answerTokens / all);
        long reasoning = Math.max(Math.min(LEAST_REASONING, reasoningTokens), affordable - answer);
        answer = Math.min(answer, affordable - reasoning);
        List<Adjustment> adjusted = new ArrayList<>();
        if (answer < answerTokens) {
            adjusted.add(new Adjustment("max_tokens", Integer.toString(answerTokens), Long.toString(answer)));
        }
        if (reasoning < reasoningTokens) {
            adjusted.add(new Adjustment(
                    "reasoning_max_tokens", Integer.toString(reasoningTokens), Long.toString(reasoning)));
        }
        int bound = answerTokens == 0 ? LEAST_ANSWER : (int) Math.max(1, answer);
        return new Fitted(request.withBounds(bound, (int) Math.max(1, reasoning)), adjusted);
    }

    /// A request with its bounds as the balance allows.
    ///
    /// @param adjusted what had to be lowered
    record Fitted(CanonicalRequest request, List<Adjustment> adjusted) {}
}
