package dev.deepreasoning.api.console.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A chat to keep.
@RegisterForReflection
@Schema(name = "NewSavedChat")
public record NewChat(
        @Schema(required = true, description = "1 to 200 characters") @Nullable
        String title,

        @Schema(required = true, examples = "deepreasoning") @Nullable
        String model,

        @Schema(required = true, implementation = Object.class, description = "An object with its messages") @Nullable
        JsonNode content) {}
