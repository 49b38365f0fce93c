package dev.deepreasoning.api.account.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// An account. `available` is the balance without what running requests may still cost.
@RegisterForReflection
@Schema(name = "Account")
public record AccountView(
        @Schema(required = true, examples = "account") String object,
        @Schema(required = true) String id,
        @Schema(required = true) String name,

        @Schema(required = true, description = "Unix seconds")
        long created,

        @Schema(required = true) boolean simulated,
        @Schema(required = true) boolean closed,
        @Schema(required = true) Money balance,
        @Schema(required = true) Money reserved,
        @Schema(required = true) Money available,
        @Schema(required = true) Limits limits) {
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
}
