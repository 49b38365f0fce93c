package dev.deepreasoning.api.chatcompletions;

import dev.deepreasoning.api.Fields;
import dev.deepreasoning.api.ProductParameters;
import dev.deepreasoning.api.RequestJson;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.Message;
import dev.deepreasoning.canonical.SearchOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The dialect's own ways to ask for a web search: `web_search_options`, or a tool of type `web_search…`.
///
/// One that is declared so is made once per user turn, and not where no tool may be called; one that is asked for by the
/// product's own parameter is always made (decision 37).
final class ChatSearch {
    private ChatSearch() {}

    static @Nullable SearchOptions of(Fields body, ChatTools tools, List<Message> messages) {
        Fields options = body.object("web_search_options");
        Fields tool = tools.search();
        Fields declared = options == null || !isAllowed(options) ? tool : options;
        String depth = declared == null ? null : depth(declared);
        RequestJson choice = body.get("tool_choice");
        boolean forbidden = choice != null && choice.isString() && choice.text().equals("none");
        SearchOptions search =
                ProductParameters.search(body, declared != null && !forbidden && !Message.endsInToolResults(messages));
        if (search == null || declared == null) {
            return search;
        }
        Fields nested = declared.object("filters");
        Fields filters = nested == null ? declared : nested;
        List<String> allowed = filters.strings("allowed_domains");
        List<String> blocked = filters.strings("blocked_domains");
        return new SearchOptions(
                search.depth() == null ? depth : search.depth(),
                search.includeDomains().isEmpty() ? allowed : search.includeDomains(),
                search.excludeDomains().isEmpty() ? blocked : search.excludeDomains(),
                search.fromDate(),
                search.toDate(),
                search.maxResults());
    }

    /// Some agents declare the tool on every request and forbid the web in the same breath.
    static boolean isAllowed(Fields declared) {
        return !Boolean.FALSE.equals(declared.bool("external_web_access"));
    }

    private static @Nullable String depth(Fields declared) {
        String size = declared.string("search_context_size");
        return switch (size) {
            case null -> null;
            case "low" -> "fast";
            case "medium" -> "standard";
            case "high" -> "deep";
            default ->
                throw GatewayException.invalid(
                        declared.param("search_context_size"),
                        "`" + declared.param("search_context_size") + "` must be one of `low`, `medium`, `high`.");
        };
    }
}
