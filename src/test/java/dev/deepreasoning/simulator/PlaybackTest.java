package dev.deepreasoning.simulator;

import static dev.deepreasoning.simulator.SimulatedHost.CLAUDE;
import static dev.deepreasoning.simulator.SimulatedHost.LINKUP;
import static dev.deepreasoning.simulator.SimulatedHost.R1;
import static dev.deepreasoning.simulator.SimulatedHost.claude;
import static dev.deepreasoning.simulator.SimulatedHost.r1;
import static dev.deepreasoning.simulator.SimulatedHost.search;
import static dev.deepreasoning.simulator.SimulatedHost.streamed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.Eventually;
import dev.deepreasoning.simulator.SimulatedHost.Answer;
import dev.deepreasoning.simulator.SimulatedHost.Calls;
import dev.deepreasoning.simulator.SimulatedHost.Carried;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How bytes come, stop coming and are counted.
class PlaybackTest {
    @RegisterExtension
    static final SimulatedHost HOST = new SimulatedHost();

    /// Somewhere else a fault is set for every request.
    @RegisterExtension
    static final SimulatedHost FAULTY =
            new SimulatedHost(SimulatedHost.Settings.quick().withFault("r1.status=503, claude.error-after=1"));

    private static final int PIECE = 64 * 1024;
    private static final int PIECES = 8 * 1024;
    private static final long GUARD_SECONDS = 20;

    @Test
    void aFaultMayBeSetForEveryRequest() throws Exception {
        assertEquals(503, FAULTY.post(R1, r1("Hi")).status());
        assertEquals(200, FAULTY.post(LINKUP, search("Hi")).status());
        Answer stream = FAULTY.post(CLAUDE, streamed(claude("Hi")));
        assertEquals(200, stream.status());
        assertEquals(
                "overloaded_error",
                stream.data().getLast().getJsonObject("error").getString("type"));
    }

    @Test
    void aMarkerBeatsTheFaultThatIsSet() throws Exception {
        assertEquals(429, FAULTY.post(R1, r1("Hi [[sim:r1.status=429]]")).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"interval-ms=0", "interval-ms=1"})
    void cutsAtOnceWithoutAByte(String pace) throws Exception {
        Carried cut = HOST.carry(R1, streamed(r1("[[sim:cut," + pace + "]]Hi")));

        assertEquals(0, cut.status());
        assertFalse(cut.ended());
    }

    @ParameterizedTest
    @ValueSource(strings = {"interval-ms=0", "interval-ms=1", "chunking=odd"})
    void cutsAfterSomeDeltas(String pace) throws Exception {
        String whole = HOST.post(CLAUDE, streamed(claude("[[sim:" + pace + ",cut-after=100000]]Hi")))
                .body();
        Carried cut = HOST.carry(CLAUDE, streamed(claude("[[sim:" + pace + ",cut-after=3]]Hi")));

        assertEquals(200, cut.status());
        assertFalse(cut.ended());
        assertEquals(3, cut.text().split("text_delta", -1).length - 1);
        assertTrue(cut.text().endsWith("}\n\n"), "what was held back was written before");
        assertEquals(
                SimulatedHost.events(whole).subList(2, 6),
                SimulatedHost.events(cut.text()).subList(2, 6));
    }

    @Test
    void cutsBeforeTheFirstAndAfterTheLastDelta() throws Exception {
        String none =
                HOST.carry(CLAUDE, streamed(claude("[[sim:cut-after=0]]Hi"))).text();
        assertTrue(none.contains("content_block_start"));
        assertFalse(none.contains("text_delta"));

        Carried all = HOST.carry(R1, streamed(r1("[[sim:tokens-per-event=1000,cut-after=2]]Hi")));
        assertFalse(all.ended());
        assertTrue(all.text().contains("own answer"));
        assertFalse(all.text().contains("\"stop\""));
    }

    @Test
    void cutsAWholeAnswerBeforeItsBody() throws Exception {
        Carried cut = HOST.carry(CLAUDE, claude("[[sim:cut-after=2]]Hi"));

        assertFalse(cut.ended());
        assertEquals("", cut.text());
    }

