package dev.deepreasoning.api.chatcompletions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.JsonBytes;
import dev.deepreasoning.api.UsageExtension;
import dev.deepreasoning.canonical.Block;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.canonical.StopReason;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.canonical.StreamEvent.BlockStarted;
import dev.deepreasoning.canonical.StreamEvent.BlockStopped;
import dev.deepreasoning.canonical.StreamEvent.CitationDelta;
import dev.deepreasoning.canonical.StreamEvent.ReasoningDelta;
import dev.deepreasoning.canonical.StreamEvent.SignatureDelta;
import dev.deepreasoning.canonical.StreamEvent.Started;
import dev.deepreasoning.canonical.StreamEvent.TextDelta;
import dev.deepreasoning.canonical.StreamEvent.ToolArgumentsDelta;
import dev.deepreasoning.canonical.StreamEvent.UsageReported;
import dev.deepreasoning.canonical.TokenUsage;
import dev.deepreasoning.catalog.Catalogs;
import dev.deepreasoning.metering.Tariffs;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What commits the head, and what may stand between the events.
class ChatEventEncoderTest {
    private static final Started STARTED = new Started("1", ChatScenario.CREATED, "deepreasoning", List.of());

    private final JsonBytes out = new JsonBytes();

    private static ChatEventEncoder encoder(boolean reasoningShown, boolean legacyFunctions) {
        UsageExtension extension =
                new UsageExtension(Tariffs.builtIn(), Catalogs.builtIn().resolve("deepreasoning", null), false);
        ChatRequest request = ChatScenario.request("deepreasoning", reasoningShown, true, legacyFunctions);
        ChatEventEncoder encoder = new ChatEventEncoder(request, extension);
        assertFalse(encoder.encode(STARTED, new JsonBytes()));
        return encoder;
    }

    private boolean seen(ChatEventEncoder encoder, StreamEvent event) {
        int before = out.length();
        boolean seen = encoder.encode(event, out);
        assertEquals(seen, out.length() > before, "what is written is seen, and nothing else");
        return seen;
    }

    @Test
    void nothingIsWrittenBeforeTheFirstDelta() {
        ChatEventEncoder encoder = encoder(true, false);
        assertFalse(seen(encoder, new BlockStarted(0, new Block.Search("s", "q", List.of()))));
        assertFalse(seen(encoder, new BlockStopped(0)));
        assertFalse(seen(encoder, new UsageReported(Stage.REASONING, TokenUsage.NONE)));
        assertFalse(seen(encoder, new BlockStarted(1, new Block.Reasoning())));
        assertFalse(seen(encoder, new ReasoningDelta(1, "")));
        assertTrue(seen(encoder, new ReasoningDelta(1, "so")));
        assertFalse(seen(encoder, new SignatureDelta(1, "seal")));
        assertFalse(seen(encoder, new BlockStopped(1)));
        assertFalse(seen(encoder, new BlockStarted(2, new Block.Text())));
        assertFalse(seen(encoder, new TextDelta(2, "")));
        assertTrue(seen(encoder, new TextDelta(2, "4")));
        assertFalse(seen(encoder, new CitationDelta(2, ChatScenario.page("https://a.example", null))));
        assertFalse(seen(encoder, new BlockStopped(2)));
    }

    @Test
    void hiddenReasoningIsNotSeen() {
        ChatEventEncoder encoder = encoder(false, false);
        seen(encoder, new BlockStarted(0, new Block.Reasoning()));
        assertFalse(seen(encoder, new ReasoningDelta(0, "secret")));
    }

    @Test
    void aCallIsSeenWithItsName() {
        ChatEventEncoder encoder = encoder(true, false);
        assertTrue(seen(encoder, new BlockStarted(0, new Block.ToolCall("c", "now"))));
        assertFalse(seen(encoder, new ToolArgumentsDelta(0, "")));
        assertTrue(seen(encoder, new BlockStopped(0)), "arguments of its own");
    }

    @Test
    void aLegacyCallIsSeenWhenItIsComplete() {
        ChatEventEncoder encoder = encoder(true, true);
        assertFalse(seen(encoder, new BlockStarted(0, new Block.ToolCall("c", "now"))));
        assertFalse(seen(encoder, new ToolArgumentsDelta(0, "{}")));
        assertTrue(seen(encoder, new BlockStopped(0)));
        seen(encoder, new BlockStarted(1, new Block.ToolCall("d", "then")));
        assertFalse(seen(encoder, new BlockStopped(1)), "there is room for one");
    }

    @Test
    void aKeepAliveIsACommentAndNothingElse() {
        ChatEventEncoder encoder = encoder(true, false);
        encoder.keepAlive(out);
        assertEquals(": keep-alive\n\n", ChatScenario.text(out));
    }

    @Test
    void aFailureBeforeAnyEventIsWholeInItself() {
        ChatEventEncoder encoder = encoder(true, false);
        encoder.fail(GatewayException.of(ErrorKind.OVERLOADED, null, "Full."), out);
        assertEquals(
                "data: {\"error\":{\"message\":\"Full.\",\"type\":\"service_unavailable_error\",\"param\":null,"
                        + "\"code\":\"overloaded\"}}\n\ndata: [DONE]\n\n",
                ChatScenario.text(out));
    }

    @Test
    void aStreamDoesNotDependOnHowItsTextWasCut() {
        String one =
                new ChatScenario("a").says("one two").ends(StopReason.END_TURN).streamed();
        String two = new ChatScenario("b")
                .says("one", " two")
                .ends(StopReason.END_TURN)
                .streamed();
        assertNotEquals(one, two);
        Random random = new Random(3);
        assertEquals(
                ChunkAccumulator.read(one, random).completion(),
                ChunkAccumulator.read(two, random).completion());
    }
}
