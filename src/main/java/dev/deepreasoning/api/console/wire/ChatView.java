package dev.deepreasoning.api.console.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A chat that was kept.
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "SavedChat")
public record ChatView(
        @Schema(required = true, examples = "chat_9f2c4d1e8a7b605312345678")
        String id,

        @Schema(required = true, examples = "saved_chat") String object,
        @Schema(required = true) String title,
        @Schema(required = true, examples = "deepreasoning") String model,

        @Schema(required = true, description = "Unix seconds")
        long created,

        @Schema(required = true, description = "Unix seconds")
        long updated,

        @JsonRawValue
        @Schema(implementation = Object.class, description = "Its messages, as they were sent; not in lists")
        @Nullable
        String content) {}