    @Test
    void oddChunksEndInsideEventsAndInsideCharacters() throws Exception {
        Carried odd = HOST.carry(CLAUDE, streamed(claude("[[sim:chunking=odd]]Hi")));
        Carried plain = HOST.carry(CLAUDE, streamed(claude("[[sim:chunking=not]]Hi")));

        assertTrue(odd.ended());
        assertEquals(
                SimulatedHost.events(plain.text()).subList(1, 10),
                SimulatedHost.events(odd.text()).subList(1, 10));
        int insideACharacter = 0;
        for (byte[] write : odd.writes().subList(0, odd.writes().size() - 1)) {
            assertFalse(
                    new String(write, StandardCharsets.UTF_8).endsWith("\n\n"), "a write at the border of an event");
            insideACharacter += new String(write, StandardCharsets.UTF_8).endsWith("\ufffd") ? 1 : 0;
        }
        assertTrue(insideACharacter > 0, "no character was cut");
    }

    @Test
    void linesMayEndAsOnOtherSystems() throws Exception {
        String stream = HOST.post(CLAUDE, streamed(claude("[[sim:line-ends=crlf,keep-alives=1]]Hi")))
                .body();

        assertTrue(stream.startsWith("event: ping\r\ndata: {\"type\":\"ping\"}\r\n\r\n"));
        assertFalse(stream.replace("\r\n", "").contains("\n"));
    }

    @Test
    void sizeOfEventsIsSettable() throws Exception {
        assertEquals(66, deltas("tokens-per-event=1"));
        assertEquals(2, deltas("tokens-per-event=1000"));
        assertEquals(66, deltas("tokens-per-event=0"));
    }

    private static long deltas(String pace) throws Exception {
        return HOST.post(R1, streamed(r1("[[sim:r1.reasoning-tokens=40,r1.tokens=26," + pace + "]]Hi"))).data().stream()
                .filter(chunk ->
                        !chunk
                                .getJsonArray("choices")
                                .getJsonObject(0)
                                .getJsonObject("delta")
                                .getMap()
                                .values()
                                .stream()
                                .allMatch(value -> value == null || value.equals("") || value.equals("assistant")))
                .count();
    }

    @Test
    void anAnswerTakesAsLongAsItsEvents() throws Exception {
        long begin = System.nanoTime();
        HOST.post(R1, streamed(r1("[[sim:first-token-ms=100,interval-ms=20,tokens-per-event=4]]Hi")));
        long streamed = System.nanoTime() - begin;
        begin = System.nanoTime();
        HOST.post(R1, r1("[[sim:first-token-ms=100,interval-ms=20,tokens-per-event=4]]Hi"));
        long whole = System.nanoTime() - begin;

        long least = TimeUnit.MILLISECONDS.toNanos(100 + 14 * 20);
        assertTrue(streamed > least, "16 events in " + streamed);
        assertTrue(whole > least, "16 events in " + whole);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stall", "stall-after=2", "stall-after=2,interval-ms=1", "stall-after=2,chunking=odd"})
    void whoStallsHoldsTheCallOpenUntilTheCallerLeaves(String marker) throws Exception {
        Calls before = HOST.calls("reasoner");
        try (Socket socket = HOST.open(R1, streamed(r1("[[sim:" + marker + "]]Hi")))) {
            Eventually.holds("the call is open", () -> HOST.calls("reasoner").open() == before.open() + 1);
            if (!marker.equals("stall")) {
                readUntil(socket.getInputStream(), "question is ");
            }
            assertEquals(before.open() + 1, HOST.calls("reasoner").open());
        }
        Eventually.holds("no call is open", () -> HOST.calls("reasoner").open() == 0);
        assertEquals(before.left() + 1, HOST.calls("reasoner").left());
    }

    private static void readUntil(InputStream in, String text) throws Exception {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(text) < 0) {
            int c = in.read();
            assertTrue(c >= 0, "the stream ended after " + read);
            read.append((char) c);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"interval-ms=0", "interval-ms=5", "first-token-ms=60000", "interval-ms=1,chunking=odd"})
    void aCallerWhoLeavesIsNoticed(String pace) throws Exception {
        Calls before = HOST.calls("reasoner");
        JsonObject body = r1("[[sim:reasoning-tokens=390000,tokens-per-event=1," + pace + "]]Hi")
                .put("max_tokens", 393_216)
                .put("stream", true);
        try (Socket socket = HOST.open(R1, body)) {
            Eventually.holds("the call is open", () -> HOST.calls("reasoner").open() == before.open() + 1);
            if (!pace.startsWith("first")) {
                assertTrue(socket.getInputStream().read() >= 0);
            }
        }
        Eventually.holds("no call is open", () -> HOST.calls("reasoner").open() == 0);
        Calls after = HOST.calls("reasoner");
        assertEquals(new Calls(before.total() + 1, 0, before.answered(), before.left() + 1), after);
    }

