package dev.deepreasoning.upstream.deepseek;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.deepreasoning.canonical.TokenUsage;
import java.io.IOException;

/// Reads any host's chunk, or its error, from bytes with a streaming parser: this runs once per token.
///
/// Rules: the reasoning is the first non-empty of `reasoning_content`, `reasoning` and the joined `reasoning_details`
/// (hosts send it twice, never add them up); `content` may be null, a string or parts; `choices` may be missing;
/// `message` may stand for `delta`; usage may stand in any chunk.
final class ReasonerChunkReader {
    private static final JsonFactory JSON = new JsonFactory();

    private final ReasonerChunk chunk;
    private String reasoningContent = "";
    private String reasoningText = "";
    private String reasoningDetails = "";

    ReasonerChunkReader(ReasonerChunk chunk) {
        this.chunk = chunk;
    }

    /// @throws IOException where the bytes are not a JSON object
    void read(byte[] bytes, int offset, int length) throws IOException {
        chunk.clear();
        reasoningContent = "";
        reasoningText = "";
        reasoningDetails = "";
        try (JsonParser json = JSON.createParser(bytes, offset, length)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("a chunk that is not a JSON object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                switch (name) {
                    case "choices" -> choices(json, value);
                    case "usage" -> usage(json, value);
                    case "error" -> error(json, value);
                    case "model" -> chunk.model = text(json, value);
                    default -> json.skipChildren();
                }
            }
        }
        chunk.reasoning = !reasoningContent.isEmpty()
                ? reasoningContent
                : !reasoningText.isEmpty() ? reasoningText : reasoningDetails;
    }

    private static String text(JsonParser json, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_STRING) {
            return json.getText();
        }
        json.skipChildren();
        return "";
    }

    private void choices(JsonParser json, JsonToken value) throws IOException {
        if (value != JsonToken.START_ARRAY) {
            json.skipChildren();
            return;
        }
        while (notEnd(json, json.nextToken(), JsonToken.END_ARRAY)) {
            if (json.currentToken() != JsonToken.START_OBJECT) {
                json.skipChildren();
                continue;
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken member = json.nextToken();
                switch (name) {
                    case "delta", "message" -> delta(json, member);
                    case "finish_reason" -> {
                        String reason = text(json, member);
                        chunk.finishReason = reason.isEmpty() ? chunk.finishReason : reason;
                    }
                    case "error" -> error(json, member);
                    default -> json.skipChildren();
                }
            }
        }
    }

    private void delta(JsonParser json, JsonToken value) throws IOException {
        if (value != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken member = json.nextToken();
            switch (name) {
                case "reasoning_content" -> reasoningContent = reasoning(json, member);
                case "reasoning" -> reasoningText = reasoning(json, member);
                case "reasoning_details" -> reasoningDetails = parts(json, member, "reasoning.text");
                case "content" ->
                    chunk.content = member == JsonToken.START_ARRAY ? parts(json, member, "text") : text(json, member);
                default -> json.skipChildren();
            }
        }
    }

    private String reasoning(JsonParser json, JsonToken value) throws IOException {
        chunk.reasoningMember = true;
        chunk.reasoningString |= value == JsonToken.VALUE_STRING;
        return text(json, value);
    }

    /// The joined `text` of those objects of a list that have this `type`.
    private static String parts(JsonParser json, JsonToken value, String type) throws IOException {
        if (value != JsonToken.START_ARRAY) {
            json.skipChildren();
            return "";
        }
        StringBuilder joined = new StringBuilder();
        while (notEnd(json, json.nextToken(), JsonToken.END_ARRAY)) {
            if (json.currentToken() != JsonToken.START_OBJECT) {
                json.skipChildren();
                continue;
            }
            String partType = "";
            String partText = "";
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken member = json.nextToken();
                switch (name) {
                    case "type" -> partType = text(json, member);
                    case "text" -> partText = text(json, member);
                    default -> json.skipChildren();
                }
            }
            if (partType.equals(type)) {
                joined.append(partText);
            }
        }
        return joined.toString();
    }

    private void error(JsonParser json, JsonToken value) throws IOException {
        switch (value) {
            case VALUE_NULL -> {}
            case VALUE_STRING -> {
                chunk.failed = true;
                chunk.errorMessage = json.getText();
            }
            case START_OBJECT -> {
                chunk.failed = true;
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String name = json.currentName();
                    JsonToken member = json.nextToken();
                    switch (name) {
                        case "message" -> chunk.errorMessage = text(json, member);
                        case "code", "status" -> {
                            if (member.isScalarValue() && member != JsonToken.VALUE_NULL) {
                                chunk.errorCode = json.getText();
                            } else {
                                json.skipChildren();
                            }
                        }
                        default -> json.skipChildren();
                    }
                }
            }
            default -> {
                chunk.failed = true;
                json.skipChildren();
            }
        }
    }

    private void usage(JsonParser json, JsonToken value) throws IOException {
        if (value != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        Counts counts = new Counts();
        counts.read(json);
        long cached = Math.max(counts.cached, counts.cacheHits);
        long prompt = Math.max(counts.prompt, counts.cacheHits + counts.cacheMisses);
        chunk.reasoningCounted = counts.reasoning > 0;
        chunk.usage = new TokenUsage(
                Math.max(0, prompt - cached),
                0,
                0,
                cached,
                counts.completion,
                Math.min(counts.reasoning, counts.completion),
                false);
    }

    private static boolean notEnd(JsonParser json, JsonToken token, JsonToken end) throws IOException {
        if (token == null) {
            throw new IOException(
                    "a chunk that ends early at " + json.currentLocation().getByteOffset());
        }
        return token != end;
    }

    /// The numbers of a usage object, also those of its nested details.
    private static final class Counts {
        private long prompt;
        private long completion;
        private long reasoning;
        private long cached;
        private long cacheHits;
        private long cacheMisses;

        void read(JsonParser json) throws IOException {
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (value == JsonToken.START_OBJECT) {
                    read(json);
                } else if (value == JsonToken.VALUE_NUMBER_INT && json.getNumberType() == JsonParser.NumberType.INT) {
                    set(name, Math.max(0, json.getIntValue()));
                } else {
                    json.skipChildren();
                }
            }
        }

        private void set(String name, int tokens) {
            switch (name) {
                case "prompt_tokens" -> prompt = tokens;
                case "completion_tokens" -> completion = tokens;
                case "reasoning_tokens" -> reasoning = tokens;
                case "cached_tokens" -> cached = tokens;
                case "prompt_cache_hit_tokens" -> cacheHits = tokens;
                case "prompt_cache_miss_tokens" -> cacheMisses = tokens;
                default -> {
                    // Others are parts of these, or not tokens.
                }
            }
        }
    }
}
