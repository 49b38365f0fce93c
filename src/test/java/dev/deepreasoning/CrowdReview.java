package dev.deepreasoning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.canonical.TokenEstimator;
import dev.deepreasoning.ledger.UsageEvent;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Holds what the ledger took for each request of a crowd against what the upstreams counted themselves.
final class CrowdReview {
    /// The rate card's default, USD per 1,000 tokens of the model that answers by default.
    private static final BigDecimal INPUT = new BigDecimal("0.012");

    private static final BigDecimal OUTPUT = new BigDecimal("0.058");

    private final JsonObject counts;
    private final JsonObject countsBefore;
    private final Map<String, Integer> statuses = new TreeMap<>();
    private BigDecimal charged = BigDecimal.ZERO;
    private int late;

    /// @param counts what the upstreams counted by the name of each request
    /// @param countsBefore the same, one interval before a gateway was killed
    CrowdReview(JsonObject counts, JsonObject countsBefore) {
        this.counts = counts;
        this.countsBefore = countsBefore;
    }

    /// One request.
    ///
    /// @param events what the ledger has of it, in the order of their starts
    void review(CrowdRequest request, List<CrowdCaller.Try> tries, List<UsageEvent> events) {
        List<JsonObject> calls = list(counts.getJsonArray(request.name(), new JsonArray()));
        for (JsonObject call : calls) {
            assertTrue(
                    events.stream().anyMatch(event -> began(event) <= call.getLong("begun")),
                    () -> request + ": called upstream, and the ledger knows nothing: " + call);
        }
        for (int i = 0; i < events.size(); i++) {
            long from = began(events.get(i));
            long to = i + 1 < events.size() ? began(events.get(i + 1)) : Long.MAX_VALUE;
            List<JsonObject> own = calls.stream()
                    .filter(call -> call.getLong("begun") >= from && call.getLong("begun") < to)
                    .toList();
            review(request, tries, events.get(i), one("r1", own), one("claude", own));
        }
    }

    private void review(
            CrowdRequest request,
            List<CrowdCaller.Try> tries,
            UsageEvent event,
            @Nullable JsonObject reasoner,
            @Nullable JsonObject claude) {
        String what = request + "\n" + event + "\n" + reasoner + "\n" + claude;
        statuses.merge(event.status(), 1, Integer::sum);
        charged = charged.add(event.price());
        assertEquals(0, event.writtenOff().signum(), what);
        switch (event.status()) {
            case "completed" -> {
                late += event.estimated() && reasoner != null && reasoner.getBoolean("whole") ? 1 : 0;
                completed(event, reasoner, claude, what);
            }
            case "failed" -> failed(request, event, reasoner, claude, what);
            case "cancelled" -> {
                long seen = tries.stream()
                        .filter(each -> event.requestId().equals(each.requestId()))
                        .mapToLong(each -> TokenEstimator.estimate(each.said()))
                        .findFirst()
                        .orElse(0);
                between(event, seen, reasoner, claude, what);
            }
            case "interrupted" ->
                between(event, before(request, reasoner) + before(request, claude), reasoner, claude, what);
            default -> throw new AssertionError("a status that is none: " + what);
        }
    }

    /// To the last decimal; where R1's connection broke, up to what may have been lost on the way.
    private static void completed(
            UsageEvent event, @Nullable JsonObject reasoner, @Nullable JsonObject claude, String what) {
        if (claude == null) {
            throw new AssertionError("answered by nobody: " + what);
        }
        boolean whole = reasoner != null && reasoner.getBoolean("whole");
        String thoughts = reasoner == null ? "" : said(reasoner, 0);
        // What R1 reports behind the end of Claude's answer comes too late: then its words count, by the estimate.
        long thought = whole && !event.estimated()
                ? reported(reasoner, "completion_tokens_details").getLong("reasoning_tokens")
                : TokenEstimator.estimate(thoughts);
        long handedOver = thoughts.isBlank()
                ? 0
                : TokenEstimator.estimate("<thinking>\n" + thoughts.strip()
                        + (whole ? "" : "\n[This reasoning was cut before its end.]") + "\n</thinking>");
        JsonObject usage = claude.getJsonObject("reported");
        assertEquals(usage.getLong("output_tokens"), event.answer().output(), what);
        assertEquals(usage.getLong("input_tokens"), event.answer().input(), what);
        long input = Math.max(1, usage.getLong("input_tokens") - handedOver);
        long seen = event.reasoner().reasoning();
        if (reasoner == null || whole) {
            assertEquals(thought, seen, what);
            assertPrice(input, thought + usage.getLong("output_tokens"), event, what);
        } else {
            assertTrue(seen <= thought, what);
            assertTrue(event.billedInput() >= input && event.billedInput() <= usage.getLong("input_tokens"), what);
            assertPrice(event.billedInput(), seen + usage.getLong("output_tokens"), event, what);
        }
    }

