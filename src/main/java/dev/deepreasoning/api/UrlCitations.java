package dev.deepreasoning.api;

import dev.deepreasoning.canonical.Citation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Gathers the citations of one answer text as OpenAI's dialects tell them. Claude cites whole text blocks, so the range
/// is the block's, in Unicode code points of the text.
public final class UrlCitations {
    private final Set<Place> all = new LinkedHashSet<>();
    private final List<Citation> open = new ArrayList<>();
    private long written;
    private long blockStart;

    /// A block of the text begins.
    public void blockStarted() {
        blockStart = written;
    }

    /// More text.
    public void text(String text) {
        written += text.codePointCount(0, text.length());
    }

    /// A citation of the open block. Sources that are no web page (a caller's own document) have no place here.
    public void cite(Citation citation) {
        if (citation.url().startsWith("https://") || citation.url().startsWith("http://")) {
            open.add(citation);
        }
    }

    /// The block ends.
    ///
    /// @return its citations
    public List<Place> blockStopped() {
        List<Place> added = new ArrayList<>();
        for (Citation citation : open) {
            String title = citation.title();
            Place place = new Place(citation.url(), title == null ? citation.url() : title, blockStart, written);
            if (all.add(place)) {
                added.add(place);
            }
        }
        open.clear();
        return added;
    }

    /// All so far, in their order.
    public List<Place> all() {
        return List.copyOf(all);
    }

    /// A cited page, and where.
    ///
    /// @param start first code point
    /// @param end behind the last code point
    public record Place(String url, String title, long start, long end) {}
}
