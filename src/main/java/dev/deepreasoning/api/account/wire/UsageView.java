package dev.deepreasoning.api.account.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// One request and what it cost. `tokens` are those that the rate card counts; `stages` those that each model used.
@RegisterForReflection
@Schema(name = "UsageEvent")
public record UsageView(
        @Schema(required = true, description = "The request's id, as its answer's headers told it")
        String id,

        @Schema(required = true, examples = "usage_event") String object,

        @Schema(required = true, description = "Unix seconds")
        long created,

        @Schema(required = true, description = "The model's id in the catalogue")
        String model,

        @JsonProperty("requested_model") @Schema(required = true, description = "As the request named it")
        String requestedModel,

        @Schema(required = true) String endpoint,
        @Schema(required = true) boolean stream,

        @JsonProperty("key_id") @Schema(required = true) String keyId,

        @Schema(required = true) Tokens tokens,
        @Schema(required = true) Money cost,

        @Schema(
                required = true,
                enumeration = {"completed", "failed", "cancelled", "interrupted"})
        String status,

        @Schema(nullable = true) @Nullable String error,
        @Schema(required = true) boolean simulated,
        @Schema(required = true) int searches,

        @JsonProperty("duration_ms") @Schema(required = true)
        long durationMillis,

        @JsonProperty("first_token_ms") @Schema(nullable = true) @Nullable
        Long firstTokenMillis,

        @Schema(required = true) List<Stage> stages,

        @JsonInclude(JsonInclude.Include.NON_NULL)
        @JsonRawValue
        @Schema(
                nullable = true,
                type = SchemaType.OBJECT,
                description = "One request explained: adjustments, calls to upstreams with their outcomes and times")
        @Nullable
        String details) {
    /// Billed tokens.
    @RegisterForReflection
    @Schema(name = "BilledTokens")
    public record Tokens(
            @Schema(required = true) long input,
            @Schema(required = true) long output,
            @Schema(required = true) long total) {}

    /// What one stage's model used.
    @RegisterForReflection
    @Schema(name = "StageUsage")
    public record Stage(
            @Schema(
                    required = true,
                    enumeration = {"reasoning", "answer"})
            String stage,

            @Schema(nullable = true) @Nullable String model,
            @Schema(required = true) long input,
            @Schema(required = true) long cached,
            @Schema(required = true) long output,

            @Schema(
                    required = true,
                    enumeration = {"reported", "estimated"})
            String source) {}
}
