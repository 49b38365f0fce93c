package dev.deepreasoning.upstream.deepseek;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.deepreasoning.canonical.Effort;
import dev.deepreasoning.canonical.JsonText;
import dev.deepreasoning.canonical.RequestBounds;
import dev.deepreasoning.canonical.StageOverrides;
import dev.deepreasoning.canonical.TokenEstimator;
import dev.deepreasoning.catalog.ReasonerHost;
import dev.deepreasoning.pipeline.ReasoningRequest;
import dev.deepreasoning.pipeline.ReasoningRequest.Turn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Tells a host what is asked of it: plain text turns and always a `max_tokens`, because hosts' defaults are small.
final class ReasonerRequestEncoder {
    private static final JsonFactory JSON = new JsonFactory();
    private static final ObjectMapper TREE = new ObjectMapper();
    private static final Set<String> PROTECTED = Set.of("stream", "messages");
    private static final int ANSWER_ROOM = 8_192;
    private static final int TAG_ROOM = 64;
    private static final int WINDOW_MARGIN = 256;

    private ReasonerRequestEncoder() {}

    static URI uri(ReasonerHost host) {
        String base = host.baseUrl().toString();
        StringBuilder uri = new StringBuilder(base.endsWith("/") ? base.substring(0, base.length() - 1) : base);
        uri.append("/chat/completions");
        char separator = '?';
        for (Map.Entry<String, String> parameter : new TreeMap<>(host.query()).entrySet()) {
            uri.append(separator)
                    .append(URLEncoder.encode(parameter.getKey(), StandardCharsets.UTF_8))
                    .append('=')
                    .append(URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8));
            separator = '&';
        }
        return URI.create(uri.toString());
    }

    static Map<String, String> headers(ReasonerHost host, StageOverrides overrides) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(host.headers());
        headers.putAll(overrides.headers());
        String own = overrides.credential();
        String key = own == null ? host.apiKey() : own;
        if (key != null) {
            boolean bearer = host.authHeader().equalsIgnoreCase("authorization");
            headers.put(host.authHeader(), bearer ? "Bearer " + key : key);
        }
        return headers;
    }

    static byte[] body(ReasonerHost host, ReasoningRequest request) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1_024);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            Map<String, String> members = members(host, request);
            json.writeStartObject();
            json.writeFieldName("messages");
            json.writeStartArray();
            for (Turn turn : request.turns()) {
                json.writeStartObject();
                json.writeStringField("role", turn.role());
                json.writeStringField("content", turn.text());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeBooleanField("stream", true);
            for (Map.Entry<String, String> member : members.entrySet()) {
                json.writeFieldName(member.getKey());
                json.writeRawValue(member.getValue());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /// Everything but the protected members, as JSON text; later ones win.
    private static Map<String, String> members(ReasonerHost host, ReasoningRequest request) throws IOException {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("model", TREE.writeValueAsString(host.model()));
        members.put("stream_options", "{\"include_usage\":true}");
        members.put("max_tokens", Integer.toString(maxTokens(host, request)));
        members.put("temperature", Double.toString(temperature(host, request)));
        members.put("top_p", Double.toString(topP(host, request)));
        String field = host.effortField();
        Effort effort = request.effort();
        if (field != null && effort != null) {
            members.put(field, TREE.writeValueAsString(wire(effort)));
        }
        merge(members, host.extraBody());
        for (Map.Entry<String, JsonText> member : request.overrides().body().entrySet()) {
            members.put(member.getKey(), member.getValue().text());
        }
        members.keySet().removeAll(PROTECTED);
        return members;
    }

    private static void merge(Map<String, String> members, @Nullable String extra) throws IOException {
        if (extra == null) {
            return;
        }
        try (JsonParser json = JSON.createParser(extra)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return;
            }
        }
        JsonNode tree = TREE.readTree(extra);
        for (Map.Entry<String, JsonNode> member : tree.properties()) {
            members.put(member.getKey(), member.getValue().toString());
        }
    }

    /// Hosts that take an effort know three of them.
    private static String wire(Effort effort) {
        return switch (effort) {
            case MINIMAL, LOW -> "low";
            case MEDIUM -> "medium";
            case HIGH, XHIGH, MAX -> "high";
        };
    }

    private static double temperature(ReasonerHost host, ReasoningRequest request) {
        Double fixed = host.temperature();
        if (fixed != null) {
            return fixed;
        }
        Double sent = request.temperature();
        return Math.max(host.minTemperature(), sent == null ? RequestBounds.DEFAULT_TEMPERATURE : sent);
    }

    private static double topP(ReasonerHost host, ReasoningRequest request) {
        Double fixed = host.topP();
        if (fixed != null) {
            return fixed;
        }
        Double sent = request.topP();
        return sent == null ? RequestBounds.DEFAULT_TOP_P : sent;
    }

    private static int maxTokens(ReasonerHost host, ReasoningRequest request) {
        long wanted = (long) request.maxTokens() + (request.answerWanted() ? ANSWER_ROOM : TAG_ROOM);
        long prompt = request.turns().stream()
                .mapToLong(turn -> TokenEstimator.estimate(turn.text()))
                .sum();
        long room = Math.max(1, host.contextWindow() - prompt - WINDOW_MARGIN);
        return (int) Math.min(Math.min(wanted, host.maxTokens()), room);
    }
}
