package dev.deepreasoning.api.console.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// Who uses the page.
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "PageSession")
public record SessionView(
        @Schema(required = true, examples = "session") String object,

        @Schema(
                required = true,
                enumeration = {"open", "static", "accounts"},
                description = "How this gateway recognises callers")
        String mode,

        @Schema(required = true, description = "Whether R1, Claude and Linkup are simulated")
        boolean simulated,

        @Schema(
                enumeration = {"key", "admin"},
                description = "What signed in; absent where nobody did")
        @Nullable
        String as,

        @Schema(description = "Name of the account") @Nullable
        String account,

        @Schema(description = "Unix seconds") @Nullable Long expires,

        @Schema(required = true, description = "Whether chats can be saved")
        boolean chats,

        @Schema(required = true, description = "Whether there is an admin API to sign in to")
        boolean admin,

        @Schema(description = "Name of the identity provider where one can sign in; absent where there is none")
        @Nullable
        String provider) {}