    @Test
    void countsEachUpstreamForItself() throws Exception {
        Calls reasoner = HOST.calls("reasoner");
        Calls claude = HOST.calls("anthropic");
        Calls linkup = HOST.calls("linkup");

        HOST.post(R1, r1("Hi"));
        HOST.post(CLAUDE, claude("Hi [[sim:claude.status=500]]"));
        HOST.post(SimulatedHost.COUNT, SimulatedHost.with(claude("Hi"), "{\"max_tokens\":null}"));
        HOST.post(LINKUP, search("Hi"));
        HOST.carry(LINKUP, search("[[sim:cut]]Hi"));

        Eventually.holds("no call is open", () -> HOST.calls("linkup").open() == 0);
        assertEquals(reasoner.answered() + 1, HOST.calls("reasoner").answered());
        assertEquals(claude.answered() + 1, HOST.calls("anthropic").answered());
        assertEquals(claude.total() + 1, HOST.calls("anthropic").total(), "a count is no call");
        assertEquals(linkup.answered() + 1, HOST.calls("linkup").answered());
        assertEquals(linkup.left() + 1, HOST.calls("linkup").left());
    }

    @Test
    void otherPathsAreNone() throws Exception {
        assertEquals(404, HOST.get("/nothing").status());
        assertEquals(404, HOST.get(R1).status());
        assertEquals(404, HOST.post("/state", new JsonObject()).status());
        assertTrue(HOST.post("/v1/messages", "{}").body().contains("no such path"));
    }

    /// Nothing is made before it can be written: with 512 MiB to write, no more than what the kernel takes.
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aReaderWhoTakesNothingIsWaitedFor(int interval) throws Exception {
        AtomicInteger made = new AtomicInteger();
        AtomicReference<HttpServerResponse> writing = new AtomicReference<>();
        AtomicReference<Context> loop = new AtomicReference<>();
        HttpServer server = HOST.vertx()
                .createHttpServer()
                .requestHandler(request -> {
                    Pace pace = new Pace(1, interval, 1, false, false);
                    loop.set(HOST.vertx().getOrCreateContext());
                    writing.set(request.response());
                    new Playback(HOST.vertx(), request, new Reply.Played("text/plain", Map.of(), pieces(made), pace))
                            .start();
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(GUARD_SECONDS, TimeUnit.SECONDS);

        try (Socket socket = new Socket("127.0.0.1", server.actualPort())) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            Eventually.holds(
                    "the queue is full",
                    () -> writing.get() != null && writing.get().writeQueueFull());
            int waiting = settled(made, loop.get());
            assertTrue(waiting < PIECES / 4, waiting + " pieces were made");

            socket.getInputStream().readNBytes(PIECE * waiting);
            Eventually.holds("it goes on", () -> made.get() > waiting);
        }
        Eventually.holds("it ends", () -> writing.get().closed());
        int last = made.get();
        ticks(loop.get(), 5);
        assertTrue(made.get() <= last + 1, "it goes on writing to nobody");
        server.close().toCompletionStage().toCompletableFuture().get(GUARD_SECONDS, TimeUnit.SECONDS);
    }

    /// How much is made when no more is, once the kernel has taken what it takes.
    private static int settled(AtomicInteger made, Context loop) throws Exception {
        int before = -1;
        while (before != made.get()) {
            before = made.get();
            ticks(loop, 20);
        }
        return before;
    }

    private static Iterator<Step> pieces(AtomicInteger made) {
        String piece = "x".repeat(PIECE);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return made.get() < PIECES;
            }

            @Override
            public Step next() {
                made.incrementAndGet();
                return new Step.Write(piece, true, made.get() % 8 == 0);
            }
        };
    }

    /// Lets an event loop go round some times, each after its timers have run.
    private static void ticks(Context loop, int times) throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        AtomicInteger left = new AtomicInteger(times);
        loop.runOnContext(_ -> HOST.vertx().setPeriodic(2, id -> {
            if (left.decrementAndGet() == 0) {
                HOST.vertx().cancelTimer(id);
                done.complete(null);
            }
        }));
        done.get(GUARD_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void aReaderWithASmallWindowGetsAllOfALongAnswer() throws Exception {
        JsonObject body = SimulatedHost.with(
                claude("[[sim:tokens=60000,tokens-per-event=1]]Hi"), "{\"max_tokens\":64000,\"stream\":true}");
        try (Socket socket = HOST.open(CLAUDE, body)) {
            Carried carried = SimulatedHost.carried(socket.getInputStream());
            assertTrue(carried.ended());
            assertEquals(60_000, carried.text().split("text_delta", -1).length - 1);
            assertTrue(carried.text().endsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"));
        }
    }
}
