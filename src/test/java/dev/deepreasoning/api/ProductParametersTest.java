package dev.deepreasoning.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.canonical.Effort;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.ReasoningOptions;
import dev.deepreasoning.canonical.ReasoningOptions.Mode;
import dev.deepreasoning.canonical.SearchOptions;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The product's parameters as headers `x-deepreasoning-param-<name>`; as body fields, each dialect's tests show them.
class ProductParametersTest {
    private static Fields fields(String body, String... headers) {
        MultiMap all = MultiMap.caseInsensitiveMultiMap().add("authorization", "Bearer x");
        for (int i = 0; i < headers.length; i += 2) {
            all.add("x-deepreasoning-param-" + headers[i], headers[i + 1]);
        }
        return ProductParameters.fields(
                RequestJson.parse(body.replace('\'', '"').getBytes(UTF_8)), all);
    }

    private static ReasoningOptions reasoning(Fields fields) {
        return ProductParameters.reasoning(fields, ReasoningOptions.DEFAULT);
    }

    private static final SearchOptions DECLARED = new SearchOptions(null, List.of(), List.of(), null, null, null, true);

    private static SearchOptions search(Fields fields) {
        SearchOptions search = ProductParameters.search(fields, DECLARED);
        assertTrue(search != null);
        return search;
    }

    /// @param header the header's name after its prefix
    private record Sent(String header, String value, Function<Fields, @Nullable Object> read, Object expected) {
        @Override
        public String toString() {
            return header + ": " + value;
        }
    }

    static Stream<Sent> reads() {
        return Stream.of(
                new Sent("model", "deepreasoning", fields -> fields.string("model"), "deepreasoning"),
                new Sent("Model", "123", fields -> fields.string("model"), "123"),
                new Sent("model", "true", fields -> fields.string("model"), "true"),
                new Sent("model", "[1]", fields -> fields.string("model"), "[1]"),
                new Sent("temperature", " 0.5 ", fields -> fields.number("temperature", 0, 2), 0.5),
                new Sent("top_p", "1e-1", fields -> fields.number("top_p", 0, 1), 0.1),
                new Sent("Top-P", "1", fields -> fields.number("top_p", 0, 1), 1.0),
                new Sent("max-tokens", "100", fields -> fields.integer("max_tokens", 1, 200), 100),
                new Sent("anthropic-model", "claude-x", fields -> fields.string("anthropic_model"), "claude-x"),
                new Sent("disable-formatting", "true", fields -> fields.isTrue("disable_formatting"), true),
                new Sent("strict", "false", fields -> fields.bool("strict"), false),
                new Sent("reasoning-mode", "only", fields -> reasoning(fields).mode(), Mode.ONLY),
                new Sent("reasoning_mode", "off", fields -> reasoning(fields).mode(), Mode.OFF),
                new Sent(
                        "include-reasoning",
                        "false",
                        fields -> reasoning(fields).include(),
                        false),
                new Sent(
                        "reasoning-max-tokens",
                        "12",
                        fields -> reasoning(fields).maxTokens(),
                        12),
                new Sent(
                        "reasoning-text", "[1] say", fields -> reasoning(fields).text(), "[1] say"),
                new Sent(
                        "reasoning-text",
                        "1,\"v\":2",
                        fields -> reasoning(fields).text(),
                        "1,\"v\":2"),
                new Sent("reasoning-text", "1}", fields -> reasoning(fields).text(), "1}"),
                new Sent(
                        "reasoning-text",
                        "\"quoted\"",
                        fields -> reasoning(fields).text(),
                        "\"quoted\""),
                new Sent("reasoning-text", "007", fields -> reasoning(fields).text(), "007"),
                new Sent("search-depth", "deep", fields -> search(fields).depth(), "deep"),
                new Sent(
                        "include-domains",
                        "a.org, b.org,",
                        fields -> search(fields).includeDomains(),
                        List.of("a.org", "b.org")),
                new Sent(
                        "exclude-domains",
                        "[\"a.org\", \"b.org\"]",
                        fields -> search(fields).excludeDomains(),
                        List.of("a.org", "b.org")),
                new Sent("include-domains", "", fields -> search(fields).includeDomains(), List.of()),
                new Sent("from-date", "2026-01-31", fields -> search(fields).fromDate(), "2026-01-31"),
                new Sent("to-date", "2026-01-31", fields -> search(fields).toDate(), "2026-01-31"),
                new Sent("max-results", "5", fields -> search(fields).maxResults(), 5));
    }

