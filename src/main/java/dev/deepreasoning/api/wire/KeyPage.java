package dev.deepreasoning.api.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A page of keys, the oldest first. `next_cursor` goes into `after` for the next one.
@RegisterForReflection
@Schema(name = "ApiKeyList")
public record KeyPage(
        @Schema(required = true, examples = "list") String object,
        @Schema(required = true) List<KeyView> data,

        @JsonProperty("has_more") @Schema(required = true) boolean hasMore,

        @JsonProperty("next_cursor") @Schema(nullable = true) @Nullable
        String nextCursor) {
    /// Copies.
    public KeyPage {
        data = List.copyOf(data);
    }
}
