package dev.deepreasoning.api.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.math.BigDecimal;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A key to be made.
@RegisterForReflection
@Schema(name = "NewApiKey")
public record NewKey(
        @Schema(required = true, minLength = 1, maxLength = 100) @Nullable
        String name,

        @Schema(nullable = true, description = "Unix seconds") @Nullable
        Long expires,

        @JsonProperty("spend_cap")
        @Schema(nullable = true, description = "USD that may be spent with it in all")
        @Nullable
        BigDecimal spendCap,

        @Schema(nullable = true, description = "Ids of Claude models that it may ask") @Nullable
        List<String> models,

        @Schema(
                nullable = true,
                description = "Endpoints that it may call: chat_completions, responses, messages, winfunc")
        @Nullable
        List<String> endpoints) {}
