package dev.deepreasoning.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.canonical.Adjustment;
import dev.deepreasoning.canonical.Block;
import dev.deepreasoning.canonical.Citation;
import dev.deepreasoning.canonical.JsonText;
import dev.deepreasoning.canonical.ReasoningOutcome;
import dev.deepreasoning.canonical.RunReport;
import dev.deepreasoning.canonical.SearchOutcome;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.canonical.StageReport;
import dev.deepreasoning.canonical.StopReason;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.canonical.StreamEvent.BlockStarted;
import dev.deepreasoning.canonical.StreamEvent.BlockStopped;
import dev.deepreasoning.canonical.StreamEvent.CitationDelta;
import dev.deepreasoning.canonical.StreamEvent.Finished;
import dev.deepreasoning.canonical.StreamEvent.ReasoningDelta;
import dev.deepreasoning.canonical.StreamEvent.SignatureDelta;
import dev.deepreasoning.canonical.StreamEvent.Started;
import dev.deepreasoning.canonical.StreamEvent.TextDelta;
import dev.deepreasoning.canonical.StreamEvent.ToolArgumentsDelta;
import dev.deepreasoning.canonical.StreamEvent.UsageReported;
import dev.deepreasoning.canonical.TokenUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is told can be told again.
class EventRecordingTest {
    private static final String[] WORDS = {"", "a", "Ünïcode", "推理", "🦊", "\u0000\n\"", "word ".repeat(40)};

    private static byte[] recorded(List<StreamEvent> events) {
        EventRecording recording = new EventRecording();
        events.forEach(recording::add);
        return recording.bytes();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyEventIsReadAsItWasWritten(long seed) {
        Events random = new Events(new Random(seed));
        List<StreamEvent> events = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            events.add(random.event());
        }
        assertEquals(events, EventPlayback.of(recorded(events)));
    }

    @Test
    void aTokenTakesLittleMoreThanItsText() {
        List<StreamEvent> events = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            events.add(new TextDelta(8, "word "));
        }
        assertEquals(1 + 100_000 * 8, recorded(events).length);
        assertTrue(100_000 * 8 < EventRecording.MOST_BYTES, "the longest answers are kept");
    }

    @Test
    void tooMuchLeavesNothing() {
        EventRecording recording = new EventRecording(20);
        recording.add(new TextDelta(0, "short"));
        assertEquals(9, recording.bytes().length);
        recording.add(new TextDelta(0, "much too long"));
        assertEquals(0, recording.bytes().length);
        recording.add(new BlockStopped(0));
        assertEquals(0, recording.bytes().length);
    }

    @Test
    void whatIsNotOursIsNotRead() {
        byte[] good = recorded(List.of(
                new Started("id", Instant.EPOCH, "m", List.of()),
                new BlockStarted(0, new Block.Text()),
                new TextDelta(0, "text")));
        assertNull(EventPlayback.of(new byte[0]));
        assertNull(EventPlayback.of(new byte[] {9}), "another form");
        assertNull(EventPlayback.of(new byte[] {1, 77}), "no such event");
        assertNull(EventPlayback.of(new byte[] {1, 2, 0, 9}), "no such block");
        assertNull(EventPlayback.of(new byte[] {1, 1, 99}), "no such stage");
        assertNull(EventPlayback.of(new byte[] {1, 3, 0, -1, -1, -1, -1, 127}), "a text without end");
        byte[] endless = new byte[14];
        Arrays.fill(endless, (byte) -1);
        endless[0] = 1;
        endless[1] = 3;
        assertNull(EventPlayback.of(endless));
        for (int length = 2; length < good.length; length++) {
            List<StreamEvent> read = EventPlayback.of(Arrays.copyOf(good, length));
            assertTrue(read == null || read.size() < 3, "cut after " + length);
        }
    }

    /// Any events, in any order.
    private record Events(Random random) {
        StreamEvent event() {
            int index = random.nextInt(300);
            return switch (random.nextInt(10)) {
                case 0 -> new Started(text(), instant(), text(), list(this::adjustment));
                case 1 -> new UsageReported(one(Stage.values()), usage());
                case 2 -> new BlockStarted(index, block());
                case 3 -> new TextDelta(index, text());
                case 4 -> new ReasoningDelta(index, text());
                case 5 -> new SignatureDelta(index, text());
                case 6 -> new ToolArgumentsDelta(index, text());
                case 7 -> new CitationDelta(index, citation());
                case 8 -> new BlockStopped(index);
                default -> new Finished(one(StopReason.values()), maybe(), maybe(), report());
            };
        }

        private <T> T one(T[] all) {
            return all[random.nextInt(all.length)];
        }

        private String text() {
            return one(WORDS);
        }

        private @Nullable String maybe() {
            return random.nextBoolean() ? text() : null;
        }

        private Instant instant() {
            return Instant.ofEpochSecond(random.nextInt(Integer.MAX_VALUE), random.nextInt(1_000_000_000));
        }

        private Adjustment adjustment() {
            return new Adjustment(text(), maybe(), maybe());
        }

        private <T> List<T> list(Supplier<T> member) {
            List<T> all = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                all.add(member.get());
            }
            return all;
        }

        private TokenUsage usage() {
            return new TokenUsage(
                    random.nextLong(1L << 40),
                    random.nextInt(9),
                    random.nextInt(9),
                    random.nextInt(90_000),
                    random.nextInt(90_000),
                    random.nextInt(9),
                    random.nextBoolean());
        }

        private Block block() {
            return switch (random.nextInt(4)) {
                case 0 -> new Block.Reasoning();
                case 1 -> new Block.Text();
                case 2 -> new Block.ToolCall(text(), text());
                default ->
                    new Block.Search(
                            text(),
                            text(),
                            SearchOutcome.values()[random.nextInt(3)],
                            list(() -> new Block.Search.Hit(text(), text())));
            };
        }

        private Citation citation() {
            return new Citation(text(), maybe(), text(), random.nextBoolean() ? new JsonText("{\"a\":1}") : null);
        }

        private RunReport report() {
            return new RunReport(
                    list(this::adjustment),
                    one(ReasoningOutcome.values()),
                    random.nextBoolean() ? one(SearchOutcome.values()) : null,
                    list(() -> new StageReport(
                            one(Stage.values()),
                            maybe(),
                            maybe(),
                            usage(),
                            random.nextBoolean() ? Duration.ofNanos(random.nextLong(1L << 50)) : null,
                            Duration.ofNanos(random.nextLong(1L << 50)),
                            random.nextBoolean(),
                            null)),
                    random.nextInt(9_000),
                    random.nextBoolean());
        }
    }
}
