package dev.deepreasoning.api.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// One request and what it cost. `tokens` are those that the rate card counts; `stages` those that each model used.
/// What only operators may see (hosts, upstream cost, margin) is told by the admin API alone.
@RegisterForReflection
@Schema(name = "UsageEvent")
public record UsageView(
        @Schema(required = true, description = "The request's id, as its answer's headers told it")
        String id,

        @Schema(required = true, examples = "usage_event") String object,

        @Schema(required = true, description = "Unix seconds")
        long created,

        @Schema(
                required = true,
                enumeration = {"api", "playground"})
        String source,

        @Schema(required = true, description = "The answering model's id in the catalogue")
        String model,

        @JsonProperty("requested_model") @Schema(required = true, description = "As the request named it")
        String requestedModel,

        @Schema(required = true, examples = "chat_completions")
        String endpoint,

        @Schema(required = true) boolean stream,

        @JsonProperty("key_id") @Schema(required = true) String keyId,

        @Schema(required = true) Tokens tokens,
        @Schema(required = true) Money cost,

        @Schema(
                required = true,
                description = "`success` where the answer came to its end",
                enumeration = {"success", "error"})
        String status,

        @Schema(
                required = true,
                description = "Finer: `interrupted` where the gateway's process was lost",
                enumeration = {"completed", "failed", "cancelled", "interrupted"})
        String outcome,

        @JsonProperty("status_code")
        @Schema(
                required = true,
                description = "HTTP status, also of a failure behind a stream's head; 499 where the caller left")
        int statusCode,

        @Schema(nullable = true, description = "Code of the failure") @Nullable
        String error,

        @Schema(required = true) Metadata metadata,
        @Schema(required = true) boolean simulated,

        @JsonProperty("duration_ms") @Schema(required = true)
        long durationMillis,

        @JsonProperty("first_token_ms") @Schema(nullable = true) @Nullable
        Long firstTokenMillis,

        @Schema(required = true) List<Stage> stages,

        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(nullable = true, description = "Where one request is asked for, not in lists")
        @Nullable
        ExplanationView explanation,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(nullable = true, description = "Admin API only") @Nullable
        Operator operator) {
    /// Copies.
    public UsageView {
        stages = List.copyOf(stages);
    }

    /// Billed tokens; `cached` is the part of `input` that came from a cache upstream.
    @RegisterForReflection
    @Schema(name = "BilledTokens")
    public record Tokens(
            @Schema(required = true) long input,
            @Schema(required = true) long output,
            @Schema(required = true) long cached,
            @Schema(required = true) long total) {}

    /// What else is to be said.
    @RegisterForReflection
    @Schema(name = "UsageMetadata")
    public record Metadata(
            @JsonProperty("tool_usage") @Schema(required = true)
            ToolUsage toolUsage) {}

    /// Tools of the gateway's own.
    @RegisterForReflection
    @Schema(name = "ToolUsage")
    public record ToolUsage(
            @JsonProperty("web_search") @Schema(required = true, description = "Searches that were charged")
            int webSearch) {}

    /// What one stage's model used.
    @RegisterForReflection
    @Schema(name = "StageUsage")
    public record Stage(
            @Schema(
                    required = true,
                    enumeration = {"search", "reasoning", "answer"})
            String stage,

            @Schema(nullable = true) @Nullable String model,

            @Schema(required = true, description = "Tokens of the prompt, of every class")
            long input,

            @JsonProperty("cache_write") @Schema(required = true)
            long cacheWrite,

            @Schema(required = true, description = "Read from a cache")
            long cached,

            @Schema(required = true, description = "Tokens written, reasoning among them")
            long output,

            @Schema(required = true) long reasoning,

            @Schema(
                    required = true,
                    enumeration = {"reported", "estimated"})
            String tokens,

            @JsonProperty("first_token_ms") @Schema(nullable = true) @Nullable
            Long firstTokenMillis,

            @JsonProperty("duration_ms") @Schema(nullable = true) @Nullable
            Long durationMillis,

            @JsonProperty("own_key") @Schema(required = true, description = "On a key of the caller's own, not charged")
            boolean ownKey,

            @JsonInclude(JsonInclude.Include.NON_NULL)
            @Schema(nullable = true, description = "Admin API only")
            @Nullable
            String host) {}

    /// The operator's side. `upstream_cost` and `margin` are absent where a vendor's price is not known.
    @RegisterForReflection
    @Schema(name = "OperatorUsage")
    public record Operator(
            @JsonProperty("upstream_cost") @Schema(nullable = true) @Nullable
            Money upstreamCost,

            @Schema(nullable = true) @Nullable Money margin,

            @JsonProperty("written_off") @Schema(required = true, description = "Owed beyond what the account had")
            Money writtenOff) {}
}
