package dev.deepreasoning.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.JsonText;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request's JSON, each value of which knows its own characters: schemas and tool arguments travel on verbatim, because
/// member order matters to prompt caches.
public final class RequestJson {
    private static final int LONGEST_STRING = 48 * 1024 * 1024;
    private static final int DEEPEST = 200;
    private static final int PIECE = 8_192;
    private static final int FEW = 4;
    private static final char REPLACEMENT = '\uFFFD';

    /// A body of nothing but small values would take fifty times its own size here.
    private static final int MOST_TOKENS = 3_000_000;

    /// Pictures and documents are strings of many megabytes; the body's own limit bounds them. Names are not interned:
    /// they are a stranger's.
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(LONGEST_STRING)
                    .maxNestingDepth(DEEPEST)
                    .maxTokenCount(MOST_TOKENS)
                    .build())
            .build();

    private final byte[] source;
    private final JsonToken token;
    private final int start;
    private int end;
    private @Nullable String text;
    private Map<String, RequestJson> members = Map.of();
    private List<RequestJson> items = List.of();

    private RequestJson(byte[] source, JsonToken token, int start) {
        this.source = source;
        this.token = token;
        this.start = start;
    }

    /// Reads a body.
    ///
    /// @throws GatewayException 400 where it is not one JSON object
    public static RequestJson parse(byte[] body) {
        // UTF-16 and UTF-32, which the parser would guess, hold zero bytes; JSON on the wire is UTF-8 (RFC 8259, 8.1).
        for (int i = 0; i < Math.min(4, body.length); i++) {
            if (body[i] == 0) {
                throw malformed("The body must be UTF-8.");
            }
        }
        // The parser lets some malformed bytes pass, which would not be the same text to whoever reads them next.
        if (!isUtf8(body)) {
            throw malformed("The body must be UTF-8.");
        }
        try (JsonParser json = JSON.createParser(body)) {
            JsonToken first = json.nextToken();
            if (first != JsonToken.START_OBJECT) {
                throw malformed("The body must be a JSON object.");
            }
            RequestJson root = read(body, json, first);
            if (json.nextToken() != null) {
                throw malformed("The body must be one JSON object.");
            }
            return root;
        } catch (StreamConstraintsException e) {
            throw malformed("The body is nested too deeply, or holds too many or too long values.");
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            int column = e.getLocation() == null ? 0 : e.getLocation().getColumnNr();
            throw malformed("The body is not valid JSON (line " + line + ", column " + column + ").");
        } catch (IOException e) {
            throw malformed("The body is not valid JSON.");
        }
    }

    private static GatewayException malformed(String message) {
        return GatewayException.of(ErrorKind.INVALID_REQUEST, "invalid_json", message);
    }

    private static boolean isUtf8(byte[] body) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(body);
        CharBuffer out = CharBuffer.allocate(PIECE);
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (!result.isOverflow()) {
                return result.isUnderflow();
            }
            out.clear();
        }
    }

    private static RequestJson read(byte[] body, JsonParser json, JsonToken token) throws IOException {
        RequestJson value =
                new RequestJson(body, token, (int) json.currentTokenLocation().getByteOffset());
        switch (token) {
            case START_OBJECT -> {
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    if (value.members.isEmpty()) {
                        value.members = new LinkedHashMap<>(FEW);
                    }
                    String name = json.currentName();
                    value.members.put(name, read(body, json, json.nextToken()));
                }
            }
            case START_ARRAY -> {
                for (JsonToken next = json.nextToken(); next != JsonToken.END_ARRAY; next = json.nextToken()) {
                    if (value.items.isEmpty()) {
                        value.items = new ArrayList<>(FEW);
                    }
                    value.items.add(read(body, json, next));
                }
            }
            case VALUE_STRING -> value.text = wellFormed(json.getText());
            default -> json.finishToken();
        }
        value.end = (int) json.currentLocation().getByteOffset();
        return value;
    }

    /// Half of a surrogate pair, which only an escape can bring, has no form in UTF-8: an upstream would refuse it.
    private static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return repaired(text);
            }
        }
        return text;
    }

    private static String repaired(String text) {
        StringBuilder whole = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            boolean half = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
            whole.appendCodePoint(half ? REPLACEMENT : point);
        });
        return whole.toString();
    }

    /// The value's own characters.
    public JsonText verbatim() {
        return new JsonText(new String(source, start, end - start, StandardCharsets.UTF_8));
    }

    /// A member; absent where it is missing or null, which mean the same in every dialect.
    public @Nullable RequestJson get(String name) {
        RequestJson member = members.get(name);
        return member == null || member.token == JsonToken.VALUE_NULL ? null : member;
    }

    /// An object's members, in their order.
    public Map<String, RequestJson> members() {
        return members;
    }

    /// A list's items.
    public List<RequestJson> items() {
        return items;
    }

    public boolean isObject() {
        return token == JsonToken.START_OBJECT;
    }

    public boolean isList() {
        return token == JsonToken.START_ARRAY;
    }

    public boolean isString() {
        return token == JsonToken.VALUE_STRING;
    }

    public boolean isBoolean() {
        return token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE;
    }

    public boolean isNumber() {
        return token.isNumeric();
    }

    /// The text of a string; the characters of any other value.
    public String text() {
        String string = text;
        return string == null ? verbatim().text() : string;
    }

    /// The value of a boolean.
    public boolean bool() {
        return token == JsonToken.VALUE_TRUE;
    }

    /// The value of a number; absent for one that no computer holds (`1e99999999999`).
    public @Nullable BigDecimal number() {
        try {
            return new BigDecimal(text());
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
