package dev.deepreasoning.upstream.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.deepreasoning.canonical.TokenUsage;
import java.io.IOException;

/// Adds up the usage objects of one stream: numbers are cumulative, what is present and not null overwrites.
final class ClaudeUsage {
    private long input;
    private long written;
    private long writtenShort;
    private long writtenLong;
    private long cacheRead;
    private long output;
    private boolean anyWritten;

    void read(JsonParser parser, JsonToken start) throws IOException {
        if (start != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            switch (name) {
                case "input_tokens" -> input = count(parser, value, input);
                case "output_tokens" -> output = count(parser, value, output);
                case "cache_read_input_tokens" -> cacheRead = count(parser, value, cacheRead);
                case "cache_creation_input_tokens" -> {
                    anyWritten |= value == JsonToken.VALUE_NUMBER_INT;
                    written = count(parser, value, written);
                }
                case "cache_creation" -> cacheCreation(parser, value);
                default -> parser.skipChildren();
            }
        }
    }

    private void cacheCreation(JsonParser parser, JsonToken start) throws IOException {
        if (start != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            switch (name) {
                case "ephemeral_5m_input_tokens" -> writtenShort = count(parser, value, writtenShort);
                case "ephemeral_1h_input_tokens" -> writtenLong = count(parser, value, writtenLong);
                default -> parser.skipChildren();
            }
        }
    }

    /// The tokens so far. The sum of what was written is repeated by later events, its split into five minutes and one
    /// hour is not.
    TokenUsage soFar() {
        long five = anyWritten ? Math.max(0, written - writtenLong) : writtenShort;
        return new TokenUsage(input, five, writtenLong, cacheRead, output, 0, false);
    }

    private static long count(JsonParser parser, JsonToken value, long before) throws IOException {
        if (value == JsonToken.VALUE_NUMBER_INT) {
            return Math.max(0, parser.getLongValue());
        }
        parser.skipChildren();
        return before;
    }
}
