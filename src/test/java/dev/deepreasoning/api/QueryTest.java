package dev.deepreasoning.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.ledger.ApiKey;
import dev.deepreasoning.ledger.Entries.Span;
import dev.deepreasoning.ledger.UsageEvents.Filter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the account and the admin API are asked.
class QueryTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    private static Fields fields(String json) {
        return new Fields(RequestJson.parse(json.getBytes(StandardCharsets.UTF_8)), "");
    }

    private static String blamed(Executable read) {
        return String.valueOf(assertThrows(GatewayException.class, read).param());
    }

    @Test
    void timesAreSecondsDatesOrIso() {
        assertEquals(Instant.ofEpochSecond(1_000_000_000), Query.time("from", "1000000000"));
        assertEquals(Instant.parse("2026-01-31T00:00:00Z"), Query.time("from", "2026-01-31"));
        assertEquals(Instant.parse("2026-01-31T10:00:00Z"), Query.time("from", "2026-01-31T11:00:00+01:00"));
        assertNull(Query.time("from", ""));
        assertNull(Query.time("from", null));
        assertEquals("to", blamed(() -> Query.time("to", "soon")));
    }

    @Test
    void aSpanEndsAfterItBegins() {
        assertEquals(new Span(null, null), Query.span(null, null));
        assertEquals(new Span(null, NOW), Query.span(null, NOW.toString()));
        assertEquals(new Span(NOW, null), Query.span(NOW.toString(), ""));
        assertEquals("to", blamed(() -> Query.span("2026-02-01", "2026-01-01")));
    }

    @Test
    void daysAreTheLastThirtyAndAYearAtMost() {
        assertEquals(new Span(NOW.minus(Duration.ofDays(30)), NOW), Query.days(null, null, NOW));
        Span january = new Span(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2026-02-01T00:00:00Z"));
        assertEquals(january, Query.days("2026-01-01", "2026-02-01", NOW));
        assertEquals("from", blamed(() -> Query.days("2025-01-01", null, NOW)));
        assertEquals("from", blamed(() -> Query.days("2027-01-01", null, NOW)));
    }

    @Test
    void cursorsAreNumbersThatWereGiven() {
        assertEquals(17L, Query.cursor("17"));
        assertNull(Query.cursor(""));
        assertNull(Query.cursor(null));
        assertEquals("before", blamed(() -> Query.cursor("-1")));
        assertEquals("before", blamed(() -> Query.cursor("9999999999999999999")));
    }

    @Test
    void filtersTakeTheirWordsAlone() {
        assertEquals(
                new Filter(null, null, "claude", "success", "playground"),
                Query.usage(null, null, "claude", "success", "playground"));
        assertEquals(Filter.ALL, Query.usage("", "", "", "", ""));
        assertEquals(Filter.ALL, Query.usage(null, null, null, null, null));
        assertEquals("status", blamed(() -> Query.usage(null, null, null, "good", null)));
        assertEquals("source", blamed(() -> Query.usage(null, null, null, null, "reported")));
    }

    @Test
    void aKeysTermsAreRead() {
        ApiKey.Terms terms = Query.terms(fields("""
                {"name":"ci","spend_cap":"2.50","expires":1798761600,"models":["claude-a"],"endpoints":["messages"]}"""));
        assertEquals(
                new ApiKey.Terms(
                        "ci",
                        Instant.ofEpochSecond(1_798_761_600),
                        new BigDecimal("2.50"),
                        List.of("claude-a"),
                        List.of("messages")),
                terms);
        assertEquals(new ApiKey.Terms("ci", null, null, null, null), Query.terms(fields("{\"name\":\"ci\"}")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|name",
                "{\"name\":\"\\u0007\"}|name",
                "{\"name\":\"a\",\"spend_cap\":0}|spend_cap",
                "{\"name\":\"a\",\"spend_cap\":true}|spend_cap",
                "{\"name\":\"a\",\"spend_cap\":\"1,5\"}|spend_cap",
                "{\"name\":\"a\",\"expires\":-1}|expires",
                "{\"name\":\"a\",\"expires\":999999999999}|expires",
                "{\"name\":\"a\",\"models\":1}|models",
                "{\"name\":\"a\",\"endpoints\":[\"all\"]}|endpoints"
            })
    void wrongTermsAreToldByTheirName(String json, String param) {
        assertEquals(param, blamed(() -> Query.terms(fields(json))));
    }

    @Test
    void textsAreOfOneLineAndBounded() {
        assertNull(Query.text(fields("{}"), "note", 3));
        assertEquals("abc", Query.text(fields("{\"note\":\"abc\"}"), "note", 3));
        assertEquals("note", blamed(() -> Query.text(fields("{\"note\":\"abcd\"}"), "note", 3)));
        assertEquals("note", blamed(() -> Query.text(fields("{\"note\":\"a\\nb\"}"), "note", 3)));
    }
}
