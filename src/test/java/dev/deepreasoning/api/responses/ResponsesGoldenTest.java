package dev.deepreasoning.api.responses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.Golden;
import dev.deepreasoning.api.JsonBytes;
import dev.deepreasoning.api.Runs;
import dev.deepreasoning.api.Runs.Run;
import dev.deepreasoning.api.responses.ResponsesEventEncoder.Keeping;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.StreamEvent;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each run byte for byte in both forms, and each stream added up to its last event's object.
class ResponsesGoldenTest {
    private static final String BODY = """
            {"model":"deepreasoning","input":"Why?","include":["reasoning.encrypted_content","web_search_call.action.sources"],"metadata":{"a":"b"},
             "tools":[{"type":"function","name":"weather"},{"type":"custom","name":"patch"},{"type":"web_search"}]}""";

    private final Map<String, String> kept = new HashMap<>();

    static List<Run> all() {
        return Runs.all();
    }

    static List<Run> completed() {
        return all().stream().filter(run -> run.failure() == null).toList();
    }

    private ResponsesEventEncoder encoder() {
        return encoder(BODY);
    }

    private ResponsesEventEncoder encoder(String body) {
        ResponsesRequest request = ResponsesRequestDecoder.decode(
                body.getBytes(StandardCharsets.UTF_8), MultiMap.caseInsensitiveMultiMap(), _ -> null);
        return new ResponsesEventEncoder(request, Runs.extension(), new Keeping() {
            @Override
            public void keep(String id, String json) {
                kept.put(id, json);
            }

            @Override
            public String hide(String reasoning) {
                return "hidden:" + reasoning.length();
            }
        });
    }

