package dev.deepreasoning.api.responses;

import dev.deepreasoning.api.JsonBytes;
import dev.deepreasoning.canonical.Block;
import dev.deepreasoning.canonical.SearchOutcome;

/// The gateway's web search, for a caller who declared the tool. It has been made when it is told.
final class OpenSearch extends OpenItem {
    private final Block.Search search;
    private final boolean withSources;

    /// @param withSources the caller asked for the pages found
    OpenSearch(String id, int index, Block.Search search, boolean withSources, EventFrames frames) {
        super(id, index, frames);
        this.search = search;
        this.withSources = withSources;
    }

    @Override
    void added(JsonBytes out) {
        super.added(out);
        step("in_progress", out);
        step("searching", out);
    }

    private boolean failed() {
        return search.outcome() == SearchOutcome.FAILED;
    }

    private void step(String name, JsonBytes out) {
        event("response.web_search_call." + name, out);
        end(out);
    }

    @Override
    boolean delta(String text, JsonBytes out) {
        return false;
    }

    @Override
    void done(String status, JsonBytes out) {
        if (!failed()) {
            step("completed", out);
        }
        super.done(status, out);
    }

    @Override
    String begun() {
        return json(OutputItems.IN_PROGRESS);
    }

    @Override
    String json(String status) {
        boolean over = !status.equals(OutputItems.IN_PROGRESS);
        JsonBytes out = new JsonBytes();
        out.ascii("{\"id\":").string(id()).ascii(",\"type\":\"web_search_call\",\"status\":");
        out.string(!over ? status : failed() ? "failed" : OutputItems.COMPLETED);
        out.ascii(",\"action\":{\"type\":\"search\",\"query\":").string(search.query());
        out.ascii(",\"queries\":[").string(search.query()).ascii("]");
        if (over && withSources) {
            out.ascii(",\"sources\":[");
            String separator = "";
            for (Block.Search.Hit hit : search.hits()) {
                out.ascii(separator)
                        .ascii("{\"type\":\"url\",\"url\":")
                        .string(hit.url())
                        .ascii("}");
                separator = ",";
            }
            out.ascii("]");
        }
        return ResponsesEventEncoder.text(out.ascii("}}"));
    }
}