    @ParameterizedTest
    @MethodSource
    void reads(Sent sent) {
        assertEquals(sent.expected, sent.read.apply(fields("{}", sent.header, sent.value)));
    }

    @Test
    void asksForASearchByHeader() {
        assertEquals(
                new SearchOptions(null, List.of(), List.of(), null, null, null),
                ProductParameters.search(fields("{}", "web-search-linkup", "true"), null));
        assertNull(ProductParameters.search(fields("{}", "web-search-linkup", "false"), DECLARED));
    }

    @Test
    void letsTheBodyWin() {
        Fields fields = fields("{'temperature':0.1,'strict':null}", "temperature", "0.9", "strict", "true");
        assertEquals(0.1, fields.number("temperature", 0, 2));
        assertTrue(fields.isTrue("strict"), "null means absent");
    }

    @Test
    void keepsTheDialectsOwnWaysWhereNothingElseIsSaid() {
        ReasoningOptions dialect = new ReasoningOptions(Mode.OFF, false, Effort.LOW, 5, null);
        assertEquals(dialect, ProductParameters.reasoning(fields("{}"), dialect));
    }

    @ParameterizedTest
    @ValueSource(strings = {"messages", "tools", "stream", "no-such-thing", ""})
    void ignoresHeadersOfOtherNames(String name) {
        Fields fields = fields("{}", name, "true");
        assertNull(fields.get(name));
        assertNull(fields.get("stream"));
    }

    enum Refused {
        TEMPERATURE_OVER("temperature", "3", "invalid_value"),
        TEMPERATURE_WORDS("temperature", "warm", "invalid_type"),
        TEMPERATURE_LEADING_ZERO("temperature", "01", "invalid_type"),
        TEMPERATURE_EMPTY("temperature", "", "invalid_type"),
        STRICT_WORDS("strict", "yes", "invalid_type"),
        STRICT_UPPER_CASE("strict", "TRUE", "invalid_type"),
        MODE_UNKNOWN("reasoning_mode", "maybe", "invalid_value"),
        CAP_HALF("reasoning_max_tokens", "1.5", "invalid_type"),
        DEPTH_UNKNOWN("search_depth", "deeper", "invalid_value"),
        DOMAINS_OF_NUMBERS("include_domains", "[1]", "invalid_type"),
        DATE("from_date", "2026-1-1", "invalid_value"),
        RESULTS_NEGATIVE("max_results", "-1", "invalid_value");

        final String name;
        final String value;
        final String code;

        Refused(String name, String value, String code) {
            this.name = name;
            this.value = value;
            this.code = code;
        }
    }

    @ParameterizedTest
    @EnumSource
    void refuses(Refused header) {
        Fields fields = fields("{}", header.name, header.value);
        GatewayException refused = assertThrows(GatewayException.class, () -> {
            fields.number("temperature", 0, 2);
            fields.bool("strict");
            reasoning(fields);
            search(fields);
        });
        assertEquals(header.code, refused.code());
        assertEquals(header.name, refused.param());
    }

    /// What begins like a list and is none must not be tried in every way that it could have been one.
    @Test
    void readsAHostileHeaderInTime() {
        String hostile = "[" + "\"a\"  ".repeat(1_500);
        assertTimeoutPreemptively(
                Duration.ofSeconds(60),
                () -> assertEquals(
                        hostile.strip(),
                        reasoning(fields("{}", "reasoning-text", hostile)).text()));
    }
}
