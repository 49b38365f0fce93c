package dev.deepreasoning.api.admin.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.deepreasoning.api.wire.Money;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// What was taken and what it cost, by answering model.
@RegisterForReflection
@Schema(name = "MarginReport")
public record MarginReport(
        @Schema(required = true, examples = "margin_report") String object,

        @Schema(nullable = true, description = "Unix seconds, inclusive") @Nullable
        Long from,

        @Schema(nullable = true, description = "Unix seconds, exclusive") @Nullable
        Long to,

        @Schema(required = true, description = "A demo's: no money")
        boolean simulated,

        @Schema(required = true) List<Line> data,
        @Schema(required = true) Line total) {
    /// Copies.
    public MarginReport {
        data = List.copyOf(data);
    }

    /// One model. `margin` is `price` minus `upstream_cost`, of the requests whose cost is known.
    @RegisterForReflection
    @Schema(name = "MarginOfModel")
    public record Line(
            @Schema(required = true) String model,
            @Schema(required = true) long requests,
            @Schema(required = true) Money price,

            @JsonProperty("written_off") @Schema(required = true, description = "Owed beyond what accounts had")
            Money writtenOff,

            @JsonProperty("upstream_cost") @Schema(required = true)
            Money upstreamCost,

            @JsonProperty("unknown_costs") @Schema(required = true, description = "Requests whose cost is not known")
            long unknownCosts,

            @Schema(required = true) Money margin) {}
}
