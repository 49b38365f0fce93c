package dev.deepreasoning.telemetry;

import dev.deepreasoning.canonical.Adjustment;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.RunReport;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.canonical.StageReport;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The request log's line: every key is always there, `-` where there is nothing to say.
final class RequestLine {
    private static final String NOTHING = "-";
    private static final int LONGEST = 120;

    private final Map<String, String> fields = new LinkedHashMap<>();

    RequestLine(Endpoint endpoint, String id, @Nullable String traceId) {
        put("request_id", id);
        put("trace_id", traceId);
        put("endpoint", endpoint.label());
    }

    RequestLine ended(
            int status, String outcome, @Nullable GatewayException failure, @Nullable Cut cut, Duration duration) {
        put("status", status == 0 ? null : Integer.toString(status));
        put("outcome", outcome);
        put("error", failure == null ? null : error(failure));
        put("cut", cut == null ? null : cut.label());
        put("duration_ms", Long.toString(duration.toMillis()));
        return this;
    }

    private static String error(GatewayException failure) {
        String code = failure.code();
        return code == null ? failure.kind().name().toLowerCase(Locale.ROOT) : code;
    }

    RequestLine asked(@Nullable String model, boolean stream, @Nullable String caller) {
        put("model", model);
        put("stream", Boolean.toString(stream));
        put("caller", caller);
        return this;
    }

    RequestLine ran(@Nullable RunReport report, @Nullable BigDecimal price) {
        put("reasoning", report == null ? null : report.reasoning().wireName());
        var search = report == null ? null : report.search();
        put("search", search == null ? null : search.wireName());
        put(
                "adjusted",
                report == null
                        ? null
                        : report.adjusted().stream().map(Adjustment::name).collect(Collectors.joining(",")));
        stage("reasoner", report, Stage.REASONING);
        stage("answerer", report, Stage.ANSWER);
        RunReport.BilledUsage billed = report == null || report.stages().isEmpty() ? null : report.billed();
        put("input_tokens", billed == null ? null : Long.toString(billed.input()));
        put("output_tokens", billed == null ? null : Long.toString(billed.output()));
        put("reasoning_tokens", billed == null ? null : Long.toString(billed.reasoning()));
        put("price_usd", price == null ? null : price.toPlainString());
        return this;
    }

    private void stage(String name, @Nullable RunReport report, Stage stage) {
        StageReport ran = report == null
                ? null
                : report.stages().stream()
                        .filter(each -> each.stage() == stage)
                        .findFirst()
                        .orElse(null);
        put(name + "_host", ran == null ? null : ran.host());
        put(name + "_model", ran == null ? null : ran.model());
        Duration first = ran == null ? null : ran.firstToken();
        put(name + "_first_token_ms", first == null ? null : Long.toString(first.toMillis()));
        put(name + "_ms", ran == null ? null : Long.toString(ran.total().toMillis()));
    }

    Map<String, String> fields() {
        return fields;
    }

    /// Names come from outside now and then: one word each, and no line breaks.
    private void put(String key, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            fields.put(key, NOTHING);
            return;
        }
        String word = value.replaceAll("[^\\x21-\\x7e]", "_");
        fields.put(key, word.length() > LONGEST ? word.substring(0, LONGEST) : word);
    }
}
