package dev.deepreasoning.upstream.deepseek;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.StopReason;
import dev.deepreasoning.catalog.ReasonerHost;
import dev.deepreasoning.catalog.ReasonerHost.ReasoningFormat;
import dev.deepreasoning.pipeline.ReasoningRequest;
import dev.deepreasoning.sse.ServerSentEvent;
import dev.deepreasoning.upstream.StreamDecoder.Reading;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every recorded answer of every host through the one decoder, in form `auto`, whatever the network makes of it.
class ReasonerRecordingsTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int STRIDE = 61;
    private static final ReasonerHost HOST = AHost.named("main").build();
    private static final ReasoningRequest ALL =
            Wondered.why().answerToo().maxTokens(1_000_000).build();
    private static final ReasoningRequest THOUGHT =
            Wondered.why().maxTokens(1_000_000).build();

    private static List<DynamicTest> each(List<Path> files, Consumer<Path> test) {
        assertFalse(files.isEmpty());
        return files.stream()
                .map(file -> DynamicTest.dynamicTest(Recordings.name(file), () -> test.accept(file)))
                .toList();
    }

    private static List<Path> broken() {
        return Recordings.r1("midstream-error-stream.sse");
    }

    private static List<Path> streams() {
        List<Path> streams = new ArrayList<>(Recordings.r1(".sse"));
        streams.removeAll(broken());
        return streams;
    }

    private static List<Path> wholeAnswers() {
        return Recordings.r1(".json").stream()
                .filter(file -> {
                    String name = file.getFileName().toString();
                    return !name.startsWith("error-")
                            && !name.endsWith(".request.json")
                            && !name.endsWith(".chunks.json");
                })
                .toList();
    }

    private static Decoded read(ReasoningRequest request, byte[] bytes, IntUnaryOperator nextBorder) {
        return Decoded.pieces(HOST, request, new ReasonerForms(), bytes, nextBorder);
    }

    private static Decoded read(ReasoningRequest request, byte[] bytes) {
        return read(request, bytes, _ -> bytes.length);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @TestFactory
    List<DynamicTest> saysWhatTheHostSaid() {
        return each(streams(), file -> {
            byte[] bytes = Recordings.bytes(file);
            Told told = Told.stream(bytes);
            Decoded decoded = read(ALL, bytes);
            assertNull(decoded.failure());
            told.matches(decoded);
        });
    }

    @TestFactory
    List<DynamicTest> endsTheThoughtAtTheFirstAnswerText() {
        return each(streams(), file -> {
            byte[] bytes = Recordings.bytes(file);
            Told told = Told.stream(bytes);
            Decoded decoded = read(THOUGHT, bytes);
            assertNull(decoded.failure());
            assertEquals(told.reasoning(), decoded.reasoning());
            assertEquals("", decoded.answer());
            boolean enough = !told.answer().isBlank() && !told.reasoning().isEmpty();
            assertTrue(!enough || decoded.ending() == Reading.CLOSE);
            assertEquals(
                    told.reason.equals("length")
                            && told.answer().isEmpty()
                            && !told.reasoning().isEmpty(),
                    decoded.partial());
        });
    }

    /// All borders that are one rest apart from a multiple of the stride: together, every byte border.
    @TestFactory
    List<DynamicTest> isReadAlikeWhereverItIsCut() {
        return each(Recordings.r1(".sse"), file -> {
            byte[] bytes = Recordings.bytes(file);
            for (ReasoningRequest request : List.of(ALL, THOUGHT)) {
                Decoded whole = read(request, bytes);
                for (int rest = 0; rest < STRIDE; rest++) {
                    int first = rest;
                    assertSame(whole, read(request, bytes, from -> from < first ? first : from + STRIDE));
                }
                assertSame(whole, read(request, bytes, from -> from + 1));
            }
        });
    }

    @TestFactory
    List<DynamicTest> isReadAlikeWithOtherLineEndsAndComments() {
        return each(Recordings.r1(".sse"), file -> {
            byte[] bytes = Recordings.bytes(file);
            String text = new String(bytes, StandardCharsets.UTF_8).replace("\r\n", "\n");
            Decoded whole = read(ALL, bytes);
            assertSame(whole, read(ALL, utf8(text)));
            assertSame(whole, read(ALL, utf8(text.replace("\n", "\r\n"))));
            assertSame(whole, read(ALL, utf8(text.replace("\n\n", "\n\n: keep-alive\n\n"))));
            assertSame(whole, read(ALL, utf8(text.replace("data: {", "data:{"))));
        });
    }

    @TestFactory
    List<DynamicTest> failsWhenItIsClosedBeforeItsFinish() {
        return each(streams(), file -> {
            String text = new String(Recordings.bytes(file), StandardCharsets.UTF_8).replace("\r\n", "\n");
            int finish = Told.firstFinish(text);
            int borders = 0;
            // Some borders of the long ones: each costs a reading from the start.
            int step = 1 + text.length() / 20_000;
            for (int border = 0; border >= 0 && border <= finish; border = nextEvent(text, border)) {
                if (borders++ % step == 0) {
                    Decoded cut = read(ALL, utf8(text.substring(0, border)));
                    assertNotNull(cut.failure(), "closed at " + border);
                    assertEquals(ErrorKind.UPSTREAM_ERROR, cut.failure().kind());
                }
            }
            assertNull(read(ALL, utf8(text.substring(0, nextEvent(text, finish))))
                    .failure());
        });
    }

    private static int nextEvent(String text, int from) {
        int end = text.indexOf("\n\n", from);
        return end < 0 ? -1 : end + 2;
    }

    @TestFactory
    List<DynamicTest> failsOnAnErrorInsideTheStream() {
        return each(broken(), file -> {
            Decoded decoded = read(ALL, Recordings.bytes(file));
            assertNotNull(decoded.failure());
            boolean coded = Recordings.name(file).startsWith("openrouter/");
            assertEquals(
                    coded ? ErrorKind.INVALID_REQUEST : ErrorKind.UPSTREAM_ERROR,
                    decoded.failure().kind());
            assertFalse(decoded.reasoning().isEmpty(), "what came before it is kept");
        });
    }

    /// Odd hosts send a `message` where a stream should be; it is read by the same rules.
    @TestFactory
    List<DynamicTest> readsAWholeAnswerAsOneEvent() {
        return each(wholeAnswers(), file -> {
            String json = new String(Recordings.bytes(file), StandardCharsets.UTF_8);
            byte[] bytes = utf8(ServerSentEvent.format(null, json.replace("\r", "")));
            Told told = new Told();
            told.add(tree(json));
            Decoded decoded = read(ALL, bytes);
            if (told.reason.isEmpty()) {
                assertNotNull(decoded.failure(), "without a finish_reason");
            } else {
                assertNull(decoded.failure());
                told.matches(decoded);
            }
            for (int rest = 0; rest < STRIDE; rest++) {
                int first = rest;
                assertSame(decoded, read(ALL, bytes, from -> from < first ? first : from + STRIDE));
            }
        });
    }

    private static void assertSame(Decoded expected, Decoded actual) {
        assertEquals(expected.events(), actual.events());
        assertEquals(expected.usage(), actual.usage());
        assertEquals(expected.stopReason(), actual.stopReason());
        assertEquals(expected.partial(), actual.partial());
        assertEquals(expected.model(), actual.model());
        assertEquals(expected.ending(), actual.ending());
        assertEquals(
                expected.failure() == null ? null : expected.failure().kind(),
                actual.failure() == null ? null : actual.failure().kind());
    }

    private static JsonNode tree(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    /// The same read naively, with trees and all at once, as a second opinion.
    private static final class Told {
        private final StringBuilder field = new StringBuilder();
        private final StringBuilder content = new StringBuilder();
        private String reason = "";
        private long output;
        private long input;

        static Told stream(byte[] bytes) {
            Told told = new Told();
            for (String line : new String(bytes, StandardCharsets.UTF_8).split("\r?\n")) {
                if (line.startsWith("data: {")) {
                    told.add(tree(line.substring("data: ".length())));
                }
            }
            return told;
        }

        /// Where the first event begins that has a reason to finish.
        static int firstFinish(String text) {
            int border = 0;
            for (int end = nextEvent(text, 0); end >= 0; border = end, end = nextEvent(text, border)) {
                if (!stream(utf8(text.substring(border, end))).reason.isEmpty()) {
                    return border;
                }
            }
            throw new AssertionError("no finish");
        }

        void add(JsonNode chunk) {
            JsonNode usage = chunk.path("usage");
            if (usage.isObject()) {
                output = usage.path("completion_tokens").asLong();
                input = usage.path("prompt_tokens").asLong();
            }
            JsonNode choice = chunk.path("choices").path(0);
            JsonNode delta =
                    choice.has("message") && !choice.has("delta") ? choice.path("message") : choice.path("delta");
            String thought = delta.path("reasoning_content").asText("");
            if (thought.isEmpty() || delta.path("reasoning_content").isNull()) {
                thought = delta.path("reasoning").isTextual()
                        ? delta.path("reasoning").asText()
                        : "";
            }
            if (thought.isEmpty()) {
                StringBuilder joined = new StringBuilder();
                delta.path("reasoning_details").forEach(part -> {
                    if (part.path("type").asText().equals("reasoning.text")) {
                        joined.append(part.path("text").asText());
                    }
                });
                thought = joined.toString();
            }
            field.append(thought);
            content.append(
                    delta.path("content").isTextual() ? delta.path("content").asText() : "");
            if (choice.path("finish_reason").isTextual()) {
                reason = choice.path("finish_reason").asText();
            }
        }

        private boolean inline() {
            return field.isEmpty() && (content.indexOf("</think>") >= 0 || content.indexOf("<think>") >= 0);
        }

        String reasoning() {
            if (!inline()) {
                return field.toString().stripLeading();
            }
            int end = content.indexOf("</think>");
            String thought = end < 0 ? content.toString() : content.substring(0, end);
            return thought.replaceFirst("^\\s*<think>", "").stripLeading();
        }

        String answer() {
            if (!inline()) {
                return content.toString();
            }
            int end = content.indexOf("</think>");
            return end < 0 ? "" : content.substring(end + "</think>".length());
        }

        void matches(Decoded decoded) {
            assertEquals(reasoning(), decoded.reasoning());
            assertEquals(answer().stripLeading(), decoded.answer().stripLeading());
            assertEquals(
                    switch (reason) {
                        case "length" -> StopReason.MAX_TOKENS;
                        case "content_filter" -> StopReason.REFUSAL;
                        default -> StopReason.END_TURN;
                    },
                    decoded.stopReason());
            if (output > 0) {
                assertEquals(output, decoded.usage().output());
                assertEquals(input, decoded.usage().totalInput());
                assertFalse(decoded.usage().estimated());
            } else {
                assertTrue(decoded.usage().estimated() || decoded.events().isEmpty());
            }
            assertNotNull(decoded.model());
        }
    }

    /// A host that the operator describes exactly is read like one that is found out.
    @TestFactory
    List<DynamicTest> readsAlikeWhereTheFormIsConfigured() {
        return each(Recordings.r1("think-tags-stream.sse"), file -> {
            byte[] bytes = Recordings.bytes(file);
            ReasonerHost inline =
                    AHost.named("main").format(ReasoningFormat.INLINE).build();
            assertSame(read(ALL, bytes), Decoded.whole(inline, ALL, bytes));
        });
    }
}
