package dev.deepreasoning.api.winfunc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.Golden;
import dev.deepreasoning.api.JsonBytes;
import dev.deepreasoning.api.Runs;
import dev.deepreasoning.api.Runs.Run;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.metering.Tariffs;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each run byte for byte in both forms, and each stream read as the original's clients read it: the `data:` lines, and of
/// each `content` the first block.
class WinFuncGoldenTest {
    static List<Run> all() {
        return Runs.all();
    }

    static List<Run> completed() {
        return all().stream().filter(run -> run.failure() == null).toList();
    }

    private static CombinedUsage usage() {
        return new CombinedUsage(Tariffs.builtIn(), Runs.extension());
    }

    private static String streamed(Run run) {
        WinFuncEventEncoder encoder = new WinFuncEventEncoder(usage());
        JsonBytes out = new JsonBytes();
        for (StreamEvent event : run.events()) {
            encoder.encode(event, out);
        }
        if (run.failure() != null) {
            encoder.fail(run.failure(), out);
        }
        return text(out);
    }

    private static String whole(Run run) {
        JsonBytes out = new JsonBytes();
        if (run.failure() == null) {
            WinFuncResponseEncoder.encode(run.completion(), true, usage(), out);
        } else {
            new WinFuncDialect().error(run.failure(), "req_1", out);
        }
        return text(out);
    }

    private static String text(JsonBytes out) {
        return new String(out.take(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @MethodSource("all")
    void bothFormsAreWhatTheyWere(Run run) {
        Golden golden = Golden.of("winfunc");
        golden.check(run.name() + ".sse", streamed(run).getBytes(StandardCharsets.UTF_8));
        golden.check(run.name() + ".json", whole(run).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void everyGoldenFileBelongsToARun() {
        Set<String> names = new TreeSet<>();
        for (Run run : all()) {
            names.add(run.name() + ".sse");
            names.add(run.name() + ".json");
        }
        Golden.of("winfunc").checkNames(names);
    }

    @ParameterizedTest
    @MethodSource("completed")
    void theStreamAddsUpToTheWholeAnswer(Run run) {
        List<JsonObject> events = events(streamed(run));
        JsonObject answer = new JsonObject(whole(run));
        StringBuilder said = new StringBuilder();
        JsonArray calls = new JsonArray();
        for (JsonObject event : events) {
            if (event.getString("type").equals("content")) {
                assertEquals(1, event.getJsonArray("content").size());
                JsonObject block = event.getJsonArray("content").getJsonObject(0);
                said.append(block.getString("text", ""));
                if (block.getString("type").equals("tool_use")) {
                    calls.add(block);
                }
            }
        }
        StringBuilder expected = new StringBuilder();
        JsonArray expectedCalls = new JsonArray();
        for (Object each : answer.getJsonArray("content")) {
            JsonObject block = (JsonObject) each;
            expected.append(block.getString("text", ""));
            if (block.getString("type").equals("tool_use")) {
                expectedCalls.add(block);
            }
        }
        assertEquals(expected.toString(), said.toString());
        assertEquals(expectedCalls, calls);
        assertEquals("start", events.getFirst().getString("type"));
        assertEquals(answer.getString("created"), events.getFirst().getString("created"));
        assertEquals("done", events.getLast().getString("type"));
        assertEquals(
                answer.getJsonObject("combined_usage"),
                events.get(events.size() - 2).getJsonObject("usage"));
    }

    @Test
    void aFailedStreamEndsInAnErrorAndNothingElse() {
        for (Run run : all()) {
            GatewayException failure = run.failure();
            if (failure != null) {
                List<JsonObject> events = events(streamed(run));
                assertEquals("error", events.getLast().getString("type"));
                assertEquals(failure.publicMessage(), events.getLast().getString("message"));
                assertTrue(events.getLast().getInteger("code") >= 400);
                assertFalse(streamed(run).contains("done"));
            }
        }
    }

    @Test
    void onlyWordsOfTheAnswerCommitTheHead() {
        WinFuncEventEncoder encoder = new WinFuncEventEncoder(usage());
        JsonBytes out = new JsonBytes();
        List<Boolean> visible = all().getFirst().events().stream()
                .map(event -> encoder.encode(event, out))
                .toList();
        int first = visible.indexOf(true);
        assertTrue(all().getFirst().events().get(first) instanceof StreamEvent.ReasoningDelta);
        encoder.keepAlive(out);
        assertTrue(text(out).endsWith(": keep-alive\n\n"));
    }

    private static List<JsonObject> events(String stream) {
        return stream.lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> new JsonObject(line.substring("data: ".length())))
                .map(Objects::requireNonNull)
                .toList();
    }
}
