package dev.deepreasoning.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.JsonText;
import java.io.IOException;
import java.math.BigDecimal;
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

    /// Pictures and documents are strings of many megabytes; the body's own limit bounds them.
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(LONGEST_STRING)
                    .maxNestingDepth(DEEPEST)
                    .build())
            .build();

    private final byte[] source;
    private final JsonToken token;
    private final int start;
    private int end;
    private @Nullable String text;
    private final Map<String, RequestJson> members = new LinkedHashMap<>();
    private final List<RequestJson> items = new ArrayList<>();

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

    private static RequestJson read(byte[] body, JsonParser json, JsonToken token) throws IOException {
        RequestJson value =
                new RequestJson(body, token, (int) json.currentTokenLocation().getByteOffset());
        switch (token) {
            case START_OBJECT -> {
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String name = json.currentName();
                    value.members.put(name, read(body, json, json.nextToken()));
                }
            }
            case START_ARRAY -> {
                for (JsonToken next = json.nextToken(); next != JsonToken.END_ARRAY; next = json.nextToken()) {
                    value.items.add(read(body, json, next));
                }
            }
            default -> value.text = json.getText();
        }
        value.end = (int) json.currentLocation().getByteOffset();
        return value;
    }

    /// The value's own characters.
    public JsonText verbatim() {
        if (token == JsonToken.VALUE_STRING) {
            JsonBytes quoted = new JsonBytes().string(text());
            return new JsonText(new String(quoted.take(), StandardCharsets.UTF_8));
        }
        return new JsonText(new String(source, start, end - start, StandardCharsets.UTF_8).strip());
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

    /// The text of a string, or the characters of a scalar.
    public String text() {
        String scalar = text;
        return scalar == null ? "" : scalar;
    }

    /// The value of a boolean.
    public boolean bool() {
        return token == JsonToken.VALUE_TRUE;
    }

    /// The value of a number; absent for one beyond any sense (`1e999999999`).
    public @Nullable BigDecimal number() {
        try {
            BigDecimal value = new BigDecimal(text());
            return Math.abs((long) value.scale()) > 400 ? null : value;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
