package dev.deepreasoning.canonical;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One part of a message. `cacheControl` is Anthropic's member, kept verbatim where a caller sent it.
public sealed interface ContentPart {
    /// The cache breakpoint on this part, if any.
    @Nullable
    JsonText cacheControl();

    /// Plain text, never empty.
    record Text(String text, @Nullable JsonText cacheControl) implements ContentPart {
        /// Text without a cache breakpoint.
        public Text(String text) {
            this(text, null);
        }
    }

    /// A picture; R1 never sees it.
    record Image(MediaSource source, @Nullable JsonText cacheControl) implements ContentPart {}

    /// A document; R1 never sees it unless it is plain text.
    ///
    /// @param citations Anthropic's `citations` member, verbatim
    record Document(
            MediaSource source,
            @Nullable String title,
            @Nullable String context,
            @Nullable JsonText citations,
            @Nullable JsonText cacheControl)
            implements ContentPart {}

    /// A web page handed to Claude so that it can cite it (Anthropic `search_result`).
    ///
    /// @param citations Anthropic's `citations` member, verbatim
    record SearchResult(
            String source,
            String title,
            List<Text> content,
            @Nullable JsonText citations,
            @Nullable JsonText cacheControl)
            implements ContentPart {
        public SearchResult {
            content = List.copyOf(content);
        }
    }

    /// A call of a tool by the assistant.
    ///
    /// @param arguments a JSON object
    record ToolUse(
            String id,
            String name,
            JsonText arguments,
            @Nullable JsonText cacheControl) implements ContentPart {}

    /// What a tool gave back; stands in a user message.
    record ToolResult(
            String toolUseId,
            List<ContentPart> content,
            boolean isError,
            @Nullable JsonText cacheControl) implements ContentPart {
        public ToolResult {
            content = List.copyOf(content);
        }
    }

    /// Reasoning that a caller sends back from an earlier turn.
    ///
    /// @param signature the gateway's own seal over it; absent or foreign: the part is dropped
    record EchoedReasoning(String text, @Nullable String signature) implements ContentPart {
        @Override
        public @Nullable JsonText cacheControl() {
            return null;
        }
    }
}
