package dev.deepreasoning.canonical;

import org.jspecify.annotations.Nullable;

/// A function that the caller offers to the answering model.
///
/// @param inputSchema a JSON schema of type `object`
public record ToolDefinition(
        String name,
        @Nullable String description,
        JsonText inputSchema,
        @Nullable Boolean strict,
        @Nullable JsonText cacheControl) {}
