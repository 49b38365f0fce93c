package dev.deepreasoning.api.chatcompletions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.deepreasoning.api.RandomText;
import dev.deepreasoning.canonical.Block;
import dev.deepreasoning.canonical.Block.Search.Hit;
import dev.deepreasoning.canonical.Citation;
import dev.deepreasoning.canonical.Completion;
import dev.deepreasoning.canonical.Completion.CompletedBlock;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.ReasoningOutcome;
import dev.deepreasoning.canonical.SearchOutcome;
import dev.deepreasoning.canonical.StopReason;
import dev.deepreasoning.canonical.StreamEvent.TextDelta;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Any legal run comes out of the wire as it went in: text out of all of Unicode, blocks in any order and number, the
/// bytes cut anywhere.
class ChatEncodingPropertyTest {
    private static final int RUNS = 1_500;
    private static final List<StopReason> REASONS = List.of(StopReason.values());

    @Test
    void everyLegalRunReadsBackTheSame() {
        for (int seed = 0; seed < RUNS; seed++) {
            Random random = new Random(seed);
            ChatScenario run = run(seed, random);
            run.ends(
                    REASONS.get(random.nextInt(REASONS.size())),
                    random.nextBoolean() ? RandomText.whole(random, 5) : null,
                    random.nextInt(4) == 0 ? RandomText.whole(random, 20) : null);
            ChunkAccumulator read = ChunkAccumulator.read(run.streamed(), random);
            Completion expected = run.completion();
            assertEquals(texts(expected, Block.Text.class), read.content(), run.name);
            boolean shown = run.request().canonical().reasoning().include();
            assertEquals(shown ? texts(expected, Block.Reasoning.class) : "", read.reasoning(), run.name);
            JsonNode sum = read.completion();
            calls(run, expected, sum.at("/choices/0/message"));
            JsonNode whole = ChunkAccumulator.parse(run.whole());
            if (!run.usageWanted()) {
                ((ObjectNode) whole).remove("usage");
            }
            assertEquals(whole, sum, run.name);
        }
    }

    @Test
    void everyRunThatFailsKeepsWhatItHadSaid() {
        for (int seed = 0; seed < RUNS / 3; seed++) {
            Random random = new Random(-1L - seed);
            ChatScenario run = run(seed, random);
            String last = RandomText.whole(random, 20);
            String message = RandomText.whole(random, 20);
            String before = texts(run);
            run.failsAfter(last, GatewayException.of(ErrorKind.UPSTREAM_ERROR, null, message));
            ChunkAccumulator read = ChunkAccumulator.read(run.streamed(), random);
            assertEquals(before + last, read.content(), run.name);
            JsonNode error = read.error();
            assertEquals(
                    message, error == null ? "none" : error.at("/error/message").textValue(), run.name);
        }
    }

    private static ChatScenario run(int seed, Random random) {
        ChatScenario run = new ChatScenario("run " + seed);
        if (random.nextInt(4) == 0) {
            run.hidesReasoning();
        }
        if (random.nextInt(4) == 0) {
            run.withoutUsage();
        }
        if (random.nextInt(4) == 0) {
            run.legacyFunctions();
        }
        if (random.nextInt(4) == 0) {
            run.forTheOperator();
        }
        if (random.nextInt(4) == 0) {
            run.adjusts("top_p", RandomText.whole(random, 5), null);
        }
        for (int left = random.nextInt(7); left > 0; left--) {
            switch (random.nextInt(5)) {
                case 0 -> run.reasons(outcome(random), pieces(random));
                case 1 -> run.calls(RandomText.whole(random, 9), RandomText.whole(random, 9), pieces(random));
                case 2 -> run.cites(RandomText.whole(random, 9), citations(random));
                case 3 -> run.searches(SearchOutcome.USED, new Hit("n", "https://a.example"));
                default -> run.says(pieces(random));
            }
        }
        return run;
    }

    private static ReasoningOutcome outcome(Random random) {
        return random.nextBoolean() ? ReasoningOutcome.COMPLETE : ReasoningOutcome.PARTIAL;
    }

    private static String[] pieces(Random random) {
        return IntStream.range(0, random.nextInt(5))
                .mapToObj(_ -> RandomText.whole(random, 12))
                .toArray(String[]::new);
    }

    private static Citation[] citations(Random random) {
        return IntStream.range(0, random.nextInt(4))
                .mapToObj(_ -> ChatScenario.page(
                        List.of("https://a.example/", "http://b.example/", "file ")
                                        .get(random.nextInt(3))
                                + RandomText.whole(random, 3),
                        random.nextBoolean() ? RandomText.whole(random, 9) : null))
                .toArray(Citation[]::new);
    }

    private static String texts(ChatScenario unfinished) {
        return unfinished.events().stream()
                .filter(TextDelta.class::isInstance)
                .map(event -> ((TextDelta) event).text())
                .collect(Collectors.joining());
    }

    private static String texts(Completion completion, Class<? extends Block> kind) {
        return completion.blocks().stream()
                .filter(block -> kind.isInstance(block.block()))
                .map(CompletedBlock::text)
                .collect(Collectors.joining());
    }

    private static void calls(ChatScenario run, Completion expected, JsonNode message) {
        List<List<String>> calls = expected.blocks().stream()
                .filter(block -> block.block() instanceof Block.ToolCall)
                .map(block -> {
                    Block.ToolCall call = (Block.ToolCall) block.block();
                    return List.of(call.id(), call.name(), block.text().isEmpty() ? "{}" : block.text());
                })
                .toList();
        if (run.request().legacyFunctions()) {
            assertFalse(message.has("tool_calls"), run.name);
            assertEquals(!calls.isEmpty(), message.has("function_call"), run.name);
            if (!calls.isEmpty()) {
                assertEquals(
                        calls.getFirst().get(1),
                        message.at("/function_call/name").textValue());
                assertEquals(
                        calls.getFirst().get(2),
                        message.at("/function_call/arguments").textValue());
            }
            return;
        }
        JsonNode told = message.path("tool_calls");
        assertEquals(calls.size(), told.size(), run.name);
        for (int i = 0; i < calls.size(); i++) {
            assertEquals(
                    calls.get(i),
                    List.of(
                            told.get(i).get("id").textValue(),
                            told.get(i).at("/function/name").textValue(),
                            told.get(i).at("/function/arguments").textValue()));
        }
    }

    /// The offsets of each annotation cut its block out of the content.
    @Test
    void annotationsPointAtWhatTheyCite() {
        int seen = 0;
        for (int seed = 0; seed < RUNS / 3; seed++) {
            Random random = new Random(seed);
            String before = RandomText.whole(random, 9);
            String cited = RandomText.whole(random, 9);
            ChatScenario run = new ChatScenario("run " + seed)
                    .says(before)
                    .cites(cited, ChatScenario.page("https://a.example", null))
                    .says(RandomText.whole(random, 9))
                    .ends(StopReason.END_TURN);
            JsonNode message = ChunkAccumulator.parse(run.whole()).at("/choices/0/message");
            int[] content = message.get("content").textValue().codePoints().toArray();
            JsonNode citation = message.at("/annotations/0/url_citation");
            int start = citation.get("start_index").intValue();
            int end = citation.get("end_index").intValue();
            assertEquals(cited, new String(content, start, end - start), run.name);
            seen += end > start ? 1 : 0;
        }
        assertTrue(seen > RUNS / 6, "most of them cite something");
    }
}
