package dev.deepreasoning.api.messages;

import dev.deepreasoning.api.Fields;
import dev.deepreasoning.api.RequestJson;
import dev.deepreasoning.canonical.ContentPart;
import dev.deepreasoning.canonical.ContentPart.Document;
import dev.deepreasoning.canonical.ContentPart.EchoedReasoning;
import dev.deepreasoning.canonical.ContentPart.Image;
import dev.deepreasoning.canonical.ContentPart.SearchResult;
import dev.deepreasoning.canonical.ContentPart.Text;
import dev.deepreasoning.canonical.ContentPart.ToolResult;
import dev.deepreasoning.canonical.ContentPart.ToolUse;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.JsonText;
import dev.deepreasoning.canonical.MediaSource;
import dev.deepreasoning.canonical.Message.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the content blocks of one message.
final class MessagesContent {
    private static final Set<String> PICTURES = Set.of("image/png", "image/jpeg", "image/gif", "image/webp");
    private static final Pattern ID = Pattern.compile("[a-zA-Z0-9_-]{1,256}");

    private MessagesContent() {}

    /// The system prompt, a string or text blocks; empty where there is none.
    static List<ContentPart> system(Fields body) {
        RequestJson system = body.get("system");
        List<ContentPart> parts = new ArrayList<>();
        if (system == null) {
            return parts;
        }
        if (system.isString()) {
            if (!system.text().isBlank()) {
                parts.add(new Text(system.text()));
            }
            return parts;
        }
        List<RequestJson> blocks = body.list("system");
        for (int i = 0; i < blocks.size(); i++) {
            Fields block = Fields.item(blocks.get(i), "system[" + i + "]");
            if (!block.requiredString("type").equals("text")) {
                throw GatewayException.invalid(block.param("type"), "`" + block.param("type") + "` must be `text`.");
            }
            text(block, parts, true);
        }
        return parts;
    }

    /// A message's content, a string or blocks. Blocks that only mean something to who made them are left out.
    static List<ContentPart> of(Fields message, Role role) {
        RequestJson content = message.get("content");
        if (content == null) {
            throw message.missing("content");
        }
        List<ContentPart> parts = new ArrayList<>();
        if (content.isString()) {
            if (!content.text().isEmpty()) {
                parts.add(new Text(content.text()));
            }
            return parts;
        }
        if (!content.isList()) {
            throw message.wrongType("content", "a string or a list of blocks");
        }
        for (int i = 0; i < content.items().size(); i++) {
            block(Fields.item(content.items().get(i), message.param("content[" + i + "]")), role, parts);
        }
        return parts;
    }

    private static void block(Fields block, Role role, List<ContentPart> parts) {
        String type = block.requiredString("type");
        boolean assistant = role == Role.ASSISTANT;
        switch (type) {
            case "text" -> text(block, parts, assistant);
            case "thinking" -> {
                String text = block.string("thinking");
                parts.add(new EchoedReasoning(text == null ? "" : text, block.string("signature")));
            }
            case "tool_use" -> {
                belongs(assistant, "assistant", block);
                parts.add(call(block));
            }
            // Made by a server's own tools in earlier turns, and readable there only.
            case "redacted_thinking",
                    "server_tool_use",
                    "web_search_tool_result",
                    "web_fetch_tool_result",
                    "code_execution_tool_result",
                    "bash_code_execution_tool_result",
                    "text_editor_code_execution_tool_result",
                    "tool_search_tool_result",
                    "container_upload",
                    "tool_reference",
                    "compaction" -> {}
            case "tool_result" -> {
                belongs(role == Role.USER, "user", block);
                parts.add(result(block));
            }
            default -> parts.add(media(block, type));
        }
    }

    /// Claude would refuse it otherwise, after R1 has been paid.
    private static void belongs(boolean there, String role, Fields block) {
        if (!there) {
            throw GatewayException.invalid(
                    block.param("type"),
                    "`" + block.requiredString("type") + "` blocks can only be in `" + role + "` messages.");
        }
    }

    private static ContentPart media(Fields block, String type) {
        return switch (type) {
            case "image" -> new Image(picture(block), cacheControl(block));
            case "document" -> document(block);
            case "search_result" -> searchResult(block);
            default ->
                throw GatewayException.invalid(
                        block.param("type"),
                        "`" + block.param("type") + "` must be one of `text`, `image`, `document`, `search_result`,"
                                + " `thinking`, `tool_use`, `tool_result`.");
        };
    }

