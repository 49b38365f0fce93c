package dev.deepreasoning.api.wire;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// Usage by day (UTC), model, endpoint and source; days without requests are left out.
@RegisterForReflection
@Schema(name = "DailyUsage")
public record DailyUsage(
        @Schema(required = true, examples = "usage_daily") String object,

        @Schema(required = true, description = "Unix seconds, inclusive")
        long from,

        @Schema(required = true, description = "Unix seconds, exclusive")
        long to,

        @Schema(required = true) List<Day> data) {
    /// Copies.
    public DailyUsage {
        data = List.copyOf(data);
    }

    /// One day with one model at one endpoint.
    @RegisterForReflection
    @Schema(name = "DayOfUsage")
    public record Day(
            @Schema(required = true, examples = "2026-11-24")
            String date,

            @Schema(required = true) String model,
            @Schema(required = true) String endpoint,

            @Schema(
                    required = true,
                    enumeration = {"api", "playground"})
            String source,

            @Schema(required = true) long requests,
            @Schema(required = true) long errors,
            @Schema(required = true) DayTokens tokens,
            @Schema(required = true) long searches,
            @Schema(required = true) Money cost) {}

    /// Billed tokens, and what R1 thought and Claude wrote of them.
    @RegisterForReflection
    @Schema(name = "DayTokens")
    public record DayTokens(
            @Schema(required = true) long input,
            @Schema(required = true) long output,
            @Schema(required = true) long cached,
            @Schema(required = true) long total,
            @Schema(required = true) long reasoning,
            @Schema(required = true) long answer) {}
}
