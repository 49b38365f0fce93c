package dev.deepreasoning.api;

import dev.deepreasoning.api.wire.DailyUsage;
import dev.deepreasoning.api.wire.ExplanationView;
import dev.deepreasoning.api.wire.ExplanationView.Reason;
import dev.deepreasoning.api.wire.Money;
import dev.deepreasoning.api.wire.UsagePage;
import dev.deepreasoning.api.wire.UsageView;
import dev.deepreasoning.ledger.Account;
import dev.deepreasoning.ledger.Entries;
import dev.deepreasoning.ledger.UsageEvent;
import dev.deepreasoning.ledger.UsageEvents;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Requests as they are shown: to account holders without hosts and costs, which are the operator's business.
public final class UsageViews {
    private static final String COMPLETED = "completed";
    private static final int OK = 200;
    private static final int CALLER_LEFT = 499;
    private static final int FAULT = 500;

    private final UsageEvent event;
    private final JsonObject details;
    private final boolean operator;

    private UsageViews(UsageEvent event, boolean operator) {
        this.event = event;
        this.details = new JsonObject(event.details());
        this.operator = operator;
    }

    /// A request in a list.
    ///
    /// @param operator who sees it may see hosts and costs
    public static UsageView listed(UsageEvent event, boolean operator) {
        return new UsageViews(event, operator).view(false);
    }

    /// A request explained.
    ///
    /// @param operator who sees it may see hosts and costs
    public static UsageView explained(UsageEvent event, boolean operator) {
        return new UsageViews(event, operator).view(true);
    }

    /// A page of requests.
    ///
    /// @param operator who sees it may see hosts and costs
    public static UsagePage page(Account account, Page<UsageEvent> page, boolean operator) {
        return new UsagePage(
                "account_usage",
                Money.usd(account.balance()),
                page.show(event -> listed(event, operator)),
                page.more(),
                page.next(UsageEvent::requestId));
    }

    /// Days of usage.
    public static DailyUsage daily(Entries.Span span, List<UsageEvents.Day> days) {
        return new DailyUsage(
                "usage_daily",
                seconds(span.from()),
                seconds(span.to()),
                days.stream()
                        .map(day -> new DailyUsage.Day(
                                day.date(),
                                day.model(),
                                day.endpoint(),
                                day.source(),
                                day.requests(),
                                day.errors(),
                                new DailyUsage.DayTokens(
                                        day.tokens().input(),
                                        day.tokens().output(),
                                        day.tokens().cached(),
                                        day.tokens().input() + day.tokens().output(),
                                        day.tokens().reasoning(),
                                        day.tokens().answer()),
                                day.searches(),
                                Money.usd(day.price())))
                        .toList());
    }

    private static long seconds(@Nullable Instant time) {
        return Objects.requireNonNull(time).getEpochSecond();
    }

    private UsageView view(boolean explained) {
        boolean answered = event.answer().host() != null;
        return new UsageView(
                event.requestId(),
                "usage_event",
                event.started().getEpochSecond(),
                event.source(),
                event.upstreamModel(),
                event.requestedModel(),
                event.endpoint(),
                event.stream(),
                event.key(),
                new UsageView.Tokens(
                        event.billedInput(),
                        event.billedOutput(),
                        answered ? event.answer().cached() : event.reasoner().cached(),
                        event.billedInput() + event.billedOutput()),
                Money.usd(event.price()),
                event.status().equals(COMPLETED) ? "success" : "error",
                event.status(),
                statusCode(),
                event.errorCode(),
                new UsageView.Metadata(new UsageView.ToolUsage(event.searches())),
                event.simulated(),
                Duration.between(event.started(), event.ended()).toMillis(),
                event.firstTokenMillis(),
                stages(),
                explained ? explanation() : null,
                operator ? operatorsSide() : null);
    }

    private int statusCode() {
        Integer told = details.getInteger("status_code");
        return switch (event.status()) {
            case COMPLETED -> OK;
            case "cancelled" -> CALLER_LEFT;
            default -> told == null ? FAULT : told;
        };
    }

    private UsageView.Operator operatorsSide() {
        BigDecimal cost = event.upstreamCost();
        return new UsageView.Operator(
                cost == null ? null : Money.usd(cost),
                cost == null ? null : Money.usd(event.price().subtract(cost)),
                Money.usd(event.writtenOff()));
    }

