package dev.deepreasoning.api.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.Golden;
import dev.deepreasoning.api.AnthropicDialect;
import dev.deepreasoning.api.JsonBytes;
import dev.deepreasoning.api.Runs;
import dev.deepreasoning.api.Runs.Run;
import dev.deepreasoning.api.messages.MessagesRequest.Shown;
import dev.deepreasoning.auth.Seals;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.canonical.TokenUsage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each run byte for byte in both forms, and each stream added up to its whole answer by the rules of the dialect.
class MessagesGoldenTest {
    private static final boolean SEARCH_DECLARED = true;
    private static final Set<String> NAMES = Set.of(
            "message_start",
            "ping",
            "content_block_start",
            "content_block_delta",
            "content_block_stop",
            "message_delta",
            "message_stop",
            "error");

    static List<Run> all() {
        return Runs.all();
    }

    static List<Run> completed() {
        return all().stream().filter(run -> run.failure() == null).toList();
    }

    static String streamed(Run run, Shown shown) {
        MessagesEventEncoder encoder = encoder(shown);
        JsonBytes out = new JsonBytes();
        for (StreamEvent event : run.events()) {
            encoder.encode(event, out);
        }
        GatewayException failure = run.failure();
        if (failure != null) {
            encoder.fail(failure, out);
        }
        return text(out);
    }

    private static MessagesEventEncoder encoder(Shown shown) {
        return new MessagesEventEncoder(Runs.extension(), thinking(shown), SEARCH_DECLARED, 12, "req_1");
    }

    private static ThinkingBlock thinking(Shown shown) {
        return new ThinkingBlock(shown, Seals.fixed(), "owner");
    }

    static String whole(Run run, Shown shown) {
        JsonBytes out = new JsonBytes();
        GatewayException failure = run.failure();
        if (failure == null) {
            MessagesResponseEncoder.encode(run.completion(), Runs.extension(), thinking(shown), SEARCH_DECLARED, out);
        } else {
            AnthropicDialect.write(failure, "req_1", out);
        }
        return text(out);
    }

