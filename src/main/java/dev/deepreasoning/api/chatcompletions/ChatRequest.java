package dev.deepreasoning.api.chatcompletions;

import dev.deepreasoning.canonical.CanonicalRequest;

/// A decoded request, with what only this dialect's answer depends on.
///
/// @param includeUsage the stream ends with a usage chunk
/// @param legacyFunctions the caller speaks of `functions` and wants `function_call` back
record ChatRequest(CanonicalRequest canonical, boolean includeUsage, boolean legacyFunctions) {}
