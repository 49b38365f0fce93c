package dev.deepreasoning.api.chatcompletions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openai.core.ObjectMappers;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionMessage;
import dev.deepreasoning.Golden;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each scenario byte for byte, and each stream added up to its whole answer: by the rules, and by the official client.
class ChatGoldenTest {
    private static final JsonMapper OPENAI = ObjectMappers.jsonMapper();

    static List<ChatScenario> all() {
        return ChatScenarios.all();
    }

    static List<ChatScenario> completed() {
        return all().stream().filter(scenario -> scenario.failure() == null).toList();
    }

    static List<ChatScenario> failed() {
        return all().stream().filter(scenario -> scenario.failure() != null).toList();
    }

    @ParameterizedTest
    @MethodSource("all")
    void bothFormsAreWhatTheyWere(ChatScenario scenario) {
        Golden golden = Golden.of("chatcompletions");
        golden.check(scenario.name + ".sse", scenario.streamed().getBytes(StandardCharsets.UTF_8));
        golden.check(scenario.name + ".json", scenario.whole().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void everyGoldenFileBelongsToAScenario() {
        TreeSet<String> names = new TreeSet<>();
        for (ChatScenario scenario : all()) {
            assertTrue(names.add(scenario.name + ".sse"), () -> scenario.name + " is there twice");
            names.add(scenario.name + ".json");
        }
        Golden.of("chatcompletions").checkNames(names);
    }

    @ParameterizedTest
    @MethodSource("completed")
    void theStreamAddsUpToTheWholeAnswer(ChatScenario scenario) {
        JsonNode whole = ChunkAccumulator.parse(scenario.whole());
        if (!scenario.usageWanted()) {
            ((ObjectNode) whole).remove("usage");
        }
        assertEquals(
                whole, ChunkAccumulator.read(scenario.streamed(), new Random(1)).completion());
    }

    @ParameterizedTest
    @MethodSource("failed")
    void aFailedStreamSaysTheErrorThatTheWholeAnswerIs(ChatScenario scenario) {
        ChunkAccumulator stream = ChunkAccumulator.read(scenario.streamed(), new Random(1));
        assertEquals(ChunkAccumulator.parse(scenario.whole()), stream.error());
        assertThrows(AssertionError.class, stream::completion, "there is no finish reason");
    }

    @ParameterizedTest
    @MethodSource("completed")
    void theOfficialClientAddsTheStreamUpToTheWholeAnswer(ChatScenario scenario) throws JsonProcessingException {
        ChatCompletion whole =
                OPENAI.readValue(scenario.whole(), ChatCompletion.class).validate();
        ChatCompletion sum = accumulate(scenario.streamed()).chatCompletion().validate();
        assertEquals(whole.id(), sum.id());
        assertEquals(whole.created(), sum.created());
        assertEquals(whole.model(), sum.model());
        assertEquals(1, sum.choices().size());
        assertEquals(
                whole.choices().getFirst().finishReason(),
                sum.choices().getFirst().finishReason());
        assertTrue(whole.usage().isPresent());
        assertEquals(scenario.usageWanted() ? whole.usage() : Optional.empty(), sum.usage());
        ChatCompletionMessage expected = whole.choices().getFirst().message();
        ChatCompletionMessage message = sum.choices().getFirst().message();
        assertEquals(expected.content().orElse(""), message.content().orElse(""));
        assertEquals(expected.refusal().orElse(""), message.refusal().orElse(""));
        assertEquals(expected.toolCalls().orElse(List.of()), message.toolCalls().orElse(List.of()));
        assertEquals(expected.functionCall(), message.functionCall());
    }

    /// The client reads what is written here into its own types, not into members that it does not know.
    @ParameterizedTest
    @MethodSource("completed")
    void theOfficialClientKnowsEveryMemberButTheReasoning(ChatScenario scenario) throws JsonProcessingException {
        ChatCompletion whole = OPENAI.readValue(scenario.whole(), ChatCompletion.class);
        assertTrue(whole._additionalProperties().isEmpty());
        ChatCompletionMessage message = whole.choices().getFirst().message();
        message.annotations().orElse(List.of()).forEach(each -> each.validate());
        assertEquals(
                scenario.whole().contains("\"reasoning_content\":"),
                message._additionalProperties().containsKey("reasoning_content"));
        assertTrue(message._additionalProperties().size() <= 1);
    }

    @ParameterizedTest
    @MethodSource("failed")
    void theOfficialClientNeverTakesAFailedStreamForAnAnswer(ChatScenario scenario) throws JsonProcessingException {
        ChatCompletionAccumulator accumulator = accumulate(scenario.streamed());
        assertThrows(IllegalStateException.class, accumulator::chatCompletion);
    }

    private static ChatCompletionAccumulator accumulate(String stream) throws JsonProcessingException {
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        for (String data : ChunkAccumulator.events(stream, new Random(2))) {
            if (data.startsWith("{\"id\":")) {
                ChatCompletionChunk chunk = OPENAI.readValue(data, ChatCompletionChunk.class);
                assertNotNull(accumulator.accumulate(chunk.validate()));
            }
        }
        return accumulator;
    }
}
