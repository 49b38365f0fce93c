package dev.deepreasoning.api.chatcompletions;

import dev.deepreasoning.api.DataUrl;
import dev.deepreasoning.api.Fields;
import dev.deepreasoning.api.RequestJson;
import dev.deepreasoning.canonical.ContentPart;
import dev.deepreasoning.canonical.ContentPart.Document;
import dev.deepreasoning.canonical.ContentPart.Text;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.JsonText;
import dev.deepreasoning.canonical.MediaSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the content of one message: a string, or a list of parts.
final class ChatContent {

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
        return DataUrl.image(url, param, cacheControl(part));
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
        return DataUrl.file(file.requiredString("file_data"), name, file.param("file_data"), cacheControl(part));
    }

    private static @Nullable JsonText cacheControl(Fields owner) {
        RequestJson value = owner.get("cache_control");
        return value != null && value.isObject() ? value.verbatim() : null;
    }
}
