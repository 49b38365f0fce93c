package dev.deepreasoning.api;

import dev.deepreasoning.canonical.ContentPart;
import dev.deepreasoning.canonical.ContentPart.Document;
import dev.deepreasoning.canonical.ContentPart.Image;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.JsonText;
import dev.deepreasoning.canonical.MediaSource;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Pictures and files as OpenAI's dialects bring them: an address, or the bytes in `data:<type>;base64,<data>`.
public final class DataUrl {
    private static final Set<String> PICTURES = Set.of("image/png", "image/jpeg", "image/gif", "image/webp");
    private static final String PDF = "application/pdf";

    private DataUrl() {}

    /// A picture, or a PDF that came in its place.
    ///
    /// @param param name of the field, for errors
    public static ContentPart image(String url, String param, @Nullable JsonText cacheControl) {
        if (isWeb(url)) {
            return new Image(new MediaSource.Url(url), cacheControl);
        }
        MediaSource.Inline inline = inline(url, param);
        if (inline.mediaType().equals(PDF)) {
            return new Document(inline, null, null, null, cacheControl);
        }
        if (!PICTURES.contains(inline.mediaType())) {
            throw GatewayException.invalid(param, "`" + param + "` must hold a PNG, JPEG, GIF or WebP picture.");
        }
        return new Image(inline, cacheControl);
    }

    /// A file: a PDF, a text, or a picture.
    ///
    /// @param data a data URL; of a file named `*.pdf` the base64 alone will do
    /// @param param name of the field, for errors
    public static ContentPart file(String data, @Nullable String name, String param, @Nullable JsonText cacheControl) {
        boolean bare = !data.startsWith("data:")
                && name != null
                && name.toLowerCase(Locale.ROOT).endsWith(".pdf");
        MediaSource.Inline inline = inline(bare ? "data:" + PDF + ";base64," + data : data, param);
        String type = inline.mediaType();
        if (PICTURES.contains(type)) {
            return new Image(inline, cacheControl);
        }
        if (type.startsWith("text/") || type.equals("application/json")) {
            String text = new String(Base64.getDecoder().decode(inline.data()), StandardCharsets.UTF_8);
            return new Document(new MediaSource.PlainText(text), name, null, null, cacheControl);
        }
        if (!type.equals(PDF)) {
            throw GatewayException.invalid(param, "`" + param + "` must be a PDF, a text or a picture.");
        }
        return new Document(inline, name, null, null, cacheControl);
    }

    private static boolean isWeb(String url) {
        return url.regionMatches(true, 0, "https://", 0, 8) || url.regionMatches(true, 0, "http://", 0, 7);
    }

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
}
