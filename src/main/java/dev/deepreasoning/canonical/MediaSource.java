package dev.deepreasoning.canonical;

/// Where the bytes of an image or a document are.
public sealed interface MediaSource {
    /// Bytes inside the request.
    ///
    /// @param mediaType for example `image/png`
    /// @param data base64 without line ends
    record Inline(String mediaType, String data) implements MediaSource {}

    /// A public address which the answering model fetches itself; the gateway never does.
    record Url(String url) implements MediaSource {}

    /// A file that the caller uploaded to the answering model's vendor.
    record FileId(String id) implements MediaSource {}

    /// A document that is plain text.
    record PlainText(String text) implements MediaSource {}

    /// Content blocks in the answering model's own form (Anthropic `source.type: content`), passed on as they are.
    record Blocks(JsonText content) implements MediaSource {}
}
