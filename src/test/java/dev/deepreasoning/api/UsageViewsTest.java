package dev.deepreasoning.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.wire.ExplanationView;
import dev.deepreasoning.api.wire.ExplanationView.Reason;
import dev.deepreasoning.api.wire.UsageView;
import dev.deepreasoning.ledger.UsageEvent;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What holders and operators see of a request.
class UsageViewsTest {
    private static final Instant TIME = Instant.ofEpochSecond(1_795_000_000);
    private static final String RAN = """
            {"reasoning":"partial","search":"used","adjusted":[{"name":"temperature","from":"1.7","to":"1"}],
             "attempts":[{"stage":"reasoning","host":"first","outcome":"overloaded","at_ms":1,"ms":2},
                         {"stage":"reasoning","host":"second","outcome":"opened","at_ms":3}],
             "stages":[{"stage":"search","ms":7,"estimated":false},
                       {"stage":"reasoning","first_token_ms":10,"ms":20,"estimated":true,"own_key":true},
                       {"stage":"answer","first_token_ms":30,"ms":40,"estimated":false,"own_key":false}]}""";

    private static UsageEvent event(
            @Nullable String reasoner,
            @Nullable String answerer,
            String status,
            String price,
            @Nullable String cost,
            String details) {
        return new UsageEvent(
                "req_1",
                "acc_1",
                "key_1",
                "playground",
                "messages",
                true,
                "deepreasoning",
                "claude-sonnet-4-5-20250929",
                "claude-sonnet-4-5-20250929",
                new UsageEvent.Reasoner(reasoner, "deepseek-reasoner", 20, 5, 120, 100),
                new UsageEvent.Answer(answerer, 150, 2, 3, 30),
                true,
                155,
                130,
                1,
                new BigDecimal(price),
                BigDecimal.ZERO,
                cost == null ? null : new BigDecimal(cost),
                status,
                status.equals("completed") ? null : "upstream_error",
                false,
                TIME,
                TIME.plusMillis(1_500),
                400L,
                details);
    }

    @Test
    void aStageThatNeverRanIsNotShown() {
        assertEquals(
                List.of(),
                UsageViews.listed(event(null, null, "failed", "0", null, "{}"), false)
                        .stages());
        assertEquals(
                List.of("reasoning"),
                UsageViews.listed(event("main", null, "failed", "0", null, "{}"), false).stages().stream()
                        .map(UsageView.Stage::stage)
                        .toList());
    }

    @Test
    void stagesAreShownAsTheRunReportedThem() {
        List<UsageView.Stage> stages = UsageViews.listed(event("first", "main", "completed", "1", null, RAN), false)
                .stages();
        assertEquals(
                List.of("search", "reasoning", "answer"),
                stages.stream().map(UsageView.Stage::stage).toList());
        UsageView.Stage answer = stages.get(2);
        assertEquals(155, answer.input(), "all that Claude read");
        assertEquals(3, answer.cached());
        assertEquals(2, answer.cacheWrite());
        assertEquals("reported", answer.tokens());
        assertEquals(40L, answer.durationMillis());
        UsageView.Stage reasoning = stages.get(1);
        assertEquals("estimated", reasoning.tokens());
        assertEquals(100, reasoning.reasoning());
        assertTrue(reasoning.ownKey());
        assertNull(reasoning.host());
    }

    @Test
    void billedTokensTellWhatCameFromACache() {
        assertEquals(
                new UsageView.Tokens(155, 130, 3, 285),
                UsageViews.listed(event("a", "b", "completed", "1", null, RAN), false)
                        .tokens());
        assertEquals(
                5,
                UsageViews.listed(event("a", null, "completed", "1", null, RAN), false)
                        .tokens()
                        .cached(),
                "R1 alone");
    }

    @Test
    void operatorsSeeHostsAndMargin() {
        UsageView known = UsageViews.explained(event("first", "main", "completed", "1.00", "0.25", RAN), true);
        UsageView.Operator operator = known.operator();
        assertNotNull(operator);
        assertEquals("0.75", String.valueOf(operator.margin()).replaceAll(".*amount=([^,]*),.*", "$1"));
        assertEquals("first", known.stages().get(1).host());
        assertEquals("main", known.stages().get(2).host());
        ExplanationView explanation = known.explanation();
        assertNotNull(explanation);
        assertEquals("second", explanation.attempts().get(1).host());
        UsageView.Operator unknown = UsageViews.listed(event("first", "main", "completed", "1", null, RAN), true)
                .operator();
        assertNotNull(unknown);
        assertNull(unknown.margin());
        assertNull(unknown.upstreamCost());
    }

    @Test
    void holdersSeeNoneOfThem() {
        UsageView seen = UsageViews.explained(event("first", "main", "completed", "1", "0.25", RAN), false);
        assertNull(seen.operator());
        assertFalse(seen.toString().contains("second"), seen.toString());
        ExplanationView explanation = seen.explanation();
        assertNotNull(explanation);
        assertEquals(List.of(new ExplanationView.Adjusted("temperature", "1.7", "1")), explanation.adjusted());
        assertEquals(2, explanation.attempts().size());
        assertNull(explanation.attempts().get(1).millis());
        assertEquals("playground", seen.source());
    }

    @ParameterizedTest
    @CsvSource({
        "completed, 1, answer_completed, success, 200",
        "completed, 0, nothing_to_charge, success, 200",
        "cancelled, 1, caller_left, error, 499",
        "cancelled, 0, caller_left, error, 499",
        "failed, 1, failed_in_stream, error, 502",
        "failed, 0, failed_without_answer, error, 502",
        "interrupted, 1, gateway_lost, error, 502"
    })
    void everyOutcomeSaysWhatWasChargedAndWhy(String outcome, String price, String code, String status, int http) {
        UsageView seen = UsageViews.explained(event("a", "b", outcome, price, null, "{\"status_code\":502}"), false);
        ExplanationView explanation = seen.explanation();
        assertNotNull(explanation);
        assertEquals(code, explanation.charge().code());
        assertEquals(status, seen.status());
        assertEquals(outcome, seen.outcome());
        assertEquals(http, seen.statusCode());
    }

    @Test
    void whatIsNotKnownOfALostRunIsLeftOut() {
        UsageView seen = UsageViews.explained(
                event("a", null, "interrupted", "0", null, "{\"status_code\":null,\"search\":null,\"stages\":[]}"),
                false);
        assertEquals(500, seen.statusCode());
        ExplanationView explanation = seen.explanation();
        assertNotNull(explanation);
        assertNull(explanation.search());
        assertEquals("off", explanation.reasoning());
        assertEquals(List.of(), explanation.attempts());
    }

    @ParameterizedTest
    @CsvSource({
        "partial, used, reasoning_partial tokens_estimated",
        "skipped, failed, reasoning_skipped search_failed tokens_estimated",
        "empty, empty, reasoning_empty search_empty tokens_estimated",
        "complete, used, tokens_estimated"
    })
    void whatDidNotGoAsWantedIsNoted(String reasoning, String search, String codes) {
        UsageView seen = UsageViews.explained(
                event(
                        "a",
                        "b",
                        "completed",
                        "1",
                        null,
                        "{\"reasoning\":\"" + reasoning + "\",\"search\":\"" + search + "\"}"),
                false);
        ExplanationView explanation = seen.explanation();
        assertNotNull(explanation);
        assertEquals(
                codes,
                String.join(" ", explanation.notes().stream().map(Reason::code).toList()));
    }
}
