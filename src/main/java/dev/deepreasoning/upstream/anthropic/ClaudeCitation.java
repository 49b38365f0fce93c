package dev.deepreasoning.upstream.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.deepreasoning.canonical.Citation;
import dev.deepreasoning.canonical.JsonText;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Any of Anthropic's citation objects, as it is being read. Their types differ in how they name a source: `url`,
/// `source`, a document's title, the id of a file, or nothing but its position.
final class ClaudeCitation {
    String vendor = "{}";
    private @Nullable String url;
    private @Nullable String source;
    private @Nullable String title;
    private @Nullable String documentTitle;
    private @Nullable String fileId;
    private String citedText = "";

    void member(String name, JsonParser parser, JsonToken value) throws IOException {
        String text = ClaudeEvent.string(parser, value);
        if (text == null) {
            return;
        }
        switch (name) {
            case "url" -> url = text;
            case "source" -> source = text;
            case "title" -> title = text;
            case "document_title" -> documentTitle = text;
            case "file_id" -> fileId = text;
            case "cited_text" -> citedText = text;
            default -> {}
        }
    }

    Citation citation() {
        String shownTitle = title != null ? title : documentTitle;
        return new Citation(firstOf(url, source, documentTitle, fileId), shownTitle, citedText, new JsonText(vendor));
    }

    private static String firstOf(@Nullable String... candidates) {
        for (String candidate : candidates) {
            if (candidate != null) {
                return candidate;
            }
        }
        return "";
    }
}
