package dev.deepreasoning.api.wire;

import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A failure as OpenAI's SDKs read it.
@RegisterForReflection
@Schema(name = "ErrorEnvelope", description = "A failure. All four members of `error` are always there.")
public record ErrorEnvelope(@Schema(required = true) Failure error) {
    /// What went wrong.
    @RegisterForReflection
    @Schema(name = "Error")
    public record Failure(
            @Schema(required = true, description = "For people", examples = "The model `foo` does not exist.")
            String message,

            @Schema(required = true, examples = "invalid_request_error")
            String type,

            @Schema(
                    required = true,
                    nullable = true,
                    description = "The field of the request that is to blame",
                    examples = "model")
            @Nullable
            String param,

            @Schema(required = true, nullable = true, examples = "model_not_found") @Nullable
            String code) {}
}
