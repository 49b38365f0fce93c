package dev.deepreasoning.api.chatcompletions;

import dev.deepreasoning.api.Fields;
import dev.deepreasoning.api.RequestJson;
import dev.deepreasoning.canonical.ContentPart;
import dev.deepreasoning.canonical.ContentPart.Document;
import dev.deepreasoning.canonical.ContentPart.Image;
import dev.deepreasoning.canonical.ContentPart.Text;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.JsonText;
import dev.deepreasoning.canonical.MediaSource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the content of one message: a string, or a list of parts.
final class ChatContent {
    private static final Set<String> PICTURES = Set.of("image/png", "image/jpeg", "image/gif", "image/webp");
    private static final String PDF = "application/pdf";

    private ChatContent() {}

    /// Content that is text alone; empty texts are left out.
    ///
    /// @param required whether the member must be there
    static List<ContentPart> texts(Fields message, boolean required) {
        return read(message, required, false);
    }

    /// A user's or a tool's content.
    ///
    /// @param required whether the member must be there
    static List<ContentPart> parts(Fields message, boolean required) {
        return read(message, required, true);
    }

    private static List<ContentPart> read(Fields message, boolean required, boolean media) {
        RequestJson content = message.get("content");
        List<ContentPart> parts = new ArrayList<>();
        if (content == null) {
            if (required) {
                throw message.missing("content");
            }
            return parts;
        }
        if (content.isString()) {
            if (!content.text().isEmpty()) {
                parts.add(new Text(content.text(), cacheControl(message)));
            }
            return parts;
        }
        if (!content.isList()) {
            throw message.wrongType("content", "a string or a list of parts");
        }
        for (int i = 0; i < content.items().size(); i++) {
            Fields part = Fields.item(content.items().get(i), message.param("content[" + i + "]"));
            ContentPart read = part(part, media);
            if (read != null) {
                parts.add(read);
            }
        }
        return parts;
    }

    private static @Nullable ContentPart part(Fields part, boolean media) {
        String type = part.requiredString("type");
        if (type.equals("text")) {
            return text(part, "text");
        }
        if (type.equals("refusal") && !media) {
            return text(part, "refusal");
        }
        if (type.equals("image_url") && media) {
            return image(part);
        }
        if (type.equals("file") && media) {
            return file(part);
        }
        if (type.equals("input_audio") && media) {
            throw GatewayException.invalid("messages", "Neither model can hear: audio is not supported.");
        }
        String allowed = media ? "`text`, `image_url`, `file`" : "`text`";
        throw GatewayException.invalid(
                part.param("type"), "`" + part.param("type") + "` must be one of " + allowed + ".");
    }

    private static @Nullable ContentPart text(Fields part, String name) {
        String text = part.string(name);
        if (text == null) {
            throw part.missing(name);
        }
        return text.isEmpty() ? null : new Text(text, cacheControl(part));
    }

    private static ContentPart image(Fields part) {
        RequestJson image = part.get("image_url");
        if (image == null) {
            throw part.missing("image_url");
        }
        // Some clients write the address without its object.
        String url = image.isString()
                ? image.text()
                : Fields.item(image, part.param("image_url")).requiredString("url");
        String param = part.param(image.isString() ? "image_url" : "image_url.url");
        if (isWeb(url)) {
            return new Image(new MediaSource.Url(url), cacheControl(part));
        }
        MediaSource.Inline inline = inline(url, param);
        if (inline.mediaType().equals(PDF)) {
            return new Document(inline, null, null, null, cacheControl(part));
        }
        if (!PICTURES.contains(inline.mediaType())) {
            throw GatewayException.invalid(param, "`" + param + "` must hold a PNG, JPEG, GIF or WebP picture.");
        }
        return new Image(inline, cacheControl(part));
    }

    private static ContentPart file(Fields part) {
        Fields file = part.object("file");
        if (file == null) {
            throw part.missing("file");
        }
        String name = file.string("filename");
        String id = file.string("file_id");
        if (id != null && !id.isBlank()) {
            return new Document(new MediaSource.FileId(id), name, null, null, cacheControl(part));
        }
        String data = file.requiredString("file_data");
        String param = file.param("file_data");
        if (!data.startsWith("data:")
                && name != null
                && name.toLowerCase(Locale.ROOT).endsWith(".pdf")) {
            data = "data:" + PDF + ";base64," + data;
        }
        MediaSource.Inline inline = inline(data, param);
        String type = inline.mediaType();
        if (PICTURES.contains(type)) {
            return new Image(inline, cacheControl(part));
        }
        if (type.startsWith("text/") || type.equals("application/json")) {
            String text = new String(Base64.getDecoder().decode(inline.data()), StandardCharsets.UTF_8);
            return new Document(new MediaSource.PlainText(text), name, null, null, cacheControl(part));
        }
        if (!type.equals(PDF)) {
            throw GatewayException.invalid(param, "`" + param + "` must be a PDF, a text or a picture.");
        }
        return new Document(inline, name, null, null, cacheControl(part));
    }

    private static boolean isWeb(String url) {
        return url.regionMatches(true, 0, "https://", 0, 8) || url.regionMatches(true, 0, "http://", 0, 7);
    }

    /// The bytes of `data:<type>;base64,<data>`.
    private static MediaSource.Inline inline(String url, String param) {
        int comma = url.indexOf(',');
        String head = comma < 0 ? "" : url.substring(0, comma).toLowerCase(Locale.ROOT);
        if (!head.startsWith("data:") || !head.endsWith(";base64")) {
            throw GatewayException.invalid(
                    param, "`" + param + "` must be an http(s) address or `data:<type>;base64,<data>`.");
        }
        String type = head.substring("data:".length()).split(";", 2)[0];
        String data = withoutSpace(url.substring(comma + 1));
        if (!isBase64(data)) {
            throw GatewayException.invalid(param, "`" + param + "` is not valid base64.");
        }
        return new MediaSource.Inline(type.equals("image/jpg") ? "image/jpeg" : type, data);
    }

    private static String withoutSpace(String data) {
        for (int i = 0; i < data.length(); i++) {
            if (isSpace(data.charAt(i))) {
                StringBuilder dense = new StringBuilder(data.length());
                data.chars().filter(c -> !isSpace(c)).forEach(c -> dense.append((char) c));
                return dense.toString();
            }
        }
        return data;
    }

    private static boolean isSpace(int c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }

    /// Looked at, not decoded: it may be tens of megabytes.
    private static boolean isBase64(String data) {
        int length = data.length();
        int end = length;
        while (end > 0 && end > length - 2 && data.charAt(end - 1) == '=') {
            end--;
        }
        for (int i = 0; i < end; i++) {
            char c = data.charAt(i);
            boolean legal =
                    c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/';
            if (!legal) {
                return false;
            }
        }
        return end > 0 && length % 4 == 0;
    }

    private static @Nullable JsonText cacheControl(Fields owner) {
        RequestJson value = owner.get("cache_control");
        return value != null && value.isObject() ? value.verbatim() : null;
    }
}
