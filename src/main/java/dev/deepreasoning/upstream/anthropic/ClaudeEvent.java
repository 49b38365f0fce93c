package dev.deepreasoning.upstream.anthropic;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.deepreasoning.sse.ServerSentEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The members of one event that matter, read in one pass whatever their order (gateways between sort keys). One per
/// stream, filled anew for each event, so that a token costs no garbage but its text.
final class ClaudeEvent {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int NO_INDEX = -1;

    private final ClaudeUsage usage;

    @Nullable
    String type;

    int index;

    /// `delta.type` or `content_block.type`.
    @Nullable
    String part;

    /// `text` of a delta or of a block's start.
    @Nullable
    String text;

    @Nullable
    String partialJson;

    @Nullable
    String toolId;

    @Nullable
    String toolName;

    /// `content_block.input`, verbatim.
    @Nullable
    String toolInput;

    /// `message.model`, or the model to which a `fallback` block leads.
    @Nullable
    String model;

    @Nullable
    String stopReason;

    @Nullable
    String stopSequence;

    @Nullable
    String explanation;

    @Nullable
    String errorType;

    @Nullable
    String errorMessage;

    final List<ClaudeCitation> citations = new ArrayList<>(1);

    /// @param usage takes the numbers of every event
    ClaudeEvent(ClaudeUsage usage) {
        this.usage = usage;
    }

    /// Reads an event.
    ///
    /// @throws IOException where it is not one JSON object
    void read(ServerSentEvent event) throws IOException {
        clear();
        try (JsonParser parser = JSON.createParser(event.bytes(), event.offset(), event.length())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new JsonParseException(parser, "an event that is no object");
            }
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "type" -> type = string(parser, value);
                    case "index" -> index = number(parser, value);
                    case "delta" -> delta(parser, value, event);
                    case "content_block" -> contentBlock(parser, value, event);
                    case "message" -> message(parser, value);
                    case "usage" -> usage.read(parser, value);
                    case "error" -> error(parser, value);
                    default -> parser.skipChildren();
                }
            }
            if (parser.currentToken() != JsonToken.END_OBJECT) {
                throw new JsonParseException(parser, "an event without its end");
            }
        }
        if (type == null) {
            type = event.name();
        }
    }

    private void clear() {
        type = null;
        index = NO_INDEX;
        part = null;
        text = null;
        partialJson = null;
        toolId = null;
        toolName = null;
        toolInput = null;
        model = null;
        stopReason = null;
        stopSequence = null;
        explanation = null;
        errorType = null;
        errorMessage = null;
        citations.clear();
    }

    private void delta(JsonParser parser, JsonToken start, ServerSentEvent event) throws IOException {
        if (start != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            switch (name) {
                case "type" -> part = string(parser, value);
                case "text" -> text = string(parser, value);
                case "partial_json" -> partialJson = string(parser, value);
                case "citation" -> citation(parser, value, event);
                case "stop_reason" -> stopReason = string(parser, value);
                case "stop_sequence" -> stopSequence = string(parser, value);
                case "stop_details" -> stopDetails(parser, value);
                default -> parser.skipChildren();
            }
        }
    }

    private void stopDetails(JsonParser parser, JsonToken start) throws IOException {
        if (start != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            if (name.equals("explanation")) {
                explanation = string(parser, value);
            } else {
                parser.skipChildren();
            }
        }
    }

    private void contentBlock(JsonParser parser, JsonToken start, ServerSentEvent event) throws IOException {
        if (start != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            switch (name) {
                case "type" -> part = string(parser, value);
                case "text" -> text = string(parser, value);
                case "id" -> toolId = string(parser, value);
                case "name" -> toolName = string(parser, value);
                case "input" -> toolInput = verbatim(parser, value, event);
                case "citations" -> {
                    if (value == JsonToken.START_ARRAY) {
                        for (JsonToken item = parser.nextToken();
                                item != null && item != JsonToken.END_ARRAY;
                                item = parser.nextToken()) {
                            citation(parser, item, event);
                        }
                    }
                }
                case "to" -> message(parser, value);
                default -> parser.skipChildren();
            }
        }
    }

    /// `message` of the first event; `to` of a fallback names its model in the same way.
    private void message(JsonParser parser, JsonToken start) throws IOException {
        if (start != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            switch (name) {
                case "model" -> model = string(parser, value);
                case "usage" -> usage.read(parser, value);
                default -> parser.skipChildren();
            }
        }
    }

    private void error(JsonParser parser, JsonToken start) throws IOException {
        if (start != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            switch (name) {
                case "type" -> errorType = string(parser, value);
                case "message" -> errorMessage = string(parser, value);
                default -> parser.skipChildren();
            }
        }
    }

    private void citation(JsonParser parser, JsonToken start, ServerSentEvent event) throws IOException {
        if (start != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        long from = parser.currentTokenLocation().getByteOffset();
        ClaudeCitation citation = new ClaudeCitation();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            citation.member(name, parser, parser.nextToken());
        }
        citation.vendor = slice(event, from, parser);
        citations.add(citation);
    }

    private static @Nullable String verbatim(JsonParser parser, JsonToken start, ServerSentEvent event)
            throws IOException {
        if (start != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return null;
        }
        long from = parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        return slice(event, from, parser);
    }

    /// The vendor's own bytes, from an offset to the end of the parser's current token.
    private static String slice(ServerSentEvent event, long from, JsonParser parser) {
        int length = (int) (parser.currentLocation().getByteOffset() - from);
        return new String(event.bytes(), event.offset() + (int) from, length, StandardCharsets.UTF_8);
    }

    private static int number(JsonParser parser, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_NUMBER_INT) {
            return parser.getIntValue();
        }
        parser.skipChildren();
        return NO_INDEX;
    }

    static @Nullable String string(JsonParser parser, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_STRING) {
            return parser.getText();
        }
        parser.skipChildren();
        return null;
    }
}