    private static String text(JsonBytes out) {
        return new String(out.take(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @MethodSource("all")
    void bothFormsAreWhatTheyWere(Run run) {
        Golden golden = Golden.of("messages");
        golden.check(run.name() + ".sse", streamed(run, Shown.FULL).getBytes(StandardCharsets.UTF_8));
        golden.check(run.name() + ".json", whole(run, Shown.FULL).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void everyGoldenFileBelongsToARun() {
        Set<String> names = new TreeSet<>();
        for (Run run : all()) {
            names.add(run.name() + ".sse");
            names.add(run.name() + ".json");
        }
        Golden.of("messages").checkNames(names);
    }

    @ParameterizedTest
    @MethodSource("completed")
    void theStreamAddsUpToTheWholeAnswer(Run run) {
        assertEquals(new JsonObject(whole(run, Shown.FULL)), sum(events(streamed(run, Shown.FULL))));
    }

    @ParameterizedTest
    @MethodSource("completed")
    void hiddenReasoningLeavesNoTrace(Run run) {
        assertFalse(streamed(run, Shown.HIDDEN).contains("thinking\":\""));
        assertEquals(new JsonObject(whole(run, Shown.HIDDEN)), sum(events(streamed(run, Shown.HIDDEN))));
    }

    @Test
    void omittedReasoningTravelsInsideItsSignature() {
        Run run = all().getFirst();
        for (JsonObject message :
                List.of(new JsonObject(whole(run, Shown.OMITTED)), sum(events(streamed(run, Shown.OMITTED))))) {
            JsonObject block = message.getJsonArray("content").getJsonObject(0);
            assertEquals("", block.getString("thinking"));
            assertEquals("2+2 is a sum.", Seals.fixed().open("owner", "", block.getString("signature")));
        }
    }

    @Test
    void aFailedStreamEndsInTheErrorThatTheWholeAnswerIs() {
        for (Run run : all()) {
            if (run.failure() != null) {
                List<JsonObject> events = events(streamed(run, Shown.FULL));
                assertEquals(new JsonObject(whole(run, Shown.FULL)), events.getLast());
            }
        }
    }

    @Test
    void theStartTellsTheCountThatClaudeMadeBeforeR1Thought() {
        StreamEvent counted = new StreamEvent.UsageReported(Stage.ANSWER, new TokenUsage(70, 6, 1, 20, 0, 0, false));
        StreamEvent withReasoning =
                new StreamEvent.UsageReported(Stage.ANSWER, new TokenUsage(99, 0, 0, 0, 0, 0, false));
        for (Shown shown : List.of(Shown.FULL, Shown.HIDDEN)) {
            assertEquals("70 7 20", start(shown, 1, counted), "counted first");
            assertEquals("12 0 0", start(shown, 3, withReasoning), "the estimate stays");
        }
    }

    private static String start(Shown shown, int place, StreamEvent usage) {
        MessagesEventEncoder encoder = encoder(shown);
        JsonBytes out = new JsonBytes();
        List<StreamEvent> events = new ArrayList<>(all().getFirst().events());
        events.add(place, usage);
        events.forEach(event -> encoder.encode(event, out));
        JsonObject told = events(text(out)).getFirst().getJsonObject("message").getJsonObject("usage");
        return told.getInteger("input_tokens") + " " + told.getInteger("cache_creation_input_tokens") + " "
                + told.getInteger("cache_read_input_tokens");
    }

    @Test
    void whatKeepsAStreamAliveComesBehindItsStart() {
        MessagesEventEncoder encoder = encoder(Shown.FULL);
        JsonBytes out = new JsonBytes();
        assertFalse(encoder.encode(all().getFirst().events().getFirst(), out));
        encoder.keepAlive(out);
        encoder.keepAlive(out);
        assertEquals(
                List.of("message_start", "ping", "ping"),
                events(text(out)).stream().map(event -> event.getString("type")).toList());
    }

    static List<JsonObject> events(String stream) {
        List<JsonObject> events = new ArrayList<>();
        for (String frame : stream.split("\n\n", -1)) {
            if (!frame.isEmpty()) {
                String[] lines = frame.split("\n", -1);
                assertEquals(2, lines.length, frame);
                JsonObject data = new JsonObject(lines[1].substring("data: ".length()));
                assertEquals("event: " + data.getString("type"), lines[0]);
                assertTrue(NAMES.contains(data.getString("type")), frame);
                events.add(data);
            }
        }
        return events;
    }

    static JsonObject sum(List<JsonObject> events) {
        JsonObject message = events.getFirst().getJsonObject("message");
        JsonArray content = message.getJsonArray("content");
        StringBuilder json = new StringBuilder();
        for (JsonObject event : events.subList(1, events.size() - 1)) {
            switch (event.getString("type")) {
                case "content_block_start" -> {
                    assertEquals(content.size(), event.getInteger("index"));
                    JsonObject block = event.getJsonObject("content_block");
                    json.setLength(0);
                    content.add(block);
                }
                case "content_block_delta" -> {
                    assertEquals(content.size() - 1, event.getInteger("index"));
                    add(content.getJsonObject(content.size() - 1), event.getJsonObject("delta"), json);
                }
                case "content_block_stop" -> {
                    JsonObject block = content.getJsonObject(content.size() - 1);
                    if (Set.of("tool_use", "server_tool_use").contains(block.getString("type"))) {
                        assertFalse(json.isEmpty(), "a call without a delta breaks Anthropic's Java client");
                        try {
                            block.put("input", new JsonObject(json.toString()));
                        } catch (io.vertx.core.json.DecodeException cut) {
                            block.put("input", new JsonObject());
                        }
                    }
                }
                case "message_delta" -> {
                    message.mergeIn(event.getJsonObject("delta"));
                    message.put("usage", event.getJsonObject("usage"));
                }
                case "ping" -> {}
                default -> throw new AssertionError(event.getString("type"));
            }
        }
        assertEquals("message_stop", events.getLast().getString("type"));
        return message;
    }

    private static void add(JsonObject block, JsonObject delta, StringBuilder json) {
        switch (delta.getString("type")) {
            case "text_delta" -> block.put("text", block.getString("text") + delta.getString("text"));
            case "thinking_delta" -> block.put("thinking", block.getString("thinking") + delta.getString("thinking"));
            case "signature_delta" -> block.put("signature", delta.getString("signature"));
            case "input_json_delta" -> json.append(delta.getString("partial_json"));
            case "citations_delta" -> {
                JsonArray citations = block.getJsonArray("citations");
                block.put(
                        "citations",
                        (citations == null ? new JsonArray() : citations).add(delta.getJsonObject("citation")));
            }
            default -> throw new AssertionError(delta.getString("type"));
        }
    }
}