    /// What the caller did not get costs nothing.
    private static void failed(
            CrowdRequest request,
            UsageEvent event,
            @Nullable JsonObject reasoner,
            @Nullable JsonObject claude,
            String what) {
        if (!request.stream() || claude == null || said(claude, 0).isEmpty()) {
            assertEquals(0, event.price().signum(), what);
        } else {
            between(event, 1, reasoner, claude, what);
        }
    }

    /// Not more than the upstreams did, and not less than is known to have been seen.
    private static void between(
            UsageEvent event, long least, @Nullable JsonObject reasoner, @Nullable JsonObject claude, String what) {
        long most = most(reasoner) + most(claude);
        assertTrue(event.billedOutput() <= most, () -> "more than the upstreams did: " + most + "\n" + what);
        assertTrue(
                event.billedOutput() >= Math.min(least, reportedOrSaid(reasoner) + reportedOrSaid(claude)),
                () -> "less than was seen: " + least + "\n" + what);
        assertPrice(event.billedInput(), event.billedOutput(), event, what);
    }

    private static void assertPrice(long input, long output, UsageEvent event, String what) {
        BigDecimal price = INPUT.multiply(BigDecimal.valueOf(input))
                .add(OUTPUT.multiply(BigDecimal.valueOf(output)))
                .movePointLeft(3);
        assertEquals(0, price.compareTo(event.price()), () -> price + " USD\n" + what);
    }

    private long before(CrowdRequest request, @Nullable JsonObject call) {
        return call == null
                ? 0
                : list(countsBefore.getJsonArray(request.name(), new JsonArray())).stream()
                        .filter(each -> each.getLong("begun").equals(call.getLong("begun"))
                                && each.getString("upstream").equals(call.getString("upstream")))
                        .mapToLong(CrowdReview::reportedOrSaid)
                        .findFirst()
                        .orElse(0);
    }

    /// The most that a call may count: its report, its words by the estimate; a Claude that began has reported one token.
    private static long most(@Nullable JsonObject call) {
        return call == null ? 0 : Math.max(1, Math.max(estimated(call), output(call)));
    }

    private static long reportedOrSaid(@Nullable JsonObject call) {
        return call == null ? 0 : Math.min(estimated(call), output(call));
    }

    private static long estimated(@Nullable JsonObject call) {
        return call == null ? 0 : TokenEstimator.estimate(said(call, 0));
    }

    private static long output(JsonObject call) {
        return call.getString("upstream").equals("r1")
                ? reported(call, "completion_tokens_details").getLong("reasoning_tokens")
                : call.getJsonObject("reported").getLong("output_tokens");
    }

    private static JsonObject reported(JsonObject call, String member) {
        return call.getJsonObject("reported").getJsonObject(member);
    }

    private static String said(JsonObject call, int text) {
        return call.getJsonArray("said").getString(text);
    }

    private static long began(UsageEvent event) {
        return event.started().truncatedTo(ChronoUnit.MILLIS).toEpochMilli();
    }

    private static @Nullable JsonObject one(String upstream, List<JsonObject> calls) {
        List<JsonObject> own = calls.stream()
                .filter(call -> call.getString("upstream").equals(upstream))
                .toList();
        // What was tried again before its first word is one charge, that of the last call.
        return own.isEmpty() ? null : own.getLast();
    }

    private static List<JsonObject> list(JsonArray array) {
        return array.stream().map(JsonObject.class::cast).toList();
    }

    /// Runs by how they ended.
    Map<String, Integer> statuses() {
        return statuses;
    }

    /// All that was charged.
    BigDecimal charged() {
        return charged;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%s, %s USD charged, %d reports too late", statuses, charged.toPlainString(), late);
    }
}
