package dev.deepreasoning.api.responses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseIncludable;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseOutputText;
import com.openai.models.responses.ResponseReasoningItem;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.responses.StructuredResponse;
import com.openai.models.responses.WebSearchTool;
import dev.deepreasoning.api.responses.OpenAiResponsesClientTest.Keyed;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What users of OpenAI's official Java client see of Responses: answers, whole and streamed, blocking and not.
@QuarkusTest
@TestProfile(Keyed.class)
class OpenAiResponsesClientTest {
    private static final String KEY = "sk-deepreasoning-of-the-test";
    private static final String QUESTION = "What is a fold?";
    private static final long GUARD = 30;

    @TestHTTPResource("/")
    URI gateway;

    private OpenAIClient client;

    /// A gateway with one key and quick upstreams.
    public static final class Keyed implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "deepreasoning.demo", "true",
                    "deepreasoning.auth.mode", "static",
                    "deepreasoning.auth.keys", KEY,
                    "deepreasoning.simulator.first-token-delay", "5ms",
                    "deepreasoning.simulator.interval", "1ms");
        }
    }

    @BeforeEach
    void open() {
        client = client(KEY);
    }

    @AfterEach
    void close() {
        client.close();
    }

    private OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(gateway.resolve("/v1").toString())
                .apiKey(key)
                .maxRetries(0)
                .timeout(Duration.ofSeconds(60))
                .build();
    }

    private static ResponseCreateParams.Builder ask(String text) {
        return ResponseCreateParams.builder().model("deepreasoning").input(text);
    }

    private Response whole(ResponseCreateParams params) {
        return client.responses().create(params).validate();
    }

    private Response streamed(ResponseCreateParams params) {
        ResponseAccumulator sum = ResponseAccumulator.create();
        try (StreamResponse<ResponseStreamEvent> stream = client.responses().createStreaming(params)) {
            stream.stream().forEach(event -> sum.accumulate(event.validate()));
        }
        return sum.response().validate();
    }

    private static String text(Response response) {
        return response.output().stream()
                .flatMap(item -> item.message().stream())
                .flatMap(message -> message.content().stream())
                .flatMap(part -> part.outputText().stream())
                .map(ResponseOutputText::text)
                .collect(Collectors.joining());
    }

    private static ResponseReasoningItem reasoning(Response response) {
        return response.output().getFirst().asReasoning();
    }

    private static FunctionTool function(String name) {
        return FunctionTool.builder()
                .name(name)
                .strict(false)
                .parameters(FunctionTool.Parameters.builder()
                        .putAdditionalProperty("type", JsonValue.from("object"))
                        .build())
                .build();
    }

    @Test
    void aWholeAnswerAndItsStreamSayTheSame() {
        Response whole = whole(ask(QUESTION).build());
        Response streamed = streamed(ask(QUESTION).build());
        assertTrue(text(whole).startsWith("This is a simulated answer to “" + QUESTION));
        assertEquals(text(whole), text(streamed));
        assertTrue(reasoning(whole).summary().getFirst().text().startsWith("This is simulated reasoning."));
        assertEquals(
                reasoning(whole).summary().getFirst().text(),
                reasoning(streamed).summary().getFirst().text());
        assertEquals(ResponseStatus.COMPLETED, whole.status().orElseThrow());
        assertEquals(
                whole.usage().orElseThrow().totalTokens(),
                streamed.usage().orElseThrow().totalTokens());
        assertTrue(whole.usage().orElseThrow().outputTokensDetails().reasoningTokens() > 0);
    }

    @Test
    void bothFunctionsGoRoundWithoutAnyStateHere() {
        ResponseCreateParams.Builder request = ResponseCreateParams.builder()
                .model("deepreasoning")
                .store(false)
                .addInclude(ResponseIncludable.REASONING_ENCRYPTED_CONTENT)
                .addTool(function("weather"))
                .addTool(function("clock"));
        List<ResponseInputItem> input = new ArrayList<>();
        input.add(ResponseInputItem.ofMessage(ResponseInputItem.Message.builder()
                .role(ResponseInputItem.Message.Role.USER)
                .addInputTextContent("call the tool weather with {\"city\":\"Bonn\"} and call the tool clock")
                .build()));
        Response first = streamed(request.inputOfResponse(input).build());
        assertTrue(reasoning(first).encryptedContent().orElseThrow().startsWith("drx1."));
        List<ResponseFunctionToolCall> calls = first.output().stream()
                .flatMap(item -> item.functionCall().stream())
                .toList();
        assertEquals(
                List.of("weather {\"city\":\"Bonn\"}", "clock {}"),
                calls.stream().map(call -> call.name() + " " + call.arguments()).toList());
        input.add(ResponseInputItem.ofReasoning(reasoning(first)));
        calls.forEach(call -> input.add(ResponseInputItem.ofFunctionCall(call)));
        calls.forEach(
                call -> input.add(ResponseInputItem.ofFunctionCallOutput(ResponseInputItem.FunctionCallOutput.builder()
                        .callId(call.callId())
                        .output("from " + call.name())
                        .build())));
        Response second = whole(request.inputOfResponse(input).build());
        assertTrue(text(second).contains("from weather") && text(second).contains("from clock"), text(second));
    }

    /// What the answer is to look like.
    static final class City {
        public String name = "";
        public int people;
    }

    @Test
    void structuredOutputIsParsed() {
        StructuredResponse<City> response =
                client.responses().create(ask("Which city?").text(City.class).build());
        City city = response.output().stream()
                .flatMap(item -> item.message().stream())
                .flatMap(message -> message.content().stream())
                .flatMap(part -> part.outputText().stream())
                .findFirst()
                .orElseThrow();
        assertInstanceOf(String.class, city.name);
    }

    @Test
    void aBoundOnTheAnswerLeavesItIncomplete() {
        for (boolean stream : new boolean[] {false, true}) {
            ResponseCreateParams params = ask(QUESTION).maxOutputTokens(5).build();
            Response response = stream ? streamed(params) : whole(params);
            assertEquals(ResponseStatus.INCOMPLETE, response.status().orElseThrow());
            assertEquals(
                    "max_output_tokens",
                    response.incompleteDetails()
                            .orElseThrow()
                            .reason()
                            .orElseThrow()
                            .asString());
        }
    }

    @Test
    void aDeclaredSearchIsAnItemAndItsPagesAreCited() {
        Response response = streamed(ask("What is new?")
                .addTool(WebSearchTool.builder()
                        .type(WebSearchTool.Type.WEB_SEARCH)
                        .build())
                .build());
        assertTrue(response.output().getFirst().isWebSearchCall());
        List<String> cited = response.output().stream()
                .flatMap(item -> item.message().stream())
                .flatMap(message -> message.content().stream())
                .flatMap(part -> part.asOutputText().annotations().stream())
                .map(annotation -> annotation.asUrlCitation().url())
                .toList();
        assertEquals(List.of("https://example.com/simulated/1"), cited);
        assertTrue(text(response).contains("**Sources**"));
    }

    @Test
    void theOtherWayToCallIsTheSame() throws Exception {
        String text = text(whole(ask(QUESTION).build()));
        assertEquals(
                text,
                text(client.async().responses().create(ask(QUESTION).build()).get(GUARD, TimeUnit.SECONDS)));
        ResponseAccumulator sum = ResponseAccumulator.create();
        client.async()
                .responses()
                .createStreaming(ask(QUESTION).build())
                .subscribe(sum::accumulate)
                .onCompleteFuture()
                .get(GUARD, TimeUnit.SECONDS);
        assertEquals(text, text(sum.response()));
    }

    @ParameterizedTest
    @CsvSource({"claude.status=429, 429", "claude.status=529, 503", "claude.status=500, 502", "claude.status=401, 502"})
    void upstreamFailuresAreTheClientsErrors(String fault, int status) {
        ResponseCreateParams params = ask("[[sim:" + fault + "]]")
                .putAdditionalBodyProperty("reasoning_mode", JsonValue.from("off"))
                .build();
        for (boolean stream : new boolean[] {false, true}) {
            OpenAIServiceException failure = assertThrows(OpenAIServiceException.class, () -> {
                Response ignored = stream ? streamed(params) : whole(params);
                assertTrue(ignored.id().isEmpty());
            });
            assertEquals(status, failure.statusCode());
            assertEquals(status == 429, failure instanceof RateLimitException);
            assertEquals(status >= 500, failure instanceof InternalServerException);
        }
    }

    @Test
    void wrongRequestsAreTheCallersErrors() {
        BadRequestException range = assertThrows(
                BadRequestException.class, () -> whole(ask("x").temperature(3.0).build()));
        assertEquals("temperature", range.param().orElseThrow());
        assertThrows(
                NotFoundException.class, () -> whole(ask("x").model("gpt-none").build()));
        assertThrows(NotFoundException.class, () -> client.responses().retrieve("resp_1"));
        assertEquals(
                "previous_response_id",
                assertThrows(
                                BadRequestException.class,
                                () -> whole(
                                        ask("x").previousResponseId("resp_1").build()))
                        .param()
                        .orElseThrow());
        OpenAIClient stranger = client("sk-wrong");
        assertThrows(UnauthorizedException.class, () -> stranger.responses().create(ask("x").build()));
        stranger.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude.error-after=3", "claude.cut-after=3"})
    void aFailureInsideAStreamIsAFailedResponse(String fault) {
        List<ResponseStreamEvent> seen = new ArrayList<>();
        try (StreamResponse<ResponseStreamEvent> stream = client.responses()
                .createStreaming(ask("x [[sim:" + fault + "]]").build())) {
            stream.stream().forEach(seen::add);
        }
        assertTrue(seen.stream().anyMatch(ResponseStreamEvent::isOutputTextDelta));
        Response failed = seen.getLast().asFailed().response();
        assertEquals(ResponseStatus.FAILED, failed.status().orElseThrow());
        assertTrue(failed.error().isPresent());
        assertTrue(failed.output().stream().anyMatch(ResponseOutputItem::isReasoning));
    }
}
