package dev.deepreasoning.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.canonical.Block;
import dev.deepreasoning.canonical.Citation;
import dev.deepreasoning.canonical.JsonText;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.canonical.StopReason;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.canonical.StreamEvent.BlockStarted;
import dev.deepreasoning.canonical.StreamEvent.BlockStopped;
import dev.deepreasoning.canonical.StreamEvent.CitationDelta;
import dev.deepreasoning.canonical.StreamEvent.TextDelta;
import dev.deepreasoning.canonical.StreamEvent.ToolArgumentsDelta;
import dev.deepreasoning.canonical.StreamEvent.UsageReported;
import dev.deepreasoning.canonical.TokenUsage;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AnswerShaperTest {
    private static final StreamEvent START = new BlockStarted(0, new Block.Text());
    private static final StreamEvent STOP = new BlockStopped(0);

    private final StageRecord record = new StageRecord(Stage.ANSWER, 0);
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final AtomicLong requested = new AtomicLong();
    private int firstIndex;
    private boolean trim;
    private List<String> stops = List.of();

    private AssertSubscriber<StreamEvent> shape(long demand, StreamEvent... events) {
        Multi<StreamEvent> upstream = Multi.createFrom()
                .items(events)
                .onCancellation()
                .invoke(() -> cancelled.set(true))
                .onRequest()
                .invoke(requested::addAndGet);
        return new AnswerShaper(upstream, firstIndex, trim, stops, SearchSources.NONE, record)
                .subscribe()
                .withSubscriber(AssertSubscriber.create(demand));
    }

    private static StreamEvent text(String text) {
        return new TextDelta(0, text);
    }

    private static String shown(AssertSubscriber<StreamEvent> stream) {
        StringBuilder shown = new StringBuilder();
        for (StreamEvent event : stream.getItems()) {
            shown.append(
                    switch (event) {
                        case TextDelta delta -> delta.text();
                        case BlockStarted _ -> "(";
                        case BlockStopped _ -> ")";
                        default -> "?";
                    });
        }
        return shown.toString();
    }

    @Test
    void movesTheBlocksBehindTheEarlierOnes() {
        firstIndex = 2;
        Citation citation = new Citation("https://a", null, "x", new JsonText("{}"));
        Block tool = new Block.ToolCall("t", "f");
        StreamEvent usage = new UsageReported(Stage.ANSWER, TokenUsage.NONE);
        AssertSubscriber<StreamEvent> stream = shape(
                Long.MAX_VALUE,
                START,
                text("\n4"),
                new CitationDelta(0, citation),
                STOP,
                usage,
                new BlockStarted(1, tool),
                new ToolArgumentsDelta(1, "{}"),
                new BlockStopped(1));
        assertEquals(
                List.of(
                        new BlockStarted(2, new Block.Text()),
                        new TextDelta(2, "\n4"),
                        new CitationDelta(2, citation),
                        new BlockStopped(2),
                        usage,
                        new BlockStarted(3, tool),
                        new ToolArgumentsDelta(3, "{}"),
                        new BlockStopped(3)),
                stream.assertCompleted().getItems());
    }

    @Test
    void passesTheDemandOnWhereNothingIsWatchedFor() {
        AssertSubscriber<StreamEvent> stream = shape(2, START, text("a"), text("b"), STOP);
        assertEquals("(a", shown(stream));
        assertEquals(2, requested.get());
        stream.request(2).assertCompleted();
    }

    @Test
    void removesTheNewlinesAfterAPrefillOnce() {
        trim = true;
        assertEquals("(4\n\n2)", shown(shape(Long.MAX_VALUE, START, text("\n\r"), text("\n4"), text("\n\n2"), STOP)));
        assertEquals("( 4)", shown(shape(Long.MAX_VALUE, START, text(" 4"), STOP)));
    }

    @Test
    void endsAtAStopSequenceAndClosesTheCall() {
        stops = List.of("\n\n");
        AssertSubscriber<StreamEvent> stream =
                shape(Long.MAX_VALUE, START, text("one\n"), text("\ntwo"), text("three"), STOP);
        stream.assertCompleted();
        assertEquals("(one)", shown(stream));
        assertTrue(cancelled.get());
        assertEquals(StopReason.STOP_SEQUENCE, record.stopReason());
        assertEquals("\n\n", record.stopSequence());
    }

    @Test
    void givesBackWhatOnlyBeganLikeAStop() {
        stops = List.of("\n\n");
        AssertSubscriber<StreamEvent> stream = shape(Long.MAX_VALUE, START, text("one\n"), text("two\n"), STOP);
        assertEquals("(one\ntwo\n)", shown(stream));
        stream.assertCompleted();
        assertFalse(cancelled.get());
        assertNull(record.stopReason());
    }

    /// One event may become two; the second waits for its own demand, whatever the demand comes in.
    @Test
    void neverSendsMoreThanWasAskedFor() {
        stops = List.of("\n\n");
        for (boolean matches : new boolean[] {true, false}) {
            AssertSubscriber<StreamEvent> stream = shape(0, START, text("one"), text(matches ? "\n\n" : "\n"), STOP);
            List<Integer> sizes = new ArrayList<>();
            for (int i = 1; i <= 5; i++) {
                stream.request(1);
                sizes.add(stream.getItems().size());
            }
            stream.assertCompleted();
            assertEquals(matches ? List.of(1, 2, 3, 4, 4) : List.of(1, 2, 3, 4, 5), sizes);
            assertEquals(matches ? "(one)" : "(one\n)", shown(stream));
        }
    }

    @Test
    void whatItOwesComesEvenAfterTheUpstreamHasCompleted() {
        stops = List.of("\n\n");
        AssertSubscriber<StreamEvent> stream = shape(3, START, text("one\n"), STOP);
        assertEquals("(one\n", shown(stream));
        stream.assertNotTerminated();
        stream.request(1).assertCompleted();
        assertEquals("(one\n)", shown(stream));
    }

    @Test
    void takesAnyDemand() {
        stops = List.of("\t\t");
        AssertSubscriber<StreamEvent> stream = shape(1, START, text("a"), STOP);
        stream.request(Long.MAX_VALUE).request(Long.MAX_VALUE).assertCompleted();
        assertEquals("(a)", shown(stream));
    }

    @Test
    void aFailureIsTold() {
        stops = List.of("\n\n");
        Multi<StreamEvent> broken = Multi.createBy()
                .concatenating()
                .streams(
                        Multi.createFrom().items(START, text("a")),
                        Multi.createFrom().failure(new IllegalStateException("cut")));
        AssertSubscriber<StreamEvent> stream = new AnswerShaper(broken, 0, false, stops, SearchSources.NONE, record)
                .subscribe()
                .withSubscriber(AssertSubscriber.create(10));
        stream.assertFailedWith(IllegalStateException.class, "cut");
        assertEquals("(a", shown(stream));
    }

    @Test
    void leavingClosesTheCall() {
        stops = List.of("\n\n");
        AssertSubscriber<StreamEvent> stream = shape(1, START, text("a"), STOP);
        stream.cancel();
        assertTrue(cancelled.get());
    }
}
