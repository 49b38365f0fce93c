package dev.deepreasoning.api.admin.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// Limits as an operator wants them; what is absent stays as it is, or is the default.
@RegisterForReflection
@Schema(name = "WantedLimits")
public record WantedLimits(
        @JsonProperty("requests_per_minute") @Schema(nullable = true, minimum = "1", maximum = "1000000") @Nullable
        Integer requestsPerMinute,

        @JsonProperty("tokens_per_minute") @Schema(nullable = true, minimum = "1", maximum = "2000000000") @Nullable
        Long tokensPerMinute,

        @JsonProperty("concurrent_requests") @Schema(nullable = true, minimum = "1", maximum = "1000000") @Nullable
        Integer concurrentRequests) {}
