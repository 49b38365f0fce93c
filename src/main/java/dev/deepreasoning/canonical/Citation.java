package dev.deepreasoning.canonical;

import org.jspecify.annotations.Nullable;

/// A place in a source that the answer's current text block rests on.
///
/// @param url address of the source; for documents their title or id
/// @param citedText the words of the source
/// @param vendor the answering model's own citation object, verbatim; absent for a page of the gateway's own search
public record Citation(
        String url,
        @Nullable String title,
        String citedText,
        @Nullable JsonText vendor) {}
