package dev.deepreasoning.api.chatcompletions;

import dev.deepreasoning.api.DeclaredSearch;
import dev.deepreasoning.api.Fields;
import dev.deepreasoning.api.ProductParameters;
import dev.deepreasoning.api.RequestJson;
import dev.deepreasoning.canonical.SearchOptions;
import org.jspecify.annotations.Nullable;

/// The dialect's own ways to ask for a web search: `web_search_options`, or a tool of type `web_search…`; neither where no
/// tool may be called.
final class ChatSearch {
    private ChatSearch() {}

    static @Nullable SearchOptions of(Fields body, ChatTools tools) {
        Fields options = body.object("web_search_options");
        SearchOptions own = options == null ? null : DeclaredSearch.of(options);
        RequestJson choice = body.get("tool_choice");
        boolean forbidden = choice != null && choice.isString() && choice.text().equals("none");
        return ProductParameters.search(body, forbidden ? null : own == null ? tools.search() : own);
    }
}
