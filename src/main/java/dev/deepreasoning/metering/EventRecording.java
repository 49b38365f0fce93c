package dev.deepreasoning.metering;

import dev.deepreasoning.canonical.Adjustment;
import dev.deepreasoning.canonical.Block;
import dev.deepreasoning.canonical.Citation;
import dev.deepreasoning.canonical.JsonText;
import dev.deepreasoning.canonical.RunReport;
import dev.deepreasoning.canonical.SearchOutcome;
import dev.deepreasoning.canonical.StageReport;
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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes a run's events down as they pass, so that they can be told again: [EventPlayback] reads them.
///
/// A byte for the form, then per event a byte for its kind and its members in order. Numbers are unsigned LEB128, texts
/// are their length in bytes and UTF-8, lists their length and members; what may be absent has a byte before it. How the
/// upstreams answered (`StageReport.exchange`) is left out: no account is ever shown it.
final class EventRecording {
    /// Raised with every change of the form: what was written in another is not read.
    static final int FORM = 2;

    /// More than any answer of both models' longest outputs takes.
    static final int MOST_BYTES = 8 * 1024 * 1024;

    static final int STARTED = 0;
    static final int USAGE = 1;
    static final int BLOCK_STARTED = 2;
    static final int TEXT = 3;
    static final int REASONING = 4;
    static final int SIGNATURE = 5;
    static final int TOOL_ARGUMENTS = 6;
    static final int CITATION = 7;
    static final int BLOCK_STOPPED = 8;
    static final int FINISHED = 9;

    private static final int FIRST_BYTES = 4 * 1024;
    private static final int SEVEN_BITS = 0x7F;
    private static final int MORE = 0x80;
    private static final int BITS = 7;

    private final int most;
    private byte[] bytes = new byte[FIRST_BYTES];
    private int length;
    private boolean over;

    EventRecording() {
        this(MOST_BYTES);
    }

    /// @param most bytes; beyond them nothing is kept
    EventRecording(int most) {
        this.most = most;
        octet(FORM);
    }

    /// What was written; empty where it was too much.
    byte[] bytes() {
        return over ? new byte[0] : Arrays.copyOf(bytes, length);
    }

    /// Writes an event.
    void add(StreamEvent event) {
        switch (event) {
            case Started started -> started(started);
            case UsageReported told -> {
                octet(USAGE);
                octet(told.stage().ordinal());
                usage(told.usage());
            }
            case BlockStarted start -> {
                octet(BLOCK_STARTED);
                number(start.index());
                block(start.block());
            }
            case TextDelta delta -> piece(TEXT, delta.index(), delta.text());
            case ReasoningDelta delta -> piece(REASONING, delta.index(), delta.text());
            case SignatureDelta delta -> piece(SIGNATURE, delta.index(), delta.signature());
            case ToolArgumentsDelta delta -> piece(TOOL_ARGUMENTS, delta.index(), delta.json());
            case CitationDelta delta -> citation(delta);
            case BlockStopped stop -> {
                octet(BLOCK_STOPPED);
                number(stop.index());
            }
            case Finished end -> finished(end);
        }
    }

    private void started(Started started) {
        octet(STARTED);
        text(started.id());
        number(started.created().getEpochSecond());
        number(started.created().getNano());
        text(started.model());
        adjusted(started.adjusted());
    }

    private void finished(Finished end) {
        octet(FINISHED);
        octet(end.reason().ordinal());
        optional(end.stopSequence());
        optional(end.refusal());
        RunReport report = end.report();
        adjusted(report.adjusted());
        octet(report.reasoning().ordinal());
        SearchOutcome search = report.search();
        octet(search == null ? 0 : 1 + search.ordinal());
        number(report.stages().size());
        report.stages().forEach(this::stage);
        number(report.handedOverTokens());
        flag(report.simulated());
    }

    private void stage(StageReport stage) {
        octet(stage.stage().ordinal());
        optional(stage.model());
        optional(stage.host());
        usage(stage.usage());
        Duration first = stage.firstToken();
        flag(first != null);
        if (first != null) {
            number(first.toNanos());
        }
        number(stage.total().toNanos());
        flag(stage.callersKey());
    }

    private void block(Block block) {
        switch (block) {
            case Block.Reasoning _ -> octet(0);
            case Block.Text _ -> octet(1);
            case Block.ToolCall call -> {
                octet(2);
                text(call.id());
                text(call.name());
            }
            case Block.Search search -> {
                octet(3);
                text(search.id());
                text(search.query());
                octet(search.outcome().ordinal());
                number(search.hits().size());
                for (Block.Search.Hit hit : search.hits()) {
                    text(hit.name());
                    text(hit.url());
                }
            }
        }
    }

    private void citation(CitationDelta delta) {
        Citation citation = delta.citation();
        JsonText vendor = citation.vendor();
        piece(CITATION, delta.index(), citation.url());
        optional(citation.title());
        text(citation.citedText());
        optional(vendor == null ? null : vendor.text());
    }

    private void piece(int kind, int index, String text) {
        octet(kind);
        number(index);
        text(text);
    }

    private void usage(TokenUsage usage) {
        number(usage.input());
        number(usage.cacheWrite());
        number(usage.cacheWriteLong());
        number(usage.cacheRead());
        number(usage.output());
        number(usage.reasoning());
        flag(usage.estimated());
    }

    private void adjusted(List<Adjustment> adjusted) {
        number(adjusted.size());
        for (Adjustment each : adjusted) {
            text(each.name());
            optional(each.from());
            optional(each.to());
        }
    }

    private void optional(@Nullable String text) {
        flag(text != null);
        if (text != null) {
            text(text);
        }
    }

    private void text(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        number(encoded.length);
        if (room(encoded.length)) {
            System.arraycopy(encoded, 0, bytes, length, encoded.length);
            length += encoded.length;
        }
    }

    private void flag(boolean set) {
        octet(set ? 1 : 0);
    }

    private void number(long value) {
        long rest = value;
        while ((rest & ~SEVEN_BITS) != 0) {
            octet((int) (rest & SEVEN_BITS) | MORE);
            rest >>>= BITS;
        }
        octet((int) rest);
    }

    private void octet(int value) {
        if (room(1)) {
            bytes[length++] = (byte) value;
        }
    }

    private boolean room(int more) {
        if (over || more > most - length) {
            over = true;
            bytes = new byte[0];
            return false;
        }
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(most, Math.max(2 * bytes.length, length + more)));
        }
        return true;
    }
}
