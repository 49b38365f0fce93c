package dev.deepreasoning.upstream.linkup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.SearchOptions;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.catalog.SearchEndpoint;
import dev.deepreasoning.pipeline.StageRecord;
import dev.deepreasoning.pipeline.WebSearch.SearchRequest;
import dev.deepreasoning.pipeline.WebSearch.WebPage;
import dev.deepreasoning.upstream.Egress;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The client against the simulated Linkup of the demo.
@QuarkusTest
class SimulatedSearchTest {
    @Inject
    SearchEndpoint endpoint;

    private List<WebPage> find(String query, SearchOptions options) {
        return new LinkupWebSearch(endpoint, Egress.DIRECT)
                .search(new SearchRequest(query, options, null), new StageRecord(Stage.SEARCH, System.nanoTime()))
                .await()
                .atMost(FakeLinkup.GUARD);
    }

    @Test
    void findsItsPages() {
        List<WebPage> pages = find("Rain in Köln", FakeLinkup.PLAIN);

        assertEquals(
                List.of(
                        "https://example.com/simulated/1",
                        "https://example.org/simulated/2",
                        "https://example.net/simulated/3"),
                pages.stream().map(WebPage::url).toList());
        assertEquals("Simulated page 1", pages.getFirst().name());
        assertTrue(
                pages.getFirst().content().contains("Rain in Köln"),
                pages.getFirst().content());
    }

    @ParameterizedTest
    @CsvSource({"fast", "standard", "deep"})
    void takesEveryOption(String depth) {
        SearchOptions options = new SearchOptions(
                depth,
                List.of("https://A.example/x", "b.example"),
                List.of("b.example"),
                "2026-01-01",
                "2026-02-01",
                5);

        assertEquals(
                List.of("https://a.example/simulated/1"),
                find("x", options).stream().map(WebPage::url).toList());
    }

    @Test
    void findsNothingWhereItIsToldTo() {
        assertEquals(List.of(), find("x [[sim:linkup.empty]]", FakeLinkup.PLAIN));
    }

    @ParameterizedTest
    @CsvSource({
        "status=401, AUTHENTICATION",
        "status=402, INSUFFICIENT_CREDITS",
        "status=403, AUTHENTICATION",
        "status=429|code=INSUFFICIENT_FUNDS_CREDITS, INSUFFICIENT_CREDITS",
        "status=429|retry-after=0, RATE_LIMITED",
        "status=500|retry-after=0, UPSTREAM_ERROR"
    })
    void failsAsItIsToldTo(String directives, ErrorKind kind) {
        String query = "x [[sim:" + directives.replace('|', ',') + "]]";
        assertEquals(
                kind,
                assertThrows(GatewayException.class, () -> find(query, FakeLinkup.PLAIN))
                        .kind());
    }
}
