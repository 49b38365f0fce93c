package dev.deepreasoning.api.wire;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// What stands at the root.
@RegisterForReflection
@Schema(name = "Welcome")
public record Welcome(
        @Schema(required = true, examples = "DeepReasoning") String name,

        @Schema(required = true, examples = "/q/openapi") String docs,

        @Schema(required = true) List<String> endpoints) {
    /// Copies.
    public Welcome {
        endpoints = List.copyOf(endpoints);
    }
}
