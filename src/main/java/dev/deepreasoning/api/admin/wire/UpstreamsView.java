package dev.deepreasoning.api.admin.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// The upstreams in the order in which they are tried, as this process has come to know them. Other replicas know others.
@RegisterForReflection
@Schema(name = "Upstreams")
public record UpstreamsView(
        @Schema(required = true, examples = "upstreams") String object,
        @Schema(required = true) boolean simulated,

        @Schema(required = true, description = "Hosts of R1")
        List<Upstream> reasoning,

        @Schema(required = true, description = "Endpoints of Claude")
        List<Upstream> answer,

        @Schema(required = true, description = "Linkup") List<Upstream> search) {
    /// Copies.
    public UpstreamsView {
        reasoning = List.copyOf(reasoning);
        answer = List.copyOf(answer);
        search = List.copyOf(search);
    }

    /// One of them.
    @RegisterForReflection
    @Schema(name = "Upstream")
    public record Upstream(
            @Schema(required = true) String name,

            @Schema(
                    required = true,
                    description = "Name of its host, without path and key",
                    examples = "api.deepseek.com")
            String address,

            @Schema(nullable = true) @Nullable String model,

            @JsonProperty("has_key") @Schema(required = true, description = "The operator has set a key for it")
            boolean hasKey,

            @Schema(
                    required = true,
                    description = "`closed` calls it, `open` leaves it alone, `half_open` tries; `unused` so far",
                    enumeration = {"closed", "half_open", "open", "unused"})
            String breaker,

            @Schema(required = true, description = "Outcomes of its latest calls, a hundred at most")
            Map<String, Integer> outcomes,

            @JsonProperty("median_first_token_ms")
            @Schema(nullable = true, description = "Of those that began to answer")
            @Nullable
            Long medianFirstTokenMillis,

            @JsonProperty("last_call") @Schema(nullable = true, description = "Unix seconds") @Nullable
            Long lastCall) {}
}
