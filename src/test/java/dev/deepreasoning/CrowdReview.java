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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Holds what the ledger took for each request of a crowd against what the upstreams counted themselves.
final class CrowdReview {
    /// The rate card's default, USD per 1,000 tokens of the model that answers by default.
    private static final BigDecimal INPUT = new BigDecimal("0.012");

    private static final BigDecimal OUTPUT = new BigDecimal("0.058");

    private final JsonObject counts;
    private final CrowdLosses losses;
    private final Function<String, JsonObject> timelines;
    private final Map<String, Integer> statuses = new TreeMap<>();
    private BigDecimal charged = BigDecimal.ZERO;
    private int replays;

    /// @param counts what the upstreams counted by the name of each request
    /// @param timelines the same of one name, with the time of each part
    /// @param losses of the gateway that was killed
    CrowdReview(JsonObject counts, Function<String, JsonObject> timelines, CrowdLosses losses) {
        this.timelines = timelines;
        this.counts = counts;
        this.losses = losses;
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
        if (request.fate() == CrowdRequest.Fate.REPEATED) {
            repeated(request, tries, events);
        }
    }

    /// What has been answered is given again as it was, and charged once. Only where the gateway was killed between the
    /// answer's end and its settlement nobody knows the answer any more.
    private void repeated(CrowdRequest request, List<CrowdCaller.Try> tries, List<UsageEvent> events) {
        List<CrowdCaller.Try> answers =
                tries.stream().filter(CrowdCaller.Try::answered).toList();
        List<UsageEvent> completed = events.stream()
                .filter(event -> event.status().equals("completed"))
                .toList();
        String what = request + "\n" + tries + "\n" + events;
        if (answers.size() < 2) {
            assertTrue(
                    answers.isEmpty()
                            || events.stream()
                                    .anyMatch(event -> event.status().equals("interrupted")
                                            && event.requestId()
                                                    .equals(answers.getFirst().requestId())),
                    () -> "not given again: " + what);
            return;
        }
        assertEquals(1, completed.size(), what);
        assertEquals(
                List.of(completed.getFirst().requestId()),
                tries.stream()
                        .filter(each -> each.answered() && !each.replayed())
                        .map(CrowdCaller.Try::requestId)
                        .toList(),
                what);
        assertTrue(answers.getLast().replayed(), what);
        assertEquals(answers.getFirst().body(), answers.getLast().body(), what);
        replays++;
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
            case "completed" -> completed(request, event, reasoner, claude, what);
            case "failed" -> failed(request, event, seen(tries, event), reasoner, claude, what);
            case "cancelled" -> between(event, seen(tries, event), reasoner, claude, what);
            case "interrupted" -> {
                losses.lost(event.billedOutput(), timed(request, reasoner), timed(request, claude), what);
                between(event, 0, reasoner, claude, what);
            }
            default -> throw new AssertionError("a status that is none: " + what);
        }
    }

    /// What the caller of a run saw of reasoning and answer, in tokens by the estimate.
    private static long seen(List<CrowdCaller.Try> tries, UsageEvent event) {
        return tries.stream()
                .filter(each -> event.requestId().equals(each.requestId()))
                .mapToLong(each -> TokenEstimator.estimate(each.said()))
                .findFirst()
                .orElse(0);
    }

    /// To the last decimal: what the upstreams reported, and where R1's connection broke, all that it had said by then.
    private static void completed(
            CrowdRequest request,
            UsageEvent event,
            @Nullable JsonObject reasoner,
            @Nullable JsonObject claude,
            String what) {
        if (claude == null) {
            throw new AssertionError("answered by nobody: " + what);
        }
        boolean whole = reasoner != null && reasoner.getBoolean("whole");
        String thoughts = reasoner == null ? "" : said(reasoner, 0);
        assertTrue(reasoner == null || whole || request.fate() == CrowdRequest.Fate.R1_CUT, what);
        assertEquals(reasoner != null && !whole, event.estimated(), what);
        long thought = reasoner != null && whole
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
        assertEquals(thought, event.reasoner().reasoning(), what);
        assertPrice(input, thought + usage.getLong("output_tokens"), event, what);
    }

    /// What the caller did not get costs nothing.
    private static void failed(
            CrowdRequest request,
            UsageEvent event,
            long seen,
            @Nullable JsonObject reasoner,
            @Nullable JsonObject claude,
            String what) {
        if (!request.stream() || claude == null || said(claude, 0).isEmpty()) {
            assertEquals(0, event.price().signum(), what);
        } else {
            between(event, Math.max(1, seen), reasoner, claude, what);
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

    private @Nullable JsonObject timed(CrowdRequest request, @Nullable JsonObject call) {
        return call == null
                ? null
                : list(timelines.apply(request.name()).getJsonArray(request.name())).stream()
                        .filter(each -> each.getLong("begun").equals(call.getLong("begun"))
                                && each.getString("upstream").equals(call.getString("upstream")))
                        .findFirst()
                        .orElseThrow();
    }

    /// The most that a call may count: its report, its words by the estimate; a Claude that began has reported one token.
    private static long most(@Nullable JsonObject call) {
        return call == null ? 0 : Math.max(1, Math.max(estimated(call), output(call)));
    }

    static long reportedOrSaid(@Nullable JsonObject call) {
        return call == null ? 0 : Math.min(estimated(call), output(call));
    }

    private static long estimated(@Nullable JsonObject call) {
        return call == null ? 0 : TokenEstimator.estimate(said(call, 0));
    }

    static long output(JsonObject call) {
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
        if (own.isEmpty()) {
            return null;
        }
        // What was tried again before its first word is one charge, that of the last call.
        for (JsonObject call : own.subList(0, own.size() - 1)) {
            assertEquals(0, reportedOrSaid(call), () -> "called again after it had spoken: " + own);
        }
        return own.getLast();
    }

    private static List<JsonObject> list(JsonArray array) {
        return array.stream().map(JsonObject.class::cast).toList();
    }

    /// Runs by how they ended.
    Map<String, Integer> statuses() {
        return statuses;
    }

    /// Answers that were given again.
    int replays() {
        return replays;
    }

    /// All that was charged.
    BigDecimal charged() {
        return charged;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s, %s USD charged, %d answers given again, %s",
                statuses,
                charged.toPlainString(),
                replays,
                losses);
    }
}
