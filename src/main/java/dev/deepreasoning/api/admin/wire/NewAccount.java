package dev.deepreasoning.api.admin.wire;

import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// An account to be opened.
@RegisterForReflection
@Schema(name = "NewAccount")
public record NewAccount(
        @Schema(required = true, minLength = 1, maxLength = 100)
        String name,

        @Schema(nullable = true, description = "The defaults where absent") @Nullable
        WantedLimits limits) {}
