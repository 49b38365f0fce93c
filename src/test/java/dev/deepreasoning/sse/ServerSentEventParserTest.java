package dev.deepreasoning.sse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerSentEventParserTest {
    private static final String STREAM = "\uFEFF: hello\n\nevent: start\ndata: {\"a\":1}\nid: 7\nretry: 3\n\n"
            + "data:no space\r\n\r\ndata: zwei\rdata: Zeilen ü😀\r\r\nevent: lonely\n\ndata\n\n"
            + "dataset: other\n\ndata:  two spaces\n\n";
    private static final List<String> EVENTS =
            List.of("start|{\"a\":1}", "null|no space", "null|zwei\nZeilen ü😀", "null|", "null| two spaces");

    @Test
    void readsEveryFieldForm() {
        assertEquals(EVENTS, parse(List.of(bytes(STREAM))));
    }

    @Test
    void givesTheSameEventsWhereverTheBytesAreCut() {
        byte[] all = bytes(STREAM);
        for (int cut = 0; cut <= all.length; cut++) {
            byte[] head = java.util.Arrays.copyOfRange(all, 0, cut);
            byte[] tail = java.util.Arrays.copyOfRange(all, cut, all.length);
            assertEquals(EVENTS, parse(List.of(head, tail)), "cut at " + cut);
        }
    }

    @Test
    void givesTheSameEventsByteByByte() {
        List<byte[]> single = new ArrayList<>();
        for (byte b : bytes(STREAM)) {
            single.add(new byte[] {b});
        }
        assertEquals(EVENTS, parse(single));
    }

    @Test
    void deliversAnUnterminatedLastBlockAtTheEnd() {
        assertEquals(List.of("null|[DONE]"), parse(List.of(bytes("data: [DONE]"))));
        assertEquals(List.of("x|y"), parse(List.of(bytes("event: x\ndata: y\n"))));
    }

    @Test
    void readsAnEventOfManyKilobytes() {
        String big = "x".repeat(200_000);
        assertEquals(List.of("null|" + big), parse(List.of(bytes("data: " + big + "\n\n"))));
    }

    @Test
    void refusesAnEventOverItsLimit() {
        ServerSentEventParser parser = new ServerSentEventParser(16);
        byte[] line = bytes("data: this is more than sixteen bytes");
        assertThrows(IllegalStateException.class, () -> parser.feed(line, 0, line.length, _ -> {}));
    }

    @Test
    void readsBackWhatIsFormatted() {
        String frames = ServerSentEvent.format("delta", "one\ntwo") + ServerSentEvent.format(null, "three");
        assertEquals(List.of("delta|one\ntwo", "null|three"), parse(List.of(bytes(frames))));
    }

    @Test
    void comparesItsDataWithoutACopy() {
        ServerSentEvent event = ServerSentEvent.of("name", "[DONE]");
        assertTrue(event.dataEquals("[DONE]"));
        assertFalse(event.dataEquals("[DONE"));
        assertFalse(event.dataEquals("[DONE)"));
        assertEquals("name", event.name());
        assertEquals(6, event.length());
    }

    private static List<String> parse(List<byte[]> chunks) {
        List<String> events = new ArrayList<>();
        ServerSentEventParser parser = new ServerSentEventParser(1_000_000);
        for (byte[] chunk : chunks) {
            parser.feed(chunk, 0, chunk.length, event -> events.add(event.name() + "|" + event.data()));
        }
        parser.end(event -> events.add(event.name() + "|" + event.data()));
        return events;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
