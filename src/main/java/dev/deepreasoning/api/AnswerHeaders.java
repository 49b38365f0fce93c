package dev.deepreasoning.api;

import dev.deepreasoning.canonical.Adjustment;
import dev.deepreasoning.canonical.RunReport;
import dev.deepreasoning.canonical.SearchOutcome;
import dev.deepreasoning.canonical.StageReport;
import dev.deepreasoning.canonical.StreamEvent.Started;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The gateway's own response headers.
public final class AnswerHeaders {
    private static final double NANOS_PER_MILLI = 1e6;

    private AnswerHeaders() {}

    /// Those known when a stream begins.
    ///
    /// @param started absent where nothing is known yet
    /// @param search absent where none was asked for, or it has not ended
    static void atHead(
            HttpServerResponse response, @Nullable Started started, @Nullable SearchOutcome search, boolean simulated) {
        known(response, started == null ? List.of() : started.adjusted(), search, simulated);
    }

    private static void known(
            HttpServerResponse response, List<Adjustment> adjusted, @Nullable SearchOutcome search, boolean simulated) {
        if (!adjusted.isEmpty()) {
            response.putHeader("x-deepreasoning-adjusted", adjusted(adjusted));
        }
        if (simulated) {
            response.putHeader("x-deepreasoning-simulated", "true");
        }
        if (search != null) {
            response.putHeader("x-deepreasoning-search", search.wireName());
        }
    }

    /// Those of a whole answer.
    public static void whole(HttpServerResponse response, RunReport report) {
        known(response, report.adjusted(), report.search(), report.simulated());
        response.putHeader("x-deepreasoning-reasoning", report.reasoning().wireName());
        List<String> timings = new ArrayList<>();
        for (StageReport stage : report.stages()) {
            timings.add(stage.stage().wireName() + ";dur="
                    + String.format(Locale.ROOT, "%.1f", stage.total().toNanos() / NANOS_PER_MILLI));
        }
        if (!timings.isEmpty()) {
            response.putHeader("server-timing", String.join(", ", timings));
        }
    }

    /// An RFC 8941 list: `temperature;from=1.7;to=1, top_p;from=0.9`.
    static String adjusted(List<Adjustment> adjusted) {
        List<String> items = new ArrayList<>();
        for (Adjustment each : adjusted) {
            StringBuilder item = new StringBuilder(each.name());
            String from = each.from();
            String to = each.to();
            if (from != null) {
                item.append(";from=").append(bare(from));
            }
            if (to != null) {
                item.append(";to=").append(bare(to));
            }
            items.add(item.toString());
        }
        return String.join(", ", items);
    }

    /// A number or a token as it is, anything else as a quoted string, which knows ASCII only.
    private static String bare(String value) {
        if (value.matches("-?\\d{1,12}(\\.\\d{1,3})?|[A-Za-z*][A-Za-z0-9!#$%&'*+.^_`|~:/-]*")) {
            return value;
        }
        StringBuilder quoted = new StringBuilder("\"");
        value.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(c >= 0x20 && c < 0x7F ? (char) c : '?');
        });
        return quoted.append('"').toString();
    }
}
