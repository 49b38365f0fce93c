package dev.deepreasoning.api.chatcompletions;

import static dev.deepreasoning.api.chatcompletions.OpenAiClients.ask;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.errors.SseException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.deepreasoning.api.SimulatedGateway;
import dev.deepreasoning.api.SimulatedGateway.State;
import dev.deepreasoning.catalog.SimulatedUpstreams;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Failures as users of OpenAI's official Java client catch them, and what its retries cost.
@QuarkusTest
@TestProfile(OpenAiClients.Keyed.class)
class OpenAiClientErrorsTest {
    @TestHTTPResource("/")
    URI gateway;

    @Inject
    SimulatedUpstreams upstreams;

    private OpenAIClient client;
    private OpenAIClient retrying;
    private OpenAIClient stranger;

    @BeforeEach
    void open() {
        client = OpenAiClients.client(gateway);
        retrying = OpenAiClients.retrying(gateway);
        stranger = OpenAiClients.client(gateway, "sk-another", 0);
    }

    @AfterEach
    void close() {
        client.close();
        retrying.close();
        stranger.close();
    }

    private static ChatCompletionCreateParams unreasoned(String marker) {
        return ask("x [[sim:" + marker + "]]")
                .putAdditionalBodyProperty("reasoning_mode", JsonValue.from("off"))
                .build();
    }

    static List<Arguments> upstreamFailures() {
        return List.of(
                Arguments.of("claude.status=400", BadRequestException.class, 400, "invalid_request_error"),
                Arguments.of("claude.status=413", OpenAIServiceException.class, 413, "invalid_request_error"),
                Arguments.of(
                        "claude.status=429,claude.retry-after=60", RateLimitException.class, 429, "rate_limit_error"),
                Arguments.of("claude.status=500", InternalServerException.class, 502, "server_error"),
                Arguments.of("claude.status=401", InternalServerException.class, 502, "server_error"),
                Arguments.of("claude.cut", InternalServerException.class, 502, "server_error"),
                Arguments.of("claude.status=402", InternalServerException.class, 503, "service_unavailable_error"),
                Arguments.of("claude.status=529", InternalServerException.class, 503, "service_unavailable_error"),
                Arguments.of("claude.stall", InternalServerException.class, 504, "server_error"));
    }

    @ParameterizedTest
    @MethodSource("upstreamFailures")
    void upstreamFailuresAreTheClientsClasses(String marker, Class<?> expected, int status, String type) {
        OpenAIServiceException whole = assertThrows(
                OpenAIServiceException.class, () -> client.chat().completions().create(unreasoned(marker)));
        OpenAIServiceException streamed = assertThrows(
                OpenAIServiceException.class, () -> client.chat().completions().createStreaming(unreasoned(marker)));
        for (OpenAIServiceException failure : List.of(whole, streamed)) {
            assertInstanceOf(expected, failure);
            assertEquals(status, failure.statusCode());
            assertEquals(type, failure.type().orElseThrow());
            assertFalse(failure.headers().values("x-request-id").isEmpty());
        }
        assertEquals(whole.code(), streamed.code());
        assertEquals(whole.body(), streamed.body());
    }

    @Test
    void howLongToWaitIsHandedOn() {
        RateLimitException failure = assertThrows(
                RateLimitException.class,
                () -> client.chat().completions().create(unreasoned("claude.status=429,claude.retry-after=60")));
        assertEquals(List.of("60"), failure.headers().values("retry-after"));
        assertEquals("rate_limit_exceeded", failure.code().orElseThrow());
    }

    @Test
    void theAsynchronousClientFailsAlike() {
        CompletionException failure = assertThrows(
                CompletionException.class,
                () -> client.async()
                        .chat()
                        .completions()
                        .create(unreasoned("claude.status=400"))
                        .join());
        assertInstanceOf(BadRequestException.class, failure.getCause());
        CompletionException streamed = assertThrows(
                CompletionException.class,
                () -> client.async()
                        .chat()
                        .completions()
                        .createStreaming(unreasoned("claude.status=529"))
                        .subscribe(_ -> {})
                        .onCompleteFuture()
                        .join());
        assertInstanceOf(InternalServerException.class, streamed.getCause());
    }

