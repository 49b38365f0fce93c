package dev.deepreasoning.upstream.anthropic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.deepreasoning.canonical.Block;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.StopReason;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every recorded stream through the decoder, whatever the network makes of it.
class ClaudeRecordingsTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int SMALL = 6_000;
    private static final int STRIDE = 61;
    private static final Map<String, StopReason> REASONS = Map.of(
            "end_turn", StopReason.END_TURN,
            "pause_turn", StopReason.END_TURN,
            "max_tokens", StopReason.MAX_TOKENS,
            "stop_sequence", StopReason.STOP_SEQUENCE,
            "tool_use", StopReason.TOOL_USE,
            "refusal", StopReason.REFUSAL);

    private static List<DynamicTest> each(List<Path> files, java.util.function.Consumer<Path> test) {
        assertFalse(files.isEmpty());
        return files.stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> test.accept(file)))
                .toList();
    }

    private static List<Path> complete() {
        return Recordings.claude(".sse").stream()
                .filter(file -> new String(Recordings.bytes(file), StandardCharsets.UTF_8).contains("message_stop"))
                .toList();
    }

    @TestFactory
    List<DynamicTest> saysWhatTheVendorSaid() {
        return each(complete(), file -> {
            Decoded decoded = Decoded.whole(Recordings.bytes(file));
            assertNull(decoded.failure());
            Told told = Told.by(file);
            assertEquals(told.text.toString(), decoded.text());
            assertEquals(
                    told.tools.values().stream().map(ClaudeRecordingsTest::tree).toList(),
                    decoded.blocks().stream()
                            .filter(block -> block.block() instanceof Block.ToolCall)
                            .map(block -> tree(block.text()))
                            .toList());
            assertEquals(REASONS.get(told.stopReason), decoded.stopReason());
            assertEquals(told.outputTokens, decoded.usage().output());
            assertEquals(told.inputTokens, decoded.usage().totalInput());
            assertEquals(
                    told.citations,
                    decoded.blocks().stream()
                            .mapToInt(b -> b.citations().size())
                            .sum());
            assertNotNull(decoded.model());
        });
    }

    @TestFactory
    List<DynamicTest> isReadAlikeWhereverItIsCut() {
        return each(Recordings.claude(".sse"), file -> {
            byte[] bytes = Recordings.bytes(file);
            Decoded whole = Decoded.whole(bytes);
            for (int rest = 0; rest < STRIDE; rest++) {
                int first = rest;
                // All borders that are this rest apart from a multiple: together, every byte border.
                assertSame(whole, Decoded.pieces(bytes, from -> from < first ? first : from + STRIDE));
            }
            assertSame(whole, Decoded.pieces(bytes, from -> from + 1));
            for (int border = 1; border < Math.min(bytes.length, SMALL); border += 7) {
                assertSame(whole, Decoded.cutAt(bytes, border));
            }
        });
    }

    @TestFactory
    List<DynamicTest> isReadAlikeWithOtherLineEndsAndComments() {
        return each(Recordings.claude(".sse"), file -> {
            byte[] bytes = Recordings.bytes(file);
            String text = new String(bytes, StandardCharsets.UTF_8);
            Decoded whole = Decoded.whole(bytes);
            assertSame(whole, Decoded.whole(text.replace("\n", "\r\n")));
            assertSame(whole, Decoded.whole(text.replace("\n\n", "\n\n: keep-alive\n\n")));
        });
    }

    @TestFactory
    List<DynamicTest> failsWhenItIsClosedBeforeItsEnd() {
        return each(complete(), file -> {
            String text = new String(Recordings.bytes(file), StandardCharsets.UTF_8);
            int end = text.indexOf("event: message_stop");
            assertTrue(end > 0);
            for (int border = 0; border >= 0 && border <= end; border = nextEvent(text, border)) {
                Decoded cut = Decoded.whole(text.substring(0, border));
                assertNotNull(cut.failure(), "closed at " + border);
                assertEquals(ErrorKind.UPSTREAM_ERROR, cut.failure().kind());
            }
            Decoded torn = Decoded.whole(text.substring(0, end + "event: message_stop\ndata: {\"ty".length()));
            assertNotNull(torn.failure());
        });
    }

    private static int nextEvent(String text, int from) {
        int end = text.indexOf("\n\n", from);
        return end < 0 ? -1 : end + 2;
    }

    @TestFactory
    List<DynamicTest> failsOnAnErrorInsideTheStream() {
        List<Path> broken = Recordings.claude(".sse").stream()
                .filter(file -> !complete().contains(file))
                .toList();
        return each(broken, file -> {
            Decoded decoded = Decoded.whole(Recordings.bytes(file));
            assertNotNull(decoded.failure());
            assertEquals(ErrorKind.OVERLOADED, decoded.failure().kind());
            assertEquals(
                    file.getFileName().toString().startsWith("derived"),
                    decoded.failure().isAfterWork());
        });
    }

    private static void assertSame(Decoded expected, Decoded actual) {
        assertEquals(expected.events(), actual.events());
        assertEquals(expected.usage(), actual.usage());
        assertEquals(expected.stopReason(), actual.stopReason());
        assertEquals(expected.stopSequence(), actual.stopSequence());
        assertEquals(
                expected.failure() == null ? null : expected.failure().kind(),
                actual.failure() == null ? null : actual.failure().kind());
    }

    private static JsonNode tree(String json) {
        try {
            return MAPPER.readTree(json.isEmpty() ? "{}" : json);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    /// The same stream read naively, with trees, as a second opinion.
    private static final class Told {
        private final StringBuilder text = new StringBuilder();
        private final Map<Integer, String> tools = new TreeMap<>();
        private String stopReason = "";
        private long outputTokens;
        private long inputTokens;
        private int citations;

        static Told by(Path file) {
            Told told = new Told();
            List<JsonNode> events = new ArrayList<>();
            for (String line : new String(Recordings.bytes(file), StandardCharsets.UTF_8).split("\n")) {
                if (line.startsWith("data: {")) {
                    events.add(tree(line.substring("data: ".length())));
                }
            }
            for (JsonNode event : events) {
                if (event.path("type").asText().equals("message_stop")) {
                    break; // one recording holds the ends of several messages
                }
                int index = event.path("index").asInt(-1);
                JsonNode delta = event.path("delta");
                switch (event.path("type").asText()) {
                    case "message_start" -> told.usage(event.at("/message/usage"));
                    case "message_delta" -> {
                        told.usage(event.path("usage"));
                        told.stopReason = delta.path("stop_reason").asText();
                    }
                    case "content_block_start" -> {
                        if (event.at("/content_block/type").asText().equals("tool_use")) {
                            JsonNode input = event.at("/content_block/input");
                            told.tools.put(index, input.isEmpty() ? "" : input.toString());
                        }
                    }
                    case "content_block_delta" -> {
                        told.text.append(delta.path("text").asText(""));
                        told.citations += delta.has("citation") ? 1 : 0;
                        told.tools.computeIfPresent(
                                index,
                                (_, json) -> json + delta.path("partial_json").asText(""));
                    }
                    default -> {}
                }
            }
            return told;
        }

        private final Map<String, Long> input = new TreeMap<>();

        private void usage(JsonNode usage) {
            outputTokens = usage.path("output_tokens").asLong(outputTokens);
            for (String name : List.of("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")) {
                if (usage.path(name).isNumber()) {
                    input.put(name, usage.path(name).asLong());
                }
            }
            inputTokens = input.values().stream().mapToLong(Long::longValue).sum();
        }
    }
}
