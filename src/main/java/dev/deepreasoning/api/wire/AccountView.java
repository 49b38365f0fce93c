package dev.deepreasoning.api.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// An account. `available` is the balance without what running requests may still cost; `left` is told of one account,
/// not in lists.
@RegisterForReflection
@Schema(name = "Account")
public record AccountView(
        @Schema(required = true, examples = "account") String object,
        @Schema(required = true) String id,
        @Schema(required = true) String name,

        @Schema(required = true, description = "Unix seconds")
        long created,

        @Schema(required = true, description = "A demo's: its credit is no money")
        boolean simulated,

        @Schema(required = true) boolean closed,
        @Schema(required = true) Money balance,
        @Schema(required = true) Money reserved,
        @Schema(required = true) Money available,
        @Schema(required = true) Limits limits,

        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(nullable = true, description = "What is left at this moment")
        @Nullable
        Left left) {
    /// Limits over all replicas.
    @RegisterForReflection
    @Schema(name = "AccountLimits")
    public record Limits(
            @JsonProperty("requests_per_minute") @Schema(required = true)
            int requestsPerMinute,

            @JsonProperty("tokens_per_minute") @Schema(required = true)
            long tokensPerMinute,

            @JsonProperty("concurrent_requests") @Schema(required = true)
            int concurrentRequests,

            @Schema(required = true) int keys) {}

    /// What is left of them.
    @RegisterForReflection
    @Schema(name = "AccountLimitsLeft")
    public record Left(
            @Schema(required = true, description = "Of this minute")
            long requests,

            @Schema(required = true, description = "Of this minute")
            long tokens,

            @JsonProperty("concurrent_requests") @Schema(required = true)
            long concurrentRequests) {}
}
