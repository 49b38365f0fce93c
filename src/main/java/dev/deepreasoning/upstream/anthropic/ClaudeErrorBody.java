package dev.deepreasoning.upstream.anthropic;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// What an error body says; every member may be missing, for proxies answer with anything.
///
/// @param type `error.type`
/// @param message `error.message`, empty where there is none; never shown as it is
/// @param code `error.details.error_code`
record ClaudeErrorBody(
        @Nullable String type, String message, @Nullable String code) {
    private static final JsonFactory JSON = new JsonFactory();

    /// Reads a body as far as it can be read.
    static ClaudeErrorBody read(String body) {
        Reading reading = new Reading();
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                reading.object(parser, "");
            }
        } catch (IOException e) {
            reading.damaged = true;
        }
        return new ClaudeErrorBody(reading.type, reading.message, reading.code);
    }

    private static final class Reading {
        private @Nullable String type;
        private String message = "";
        private @Nullable String code;
        private boolean damaged;

        private void object(JsonParser parser, String path) throws IOException {
            for (String name = parser.nextFieldName(); name != null && !damaged; name = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                String member = path + "/" + name;
                if (value == JsonToken.START_OBJECT && (member.equals("/error") || member.equals("/error/details"))) {
                    object(parser, member);
                } else if (value == JsonToken.VALUE_STRING) {
                    take(member, parser.getText());
                } else {
                    parser.skipChildren();
                }
            }
        }

        private void take(String member, String value) {
            switch (member) {
                case "/error/type" -> type = value;
                case "/error/message" -> message = value;
                case "/error/details/error_code" -> code = value;
                default -> {}
            }
        }
    }
}
