package dev.deepreasoning.api.responses;

import dev.deepreasoning.api.DataUrl;
import dev.deepreasoning.api.Fields;
import dev.deepreasoning.api.RequestJson;
import dev.deepreasoning.canonical.ContentPart;
import dev.deepreasoning.canonical.ContentPart.Document;
import dev.deepreasoning.canonical.ContentPart.Image;
import dev.deepreasoning.canonical.ContentPart.Text;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.MediaSource;
import java.util.ArrayList;
import java.util.List;

/// Reads the content of an item: a string, or a list of parts.
final class ResponsesContent {
    private ResponsesContent() {}

    /// Empty texts are left out.
    static List<ContentPart> of(Fields item, String member) {
        RequestJson content = item.get(member);
        List<ContentPart> parts = new ArrayList<>();
        if (content == null) {
            throw item.missing(member);
        }
        if (content.isString()) {
            if (!content.text().isEmpty()) {
                parts.add(new Text(content.text()));
            }
            return parts;
        }
        List<RequestJson> list = item.list(member);
        for (int i = 0; i < list.size(); i++) {
            Fields part = Fields.item(list.get(i), item.param(member + "[" + i + "]"));
            switch (part.requiredString("type")) {
                case "input_text", "output_text", "text", "summary_text" -> text(part, "text", parts);
                case "refusal" -> text(part, "refusal", parts);
                case "input_image" -> parts.add(image(part));
                case "input_file" -> parts.add(file(part));
                case "input_audio" -> throw part.unsupported("type", "Neither model can hear: audio is not supported.");
                default ->
                    throw GatewayException.invalid(
                            part.param("type"),
                            "`" + part.param("type") + "` must be one of `input_text`, `input_image`, `input_file`,"
                                    + " `output_text`, `refusal`.");
            }
        }
        return parts;
    }

    private static void text(Fields part, String name, List<ContentPart> parts) {
        String text = part.string(name);
        if (text == null) {
            throw part.missing(name);
        }
        if (!text.isEmpty()) {
            parts.add(new Text(text));
        }
    }

    private static ContentPart image(Fields part) {
        String file = part.string("file_id");
        if (file != null && !file.isBlank()) {
            return new Image(new MediaSource.FileId(file), null);
        }
        return DataUrl.image(part.requiredString("image_url"), part.param("image_url"), null);
    }

    private static ContentPart file(Fields part) {
        String name = part.string("filename");
        String id = part.string("file_id");
        if (id != null && !id.isBlank()) {
            return new Document(new MediaSource.FileId(id), name, null, null, null);
        }
        String url = part.string("file_url");
        if (url != null && !url.isBlank()) {
            return new Document(new MediaSource.Url(url), name, null, null, null);
        }
        return DataUrl.file(part.requiredString("file_data"), name, part.param("file_data"), null);
    }
}
