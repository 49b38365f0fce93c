package dev.deepreasoning.api.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A key of an account. `key` is there once, in the answer to its creation.
@RegisterForReflection
@Schema(name = "ApiKey")
public record KeyView(
        @Schema(required = true) String id,
        @Schema(required = true, examples = "api_key") String object,
        @Schema(required = true) String name,

        @Schema(required = true, description = "The key's beginning")
        String prefix,

        @Schema(required = true, description = "Unix seconds")
        long created,

        @JsonProperty("last_used") @Schema(nullable = true, description = "Unix seconds") @Nullable
        Long lastUsed,

        @Schema(nullable = true, description = "Unix seconds") @Nullable
        Long expires,

        @Schema(nullable = true, description = "Unix seconds") @Nullable
        Long revoked,

        @JsonProperty("spend_cap") @Schema(nullable = true) @Nullable
        Money spendCap,

        @Schema(required = true) Money spent,

        @Schema(nullable = true, description = "Models that it may ask; absent: all") @Nullable
        List<String> models,

        @Schema(nullable = true, description = "Endpoints that it may call; absent: all") @Nullable
        List<String> endpoints,

        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(nullable = true, description = "The key itself, shown this once")
        @Nullable
        String key) {
    /// Hides the key.
    @Override
    public String toString() {
        return "KeyView[" + id + "]";
    }
}
