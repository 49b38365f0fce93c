package dev.deepreasoning.api.chatcompletions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.deepreasoning.api.SimulatedGateway;
import dev.deepreasoning.api.Wire;
import dev.deepreasoning.api.Wire.Answer;
import dev.deepreasoning.api.chatcompletions.Replay.Said;
import dev.deepreasoning.api.chatcompletions.Replay.Thought;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Recorded streams of R1's hosts and of Claude through the whole gateway: however the network cuts them, the caller gets
/// R1's reasoning and Claude's answer, and Claude the reasoning.
///
/// The recording without an opening tag comes last: from it the gateway learns that its host's template opens the
/// thought, and here one host stands for all.
@QuarkusTest
@WithTestResource(ReplayedUpstreams.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RecordedPairsTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String KEY = "authorization: Bearer " + ReplayedUpstreams.KEY;
    private static final String NO_OPENING_TAG = "no-opening-think-tag";
    private static final int AT_ONCE = 32;
    private static final int STRIDE = 61;

    @TestHTTPResource("/")
    URI gateway;

    private final AtomicInteger ids = new AtomicInteger();

    /// One call: which recordings, how cut, in which form.
    private record Pair(Thought thought, Said said, Cut cut, boolean stream) {}

    @Test
    @Order(1)
    void everyPairIsAnsweredWithWhatItHolds() throws Exception {
        run(pairs(false));
    }

    @ParameterizedTest
    @CsvSource({
        "r1/deepseek/deepseek-reasoner-reasoning-tools-stream.sse, claude/claude-sonnet-4-thinking-tools-stream.sse",
        "r1/groq/deepseek-r1-distill-llama-70b-think-tags-stream.sse, claude/claude-3-5-haiku-latest-text-stream.sse",
        "r1/openrouter/deepseek-r1-distill-llama-70b-reasoning-stream.sse, claude/claude-3-opus-parallel-tools-stream.sse"
    })
    @Order(2)
    void isAnsweredAlikeWhereverItIsCut(String reasoner, String claude) throws Exception {
        Thought thought = Thought.of(reasoner);
        Said said = Said.of(claude);
        List<Pair> pairs = new ArrayList<>();
        for (boolean stream : new boolean[] {true, false}) {
            // All borders that are one rest apart from a multiple of the stride: together, every byte border.
            for (int rest = 0; rest < STRIDE; rest++) {
                pairs.add(new Pair(thought, said, Cut.even(rest, STRIDE), stream));
            }
            pairs.add(new Pair(thought, said, Cut.even(0, 1), stream));
        }
        run(pairs);
    }

    @Test
    @Order(3)
    void everyPairOfAHostWhoseTemplateOpensTheThought() throws Exception {
        run(pairs(true));
    }

    /// Each recording of the one side with each of the other, once; half of them streamed.
    private static List<Pair> pairs(boolean withoutOpeningTag) {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("recorded pairs are cut and ordered by -Dseed=" + seed);
        Random random = new Random(seed);
        List<Said> claude = Replay.streams("claude").stream().map(Said::of).toList();
        List<Pair> pairs = new ArrayList<>();
        boolean stream = false;
        for (String file : Replay.streams("r1")) {
            if (file.contains(NO_OPENING_TAG) == withoutOpeningTag) {
                Thought thought = Thought.of(file);
                stream = !stream;
                for (Said said : claude) {
                    pairs.add(new Pair(thought, said, Cut.random(random.nextLong()), stream));
                    stream = !stream;
                }
            }
        }
        assertFalse(pairs.isEmpty());
        Collections.shuffle(pairs, random);
        return pairs;
    }

    private void run(List<Pair> pairs) throws Exception {
        List<Future<Void>> runs = new ArrayList<>();
        try (ExecutorService callers = Executors.newFixedThreadPool(AT_ONCE)) {
            for (Pair pair : pairs) {
                Callable<Void> run = () -> {
                    check(pair);
                    return null;
                };
                runs.add(callers.submit(run));
            }
        }
        for (int i = 0; i < runs.size(); i++) {
            try {
                runs.get(i).get();
            } catch (ExecutionException e) {
                throw new AssertionError(pairs.get(i).toString(), e.getCause());
            }
        }
    }

    private void check(Pair pair) {
        int id = ids.incrementAndGet();
        String text = "[[replay " + pair.thought + " " + pair.said + " " + pair.cut + " " + id + "]]";
        JsonObject request = SimulatedGateway.ask(text, pair.stream);
        if (pair.stream) {
            request.put("stream_options", new JsonObject().put("include_usage", true));
        }
        try (Wire wire = new Wire(gateway.getPort())) {
            Answer answer = wire.post(CHAT, request.encode(), KEY).answer();
            boolean prefilled = checkHandOver(pair, id, answer);
            String expected = prefilled ? withoutLeadingNewlines(pair.said.text()) : pair.said.text();
            if (pair.said.failed()) {
                checkFailure(pair, answer, expected);
            } else {
                checkAnswer(pair, answer, expected);
            }
        }
    }

    private static void checkAnswer(Pair pair, Answer answer, String expected) {
        assertEquals(200, answer.status(), answer::body);
        JsonNode whole = pair.stream
                ? ChunkAccumulator.read(answer.body(), new Random(3)).completion()
                : ChunkAccumulator.parse(answer.body());
        JsonNode message = whole.at("/choices/0/message");
        assertEquals(pair.thought.reasoning(), message.path("reasoning_content").asText(""));
        assertEquals(expected, message.path("content").asText(""));
        List<Said.Call> calls = new ArrayList<>();
        for (JsonNode call : message.path("tool_calls")) {
            JsonNode function = call.path("function");
            calls.add(new Said.Call(
                    function.path("name").asText(),
                    ChunkAccumulator.parse(function.path("arguments").asText())));
        }
        assertEquals(pair.said.calls(), calls);
        assertEquals(pair.said.finish(), whole.at("/choices/0/finish_reason").asText());
        assertEquals(
                pair.thought.outcome(),
                whole.at("/usage/deepreasoning/reasoning").asText());
        assertTrue(whole.at("/usage/total_tokens").asLong() > 0);
    }

    /// Claude's recorded failures: a status where nothing was shown yet, else the end of a stream with an error.
    private static void checkFailure(Pair pair, Answer answer, String expected) {
        JsonNode error;
        if (pair.stream && answer.status() == 200) {
            ChunkAccumulator stream = ChunkAccumulator.read(answer.body(), new Random(3));
            assertEquals(pair.thought.reasoning(), stream.reasoning());
            assertEquals(expected, stream.content());
            error = stream.error();
        } else {
            assertEquals(503, answer.status(), answer::body);
            boolean worked =
                    !pair.thought.reasoning().isEmpty() || !pair.said.text().isEmpty();
            assertEquals(worked ? "false" : "", answer.header("x-should-retry"));
            assertTrue(!pair.stream || !worked, "shown pieces are not taken back");
            error = ChunkAccumulator.parse(answer.body());
        }
        assertNotNull(error);
        assertEquals("model_unavailable", error.at("/error/code").asText());
    }

    /// @return whether Claude was asked to go on from a prefill
    private boolean checkHandOver(Pair pair, int id, Answer answer) {
        // Asked for here: injected, it would have to be there in every other test's application, too.
        URI upstreams = ConfigProvider.getConfig().getValue("deepreasoning.anthropic.base-url", URI.class);
        try (Wire wire = new Wire(upstreams.getPort())) {
            Answer seen = wire.ask("GET", "/seen/" + id).answer();
            assertEquals(200, seen.status(), () -> "Claude was not asked; the caller got " + answer);
            JsonNode messages = ChunkAccumulator.parse(seen.body()).path("messages");
            JsonNode last = messages.get(messages.size() - 1);
            String said = last.findValuesAsText("text").isEmpty()
                    ? last.path("content").asText()
                    : String.join("\n", last.findValuesAsText("text"));
            String thought = pair.thought.reasoning().strip();
            assertTrue(said.contains(thought), () -> "Claude was not given: " + thought);
            boolean prefilled = last.path("role").asText().equals("assistant");
            assertEquals(!thought.isEmpty(), prefilled);
            return prefilled;
        }
    }

    private static String withoutLeadingNewlines(String text) {
        return text.replaceFirst("^[\r\n]+", "");
    }
}
