package dev.deepreasoning.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.canonical.Adjustment;
import dev.deepreasoning.canonical.CanonicalRequest;
import dev.deepreasoning.canonical.ContentPart;
import dev.deepreasoning.canonical.Effort;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.JsonText;
import dev.deepreasoning.canonical.Message.Role;
import dev.deepreasoning.canonical.OutputFormat;
import dev.deepreasoning.canonical.ReasoningOptions;
import dev.deepreasoning.canonical.ReasoningOptions.Mode;
import dev.deepreasoning.canonical.ToolChoice;
import dev.deepreasoning.catalog.Catalogs;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RequestPlannerTest {
    private static final String SONNET_4_5 = "claude-sonnet-4-5-20250929";
    private static final String SONNET_4 = "claude-sonnet-4-20250514";
    private static final String SONNET_5_5 = "claude-sonnet-5-5";
    private static final String OPUS_5_5 = "claude-opus-5-5";
    private static final double NO_FLOOR = 0;

    private static RequestPlan plan(CanonicalRequest request) {
        return new RequestPlanner(
                        request, Catalogs.builtIn().resolve(request.model(), request.anthropicModel()), NO_FLOOR)
                .plan();
    }

    private static RequestPlan sampled(String model, @Nullable Double temperature, @Nullable Double topP) {
        return plan(Requests.ask("Hi")
                .model(model)
                .sampling(temperature, topP, null)
                .build());
    }

    private static void assertSampling(RequestPlan plan, @Nullable Double temperature, @Nullable Double topP) {
        assertEquals(temperature, plan.temperature());
        assertEquals(topP, plan.topP());
    }

    @Test
    void takesOneOfTemperatureAndTopPWhereTheModelTakesOne() {
        assertSampling(sampled(SONNET_4_5, null, null), 0.7, null);
        assertSampling(sampled(SONNET_4_5, 0.2, null), 0.2, null);
        assertSampling(sampled(SONNET_4_5, null, 0.5), null, 0.5);
        assertSampling(sampled(SONNET_4_5, 1.0, null), 1.0, null);
        RequestPlan both = sampled(SONNET_4_5, 0.2, 0.5);
        assertSampling(both, 0.2, null);
        assertEquals(List.of(new Adjustment("top_p", "0.5", null)), both.adjusted());
        assertEquals(List.of(), sampled(SONNET_4_5, 0.2, 1.0).adjusted());
    }

    @Test
    void sendsBothWhereTheModelTakesBoth() {
        assertSampling(sampled(SONNET_4, null, null), 0.7, 0.9);
        assertSampling(sampled(SONNET_4, 0.1, 0.2), 0.1, 0.2);
    }

    @Test
    void sendsNeitherWhereTheModelTakesNone() {
        RequestPlan plan =
                plan(Requests.ask("Hi").model(SONNET_5_5).sampling(0.5, 0.5, 5).build());
        assertSampling(plan, null, null);
        assertNull(plan.topK());
        assertEquals(
                List.of(
                        new Adjustment("temperature", "0.5", null),
                        new Adjustment("top_p", "0.5", null),
                        new Adjustment("top_k", "5", null)),
                plan.adjusted());
        assertEquals(List.of(), sampled(SONNET_5_5, 1.0, 1.0).adjusted());
    }

    @Test
    void clampsATemperatureAboveOneAndSaysSo() {
        RequestPlan plan = sampled(SONNET_4_5, 1.7, null);
        assertEquals(1.0, plan.temperature());
        assertEquals(List.of(new Adjustment("temperature", "1.7", "1")), plan.adjusted());
    }

    @Test
    void keepsZeroForClaudeAndReportsTheReasonersFloor() {
        CanonicalRequest request = Requests.ask("Hi").sampling(0.0, null, null).build();
        RequestPlan plan = new RequestPlanner(request, Catalogs.builtIn().resolve("deepreasoning", null), 0.3).plan();
        assertEquals(0.0, plan.temperature());
        assertEquals(List.of(new Adjustment("reasoning.temperature", "0", "0.3")), plan.adjusted());
    }

    @Test
    void clampsMaxTokensToTheModelsLimitOnlyAsAnAdjustmentWhereItWasSent() {
        RequestPlan sent = plan(Requests.ask("Hi")
                .model("claude-3-opus-20240229")
                .maxTokens(65_536)
                .build());
        assertEquals(4_096, sent.maxTokens());
        assertEquals(List.of(new Adjustment("max_tokens", "65536", "4096")), sent.adjusted());
        RequestPlan unsent =
                plan(Requests.ask("Hi").model("claude-3-opus-20240229").build());
        assertEquals(4_096, unsent.maxTokens());
        assertEquals(List.of(), unsent.adjusted());
        assertEquals(8_192, plan(Requests.ask("Hi").build()).maxTokens());
    }

    @Test
    void shrinksMaxTokensToTheWindow() {
        RequestPlan plan =
                plan(Requests.ask("x".repeat(600_000)).maxTokens(60_000).build());
        assertEquals(200_000 - 180_000 - 512, plan.maxTokens());
        assertEquals(
                64_000,
                plan(Requests.ask("x".repeat(900_000)).maxTokens(64_000).build())
                        .maxTokens());
    }

    @Test
    void refusesUnderStrictWhatItWouldAdjust() {
        GatewayException refusal = assertThrows(
                GatewayException.class,
                () -> plan(Requests.ask("Hi").sampling(1.7, null, null).strict().build()));
        assertEquals("temperature", refusal.param());
        assertEquals("unsupported_value", refusal.code());
        assertTrue(refusal.publicMessage().contains("strict"), refusal.publicMessage());
        assertEquals(0.7, plan(Requests.ask("Hi").strict().build()).temperature());
    }

    @Test
    void skipsTheReasonerAfterToolResultsUnlessAskedFor() {
        ContentPart.ToolResult result =
                new ContentPart.ToolResult("id", List.of(new ContentPart.Text("sunny")), false, null);
        Requests loop = Requests.ask("Weather?")
                .say(Role.ASSISTANT, new ContentPart.ToolUse("id", "w", JsonText.EMPTY_OBJECT, null))
                .say(Role.USER, result, new ContentPart.Text("and then?"))
                .say(Role.SYSTEM, "reminder");
        assertEquals(Mode.OFF, plan(loop.build()).reasoningMode());
        assertEquals(Mode.ON, plan(loop.mode(Mode.ON).build()).reasoningMode());
        assertEquals(
                Mode.ON,
                plan(loop.reasoning(ReasoningOptions.DEFAULT)
                                .say(Role.USER, "New question")
                                .build())
                        .reasoningMode());
    }

    @Test
    void skipsTheReasonerForAOneTokenProbe() {
        assertEquals(Mode.OFF, plan(Requests.ask("quota").maxTokens(1).build()).reasoningMode());
    }

    @Test
    void capsTheReasoningByEffortOrExactly() {
        assertEquals(16_384, plan(Requests.ask("Hi").build()).reasoningCap());
        assertEquals(1_024, capped(Effort.MINIMAL, null));
        assertEquals(4_096, capped(Effort.LOW, null));
        assertEquals(Integer.MAX_VALUE, capped(Effort.MAX, null));
        assertEquals(777, capped(Effort.MAX, 777));
    }

    private static int capped(Effort effort, @Nullable Integer exact) {
        return plan(Requests.ask("Hi")
                        .reasoning(new ReasoningOptions(null, true, effort, exact, null))
                        .build())
                .reasoningCap();
    }

    @Test
    void enforcesWhiteSpaceStopsItselfAndSendsTheRest() {
        RequestPlan plan = plan(Requests.ask("Hi").stop("END", "\n\n").build());
        assertEquals(List.of("END"), plan.stopSequences());
        assertEquals(List.of("\n\n"), plan.enforcedStops());
    }

    @Test
    void loosensAForcedToolChoiceWhereTheModelRefusesIt() {
        ToolChoice any = new ToolChoice(ToolChoice.Mode.ANY, null, true);
        assertEquals(any, plan(Requests.ask("Hi").toolChoice(any).build()).toolChoice());
        RequestPlan loosened =
                plan(Requests.ask("Hi").model(OPUS_5_5).toolChoice(any).build());
        assertEquals(new ToolChoice(ToolChoice.Mode.AUTO, null, true), loosened.toolChoice());
        assertEquals(List.of(new Adjustment("tool_choice", "any", "auto")), loosened.adjusted());
        ToolChoice named = new ToolChoice(ToolChoice.Mode.TOOL, "w", false);
        assertEquals(
                List.of(new Adjustment("tool_choice", "tool", "auto")),
                plan(Requests.ask("Hi").model(OPUS_5_5).toolChoice(named).build())
                        .adjusted());
    }

    @Test
    void asksForJsonInWordsWhereTheModelHasNoSchemas() {
        OutputFormat schema = new OutputFormat.JsonSchema("s", new JsonText("{\"type\":\"object\"}"));
        RequestPlan plan = plan(Requests.ask("Hi").format(schema).build());
        assertEquals(schema, plan.outputFormat());
        assertNull(plan.jsonInstruction());
        RequestPlan fallback =
                plan(Requests.ask("Hi").model(SONNET_4).format(schema).build());
        assertNull(fallback.outputFormat());
        String instruction = assertNotNullText(fallback.jsonInstruction());
        assertTrue(instruction.endsWith("{\"type\":\"object\"}"), instruction);
        assertEquals(List.of(new Adjustment("response_format", "json_schema", "instruction")), fallback.adjusted());
        RequestPlan object =
                plan(Requests.ask("Hi").format(new OutputFormat.JsonObject()).build());
        assertTrue(assertNotNullText(object.jsonInstruction()).contains("one JSON object"));
        assertEquals(List.of(), object.adjusted());
    }

    private static String assertNotNullText(@Nullable String text) {
        assertNotNull(text);
        return text;
    }

    @Test
    void switchesClaudesOwnThinkingOffOrDown() {
        RequestPlan byDefault = plan(Requests.ask("Hi").model(SONNET_5_5).build());
        assertTrue(byDefault.thinkingDisabled());
        assertNull(byDefault.effort());
        assertEquals("low", plan(Requests.ask("Hi").model(OPUS_5_5).build()).effort());
        RequestPlan optional = plan(Requests.ask("Hi").build());
        assertEquals(false, optional.thinkingDisabled());
    }

    @Test
    void takesAnAliasDefaults() {
        CanonicalRequest request = Requests.ask("Hi").model("fast").build();
        RequestPlan plan = new RequestPlanner(
                        request,
                        Catalogs.with(Map.of(
                                        "deepreasoning.catalog.aliases[0].pattern", "fa*",
                                        "deepreasoning.catalog.aliases[0].model", "claude-haiku-4-5",
                                        "deepreasoning.catalog.aliases[0].reasoning-mode", "off",
                                        "deepreasoning.catalog.aliases[0].max-tokens", "100"))
                                .resolve("fast", null),
                        NO_FLOOR)
                .plan();
        assertEquals("claude-haiku-4-5-20251001", plan.model().id());
        assertEquals(Mode.OFF, plan.reasoningMode());
        assertEquals(100, plan.maxTokens());
        assertEquals(List.of(), plan.adjusted());
    }
}
