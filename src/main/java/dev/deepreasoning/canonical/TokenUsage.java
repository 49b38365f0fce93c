package dev.deepreasoning.canonical;

/// Tokens of one stage, cumulative. All counts are 0 or more.
///
/// @param input prompt tokens read at full price
/// @param cacheWrite prompt tokens written to the vendor's cache for five minutes
/// @param cacheWriteLong the same for one hour
/// @param cacheRead prompt tokens read from the cache
/// @param output generated tokens; reasoning included where this is the reasoner's
/// @param reasoning the part of `output` that was reasoning
/// @param estimated true where the vendor did not report these numbers
public record TokenUsage(
        long input,
        long cacheWrite,
        long cacheWriteLong,
        long cacheRead,
        long output,
        long reasoning,
        boolean estimated) {
    /// Nothing used.
    public static final TokenUsage NONE = new TokenUsage(0, 0, 0, 0, 0, 0, false);

    /// Prompt tokens of all four classes.
    public long totalInput() {
        return input + cacheWrite + cacheWriteLong + cacheRead;
    }
}
