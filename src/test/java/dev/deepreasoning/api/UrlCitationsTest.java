package dev.deepreasoning.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.deepreasoning.api.UrlCitations.Place;
import dev.deepreasoning.canonical.Citation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Where citations point, in whatever scripts and pieces an answer comes.
class UrlCitationsTest {
    private static final String[] PIECES = {"a", "é", "漢字", "😀", "👩‍💻", "🇩🇪", "\n", "\uD835\uDD4F", "\u0301", ""};

    /// Python and every other reader that counts code points finds the block's own words.
    @Test
    void everyRangeIsTheTextOfItsBlock() {
        Random random = new Random(20_261_129);
        for (int round = 0; round < 3_000; round++) {
            UrlCitations citations = new UrlCitations();
            StringBuilder text = new StringBuilder();
            List<String> cited = new ArrayList<>();
            List<Place> told = new ArrayList<>();
            for (int block = random.nextInt(6); block >= 0; block--) {
                citations.blockStarted();
                StringBuilder words = new StringBuilder();
                int cite = random.nextInt(4);
                if (cite == 1) {
                    citations.cite(new Citation("https://e.example/" + block, null, "x", null));
                }
                for (int piece = random.nextInt(5); piece > 0; piece--) {
                    String more = PIECES[random.nextInt(PIECES.length)];
                    citations.text(more);
                    words.append(more);
                }
                if (cite == 2) {
                    citations.cite(new Citation("http://e.example/" + block, "t", "x", null));
                }
                if (cite == 3) {
                    citations.cite(new Citation("file.pdf", "t", "x", null));
                }
                text.append(words);
                if (cite == 1 || cite == 2) {
                    cited.add(words.toString());
                }
                told.addAll(citations.blockStopped());
            }
            int[] points = text.codePoints().toArray();
            assertEquals(
                    cited,
                    told.stream()
                            .map(place -> new String(points, (int) place.start(), (int) (place.end() - place.start())))
                            .toList());
            assertEquals(told, citations.all());
        }
    }

    @Test
    void aPageCitedTwiceForTheSameWordsIsToldOnce() {
        UrlCitations citations = new UrlCitations();
        Citation citation = new Citation("https://e.example", "t", "x", null);
        citations.blockStarted();
        citations.text("Rain");
        citations.cite(citation);
        citations.cite(citation);
        assertEquals(List.of(new Place("https://e.example", "t", 0, 4)), citations.blockStopped());
        assertEquals(1, citations.all().size());
    }
}
