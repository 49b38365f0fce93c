package dev.deepreasoning.api.console.wire;

import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// What is exchanged for a session.
@RegisterForReflection
@Schema(name = "SignIn")
public record SignIn(
        @Schema(required = true, description = "A gateway key, the admin API's token, or an identity provider's")
        @Nullable
        String key) {
    /// Hides the key.
    @Override
    public String toString() {
        return "SignIn";
    }
}
