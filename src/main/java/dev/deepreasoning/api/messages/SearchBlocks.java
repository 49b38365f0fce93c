package dev.deepreasoning.api.messages;

import dev.deepreasoning.api.JsonBytes;
import dev.deepreasoning.canonical.Block;
import dev.deepreasoning.canonical.Citation;
import dev.deepreasoning.canonical.JsonText;
import dev.deepreasoning.canonical.SearchOutcome;
import org.jspecify.annotations.Nullable;

/// The gateway's web search in the form of Anthropic's own: a call of the server tool, and its result. What is encrypted
/// there is empty here, and passed over when it comes back.
final class SearchBlocks {
    private SearchBlocks() {}

    /// Appends the call.
    ///
    /// @param input whether its input is told; a stream tells it behind
    static void call(Block.Search search, boolean input, JsonBytes out) {
        out.ascii("{\"type\":\"server_tool_use\",\"id\":").string(id(search));
        out.ascii(",\"name\":\"web_search\",\"input\":");
        if (input) {
            input(search, out);
        } else {
            out.ascii("{}");
        }
        out.ascii("}");
    }

    static void input(Block.Search search, JsonBytes out) {
        out.ascii("{\"query\":").string(search.query()).ascii("}");
    }

    static void result(Block.Search search, JsonBytes out) {
        out.ascii("{\"type\":\"web_search_tool_result\",\"tool_use_id\":").string(id(search));
        if (search.outcome() == SearchOutcome.FAILED) {
            out.ascii(",\"content\":{\"type\":\"web_search_tool_result_error\",\"error_code\":\"unavailable\"}}");
            return;
        }
        out.ascii(",\"content\":[");
        String separator = "";
        for (Block.Search.Hit hit : search.hits()) {
            out.ascii(separator).ascii("{\"type\":\"web_search_result\",\"url\":");
            out.string(hit.url()).ascii(",\"title\":").string(hit.name());
            out.ascii(",\"encrypted_content\":\"\",\"page_age\":null}");
            separator = ",";
        }
        out.ascii("]}");
    }

    private static String id(Block.Search search) {
        return "srvtoolu_" + search.id();
    }

    /// A citation: Claude's own words of it, or, for a page that the gateway found, Anthropic's form for those.
    static void citation(Citation citation, JsonBytes out) {
        JsonText vendor = citation.vendor();
        if (vendor != null) {
            out.json(vendor.text());
            return;
        }
        @Nullable String title = citation.title();
        out.ascii("{\"type\":\"web_search_result_location\",\"cited_text\":").string(citation.citedText());
        out.ascii(",\"url\":").string(citation.url()).ascii(",\"title\":").stringOrNull(title);
        out.ascii(",\"encrypted_index\":\"\"}");
    }
}
