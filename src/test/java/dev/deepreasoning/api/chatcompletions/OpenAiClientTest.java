package dev.deepreasoning.api.chatcompletions;

import static dev.deepreasoning.api.chatcompletions.OpenAiClients.ask;
import static dev.deepreasoning.api.chatcompletions.OpenAiClients.message;
import static dev.deepreasoning.api.chatcompletions.OpenAiClients.reasoning;
import static dev.deepreasoning.api.chatcompletions.OpenAiClients.streamed;
import static dev.deepreasoning.api.chatcompletions.OpenAiClients.whole;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.core.http.AsyncStreamResponse;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletion.Choice.FinishReason;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionCreateParams.WebSearchOptions;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.CompletionUsage;
import com.openai.models.models.Model;
import dev.deepreasoning.api.SimulatedGateway;
import dev.deepreasoning.api.SimulatedGateway.State;
import dev.deepreasoning.api.chatcompletions.OpenAiClients.Answered;
import dev.deepreasoning.catalog.SimulatedUpstreams;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What users of OpenAI's official Java client see: answers, whole and streamed, blocking and not.
@QuarkusTest
@TestProfile(OpenAiClients.Keyed.class)
class OpenAiClientTest {
    private static final Duration GUARD = Duration.ofSeconds(10);
    private static final String QUESTION = "What is a fold?";

    @TestHTTPResource("/")
    URI gateway;

    @Inject
    SimulatedUpstreams upstreams;

    private OpenAIClient client;

    @BeforeEach
    void open() {
        client = OpenAiClients.client(gateway);
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void wholeAnswerBringsReasoningUsageAndHeaders() {
        Answered response = OpenAiClients.answered(client, ask(QUESTION).build());
        ChatCompletion answer = response.completion();

        assertTrue(message(answer).content().orElseThrow().startsWith("This is a simulated answer to “" + QUESTION));
        assertTrue(reasoning(message(answer)._additionalProperties()).startsWith("This is simulated reasoning."));
        assertEquals(FinishReason.STOP, answer.choices().getFirst().finishReason());
        CompletionUsage usage = answer.usage().orElseThrow();
        assertEquals(usage.totalTokens(), usage.promptTokens() + usage.completionTokens());
        long thought =
                usage.completionTokensDetails().orElseThrow().reasoningTokens().orElseThrow();
        assertTrue(0 < thought && thought < usage.completionTokens(), () -> "of which reasoning: " + thought);
        assertEquals(1, response.header("x-request-id").size());
        assertEquals(List.of("complete"), response.header("x-deepreasoning-reasoning"));
        assertEquals(List.of("true"), response.header("x-deepreasoning-simulated"));
    }

    @Test
    void streamAddsUpToTheWholeAnswer() {
        ChatCompletionCreateParams params = ask(QUESTION)
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        ChatCompletion whole = whole(client, ask(QUESTION).build());
        ChatCompletion sum = streamed(client, params);

        assertEquals(message(whole).content(), message(sum).content());
        assertEquals(
                whole.choices().getFirst().finishReason(),
                sum.choices().getFirst().finishReason());
        assertEquals(whole.model(), sum.model());
        CompletionUsage expected = whole.usage().orElseThrow();
        CompletionUsage usage = sum.usage().orElseThrow();
        assertEquals(expected.promptTokens(), usage.promptTokens());
        assertEquals(expected.completionTokens(), usage.completionTokens());
        assertEquals(expected.completionTokensDetails(), usage.completionTokensDetails());
    }

    @Test
    void reasoningComesInChunksBeforeTheAnswer() {
        StringBuilder reasoning = new StringBuilder();
        boolean answered = false;
        int pieces = 0;
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(ask(QUESTION).build())) {
            for (ChatCompletionChunk chunk : (Iterable<ChatCompletionChunk>) stream.stream()::iterator) {
                var delta = chunk.choices().getFirst().delta();
                String thought = reasoning(delta._additionalProperties());
                assertFalse(answered && !thought.isEmpty(), "reasoning after the answer");
                answered |= !delta.content().orElse("").isEmpty();
                pieces += thought.isEmpty() ? 0 : 1;
                reasoning.append(thought);
            }
        }
        assertTrue(answered);
        assertTrue(pieces > 5, "streamed in " + pieces + " pieces");
        assertEquals(
                reasoning(message(whole(client, ask(QUESTION).build()))._additionalProperties()), reasoning.toString());
    }

    @Test
    void theAsynchronousClientGetsTheSame() throws Exception {
        Optional<String> expected =
                message(whole(client, ask(QUESTION).build())).content();
        ChatCompletion whole = client.async()
                .chat()
                .completions()
                .create(ask(QUESTION).build())
                .get(60, TimeUnit.SECONDS);
        assertEquals(expected, message(whole.validate()).content());
        assertEquals(
                expected,
                message(streamedAsync(QUESTION).get(60, TimeUnit.SECONDS)).content());
    }

