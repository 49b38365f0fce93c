package dev.deepreasoning.upstream.anthropic;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.deepreasoning.canonical.ContentPart;
import dev.deepreasoning.canonical.ContentPart.Document;
import dev.deepreasoning.canonical.ContentPart.EchoedReasoning;
import dev.deepreasoning.canonical.ContentPart.Image;
import dev.deepreasoning.canonical.ContentPart.SearchResult;
import dev.deepreasoning.canonical.ContentPart.Text;
import dev.deepreasoning.canonical.ContentPart.ToolResult;
import dev.deepreasoning.canonical.ContentPart.ToolUse;
import dev.deepreasoning.canonical.JsonText;
import dev.deepreasoning.canonical.MediaSource;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes content parts as Anthropic's content blocks.
final class ClaudeContent {
    private final JsonGenerator json;

    ClaudeContent(JsonGenerator json) {
        this.json = json;
    }

    /// Whether a part goes to Claude: blank text is refused there, and reasoning worth keeping has become text before.
    static boolean isSent(ContentPart part) {
        return switch (part) {
            case Text text -> !text.text().isBlank();
            case EchoedReasoning _ -> false;
            case Image _, Document _, SearchResult _, ToolUse _, ToolResult _ -> true;
        };
    }

    void write(List<? extends ContentPart> parts) throws IOException {
        json.writeStartArray();
        for (ContentPart part : parts) {
            if (isSent(part)) {
                json.writeStartObject();
                members(part);
                raw("cache_control", part.cacheControl());
                json.writeEndObject();
            }
        }
        json.writeEndArray();
    }

    private void members(ContentPart part) throws IOException {
        switch (part) {
            case Text text -> {
                json.writeStringField("type", "text");
                json.writeStringField("text", text.text());
            }
            case Image image -> {
                json.writeStringField("type", "image");
                source(image.source());
            }
            case Document document -> document(document);
            case SearchResult result -> searchResult(result);
            case ToolUse use -> {
                json.writeStringField("type", "tool_use");
                json.writeStringField("id", use.id());
                json.writeStringField("name", use.name());
                raw("input", use.arguments().text().isBlank() ? JsonText.EMPTY_OBJECT : use.arguments());
            }
            case ToolResult result -> toolResult(result);
            case EchoedReasoning _ -> {}
        }
    }

    private void document(Document document) throws IOException {
        json.writeStringField("type", "document");
        source(document.source());
        text("title", document.title());
        text("context", document.context());
        raw("citations", document.citations());
    }

    private void searchResult(SearchResult result) throws IOException {
        json.writeStringField("type", "search_result");
        json.writeStringField("source", result.source());
        json.writeStringField("title", result.title());
        json.writeFieldName("content");
        write(result.content());
        raw("citations", result.citations());
    }

    private void toolResult(ToolResult result) throws IOException {
        json.writeStringField("type", "tool_result");
        json.writeStringField("tool_use_id", result.toolUseId());
        if (result.content().stream().anyMatch(ClaudeContent::isSent)) {
            json.writeFieldName("content");
            write(result.content());
        }
        if (result.isError()) {
            json.writeBooleanField("is_error", true);
        }
    }

    private void source(MediaSource source) throws IOException {
        json.writeObjectFieldStart("source");
        switch (source) {
            case MediaSource.Inline inline -> {
                json.writeStringField("type", "base64");
                json.writeStringField("media_type", inline.mediaType());
                json.writeStringField("data", inline.data());
            }
            case MediaSource.Url url -> {
                json.writeStringField("type", "url");
                json.writeStringField("url", url.url());
            }
            case MediaSource.FileId file -> {
                json.writeStringField("type", "file");
                json.writeStringField("file_id", file.id());
            }
            case MediaSource.PlainText plain -> {
                json.writeStringField("type", "text");
                json.writeStringField("media_type", "text/plain");
                json.writeStringField("data", plain.text());
            }
            case MediaSource.Blocks blocks -> {
                json.writeStringField("type", "content");
                raw("content", blocks.content());
            }
        }
        json.writeEndObject();
    }

    private void text(String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }

    /// JSON travels as the caller's own characters: member order matters to prompt caches.
    void raw(String name, @Nullable JsonText value) throws IOException {
        if (value != null) {
            json.writeFieldName(name);
            json.writeRawValue(value.text());
        }
    }
}