    /// As the run reported them; those of a run that was lost before it could, as its columns tell.
    private List<UsageView.Stage> stages() {
        List<UsageView.Stage> stages = new ArrayList<>();
        objects("stages").forEach(stage -> stages.add(stage(stage.getString("stage"), stage)));
        if (stages.isEmpty() && event.reasoner().host() != null) {
            stages.add(stage("reasoning", new JsonObject()));
        }
        if (stages.stream().noneMatch(each -> each.stage().equals("answer"))
                && event.answer().host() != null) {
            stages.add(stage("answer", new JsonObject()));
        }
        return stages;
    }

    private UsageView.Stage stage(String name, JsonObject told) {
        String tokens = told.getBoolean("estimated", event.estimated()) ? "estimated" : "reported";
        Long first = told.getLong("first_token_ms");
        Long took = told.getLong("ms");
        boolean own = told.getBoolean("own_key", false);
        UsageEvent.Reasoner reasoner = event.reasoner();
        UsageEvent.Answer answer = event.answer();
        return switch (name) {
            case "reasoning" ->
                new UsageView.Stage(
                        name,
                        reasoner.model(),
                        reasoner.input(),
                        0,
                        reasoner.cached(),
                        reasoner.output(),
                        reasoner.reasoning(),
                        tokens,
                        first,
                        took,
                        own,
                        operator ? reasoner.host() : null);
            case "answer" ->
                new UsageView.Stage(
                        name,
                        event.servedModel(),
                        answer.input() + answer.written() + answer.cached(),
                        answer.written(),
                        answer.cached(),
                        answer.output(),
                        0,
                        tokens,
                        first,
                        took,
                        own,
                        operator ? answer.host() : null);
            default -> new UsageView.Stage(name, null, 0, 0, 0, 0, 0, tokens, first, took, own, null);
        };
    }

    private ExplanationView explanation() {
        String reasoning = details.getString("reasoning", "off");
        return new ExplanationView(
                reasoning,
                details.getString("search"),
                objects("adjusted")
                        .map(each -> new ExplanationView.Adjusted(
                                each.getString("name"), each.getString("from"), each.getString("to")))
                        .toList(),
                objects("attempts")
                        .map(each -> new ExplanationView.Attempt(
                                each.getString("stage"),
                                each.getString("outcome"),
                                each.getLong("at_ms", 0L),
                                each.getLong("ms"),
                                operator ? each.getString("host") : null))
                        .toList(),
                charge(),
                notes(reasoning));
    }

    private Reason charge() {
        boolean free = event.price().signum() == 0;
        return switch (event.status()) {
            case COMPLETED ->
                free
                        ? new Reason("nothing_to_charge", "Nothing of it is charged by the rate card.")
                        : new Reason(
                                "answer_completed",
                                "The answer came to its end: all tokens are charged by the rate card.");
            case "cancelled" ->
                new Reason(
                        "caller_left",
                        free
                                ? "The caller left before anything was produced: nothing is charged."
                                : "The caller left: what both models had produced until then is charged.");
            case "failed" ->
                free
                        ? new Reason("failed_without_answer", "No answer was delivered: nothing is charged.")
                        : new Reason(
                                "failed_in_stream", "The stream broke off: what was delivered until then is charged.");
            default ->
                new Reason(
                        "gateway_lost",
                        "The gateway's process was lost: what it had recorded last, at most what was used, is charged.");
        };
    }

    private List<Reason> notes(String reasoning) {
        List<Reason> notes = new ArrayList<>();
        switch (reasoning) {
            case "partial" ->
                notes.add(new Reason(
                        "reasoning_partial",
                        "The reasoner was cut off or took too long: the answer was written from what it had thought."));
            case "skipped" ->
                notes.add(new Reason(
                        "reasoning_skipped",
                        "No reasoner could be reached: the answer was written without reasoning."));
            case "empty" ->
                notes.add(new Reason(
                        "reasoning_empty", "The reasoner sent no reasoning: the answer was written without."));
            default -> {}
        }
        switch (String.valueOf(details.getString("search"))) {
            case "failed" -> notes.add(new Reason("search_failed", "The web search failed and is not charged."));
            case "empty" -> notes.add(new Reason("search_empty", "The web search found nothing and is not charged."));
            default -> {}
        }
        if (event.estimated()) {
            notes.add(new Reason("tokens_estimated", "A model did not report all of its tokens: they were estimated."));
        }
        if (event.writtenOff().signum() > 0) {
            notes.add(
                    new Reason("written_off", "The request cost more than the account had: the rest is not charged."));
        }
        return notes;
    }

    private Stream<JsonObject> objects(String name) {
        JsonArray list = details.getJsonArray(name);
        return list == null ? Stream.empty() : list.stream().map(JsonObject.class::cast);
    }
}
