package dev.deepreasoning.api.chatcompletions;

import dev.deepreasoning.api.JsonBytes;
import dev.deepreasoning.api.UrlCitations;

/// Writes citations as this dialect's `url_citation` annotations.
final class ChatAnnotations {
    private ChatAnnotations() {}

    /// Appends the list.
    static void write(UrlCitations citations, JsonBytes out) {
        out.ascii("[");
        String separator = "";
        for (UrlCitations.Place each : citations.all()) {
            out.ascii(separator).ascii("{\"type\":\"url_citation\",\"url_citation\":{\"url\":");
            out.string(each.url()).ascii(",\"title\":").string(each.title());
            out.ascii(",\"start_index\":").number(each.start());
            out.ascii(",\"end_index\":").number(each.end()).ascii("}}");
            separator = ",";
        }
        out.ascii("]");
    }
}
