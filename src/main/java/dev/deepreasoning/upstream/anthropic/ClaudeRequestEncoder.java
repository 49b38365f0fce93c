package dev.deepreasoning.upstream.anthropic;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.JsonText;
import dev.deepreasoning.canonical.Message;
import dev.deepreasoning.canonical.OutputFormat;
import dev.deepreasoning.canonical.ToolChoice;
import dev.deepreasoning.pipeline.SynthesisRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Tells a request on Anthropic's wire. It decides nothing: what is legal for the model has been settled before.
///
/// The caller's own body members (`overrides.body`) win over ours, except those that would break the gateway's side of
/// the stream, and except `model` where the gateway's own key pays.
final class ClaudeRequestEncoder {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int LONGEST_USER_ID = 256;
    private static final Set<String> PROTECTED = Set.of("stream", "messages", "system");
    /// What counting takes; it refuses any other member.
    private static final Set<String> COUNTED =
            Set.of("model", "tools", "tool_choice", "thinking", "output_config", "cache_control");

    private final SynthesisRequest request;
    private final boolean counting;
    private final Map<String, JsonText> overrides;
    private final Set<String> written = new HashSet<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(4_096);

    private ClaudeRequestEncoder(SynthesisRequest request, boolean counting) {
        this.request = request;
        this.counting = counting;
        // In a fixed order, for the sake of prompt caches.
        this.overrides = new TreeMap<>(request.overrides().body());
    }

    /// The body of a streamed answer.
    ///
    /// @param maxTokens instead of the request's
    static byte[] answer(SynthesisRequest request, int maxTokens) {
        return new ClaudeRequestEncoder(request, false).encode(maxTokens);
    }

    /// The body of a count of the prompt's tokens.
    static byte[] count(SynthesisRequest request) {
        return new ClaudeRequestEncoder(request, true).encode(request.maxTokens());
    }

    private byte[] encode(int maxTokens) {
        // Through a Writer, because half a surrogate pair has no form in UTF-8: this makes it a question mark, where
        // the
        // generator's own UTF-8 would be refused as a whole.
        try (JsonGenerator json = JSON.createGenerator(new OutputStreamWriter(bytes, StandardCharsets.UTF_8))) {
            json.writeStartObject();
            member(json, "model", () -> json.writeString(request.model().id()));
            if (!counting) {
                member(json, "max_tokens", () -> json.writeNumber(maxTokens));
                json.writeBooleanField("stream", true);
                sampling(json);
            }
            prompt(json);
            tools(json);
            output(json);
            for (Map.Entry<String, JsonText> extra : overrides.entrySet()) {
                if (isOverridden(extra.getKey()) && !written.contains(extra.getKey())) {
                    json.writeFieldName(extra.getKey());
                    json.writeRawValue(extra.getValue().text());
                }
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw GatewayException.of(ErrorKind.INVALID_REQUEST, "invalid_value", "A tool's schema is no JSON.")
                    .withParam("tools")
                    .withCause(e);
        }
        return bytes.toByteArray();
    }

    private void sampling(JsonGenerator json) throws IOException {
        Double temperature = request.temperature();
        if (temperature != null) {
            member(json, "temperature", () -> json.writeNumber(temperature));
        }
        Double topP = request.topP();
        if (topP != null) {
            member(json, "top_p", () -> json.writeNumber(topP));
        }
        Integer topK = request.topK();
        if (topK != null) {
            member(json, "top_k", () -> json.writeNumber(topK));
        }
        if (!request.stopSequences().isEmpty()) {
            member(json, "stop_sequences", () -> {
                json.writeStartArray();
                for (String stop : request.stopSequences()) {
                    json.writeString(stop);
                }
                json.writeEndArray();
            });
        }
        String user = request.userId();
        if (user != null) {
            member(json, "metadata", () -> {
                json.writeStartObject();
                json.writeStringField("user_id", user.substring(0, Math.min(user.length(), LONGEST_USER_ID)));
                json.writeEndObject();
            });
        }
    }

    private void prompt(JsonGenerator json) throws IOException {
        ClaudeContent content = new ClaudeContent(json);
        ClaudeTurns turns = ClaudeTurns.of(request.messages());
        if (!turns.system().isEmpty()) {
            json.writeFieldName("system");
            content.write(turns.system());
        }
        json.writeArrayFieldStart("messages");
        for (Message turn : turns.messages()) {
            json.writeStartObject();
            json.writeStringField("role", turn.role().name().toLowerCase(Locale.ROOT));
            json.writeFieldName("content");
            content.write(turn.content());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void tools(JsonGenerator json) throws IOException {
        if (request.tools().isEmpty()) {
            return;
        }
        member(
                json,
                "tools",
                () -> ClaudeTools.write(json, request.tools(), request.model().structuredOutput()));
        ToolChoice choice = request.toolChoice();
        if (choice != null) {
            member(json, "tool_choice", () -> ClaudeTools.write(json, choice));
        }
    }

    private void output(JsonGenerator json) throws IOException {
        if (request.thinkingDisabled()) {
            member(json, "thinking", () -> {
                json.writeStartObject();
                json.writeStringField("type", "disabled");
                json.writeEndObject();
            });
        }
        JsonText schema = schema(request.outputFormat());
        String effort = request.effort();
        if (schema == null && effort == null) {
            return;
        }
        member(json, "output_config", () -> {
            json.writeStartObject();
            if (effort != null) {
                json.writeStringField("effort", effort);
            }
            if (schema != null) {
                json.writeObjectFieldStart("format");
                json.writeStringField("type", "json_schema");
                new ClaudeContent(json).raw("schema", schema);
                json.writeEndObject();
            }
            json.writeEndObject();
        });
    }

    /// A plain JSON object has no form of its own here: the pipeline asks for it in words.
    private static @Nullable JsonText schema(@Nullable OutputFormat format) {
        return switch (format) {
            case null -> null;
            case OutputFormat.JsonObject _ -> null;
            case OutputFormat.JsonSchema schema -> schema.schema();
        };
    }

    private void member(JsonGenerator json, String name, Value value) throws IOException {
        json.writeFieldName(name);
        JsonText override = overrides.get(name);
        if (override != null && isOverridden(name)) {
            json.writeRawValue(override.text());
        } else {
            value.write();
        }
        written.add(name);
    }

    private boolean isOverridden(String name) {
        return !PROTECTED.contains(name)
                && (!counting || COUNTED.contains(name))
                && (!name.equals("model") || request.overrides().credential() != null);
    }

    @FunctionalInterface
    private interface Value {
        void write() throws IOException;
    }
}
