package dev.deepreasoning.metering;

import dev.deepreasoning.canonical.Adjustment;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.RunReport;
import dev.deepreasoning.canonical.SearchOutcome;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.canonical.StageReport;
import dev.deepreasoning.canonical.TokenUsage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A run as the columns of the table `usage_event`.
final class UsageRecord {
    private final Order order;
    private final String upstreamModel;
    private final Charges charges;

    /// @param upstreamModel the answering model's id in the catalogue
    UsageRecord(Order order, String upstreamModel, Charges charges) {
        this.order = order;
        this.upstreamModel = upstreamModel;
        this.charges = charges;
    }

    /// JSON.
    ///
    /// @param status `running`, `completed`, `failed` or `cancelled`
    String of(RunReport report, Tally tally, String status, @Nullable GatewayException failure) {
        JsonObject columns = new JsonObject()
                .put("source", order.caller().source().word())
                .put("endpoint", order.endpoint())
                .put("stream", order.request().stream())
                .put("requested_model", order.request().model())
                .put("upstream_model", upstreamModel);
        reasoner(stage(report, Stage.REASONING), columns);
        answer(stage(report, Stage.ANSWER), columns);
        RunReport.BilledUsage billed = report.billed();
        return storable(columns.put(
                        "estimated",
                        report.stages().stream().anyMatch(each -> each.usage().estimated()))
                .put("billed_input", billed.input())
                .put("billed_output", billed.output())
                .put("searches", report.searches())
                .put("upstream_cost", cost(report))
                .put("status", status)
                .put("error_code", failure == null ? null : code(failure))
                .put("simulated", report.simulated())
                .put("first_token_ms", firstToken(report))
                .put(
                        "details",
                        details(report, tally)
                                .put(
                                        "status_code",
                                        failure == null ? null : failure.kind().status()))
                .encode());
    }

    /// JSON as PostgreSQL takes it: names may hold what its texts cannot.
    static String storable(String json) {
        String known = json.replace("\\u0000", "\\ufffd");
        return new String(known.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static void reasoner(@Nullable StageReport stage, JsonObject columns) {
        TokenUsage usage = stage == null ? TokenUsage.NONE : stage.usage();
        columns.put("reasoner_host", stage == null ? null : stage.host())
                .put("reasoner_model", stage == null ? null : stage.model())
                .put("reasoner_input", usage.totalInput())
                .put("reasoner_cached", usage.cacheRead())
                .put("reasoner_output", usage.output())
                .put("reasoning_tokens", usage.reasoning());
    }

    private static void answer(@Nullable StageReport stage, JsonObject columns) {
        TokenUsage usage = stage == null ? TokenUsage.NONE : stage.usage();
        columns.put("answer_host", stage == null ? null : stage.host())
                .put("served_model", stage == null ? null : stage.model())
                .put("answer_input", usage.input())
                .put("answer_written", usage.cacheWrite() + usage.cacheWriteLong())
                .put("answer_cached", usage.cacheRead())
                .put("answer_output", usage.output());
    }

    private static @Nullable StageReport stage(RunReport report, Stage stage) {
        return report.stages().stream()
                .filter(each -> each.stage() == stage)
                .findFirst()
                .orElse(null);
    }

    private @Nullable String cost(RunReport report) {
        BigDecimal sum = BigDecimal.ZERO;
        for (StageReport stage : report.stages()) {
            BigDecimal cost = charges.upstreamCost(stage);
            if (cost == null) {
                return null;
            }
            sum = sum.add(cost);
        }
        return sum.toPlainString();
    }

    private static String code(GatewayException failure) {
        String code = failure.code();
        return code == null ? failure.kind().name().toLowerCase(Locale.ROOT) : code;
    }

    private static @Nullable Long firstToken(RunReport report) {
        long before = 0;
        for (StageReport stage : report.stages()) {
            Duration first = stage.firstToken();
            if (first != null && stage.stage() != Stage.SEARCH) {
                return before + first.toMillis();
            }
            before += stage.total().toMillis();
        }
        return null;
    }

    /// What explains the request afterwards.
    private static JsonObject details(RunReport report, Tally tally) {
        JsonArray adjusted = new JsonArray();
        for (Adjustment each : report.adjusted()) {
            adjusted.add(new JsonObject()
                    .put("name", each.name())
                    .put("from", each.from())
                    .put("to", each.to()));
        }
        JsonArray attempts = new JsonArray();
        for (Tally.Attempt each : tally.attempts()) {
            Duration took = each.took();
            attempts.add(new JsonObject()
                    .put("stage", each.stage().wireName())
                    .put("host", each.host())
                    .put("outcome", each.outcome())
                    .put("at_ms", each.after().toMillis())
                    .put("ms", took == null ? null : took.toMillis()));
        }
        JsonArray stages = new JsonArray();
        for (StageReport each : report.stages()) {
            Duration first = each.firstToken();
            stages.add(new JsonObject()
                    .put("stage", each.stage().wireName())
                    .put("first_token_ms", first == null ? null : first.toMillis())
                    .put("ms", each.total().toMillis())
                    .put("estimated", each.usage().estimated())
                    .put("own_key", each.callersKey()));
        }
        SearchOutcome search = report.search();
        return new JsonObject()
                .put("reasoning", report.reasoning().wireName())
                .put("search", search == null ? null : search.wireName())
                .put("adjusted", adjusted)
                .put("attempts", attempts)
                .put("stages", stages);
    }
}
