package dev.deepreasoning.api.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// Why a request went as it did.
@RegisterForReflection
@Schema(name = "RequestExplanation")
public record ExplanationView(
        @Schema(
                required = true,
                enumeration = {"complete", "partial", "skipped", "empty", "off"})
        String reasoning,

        @Schema(
                nullable = true,
                enumeration = {"used", "empty", "failed"})
        @Nullable
        String search,

        @Schema(required = true, description = "What was changed in the request")
        List<Adjusted> adjusted,

        @Schema(required = true, description = "Calls to upstreams, in their order")
        List<Attempt> attempts,

        @Schema(required = true) Reason charge,

        @Schema(required = true, description = "What else is worth knowing")
        List<Reason> notes) {
    /// Copies.
    public ExplanationView {
        adjusted = List.copyOf(adjusted);
        attempts = List.copyOf(attempts);
        notes = List.copyOf(notes);
    }

    /// One adjustment.
    @RegisterForReflection
    @Schema(name = "Adjustment")
    public record Adjusted(
            @Schema(required = true) String name,
            @Schema(nullable = true) @Nullable String from,
            @Schema(nullable = true) @Nullable String to) {}

    /// One call to an upstream.
    @RegisterForReflection
    @Schema(name = "UpstreamAttempt")
    public record Attempt(
            @Schema(
                    required = true,
                    enumeration = {"search", "reasoning", "answer"})
            String stage,

            @Schema(required = true, description = "`opened`, `cancelled`, or how it failed", examples = "opened")
            String outcome,

            @JsonProperty("at_ms") @Schema(required = true, description = "From the request's start")
            long atMillis,

            @JsonProperty("ms") @Schema(nullable = true, description = "Until the first token or the failure") @Nullable
            Long millis,

            @JsonInclude(JsonInclude.Include.NON_NULL)
            @Schema(nullable = true, description = "Admin API only")
            @Nullable
            String host) {}

    /// A word for programs and a sentence for people.
    @RegisterForReflection
    @Schema(name = "Reason")
    public record Reason(
            @Schema(required = true, examples = "answer_completed")
            String code,

            @Schema(required = true) String message) {}
}
