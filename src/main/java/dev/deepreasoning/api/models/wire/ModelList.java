package dev.deepreasoning.api.models.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A page of models. `has_more` is always there: Anthropic's SDKs page on without it.
@RegisterForReflection
@Schema(name = "ModelList")
public record ModelList(
        @Schema(required = true, examples = "list") String object,
        @Schema(required = true) List<ModelView> data,

        @JsonProperty("has_more") @Schema(required = true) boolean hasMore,

        @JsonProperty("first_id") @Schema(nullable = true) @Nullable
        String firstId,

        @JsonProperty("last_id") @Schema(nullable = true) @Nullable
        String lastId) {
    /// Copies.
    public ModelList {
        data = List.copyOf(data);
    }
}