    @Test
    void asynchronousStreamsRunSideBySide() throws Exception {
        List<CompletableFuture<ChatCompletion>> answers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            answers.add(streamedAsync("Question number " + i));
        }
        for (int i = 0; i < answers.size(); i++) {
            String content =
                    message(answers.get(i).get(60, TimeUnit.SECONDS)).content().orElseThrow();
            assertTrue(content.contains("“Question number " + i + "”"), content);
        }
    }

    private CompletableFuture<ChatCompletion> streamedAsync(String question) {
        ChatCompletionAccumulator sum = ChatCompletionAccumulator.create();
        AsyncStreamResponse<ChatCompletionChunk> stream = client.async()
                .chat()
                .completions()
                .createStreaming(ask(question).build());
        return stream.subscribe(chunk -> sum.accumulate(chunk.validate()))
                .onCompleteFuture()
                .thenApply(_ -> sum.chatCompletion().validate());
    }

    @Test
    void leavingAStreamHalfWayClosesBothUpstreams() {
        ChatCompletionCreateParams endless =
                ask("[[sim:r1.interval-ms=20,r1.reasoning-tokens=5000]]").build();
        SimulatedGateway.awaitState(upstreams, "nobody else is served", GUARD, State::quiet);
        State before = SimulatedGateway.state(upstreams);
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(endless)) {
            assertEquals(5, stream.stream().limit(5).count());
        }
        SimulatedGateway.awaitState(upstreams, "R1's call is closed", GUARD, State::quiet);
        State after = SimulatedGateway.state(upstreams);
        assertEquals(before.reasoner().left() + 1, after.reasoner().left());
        assertEquals(before.claude().total(), after.claude().total());
    }

    @Test
    void productParametersTravelAsAdditionalBodyProperties() {
        Answered response = OpenAiClients.answered(
                client,
                ask("Short.")
                        .temperature(1.7)
                        .putAdditionalBodyProperty("anthropic_model", JsonValue.from("claude-haiku-4-5-20251001"))
                        .putAdditionalBodyProperty("include_reasoning", JsonValue.from(false))
                        .putAdditionalBodyProperty("reasoning_max_tokens", JsonValue.from(20))
                        .build());
        ChatCompletion answer = response.completion();

        assertFalse(message(answer)._additionalProperties().containsKey("reasoning_content"));
        assertTrue(response.header("x-deepreasoning-adjusted").getFirst().contains("temperature;from=1.7;to=1"));
        assertEquals(List.of("partial"), response.header("x-deepreasoning-reasoning"));
        JsonNode product = answer.usage()
                .orElseThrow()
                ._additionalProperties()
                .get("deepreasoning")
                .convert(JsonNode.class);
        JsonNode stages = product.get("stages");
        assertEquals(
                "claude-haiku-4-5-20251001",
                stages.get(stages.size() - 1).get("model").asText());
    }

    @Test
    void reasoningCanBeLeftOutAndBeAllThereIs() {
        ChatCompletion without = whole(
                client,
                ask("Hi")
                        .putAdditionalBodyProperty("reasoning_mode", JsonValue.from("off"))
                        .build());
        assertEquals("", reasoning(message(without)._additionalProperties()));
        assertTrue(message(without).content().orElseThrow().contains("given 0 characters of reasoning"));
        ChatCompletion alone = whole(
                client,
                ask("Hi")
                        .putAdditionalBodyProperty("reasoning_mode", JsonValue.from("only"))
                        .build());
        assertTrue(message(alone).content().orElseThrow().startsWith("This is the simulated reasoner's own answer"));
        assertFalse(reasoning(message(alone)._additionalProperties()).isEmpty());
    }

    /// Whether the search found something is told apart from the answer, which comes in any case.
    @Test
    void webSearchOptionsAreTakenAndTheirOutcomeIsTold() {
        Answered response = OpenAiClients.answered(
                client,
                ask("News?")
                        .webSearchOptions(WebSearchOptions.builder()
                                .searchContextSize(WebSearchOptions.SearchContextSize.LOW)
                                .build())
                        .build());
        ChatCompletion answer = response.completion();
        assertEquals(FinishReason.STOP, answer.choices().getFirst().finishReason());
        assertEquals(1, response.header("x-deepreasoning-search").size());
        message(answer)
                .annotations()
                .orElseThrow()
                .forEach(annotation -> assertNotNull(annotation.urlCitation().url()));
        Answered without = OpenAiClients.answered(client, ask("News?").build());
        assertEquals(List.of(), without.header("x-deepreasoning-search"));
    }

    @Test
    void modelsAreListedAndFound() {
        List<Model> models =
                client.models().list().autoPager().stream().map(Model::validate).toList();
        assertEquals("deepreasoning", models.getFirst().id());
        List<String> ids = models.stream().map(Model::id).toList();
        assertTrue(ids.contains("deepreasoning/claude-haiku-4-5-20251001"), ids::toString);
        for (String id : ids) {
            assertEquals(id, client.models().retrieve(id).validate().id());
        }
    }
}
