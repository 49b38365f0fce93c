package dev.deepreasoning.canonical;

import org.jspecify.annotations.Nullable;

/// The form that the answer must have; absent means free text.
public sealed interface OutputFormat {
    /// Any JSON object.
    record JsonObject() implements OutputFormat {}

    /// JSON that follows a schema.
    record JsonSchema(@Nullable String name, JsonText schema) implements OutputFormat {}
}
