package dev.deepreasoning.pipeline;

import dev.deepreasoning.canonical.SearchOptions;
import io.smallrye.mutiny.Uni;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Port: who searches the web.
public interface WebSearch {
    /// Searches. Cancelling the Uni closes the call.
    ///
    /// @param record takes who served
    /// @return the pages found, the best first; none is no failure. Fails with a
    ///     [dev.deepreasoning.canonical.GatewayException]
    Uni<List<WebPage>> search(SearchRequest request, StageRecord record);

    /// What is asked.
    ///
    /// @param query the words to search for, never empty
    /// @param credential the caller's own key; absent means the operator's
    record SearchRequest(
            String query, SearchOptions options, @Nullable String credential) {
        /// Queries and keys never reach a log by accident.
        @Override
        public String toString() {
            return "SearchRequest";
        }
    }

    /// A page found: a stranger's words.
    ///
    /// @param url absolute, `http` or `https`
    /// @param content the words of the page that answer the query, may be empty
    record WebPage(String name, String url, String content) {}
}
