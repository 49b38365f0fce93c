package dev.deepreasoning.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.canonical.Adjustment;
import dev.deepreasoning.canonical.ReasoningOutcome;
import dev.deepreasoning.canonical.RunReport;
import dev.deepreasoning.canonical.SearchOutcome;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.canonical.StageReport;
import dev.deepreasoning.canonical.StreamEvent.Started;
import dev.deepreasoning.canonical.TokenUsage;
import io.vertx.core.http.HttpServerResponse;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerHeadersTest {
    /// RFC 8941: 3.3.1 and 3.3.2 numbers, 3.3.3 strings, 3.3.4 tokens.
    private static final String BARE = "-?\\d{1,15}|-?\\d{1,12}\\.\\d{1,3}|\"(?:[ !#-\\[\\]-~]|\\\\[\"\\\\])*\""
            + "|[A-Za-z*][A-Za-z0-9!#$%&'*+.^_`|~:/-]*";

    private static final Pattern ITEM = Pattern.compile(
            "([A-Za-z*][A-Za-z0-9!#$%&'*+.^_`|~:/-]*)(?:;from=(" + BARE + "))?(?:;to=(" + BARE + "))?(?:, |$)");

    private final Map<String, String> headers = new TreeMap<>();
    private final HttpServerResponse response = (HttpServerResponse) Proxy.newProxyInstance(
            AnswerHeadersTest.class.getClassLoader(),
            new Class<?>[] {HttpServerResponse.class},
            (proxy, method, arguments) -> {
                assertEquals("putHeader", method.getName());
                assertNull(headers.put(arguments[0].toString(), arguments[1].toString()));
                return proxy;
            });

    private static String header(Adjustment... adjusted) {
        return AnswerHeaders.adjusted(List.of(adjusted));
    }

    /// The example of decision and documentation.
    @Test
    void isTheListThatIsDocumented() {
        assertEquals(
                "temperature;from=1.7;to=1, max_tokens;from=65536;to=64000",
                header(new Adjustment("temperature", "1.7", "1"), new Adjustment("max_tokens", "65536", "64000")));
        assertEquals("top_p;from=0.9", header(new Adjustment("top_p", "0.9", null)));
        assertEquals("n", header(new Adjustment("n", null, null)));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "1, 1",
                "-0.5, -0.5",
                "0.125, 0.125",
                "0.30000000000000004, \"0.30000000000000004\"",
                "1e9, \"1e9\"",
                "json_schema, json_schema",
                "claude-sonnet-4-5-20250929, claude-sonnet-4-5-20250929",
                "deepreasoning/claude, deepreasoning/claude",
                "two words, \"two words\"",
                "``, \"\"",
                "say \"a\\b\", \"say \\\"a\\\\b\\\"\"",
                "naïve, \"na?ve\"",
            })
    void aValueHasTheTypeThatFitsIt(String value, String expected) {
        assertEquals("x;to=" + expected, header(new Adjustment("x", null, value)));
    }

    @Test
    void nobodyBreaksOutOfTheHeader() {
        assertEquals("x;to=\"a??b\"", header(new Adjustment("x", null, "a\r\nb")));
        Random random = new Random(12);
        for (int i = 0; i < 5_000; i++) {
            List<Adjustment> adjusted = new ArrayList<>();
            for (int left = random.nextInt(1, 4); left > 0; left--) {
                adjusted.add(new Adjustment("top_k", value(random), value(random)));
            }
            assertEquals(
                    adjusted.stream().map(AnswerHeadersTest::ascii).toList(), parsed(AnswerHeaders.adjusted(adjusted)));
        }
    }

    private static @Nullable String value(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> null;
            case 1 -> Double.toString(random.nextInt(1_000) / 100.0);
            default -> RandomText.withLoneSurrogates(random, 12);
        };
    }

    private static Adjustment ascii(Adjustment adjusted) {
        return new Adjustment(adjusted.name(), ascii(adjusted.from()), ascii(adjusted.to()));
    }

    private static @Nullable String ascii(@Nullable String value) {
        return value == null ? null : value.replaceAll("[^ -~]", "?");
    }

    private static List<Adjustment> parsed(String header) {
        List<Adjustment> all = new ArrayList<>();
        Matcher item = ITEM.matcher(header);
        int at = 0;
        while (at < header.length()) {
            assertTrue(item.find(at) && item.start() == at, header);
            all.add(new Adjustment(item.group(1), value(item.group(2)), value(item.group(3))));
            at = item.end();
        }
        return all;
    }

    private static @Nullable String value(@Nullable String bare) {
        return bare == null || !bare.startsWith("\"")
                ? bare
                : bare.substring(1, bare.length() - 1).replaceAll("\\\\(.)", "$1");
    }

    @Test
    void aWholeAnswerSaysHowItWentInItsHead() {
        AnswerHeaders.whole(
                response,
                new RunReport(
                        List.of(new Adjustment("temperature", "1.7", "1")),
                        ReasoningOutcome.PARTIAL,
                        SearchOutcome.EMPTY,
                        List.of(stage(Stage.REASONING, 1_234_567), stage(Stage.ANSWER, 500_000)),
                        0,
                        true));
        assertEquals(
                Map.of(
                        "x-deepreasoning-adjusted", "temperature;from=1.7;to=1",
                        "x-deepreasoning-simulated", "true",
                        "x-deepreasoning-reasoning", "partial",
                        "x-deepreasoning-search", "empty",
                        "server-timing", "reasoning;dur=1234.6, answer;dur=500.0"),
                headers);
    }

    @Test
    void whatDidNotHappenIsNotMentioned() {
        AnswerHeaders.whole(response, new RunReport(List.of(), ReasoningOutcome.OFF, null, List.of(), 0, false));
        assertEquals(Map.of("x-deepreasoning-reasoning", "off"), headers);
    }

    @Test
    void aStreamsHeadSaysWhatIsKnownThen() {
        AnswerHeaders.atHead(
                response,
                new Started("i", Instant.EPOCH, "m", List.of(new Adjustment("top_p", "0.9", null))),
                null,
                false);
        assertEquals(Map.of("x-deepreasoning-adjusted", "top_p;from=0.9"), headers);
        headers.clear();
        AnswerHeaders.atHead(response, null, SearchOutcome.FAILED, true);
        assertEquals(Map.of("x-deepreasoning-simulated", "true", "x-deepreasoning-search", "failed"), headers);
    }

    private static StageReport stage(Stage stage, long micros) {
        return new StageReport(stage, "m", "h", TokenUsage.NONE, null, Duration.ofNanos(micros * 1_000));
    }
}
