package dev.deepreasoning.api.chatcompletions;

import dev.deepreasoning.api.JsonBytes;
import dev.deepreasoning.canonical.Citation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Gathers the citations of one answer as `url_citation` annotations. Claude cites whole text blocks, so the range is the
/// block's, in Unicode code points of the content.
final class ChatAnnotations {
    private final Set<Annotation> all = new LinkedHashSet<>();
    private final List<Citation> open = new ArrayList<>();
    private long written;
    private long blockStart;

    void blockStarted() {
        blockStart = written;
    }

    void text(String text) {
        written += text.codePointCount(0, text.length());
    }

    /// Sources that are no web page (a caller's own document) have no place in this dialect.
    void cite(Citation citation) {
        if (citation.url().startsWith("https://") || citation.url().startsWith("http://")) {
            open.add(citation);
        }
    }

    void blockStopped() {
        for (Citation citation : open) {
            all.add(new Annotation(citation.url(), citation.title(), blockStart, written));
        }
        open.clear();
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /// Appends the list.
    void write(JsonBytes out) {
        out.ascii("[");
        String separator = "";
        for (Annotation each : all) {
            String title = each.title;
            out.ascii(separator).ascii("{\"type\":\"url_citation\",\"url_citation\":{\"url\":");
            out.string(each.url).ascii(",\"title\":").string(title == null ? each.url : title);
            out.ascii(",\"start_index\":").number(each.start);
            out.ascii(",\"end_index\":").number(each.end).ascii("}}");
            separator = ",";
        }
        out.ascii("]");
    }

    private record Annotation(String url, @Nullable String title, long start, long end) {}
}