    private String streamed(Run run) {
        ResponsesEventEncoder encoder = encoder();
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

    private String whole(Run run) {
        ResponsesEventEncoder encoder = encoder();
        ResponsesResource.replay(run.completion(), encoder);
        return new String(encoder.whole(), StandardCharsets.UTF_8);
    }

    private static String text(JsonBytes out) {
        return new String(out.take(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @MethodSource("all")
    void bothFormsAreWhatTheyWere(Run run) {
        Golden golden = Golden.of("responses");
        golden.check(run.name() + ".sse", streamed(run).getBytes(StandardCharsets.UTF_8));
        if (run.failure() == null) {
            golden.check(run.name() + ".json", whole(run).getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void everyGoldenFileBelongsToARun() {
        Set<String> names = new TreeSet<>();
        for (Run run : all()) {
            names.add(run.name() + ".sse");
            if (run.failure() == null) {
                names.add(run.name() + ".json");
            }
        }
        Golden.of("responses").checkNames(names);
    }

    @ParameterizedTest
    @MethodSource("all")
    void theStreamAddsUpToItsLastObject(Run run) {
        List<JsonObject> events = events(streamed(run));
        assertEquals("response.created", events.get(0).getString("type"));
        assertEquals("response.in_progress", events.get(1).getString("type"));
        JsonObject last = events.getLast().getJsonObject("response");
        assertEquals(
                last.getString("id"),
                events.getFirst().getJsonObject("response").getString("id"));
        assertEquals(last.getJsonArray("output"), sum(events.subList(2, events.size() - 1)));
        if (run.failure() == null) {
            assertEquals(new JsonObject(whole(run)), last);
        } else {
            assertEquals("response.failed", events.getLast().getString("type"));
            assertEquals("failed", last.getString("status"));
        }
    }

    @ParameterizedTest
    @MethodSource("completed")
    void everyItemIsKeptForALaterReference(Run run) {
        JsonArray output = new JsonObject(whole(run)).getJsonArray("output");
        Map<String, JsonObject> items = new HashMap<>();
        output.forEach(item -> items.put(((JsonObject) item).getString("id"), (JsonObject) item));
        Map<String, JsonObject> found = new HashMap<>();
        kept.forEach((id, json) -> found.put(id, new JsonObject(json)));
        assertEquals(items, found);
    }

    /// A reference must bring R1's plan back, sealed, to those who never asked for the seal.
    @Test
    void reasoningIsKeptSealedWhetherTheSealIsShownOrNot() {
        ResponsesEventEncoder encoder = encoder("{\"model\":\"deepreasoning\",\"input\":\"Why?\"}");
        ResponsesResource.replay(completed().getFirst().completion(), encoder);
        JsonObject shown = new JsonObject(new String(encoder.whole(), StandardCharsets.UTF_8))
                .getJsonArray("output")
                .getJsonObject(0);
        assertNull(shown.getString("encrypted_content"));
        JsonObject item = new JsonObject(kept.get(shown.getString("id")));
        assertEquals("hidden:13", item.getString("encrypted_content"));
        assertEquals(shown.getJsonArray("summary"), item.getJsonArray("summary"));
    }

    @Test
    void theCodesThatAgentsActOnAreTold() {
        assertEquals("rate_limit_exceeded", ResponseObject.code(ErrorKind.RATE_LIMITED));
        assertEquals("context_length_exceeded", ResponseObject.code(ErrorKind.CONTEXT_LENGTH));
        assertEquals("insufficient_quota", ResponseObject.code(ErrorKind.INSUFFICIENT_CREDITS));
        assertEquals("server_error", ResponseObject.code(ErrorKind.INTERNAL));
    }

    @Test
    void whatKeepsAStreamAliveIsNumberedAndComesBehindItsStart() {
        ResponsesEventEncoder encoder = encoder();
        JsonBytes out = new JsonBytes();
        encoder.keepAlive(out);
        assertEquals(": keep-alive\n\n", text(out));
        assertFalse(encoder.encode(all().getFirst().events().getFirst(), out));
        encoder.keepAlive(out);
        List<JsonObject> events = events(text(out));
        assertEquals("keepalive", events.getLast().getString("type"));
        assertEquals(3, events.size());
    }

    @Test
    void aRateLimitSaysHowLongItLasts() {
        ResponsesEventEncoder encoder = encoder();
        JsonBytes out = new JsonBytes();
        encoder.encode(all().getFirst().events().getFirst(), out);
        encoder.fail(
                GatewayException.of(ErrorKind.RATE_LIMITED, null, "Too often.")
                        .withRetryAfter(Duration.ofMillis(1_500)),
                out);
        JsonObject error = events(text(out)).getLast().getJsonObject("response").getJsonObject("error");
        assertEquals("rate_limit_exceeded", error.getString("code"));
        assertEquals("Too often. (Try again in 2s.)", error.getString("message"));
    }

    @Test
    void aFailureBeforeTheStartIsAnErrorEvent() {
        JsonBytes out = new JsonBytes();
        encoder().fail(GatewayException.of(ErrorKind.INTERNAL, null, "It failed."), out);
        JsonObject event = events(text(out)).getFirst();
        assertEquals("error", event.getString("type"));
        assertEquals("It failed.", event.getString("message"));
        assertEquals("It failed.", event.getJsonObject("error").getString("message"), "Java's client looks here");
    }

    private static List<JsonObject> events(String stream) {
        List<JsonObject> events = new ArrayList<>();
        for (String frame : stream.split("\n\n", -1)) {
            if (!frame.isEmpty()) {
                String[] lines = frame.split("\n", -1);
                assertEquals(2, lines.length, frame);
                JsonObject data = new JsonObject(lines[1].substring("data: ".length()));
                assertEquals("event: " + data.getString("type"), lines[0]);
                assertEquals(events.size(), data.getInteger("sequence_number"));
                events.add(data);
            }
        }
        return events;
    }

    /// Adds items up by the rules that the strictest of the SDKs has.
    private static JsonArray sum(List<JsonObject> events) {
        JsonArray done = new JsonArray();
        String id = "";
        StringBuilder text = new StringBuilder();
        List<JsonObject> annotations = new ArrayList<>();
        boolean part = false;
        for (JsonObject event : events) {
            String type = event.getString("type");
            assertEquals(done.size(), event.getInteger("output_index"), type);
            switch (type) {
                case "response.output_item.added" -> {
                    id = event.getJsonObject("item").getString("id");
                    text.setLength(0);
                    annotations.clear();
                }
                case "response.output_item.done" -> {
                    assertFalse(part, "a part is open");
                    JsonObject item = event.getJsonObject("item");
                    assertEquals(id, item.getString("id"));
                    done.add(item);
                }
                default -> {
                    assertEquals(id, event.getString("item_id"), type);
                    if (type.startsWith("response.web_search_call.")) {
                        assertTrue(id.startsWith("ws_"));
                    } else if (type.endsWith("part.added")) {
                        assertFalse(part);
                        part = true;
                        text.setLength(0);
                    } else if (type.endsWith("part.done")) {
                        assertTrue(part);
                        part = false;
                    } else if (type.endsWith("annotation.added")) {
                        assertEquals(annotations.size(), event.getInteger("annotation_index"));
                        annotations.add(event.getJsonObject("annotation"));
                    } else if (type.endsWith(".delta")) {
                        assertTrue(part || type.contains("call"), type);
                        text.append(event.getString("delta"));
                    } else {
                        String said = event.getString(
                                type.contains("arguments")
                                        ? "arguments"
                                        : type.contains("input")
                                                ? "input"
                                                : type.contains("refusal") ? "refusal" : "text");
                        assertEquals(text.toString(), said, type);
                    }
                }
            }
        }
        return done;
    }
}
