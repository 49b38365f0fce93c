package dev.deepreasoning.canonical;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A web search that the caller asked for.
///
/// @param depth `fast`, `standard` or `deep`; absent means the operator's
/// @param fromDate ISO date
/// @param toDate ISO date
public record SearchOptions(
        @Nullable String depth,
        List<String> includeDomains,
        List<String> excludeDomains,
        @Nullable String fromDate,
        @Nullable String toDate,
        @Nullable Integer maxResults) {
    public SearchOptions {
        includeDomains = List.copyOf(includeDomains);
        excludeDomains = List.copyOf(excludeDomains);
    }
}
