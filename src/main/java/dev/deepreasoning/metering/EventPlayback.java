package dev.deepreasoning.metering;

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
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads what [EventRecording] wrote.
final class EventPlayback {
    private static final int SEVEN_BITS = 0x7F;
    private static final int BITS = 7;
    private static final int LONG_BITS = 64;

    private final ByteBuffer bytes;

    private EventPlayback(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    /// The events of a run; absent where they are not written in the form of today.
    static @Nullable List<StreamEvent> of(byte[] recorded) {
        EventPlayback playback = new EventPlayback(recorded);
        try {
            if (playback.octet() != EventRecording.FORM) {
                return null;
            }
            List<StreamEvent> events = new ArrayList<>();
            while (playback.bytes.hasRemaining()) {
                events.add(playback.event());
            }
            return events;
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException notOurs) {
            return null;
        }
    }

    private StreamEvent event() {
        int kind = octet();
        return switch (kind) {
            case EventRecording.STARTED ->
                new Started(text(), Instant.ofEpochSecond(number(), number()), text(), adjusted());
            case EventRecording.USAGE -> new UsageReported(Stage.values()[octet()], usage());
            case EventRecording.BLOCK_STARTED -> new BlockStarted(index(), block());
            case EventRecording.TEXT -> new TextDelta(index(), text());
            case EventRecording.REASONING -> new ReasoningDelta(index(), text());
            case EventRecording.SIGNATURE -> new SignatureDelta(index(), text());
            case EventRecording.TOOL_ARGUMENTS -> new ToolArgumentsDelta(index(), text());
            case EventRecording.CITATION -> new CitationDelta(index(), citation());
            case EventRecording.BLOCK_STOPPED -> new BlockStopped(index());
            case EventRecording.FINISHED ->
                new Finished(StopReason.values()[octet()], optional(), optional(), report());
            default -> throw new IllegalArgumentException("no such event");
        };
    }

    private RunReport report() {
        List<Adjustment> adjusted = adjusted();
        ReasoningOutcome reasoning = ReasoningOutcome.values()[octet()];
        int search = octet();
        return new RunReport(
                adjusted,
                reasoning,
                search == 0 ? null : SearchOutcome.values()[search - 1],
                list(this::stage),
                number(),
                flag());
    }

    private StageReport stage() {
        return new StageReport(
                Stage.values()[octet()],
                optional(),
                optional(),
                usage(),
                flag() ? Duration.ofNanos(number()) : null,
                Duration.ofNanos(number()),
                flag(),
                null);
    }

    private Block block() {
        return switch (octet()) {
            case 0 -> new Block.Reasoning();
            case 1 -> new Block.Text();
            case 2 -> new Block.ToolCall(text(), text());
            case 3 ->
                new Block.Search(
                        text(),
                        text(),
                        SearchOutcome.values()[octet()],
                        list(() -> new Block.Search.Hit(text(), text())));
            default -> throw new IllegalArgumentException("no such block");
        };
    }

    private Citation citation() {
        String url = text();
        String title = optional();
        String cited = text();
        String vendor = optional();
        return new Citation(url, title, cited, vendor == null ? null : new JsonText(vendor));
    }

    private TokenUsage usage() {
        return new TokenUsage(number(), number(), number(), number(), number(), number(), flag());
    }

    private List<Adjustment> adjusted() {
        return list(() -> new Adjustment(text(), optional(), optional()));
    }

    private <T> List<T> list(Supplier<T> member) {
        int size = index();
        List<T> all = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            all.add(member.get());
        }
        return all;
    }

    private @Nullable String optional() {
        return flag() ? text() : null;
    }

    private String text() {
        int length = index();
        if (length > bytes.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] encoded = new byte[length];
        bytes.get(encoded);
        return new String(encoded, StandardCharsets.UTF_8);
    }

    private boolean flag() {
        return octet() != 0;
    }

    private int index() {
        long value = number();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("no such number");
        }
        return (int) value;
    }

    private long number() {
        long value = 0;
        for (int shift = 0; shift < LONG_BITS; shift += BITS) {
            int next = octet();
            value |= (long) (next & SEVEN_BITS) << shift;
            if (next <= SEVEN_BITS) {
                return value;
            }
        }
        throw new IllegalArgumentException("no such number");
    }

    private int octet() {
        return Byte.toUnsignedInt(bytes.get());
    }
}
