package dev.deepreasoning.api.admin.wire;

import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// What is to be changed of an account; what is absent stays.
@RegisterForReflection
@Schema(name = "AccountChange")
public record AccountChange(
        @Schema(nullable = true, minLength = 1, maxLength = 100) @Nullable
        String name,

        @Schema(nullable = true) @Nullable WantedLimits limits,

        @Schema(nullable = true, description = "A closed account's keys open nothing; its balance stays") @Nullable
        Boolean closed) {}
