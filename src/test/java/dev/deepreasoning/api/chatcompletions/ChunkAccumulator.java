package dev.deepreasoning.api.chatcompletions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.deepreasoning.sse.ServerSentEvent;
import dev.deepreasoning.sse.ServerSentEventParser;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Adds chunks up to the whole answer as the strictest of the SDKs' helpers would, and refuses what any of them refuses:
/// each rule here is one that breaks somebody's client.
final class ChunkAccumulator {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final int LIMIT = 1 << 22;
    private static final Set<String> DELTAS =
            Set.of("role", "content", "reasoning_content", "refusal", "tool_calls", "function_call", "annotations");

    private final ObjectNode message = JSON.createObjectNode();
    private final StringBuilder content = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private @Nullable JsonNode first;
    private @Nullable String finishReason;
    private @Nullable JsonNode usage;
    private @Nullable JsonNode error;
    private boolean done;

    /// Reads a stream cut at random places.
    static ChunkAccumulator read(String stream, Random random) {
        ChunkAccumulator accumulator = new ChunkAccumulator();
        events(stream, random).forEach(accumulator::accept);
        assertTrue(accumulator.done, "the stream ends with [DONE]");
        return accumulator;
    }

    /// The data of each event of a stream cut at random places.
    static List<String> events(String stream, Random random) {
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        List<String> events = new ArrayList<>();
        ServerSentEventParser parser = new ServerSentEventParser(LIMIT);
        for (int at = 0; at < bytes.length; ) {
            int size = Math.min(bytes.length - at, random.nextInt(1, 200));
            parser.feed(bytes, at, size, event -> events.add(dataOf(event)));
            at += size;
        }
        int complete = events.size();
        parser.end(event -> events.add(dataOf(event)));
        assertEquals(complete, events.size(), "the last event is terminated");
        return events;
    }

    private static String dataOf(ServerSentEvent event) {
        assertNull(event.name(), "Chat Completions names no events");
        return event.data();
    }

    private void accept(String data) {
        assertFalse(done, "nothing follows [DONE]");
        if (data.equals("[DONE]")) {
            done = true;
            return;
        }
        JsonNode chunk = parse(data);
        assertNull(error, "only [DONE] follows an error");
        if (chunk.has("error")) {
            error = chunk;
            return;
        }
        head(chunk);
        JsonNode choices = chunk.get("choices");
        if (choices.isEmpty()) {
            assertNotNull(finishReason, "usage comes after the finish reason");
            assertNull(usage, "usage comes once");
            usage = chunk.get("usage");
            assertNotNull(usage, "a chunk without choices carries the usage");
            return;
        }
        assertFalse(chunk.has("usage"), "no usage beside choices");
        assertEquals(1, choices.size());
        choice(choices.get(0));
    }

    private void head(JsonNode chunk) {
        assertEquals("chat.completion.chunk", chunk.path("object").textValue());
        JsonNode before = first;
        if (before == null) {
            first = chunk;
            assertTrue(chunk.at("/choices/0/delta").has("role"), "the first chunk brings the role");
        } else {
            for (String same : List.of("id", "created", "model")) {
                assertEquals(before.get(same), chunk.get(same), same);
            }
        }
    }

    private void choice(JsonNode choice) {
        assertEquals(0, choice.path("index").intValue());
        assertTrue(choice.path("logprobs").isNull());
        assertNull(finishReason, "no delta after the finish reason");
        JsonNode delta = choice.get("delta");
        JsonNode reason = choice.get("finish_reason");
        if (!reason.isNull()) {
            assertTrue(delta.isEmpty(), "the finish chunk is empty");
            finishReason = reason.textValue();
            return;
        }
        for (Map.Entry<String, JsonNode> member : delta.properties()) {
            assertTrue(DELTAS.contains(member.getKey()), member.getKey());
        }
        if (delta.has("role")) {
            assertFalse(message.has("role"), "the role comes once");
            message.set("role", delta.get("role"));
            assertEquals("", delta.path("content").textValue());
        } else {
            assertEquals(1, delta.size(), "one kind of delta to a chunk");
        }
        content.append(delta.path("content").asText());
        reasoning.append(delta.path("reasoning_content").asText());
        whole(delta, "refusal");
        whole(delta, "annotations");
        if (delta.has("tool_calls")) {
            delta.get("tool_calls").forEach(this::toolCall);
        }
        if (delta.has("function_call")) {
            function(message.withObject("/function_call"), delta.get("function_call"));
        }
    }

    private void whole(JsonNode delta, String name) {
        if (delta.has(name)) {
            assertFalse(message.has(name), name + " comes in one piece");
            message.set(name, delta.get(name));
        }
    }

    private void toolCall(JsonNode fragment) {
        ArrayNode calls = message.withArray("/tool_calls");
        int index = fragment.get("index").intValue();
        if (fragment.has("id")) {
            assertEquals(calls.size(), index, "indices are contiguous from 0");
            ObjectNode call = calls.addObject();
            call.set("id", fragment.get("id"));
            call.set("type", fragment.get("type"));
        } else {
            assertEquals(calls.size() - 1, index, "a fragment belongs to the newest call");
            assertFalse(fragment.has("type"), "Python's helper would double it");
        }
        assertTrue(fragment.path("function").isObject(), "Java's helper needs it in every fragment");
        function(((ObjectNode) calls.get(index)).withObject("/function"), fragment.get("function"));
    }

    private static void function(ObjectNode function, JsonNode fragment) {
        if (fragment.has("name")) {
            assertFalse(function.has("name"), "the name comes once");
            function.set("name", fragment.get("name"));
        }
        function.put(
                "arguments",
                function.path("arguments").asText() + fragment.get("arguments").textValue());
    }

    @Nullable
    JsonNode error() {
        return error;
    }

    String content() {
        return content.toString();
    }

    String reasoning() {
        return reasoning.toString();
    }

    /// What [ChatResponseEncoder] would have written.
    JsonNode completion() {
        JsonNode head = first;
        assertNotNull(head, "there is a chunk");
        assertNotNull(finishReason, "there is a finish reason");
        ObjectNode whole = JSON.createObjectNode();
        whole.set("id", head.get("id"));
        whole.put("object", "chat.completion");
        whole.set("created", head.get("created"));
        whole.set("model", head.get("model"));
        boolean nothing = content.isEmpty()
                && (message.has("refusal") || message.has("tool_calls") || message.has("function_call"));
        message.put("content", nothing ? null : content.toString());
        if (!message.has("refusal")) {
            message.putNull("refusal");
        }
        if (!reasoning.isEmpty()) {
            message.put("reasoning_content", reasoning.toString());
        }
        if (!message.has("annotations")) {
            message.putArray("annotations");
        }
        ObjectNode choice = whole.putArray("choices").addObject();
        choice.put("index", 0);
        choice.set("message", message);
        choice.putNull("logprobs");
        choice.put("finish_reason", finishReason);
        if (usage != null) {
            whole.set("usage", usage);
        }
        whole.put("service_tier", "default");
        return whole;
    }

    static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
