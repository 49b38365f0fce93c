package dev.deepreasoning.canonical;

/// JSON kept as the caller's or the vendor's own characters, because member order matters to prompt caches.
///
/// @param text one complete JSON value, never parsed and written again
public record JsonText(String text) {
    /// The empty object.
    public static final JsonText EMPTY_OBJECT = new JsonText("{}");
}