    @Test
    void aWrongKeyIsUnauthorized() {
        UnauthorizedException failure = assertThrows(
                UnauthorizedException.class,
                () -> stranger.chat().completions().create(ask("Hi").build()));
        assertEquals("invalid_api_key", failure.code().orElseThrow());
        assertThrows(
                UnauthorizedException.class,
                () -> stranger.chat().completions().createStreaming(ask("Hi").build()));
        assertThrows(UnauthorizedException.class, () -> stranger.models().list());
    }

    @Test
    void badRequestsNameTheParameter() {
        BadRequestException range = assertThrows(
                BadRequestException.class,
                () -> client.chat()
                        .completions()
                        .create(ask("Hi").temperature(3.0).build()));
        assertEquals("temperature", range.param().orElseThrow());
        BadRequestException product = assertThrows(
                BadRequestException.class,
                () -> client.chat()
                        .completions()
                        .createStreaming(ask("Hi")
                                .putAdditionalBodyProperty("reasoning_mode", JsonValue.from("sometimes"))
                                .build()));
        assertEquals("reasoning_mode", product.param().orElseThrow());
        BadRequestException several = assertThrows(
                BadRequestException.class,
                () -> client.chat().completions().create(ask("Hi").n(2).build()));
        assertEquals("n", several.param().orElseThrow());
    }

    @Test
    void unknownModelsAndAddressesAreNotFound() {
        NotFoundException model = assertThrows(
                NotFoundException.class,
                () -> client.chat()
                        .completions()
                        .create(ask("Hi").model("gpt-none").build()));
        assertEquals("model_not_found", model.code().orElseThrow());
        assertEquals("model", model.param().orElseThrow());
        assertThrows(NotFoundException.class, () -> client.models().retrieve("gpt-none"));
        NotFoundException address =
                assertThrows(NotFoundException.class, () -> client.files().list());
        assertEquals("invalid_request_error", address.type().orElseThrow());
    }

    @Test
    void aFailureInsideAStreamComesAfterWhatWasSaid() {
        StringBuilder said = new StringBuilder();
        try (StreamResponse<ChatCompletionChunk> stream = client.chat()
                .completions()
                .createStreaming(ask("x [[sim:claude.error-after=3]]").build())) {
            SseException failure = assertThrows(
                    SseException.class,
                    () -> stream.stream()
                            .forEach(chunk -> chunk.choices()
                                    .forEach(choice ->
                                            said.append(choice.delta().content().orElse("")))));
            assertFalse(failure.code().isEmpty());
        }
        assertTrue(said.toString().startsWith("This is "), said::toString);
    }

    /// The first call was paid for at R1: a second one would be paid for again.
    @ParameterizedTest
    @ValueSource(strings = {"claude.cut-after=3", "claude.error-after=3", "claude.status=400"})
    void failuresAfterPaidWorkAreNotTriedAgain(String marker) {
        State before = SimulatedGateway.state(upstreams);
        OpenAIServiceException failure = assertThrows(
                OpenAIServiceException.class,
                () -> retrying.chat()
                        .completions()
                        .create(ask("x [[sim:" + marker + "]]").build()));
        assertEquals(List.of("false"), failure.headers().values("x-should-retry"));
        State after = SimulatedGateway.state(upstreams);
        assertEquals(1, after.reasoner().total() - before.reasoner().total());
        assertEquals(1, after.claude().total() - before.claude().total());
    }

    @Test
    void failuresThatCostNothingAreTriedAgain() {
        int before = SimulatedGateway.state(upstreams).claude().total();
        InternalServerException failure = assertThrows(
                InternalServerException.class,
                () -> retrying.chat().completions().create(unreasoned("claude.status=401")));
        assertEquals(List.of(), failure.headers().values("x-should-retry"));
        assertEquals(3, SimulatedGateway.state(upstreams).claude().total() - before);
    }
}
