package dev.deepreasoning.api.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.InternalServerException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.ImageBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import dev.deepreasoning.api.messages.AnthropicClientTest.Keyed;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What users of Anthropic's official Java client see: answers, whole and streamed, blocking and not.
@QuarkusTest
@TestProfile(Keyed.class)
class AnthropicClientTest {
    private static final String KEY = "sk-deepreasoning-of-the-test";
    private static final String QUESTION = "What is a fold?";
    private static final long GUARD = 30;

    @TestHTTPResource("/")
    URI gateway;

    private AnthropicClient client;

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

    private AnthropicClient client(String key) {
        return AnthropicOkHttpClient.builder()
                .baseUrl(gateway.toString())
                .apiKey(key)
                .maxRetries(0)
                .timeout(Duration.ofSeconds(60))
                .build();
    }

    private static MessageCreateParams.Builder ask(String text) {
        return MessageCreateParams.builder()
                .model("deepreasoning")
                .maxTokens(2_000)
                .addUserMessage(text);
    }

    private Message whole(MessageCreateParams params) {
        return client.messages().create(params).validate();
    }

    private Message streamed(MessageCreateParams params) {
        MessageAccumulator sum = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> stream = client.messages().createStreaming(params)) {
            stream.stream().forEach(event -> sum.accumulate(event.validate()));
        }
        return sum.message().validate();
    }

    private static String text(Message message) {
        StringBuilder text = new StringBuilder();
        message.content().forEach(block -> block.text().ifPresent(part -> text.append(part.text())));
        return text.toString();
    }

    private static Tool tool(String name) {
        return Tool.builder()
                .name(name)
                .inputSchema(Tool.InputSchema.builder()
                        .properties(JsonValue.from(Map.of("city", Map.of("type", "string"))))
                        .build())
                .build();
    }

    @Test
    void aWholeAnswerAndItsStreamSayTheSame() {
        Message whole = whole(ask(QUESTION).build());
        Message streamed = streamed(ask(QUESTION).build());
        assertTrue(text(whole).startsWith("This is a simulated answer to “" + QUESTION));
        assertEquals(text(whole), text(streamed));
        assertEquals(1, whole.content().size(), "reasoning is shown to those who ask for it");
        assertEquals(StopReason.END_TURN, whole.stopReason().orElseThrow());
        assertEquals(whole.stopReason(), streamed.stopReason());
        assertEquals(whole.usage().outputTokens(), streamed.usage().outputTokens());
    }

    @Test
    void thinkingIsShownWhereItIsAskedFor() {
        MessageCreateParams params = ask(QUESTION).enabledThinking(1_024).build();
        for (Message message : List.of(whole(params), streamed(params))) {
            assertTrue(message.content().getFirst().asThinking().thinking().startsWith("This is simulated reasoning."));
            assertTrue(message.content().getFirst().asThinking().signature().startsWith("dr1."));
            assertTrue(message.content().get(1).isText());
        }
    }

    @Test
    void bothCallsGoRoundWithTheThinkingSentBack() {
        MessageCreateParams.Builder request =
                ask("call the tool weather with {\"city\":\"Bonn\"} and call the tool clock")
                        .enabledThinking(1_024)
                        .addTool(tool("weather"))
                        .addTool(tool("clock"));
        Message first = streamed(request.build());
        assertEquals(StopReason.TOOL_USE, first.stopReason().orElseThrow());
        List<ToolUseBlock> calls = first.content().stream()
                .flatMap(block -> block.toolUse().stream())
                .toList();
        assertEquals(
                List.of("weather", "clock"),
                calls.stream().map(ToolUseBlock::name).toList());
        assertEquals(Map.of("city", "Bonn"), calls.getFirst()._input().convert(Map.class));
        List<ContentBlockParam> results = new ArrayList<>();
        for (ToolUseBlock call : calls) {
            results.add(ContentBlockParam.ofToolResult(ToolResultBlockParam.builder()
                    .toolUseId(call.id())
                    .content("from " + call.name())
                    .build()));
        }
        Message second = whole(request.addMessage(first.toParam())
                .addUserMessageOfContentBlockParams(results)
                .build());
        assertTrue(text(second).contains("from weather") && text(second).contains("from clock"), text(second));
    }

    @Test
    void picturesPrefillsAndStopSequencesArePassedOn() {
        ContentBlockParam picture = ContentBlockParam.ofImage(ImageBlockParam.builder()
                .source(Base64ImageSource.builder()
                        .mediaType(Base64ImageSource.MediaType.IMAGE_PNG)
                        .data("iVBORw0KGgo=")
                        .build())
                .build());
        ContentBlockParam words = ContentBlockParam.ofText(
                TextBlockParam.builder().text("What is this?").build());
        Message seen = whole(MessageCreateParams.builder()
                .model("deepreasoning")
                .maxTokens(2_000)
                .addUserMessageOfContentBlockParams(List.of(picture, words))
                .build());
        assertTrue(text(seen).contains("pictures"), text(seen));
        Message continued = whole(ask(QUESTION).addAssistantMessage("It is").build());
        assertFalse(text(continued).isEmpty());
        Message stopped = whole(ask(QUESTION).addStopSequence("characters").build());
        assertEquals(StopReason.STOP_SEQUENCE, stopped.stopReason().orElseThrow());
        assertEquals("characters", stopped.stopSequence().orElseThrow());
    }

    @Test
    void aBoundOnTheAnswerCutsIt() {
        assertEquals(
                StopReason.MAX_TOKENS,
                whole(ask(QUESTION).maxTokens(5).build()).stopReason().orElseThrow());
    }

    @Test
    void tokensAreCountedAndModelsListed() {
        assertTrue(client.messages()
                        .countTokens(MessageCountTokensParams.builder()
                                .model("deepreasoning")
                                .addUserMessage(QUESTION)
                                .build())
                        .validate()
                        .inputTokens()
                > 0);
        assertEquals("deepreasoning", client.models().list().items().getFirst().id());
        assertEquals(
                "deepreasoning/claude-haiku-4-5-20251001",
                client.models()
                        .retrieve("deepreasoning/claude-haiku-4-5-20251001")
                        .id());
    }

    @Test
    void theOtherWaysToCallAreTheSame() throws Exception {
        Message whole = whole(ask(QUESTION).build());
        assertEquals(
                text(whole),
                text(client.async().messages().create(ask(QUESTION).build()).get(GUARD, TimeUnit.SECONDS)));
        MessageAccumulator sum = MessageAccumulator.create();
        CompletableFuture<Void> over = client.async()
                .messages()
                .createStreaming(ask(QUESTION).build())
                .subscribe(sum::accumulate)
                .onCompleteFuture();
        over.get(GUARD, TimeUnit.SECONDS);
        assertEquals(text(whole), text(sum.message()));
    }

    @ParameterizedTest
    @CsvSource({"claude.status=429, 429", "claude.status=529, 529", "claude.status=500, 502", "claude.status=401, 502"})
    void upstreamFailuresAreTheClientsErrors(String fault, int status) {
        MessageCreateParams params = ask("[[sim:" + fault + "]]")
                .putAdditionalBodyProperty("reasoning_mode", JsonValue.from("off"))
                .build();
        for (boolean stream : new boolean[] {false, true}) {
            AnthropicServiceException failure = assertThrows(AnthropicServiceException.class, () -> {
                Message ignored = stream ? streamed(params) : whole(params);
                assertTrue(ignored.id().isEmpty());
            });
            assertEquals(status, failure.statusCode());
            assertEquals(status == 429, failure instanceof RateLimitException);
            assertEquals(status >= 500, failure instanceof InternalServerException);
        }
    }

    @Test
    void wrongRequestsAreTheCallersErrors() {
        assertThrows(
                BadRequestException.class, () -> whole(ask("x").maxTokens(0).build()));
        assertThrows(
                NotFoundException.class, () -> whole(ask("x").model("gpt-none").build()));
        AnthropicClient stranger = client("sk-wrong");
        UnauthorizedException failure = assertThrows(
                UnauthorizedException.class, () -> stranger.messages().create(ask("x").build()));
        assertTrue(failure.headers().values("request-id").getFirst().startsWith("req_"));
        stranger.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude.error-after=3", "claude.cut-after=3"})
    void aFailureInsideAStreamIsAnError(String fault) {
        List<RawMessageStreamEvent> seen = new ArrayList<>();
        assertThrows(AnthropicServiceException.class, () -> {
            try (StreamResponse<RawMessageStreamEvent> stream = client.messages()
                    .createStreaming(ask("x [[sim:" + fault + "]]").build())) {
                stream.stream().forEach(seen::add);
            }
        });
        assertTrue(seen.stream().anyMatch(RawMessageStreamEvent::isContentBlockDelta));
    }

    @Test
    void whatWasFoundIsCited() {
        Message message = streamed(ask("What is new?")
                .putAdditionalBodyProperty("web_search_linkup", JsonValue.from(true))
                .build());
        List<ContentBlock> cited = message.content().stream()
                .filter(block -> block.isText()
                        && block.asText()
                                .citations()
                                .filter(list -> !list.isEmpty())
                                .isPresent())
                .toList();
        assertEquals(
                "https://example.com/simulated/1",
                cited.getFirst()
                        .asText()
                        .citations()
                        .orElseThrow()
                        .getFirst()
                        .asWebSearchResultLocation()
                        .url());
        assertTrue(text(message).endsWith("3. [Simulated page 3](<https://example.net/simulated/3>)"));
    }
}
