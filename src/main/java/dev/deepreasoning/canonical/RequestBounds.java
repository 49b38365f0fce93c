package dev.deepreasoning.canonical;

/// A request's numbers: which of them are legal, and what is meant where none is sent. Decoders refuse by these, stages
/// assume by these, and `GET /v1/models` tells these, so that what is told is what holds.
public final class RequestBounds {
    /// Both stages' temperature.
    public static final Range TEMPERATURE = new Range(0, 2);

    /// Where none is sent.
    public static final double DEFAULT_TEMPERATURE = 0.7;

    /// Both stages' nucleus.
    public static final Range TOP_P = new Range(0, 1);

    /// Where none is sent.
    public static final double DEFAULT_TOP_P = 0.9;

    /// Claude's choice among its likeliest tokens.
    public static final Range TOP_K = new Range(0, 1_000_000);

    /// Tokens of the answer.
    public static final Range ANSWER_TOKENS = new Range(1, 65_536);

    /// Where no bound is sent.
    public static final int DEFAULT_ANSWER_TOKENS = 8_192;

    /// Tokens of the reasoning, where they are bounded exactly.
    public static final Range REASONING_TOKENS = new Range(1, 1_000_000);

    /// Whether R1 reasons, where nothing is said.
    public static final ReasoningOptions.Mode DEFAULT_REASONING_MODE = ReasoningOptions.Mode.ON;

    /// Where neither tokens nor an effort are sent.
    public static final Effort DEFAULT_EFFORT = Effort.MEDIUM;

    /// Pages of a web search.
    public static final Range SEARCH_RESULTS = new Range(1, 100);

    /// Where no number is sent.
    public static final int DEFAULT_SEARCH_RESULTS = 8;

    private RequestBounds() {}

    /// From a least number to a most one, both legal.
    public record Range(int min, int max) {}
}
