package dev.deepreasoning.canonical;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A web search that the caller asked for.
///
/// @param depth `fast`, `standard` or `deep`; absent means the operator's
/// @param fromDate ISO date
/// @param toDate ISO date
/// @param declared asked for by a declared tool, which agents send with every request: it searches once per turn of the
///     user
public record SearchOptions(
        @Nullable String depth,
        List<String> includeDomains,
        List<String> excludeDomains,
        @Nullable String fromDate,
        @Nullable String toDate,
        @Nullable Integer maxResults,
        boolean declared) {
    /// A search that the product's own parameter asks for.
    public SearchOptions(
            @Nullable String depth,
            List<String> includeDomains,
            List<String> excludeDomains,
            @Nullable String fromDate,
            @Nullable String toDate,
            @Nullable Integer maxResults) {
        this(depth, includeDomains, excludeDomains, fromDate, toDate, maxResults, false);
    }

    /// The same, with another's values where this one has none.
    public SearchOptions or(SearchOptions other) {
        return new SearchOptions(
                depth == null ? other.depth : depth,
                includeDomains.isEmpty() ? other.includeDomains : includeDomains,
                excludeDomains.isEmpty() ? other.excludeDomains : excludeDomains,
                fromDate == null ? other.fromDate : fromDate,
                toDate == null ? other.toDate : toDate,
                maxResults == null ? other.maxResults : maxResults,
                declared);
    }

    public SearchOptions {
        includeDomains = List.copyOf(includeDomains);
        excludeDomains = List.copyOf(excludeDomains);
    }
}
