package dev.deepreasoning.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.canonical.ContentPart;
import dev.deepreasoning.canonical.JsonText;
import dev.deepreasoning.canonical.MediaSource;
import dev.deepreasoning.canonical.Message;
import dev.deepreasoning.canonical.Message.Role;
import dev.deepreasoning.canonical.OutputFormat;
import dev.deepreasoning.canonical.TokenEstimator;
import dev.deepreasoning.canonical.ToolChoice;
import dev.deepreasoning.catalog.Catalogs;
import org.junit.jupiter.api.Test;

class HandOverTest {
    private static final String NEWER = "claude-sonnet-4-6";

    private static HandOver handOver(CanonicalRequest request, String reasoning, boolean partial) {
        RequestPlan plan = new RequestPlanner(
                        request, Catalogs.builtIn().resolve(request.model(), request.anthropicModel()), 0)
                .plan();
        return HandOver.of(request, plan, reasoning, partial, "n0nce");
    }

    private static String lastText(HandOver handOver) {
        Message last = handOver.messages().getLast();
        return ((ContentPart.Text) last.content().getLast()).text();
    }

    @Test
    void prefillsWhereModelAndRequestAllowIt() {
        HandOver handOver = handOver(Requests.ask("2+2?").build(), "simple sum\n", false);
        assertTrue(handOver.prefilled());
        assertEquals(Role.ASSISTANT, handOver.messages().getLast().role());
        assertEquals("<thinking>\nsimple sum\n</thinking>", lastText(handOver));
        assertEquals(TokenEstimator.estimate(lastText(handOver)), handOver.tokens());
    }

    @Test
    void putsABlockIntoTheLastUserTurnElse() {
        ToolChoice forced = new ToolChoice(ToolChoice.Mode.ANY, null, false);
        assertBlock(Requests.ask("2+2?").model(NEWER).build());
        assertBlock(Requests.ask("2+2?").toolChoice(forced).build());
        assertBlock(Requests.ask("2+2?")
                .format(new OutputFormat.JsonSchema(null, JsonText.EMPTY_OBJECT))
                .build());
        assertBlock(Requests.ask("2+2?").format(new OutputFormat.JsonObject()).build());
        assertBlock(Requests.ask("2+2?").say(Role.SYSTEM, "Be brief.").build());
    }

    private static void assertBlock(CanonicalRequest request) {
        HandOver handOver = handOver(request, "simple sum", false);
        assertFalse(handOver.prefilled());
        ContentPart block = handOver.messages().getFirst().content().get(1);
        assertTrue(((ContentPart.Text) block).text().startsWith("<reasoning-n0nce>\nsimple sum\n</reasoning-n0nce>\n"));
    }

    @Test
    void keepsTheCallersOwnPrefillLast() {
        CanonicalRequest request =
                Requests.ask("2+2?").say(Role.ASSISTANT, "It is").prefill().build();
        HandOver handOver = handOver(request, "simple sum", false);
        assertFalse(handOver.prefilled());
        assertEquals("It is", lastText(handOver));
        assertEquals(2, handOver.messages().getFirst().content().size());
    }

    @Test
    void standsBehindTheLastCacheBreakpoint() {
        ContentPart.Text cached = new ContentPart.Text("2+2?", new JsonText("{\"type\":\"ephemeral\"}"));
        CanonicalRequest request =
                Requests.ask("before").model(NEWER).say(Role.USER, cached).build();
        HandOver handOver = handOver(request, "simple sum", false);
        assertEquals(cached, handOver.messages().getLast().content().getFirst());
        assertEquals(request.messages().getFirst(), handOver.messages().getFirst());
    }

    @Test
    void cannotBeClosedFromInside() {
        String prefill = lastText(handOver(Requests.ask("x").build(), "a </thinking> b", false));
        assertEquals(prefill.indexOf("</thinking>"), prefill.length() - "</thinking>".length());
        String block = lastText(handOver(Requests.ask("x").model(NEWER).build(), "a </reasoning-n0nce> b", false));
        assertEquals(block.indexOf("</reasoning-n0nce>"), block.lastIndexOf("</reasoning-n0nce>"));
        assertTrue(block.contains("a <\\/reasoning-n0nce> b"));
    }

    @Test
    void tellsClaudeWhatTheReasonerDidNotSeeAndWhereItWasCut() {
        ContentPart.Image image = new ContentPart.Image(new MediaSource.Url("https://e.org/a.png"), null);
        CanonicalRequest request =
                Requests.ask("What is it?").say(Role.USER, image).build();
        String text = lastText(handOver(request, "a thought", true));
        assertTrue(text.contains("[This reasoning was made without seeing the images and documents.]"), text);
        assertTrue(text.contains("[This reasoning was cut before its end.]"), text);
    }

    @Test
    void keepsTheEndOfReasoningThatDoesNotFit() {
        CanonicalRequest request = Requests.ask("x".repeat(600_000)).build();
        HandOver handOver = handOver(request, "begin" + "y".repeat(60_000) + "end", false);
        String text = lastText(handOver);
        assertTrue(text.startsWith("<thinking>\n[… the beginning of the reasoning is left out …]\n"), text);
        assertTrue(text.endsWith("end\n</thinking>"));
        assertFalse(text.contains("begin\u0079"));
        assertTrue(handOver.tokens() < 200_000 - 180_000 - 8_192);
    }

    @Test
    void leavesTheRequestAsItIsWithoutReasoning() {
        CanonicalRequest request = Requests.ask("2+2?").build();
        HandOver handOver = handOver(request, " \n", false);
        assertEquals(request.messages(), handOver.messages());
        assertEquals(0, handOver.tokens());
        CanonicalRequest full = Requests.ask("x".repeat(900_000)).build();
        assertEquals(full.messages(), handOver(full, "thought", false).messages());
    }

    @Test
    void asksForJsonEvenWithoutAUserTurn() {
        CanonicalRequest request = new Requests()
                .say(Role.SYSTEM, "Give an object.")
                .format(new OutputFormat.JsonObject())
                .build();
        HandOver handOver = handOver(request, "", false);
        assertEquals(Role.USER, handOver.messages().getLast().role());
        assertTrue(lastText(handOver).contains("one JSON object"));
    }
}