    /// @param lenient an empty text is left out, for clients send back what they were given
    private static void text(Fields block, List<ContentPart> parts, boolean lenient) {
        String text = block.string("text");
        if (text == null) {
            throw block.missing("text");
        }
        if (!text.isEmpty()) {
            parts.add(new Text(text, cacheControl(block)));
        } else if (!lenient) {
            throw GatewayException.invalid(block.param("text"), "text content blocks must be non-empty");
        }
    }

    private static ToolUse call(Fields block) {
        String id = id(block, "id");
        Fields input = block.object("input");
        return new ToolUse(
                id,
                block.requiredString("name"),
                input == null ? JsonText.EMPTY_OBJECT : input.verbatim(),
                cacheControl(block));
    }

    private static ToolResult result(Fields block) {
        String id = id(block, "tool_use_id");
        List<ContentPart> parts = new ArrayList<>();
        RequestJson content = block.get("content");
        if (content != null && content.isString()) {
            if (!content.text().isEmpty()) {
                parts.add(new Text(content.text()));
            }
        } else {
            List<RequestJson> blocks = block.list("content");
            for (int i = 0; i < blocks.size(); i++) {
                Fields inner = Fields.item(blocks.get(i), block.param("content[" + i + "]"));
                String type = inner.requiredString("type");
                if (type.equals("text")) {
                    text(inner, parts, true);
                } else if (!type.equals("tool_reference")) {
                    parts.add(media(inner, type));
                }
            }
        }
        return new ToolResult(id, parts, block.isTrue("is_error"), cacheControl(block));
    }

    private static String id(Fields block, String name) {
        String id = block.requiredString(name);
        if (!ID.matcher(id).matches()) {
            throw GatewayException.invalid(
                    block.param(name), "`" + block.param(name) + "` must be letters, digits, `_` or `-`.");
        }
        return id;
    }

    private static MediaSource picture(Fields block) {
        Fields source = source(block);
        return switch (source.requiredString("type")) {
            case "base64" -> {
                String type = source.requiredString("media_type");
                if (!PICTURES.contains(type)) {
                    throw GatewayException.invalid(
                            source.param("media_type"),
                            "`" + source.param("media_type")
                                    + "` must be `image/jpeg`, `image/png`, `image/gif` or `image/webp`.");
                }
                yield new MediaSource.Inline(type, source.requiredString("data"));
            }
            case "url" -> new MediaSource.Url(source.requiredString("url"));
            case "file" -> new MediaSource.FileId(source.requiredString("file_id"));
            default -> throw unknownSource(source);
        };
    }

    private static Document document(Fields block) {
        Fields source = source(block);
        MediaSource read =
                switch (source.requiredString("type")) {
                    case "base64" ->
                        new MediaSource.Inline(source.requiredString("media_type"), source.requiredString("data"));
                    case "text" -> new MediaSource.PlainText(source.requiredString("data"));
                    case "content" -> new MediaSource.Blocks(blocks(source));
                    case "url" -> new MediaSource.Url(source.requiredString("url"));
                    case "file" -> new MediaSource.FileId(source.requiredString("file_id"));
                    default -> throw unknownSource(source);
                };
        return new Document(
                read,
                block.string("title"),
                block.string("context"),
                verbatim(block, "citations"),
                cacheControl(block));
    }

    private static JsonText blocks(Fields source) {
        RequestJson content = source.get("content");
        if (content == null) {
            throw source.missing("content");
        }
        return content.verbatim();
    }

    private static SearchResult searchResult(Fields block) {
        List<Text> texts = new ArrayList<>();
        List<RequestJson> content = block.list("content");
        for (int i = 0; i < content.size(); i++) {
            Fields inner = Fields.item(content.get(i), block.param("content[" + i + "]"));
            texts.add(new Text(inner.requiredString("text")));
        }
        return new SearchResult(
                block.requiredString("source"),
                block.requiredString("title"),
                texts,
                verbatim(block, "citations"),
                cacheControl(block));
    }

    private static Fields source(Fields block) {
        Fields source = block.object("source");
        if (source == null) {
            throw block.missing("source");
        }
        return source;
    }

    private static GatewayException unknownSource(Fields source) {
        return GatewayException.invalid(
                source.param("type"), "`" + source.param("type") + "` is not a kind of source that is known here.");
    }

    private static @Nullable JsonText cacheControl(Fields block) {
        return verbatim(block, "cache_control");
    }

    private static @Nullable JsonText verbatim(Fields block, String name) {
        RequestJson value = block.get(name);
        return value != null && value.isObject() ? value.verbatim() : null;
    }
}
