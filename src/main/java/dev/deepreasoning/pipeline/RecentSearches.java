package dev.deepreasoning.pipeline;

import dev.deepreasoning.canonical.SearchOptions;
import dev.deepreasoning.pipeline.WebSearch.SearchRequest;
import dev.deepreasoning.pipeline.WebSearch.WebPage;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What was found of late, so that the later steps of an agent's turn see the same pages without another search. Each
/// caller sees what it has searched for itself.
final class RecentSearches {
    private static final Duration KEPT = Duration.ofMinutes(10);
    private static final int MOST = 256;

    private final LongSupplier nanos;
    private final Map<Asked, Found> found = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Asked, Found> eldest) {
            return size() > MOST;
        }
    };

    /// @param nanos [System#nanoTime()], or a test's
    RecentSearches(LongSupplier nanos) {
        this.nanos = nanos;
    }

    synchronized void keep(String owner, SearchRequest request, List<WebPage> pages) {
        found.put(Asked.of(owner, request), new Found(List.copyOf(pages), nanos.getAsLong()));
    }

    synchronized @Nullable List<WebPage> find(String owner, SearchRequest request) {
        Found kept = found.get(Asked.of(owner, request));
        if (kept == null) {
            return null;
        }
        if (nanos.getAsLong() - kept.since > KEPT.toNanos()) {
            found.remove(Asked.of(owner, request));
            return null;
        }
        return kept.pages;
    }

    /// Without the caller's key, which is kept nowhere.
    private record Asked(String owner, String query, SearchOptions options) {
        static Asked of(String owner, SearchRequest request) {
            return new Asked(owner, request.query(), request.options());
        }
    }

    private record Found(List<WebPage> pages, long since) {}
}
