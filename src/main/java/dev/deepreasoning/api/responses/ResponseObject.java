package dev.deepreasoning.api.responses;

import dev.deepreasoning.api.JsonBytes;
import dev.deepreasoning.api.UsageExtension;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.RunReport;
import dev.deepreasoning.canonical.StageReport;
import dev.deepreasoning.canonical.StreamEvent.Started;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes the response object in each of its states.
final class ResponseObject {
    private static final long MILLIS = 1_000;

    private final Started started;
    private final String echo;

    ResponseObject(Started started, String echo) {
        this.started = started;
        this.echo = echo;
    }

    void inProgress(JsonBytes out) {
        head(OutputItems.IN_PROGRESS, List.of(), out);
        out.ascii(",\"error\":null,\"incomplete_details\":null,").json(echo).ascii("}");
    }

    /// @param incomplete why the answer is not complete; absent where it is
    void ended(
            List<String> items,
            @Nullable String incomplete,
            RunReport report,
            UsageExtension extension,
            JsonBytes out) {
        head(incomplete == null ? OutputItems.COMPLETED : OutputItems.INCOMPLETE, items, out);
        if (incomplete == null) {
            out.ascii(",\"completed_at\":").number(completed(report).getEpochSecond());
        }
        out.ascii(",\"error\":null,\"incomplete_details\":");
        if (incomplete == null) {
            out.ascii("null");
        } else {
            out.ascii("{\"reason\":").string(incomplete).ascii("}");
        }
        out.ascii(",\"usage\":");
        usage(report, extension, out);
        out.ascii(",").json(echo).ascii("}");
    }

    void failed(List<String> items, GatewayException failure, JsonBytes out) {
        head("failed", items, out);
        out.ascii(",\"error\":{\"code\":").string(code(failure.kind()));
        out.ascii(",\"message\":").string(message(failure)).ascii(",\"type\":\"server_error\"}");
        out.ascii(",\"incomplete_details\":null,").json(echo).ascii("}");
    }

    /// Codex waits as long as these words say.
    private static String message(GatewayException failure) {
        Duration wait = failure.retryAfter();
        return failure.kind() != ErrorKind.RATE_LIMITED || wait == null
                ? failure.publicMessage()
                : failure.publicMessage() + " (Try again in " + Math.max(1, Math.ceilDiv(wait.toMillis(), MILLIS))
                        + "s.)";
    }

    /// When the last stage ended: they come one after another, and no clock enters behind the start.
    private Instant completed(RunReport report) {
        Instant end = started.created();
        for (StageReport stage : report.stages()) {
            end = end.plus(stage.total());
        }
        return end;
    }

    private void head(String status, List<String> items, JsonBytes out) {
        out.ascii("{\"id\":").string("resp_" + started.id()).ascii(",\"object\":\"response\",\"created_at\":");
        out.number(started.created().getEpochSecond()).ascii(",\"status\":").string(status);
        out.ascii(",\"model\":").string(started.model());
        out.ascii(",\"output\":[").json(String.join(",", items)).ascii("]");
    }

    /// The billed numbers, so that usage times rate card is the price.
    private static void usage(RunReport report, UsageExtension extension, JsonBytes out) {
        RunReport.BilledUsage billed = report.billed();
        out.ascii("{\"input_tokens\":").number(billed.input());
        out.ascii(",\"input_tokens_details\":{\"cached_tokens\":").number(billed.cacheRead());
        out.ascii(",\"cache_write_tokens\":").number(billed.cacheWrite());
        out.ascii("},\"output_tokens\":").number(billed.output());
        out.ascii(",\"output_tokens_details\":{\"reasoning_tokens\":").number(billed.reasoning());
        out.ascii("},\"total_tokens\":")
                .number(billed.input() + billed.output())
                .ascii(",");
        extension.write(report, out);
        out.ascii("}");
    }

    /// The codes that agents act on; all else is the server's failure.
    static String code(ErrorKind kind) {
        return switch (kind) {
            case RATE_LIMITED -> "rate_limit_exceeded";
            case CONTEXT_LENGTH -> "context_length_exceeded";
            case INSUFFICIENT_CREDITS -> "insufficient_quota";
            case INVALID_REQUEST,
                    AUTHENTICATION,
                    PERMISSION,
                    NOT_FOUND,
                    MODEL_NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    CONFLICT,
                    TOO_LARGE,
                    UNSUPPORTED_MEDIA_TYPE,
                    UNPROCESSABLE,
                    INTERNAL,
                    UPSTREAM_ERROR,
                    MODEL_UNAVAILABLE,
                    OVERLOADED,
                    UPSTREAM_TIMEOUT -> "server_error";
        };
    }
}
