package dev.deepreasoning.upstream.deepseek;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.deepreasoning.canonical.Effort;
import dev.deepreasoning.canonical.JsonText;
import dev.deepreasoning.canonical.StageOverrides;
import dev.deepreasoning.catalog.Catalogs;
import dev.deepreasoning.catalog.ReasonerHost;
import dev.deepreasoning.pipeline.ReasoningRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReasonerRequestEncoderTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static JsonNode body(AHost host, Wondered request) {
        return body(host.build(), request.build());
    }

    private static JsonNode body(ReasonerHost host, ReasoningRequest request) {
        try {
            return MAPPER.readTree(ReasonerRequestEncoder.body(host, request));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static AHost host() {
        return AHost.named("main");
    }

    private static ReasonerHost preset(String name, String... more) {
        String[] settings = new String[more.length + 2];
        settings[0] = "deepreasoning.reasoners.main.preset";
        settings[1] = name;
        for (int i = 0; i < more.length; i++) {
            settings[i + 2] = i % 2 == 0 ? "deepreasoning.reasoners.main." + more[i] : more[i];
        }
        return Catalogs.reasoners(settings).getFirst();
    }

    @Test
    void sendsTheTurnsAsPlainStrings() {
        String quoted = "2 + 2 = \"4\"?\n\u00e9 \ud83d\ude00";
        JsonNode body = body(
                host(),
                Wondered.why()
                        .say("system", "Be brief.")
                        .say("user", "Hi")
                        .say("assistant", "Hello")
                        .say("user", quoted));
        List<String> roles = body.path("messages")
                .valueStream()
                .map(turn -> turn.path("role").asText())
                .toList();
        assertEquals(List.of("system", "user", "assistant", "user"), roles);
        assertEquals(quoted, body.at("/messages/3/content").textValue());
    }

    @Test
    void alwaysStreamsWithUsageAndABound() {
        JsonNode body = body(host(), Wondered.why());
        assertEquals("r1-of-main", body.path("model").asText());
        assertTrue(body.path("stream").booleanValue());
        assertTrue(body.at("/stream_options/include_usage").booleanValue());
        assertTrue(body.path("max_tokens").isInt());
    }

    /// What R1 refuses, or what would be paid for and thrown away.
    @Test
    void sendsNothingElse() {
        List<String> names = List.copyOf(body(host(), Wondered.why()).properties().stream()
                .map(Map.Entry::getKey)
                .toList());
        assertEquals(
                List.of("messages", "stream", "model", "stream_options", "max_tokens", "temperature", "top_p"), names);
    }

    @Test
    void boundsReasoningAndItsTagWhereTheAnswerIsNotWanted() {
        assertEquals(
                1_024 + 64,
                body(host(), Wondered.why().maxTokens(1_024)).path("max_tokens").asInt());
    }

    @Test
    void leavesRoomForAnAnswerThatIsWanted() {
        assertEquals(
                1_024 + 8_192,
                body(host(), Wondered.why().maxTokens(1_024).answerToo())
                        .path("max_tokens")
                        .asInt());
    }

    @Test
    void neverAsksForMoreThanTheHostOrItsWindowHas() {
        Wondered all = Wondered.why().maxTokens(Integer.MAX_VALUE);
        assertEquals(
                9_000,
                body(host().limits(9_000, 100_000), all).path("max_tokens").asInt());
        String long_ = "a".repeat(10_000);
        Wondered longPrompt = Wondered.why().say("user", long_).maxTokens(Integer.MAX_VALUE);
        assertEquals(
                8_000 - 3_000 - 256,
                body(host().limits(32_768, 8_000), longPrompt)
                        .path("max_tokens")
                        .asInt());
        assertEquals(
                1,
                body(host().limits(32_768, 2_000), longPrompt)
                        .path("max_tokens")
                        .asInt());
    }

    /// Decision 4: the two values of the caller, but never greedy.
    @ParameterizedTest
    @CsvSource({"0, 0.3", "0.2, 0.3", "0.3, 0.3", "1, 1.0", "1.7, 1.7"})
    void neverLetsItDecodeGreedily(double sent, double expected) {
        JsonNode body = body(host(), Wondered.why().sampling(sent, 0.5));
        assertEquals(expected, body.path("temperature").doubleValue());
        assertEquals(0.5, body.path("top_p").doubleValue());
    }

    @Test
    void hasItsOwnDefaultsWhereNothingWasSent() {
        JsonNode body = body(host(), Wondered.why());
        assertEquals(0.7, body.path("temperature").doubleValue());
        assertEquals(0.9, body.path("top_p").doubleValue());
    }

    @Test
    void aHostMayFixItsOwnSampling() {
        JsonNode body = body(host().fixed(0.1, 0.95), Wondered.why().sampling(1.0, 0.5));
        assertEquals(0.1, body.path("temperature").doubleValue());
        assertEquals(0.95, body.path("top_p").doubleValue());
    }

    @ParameterizedTest
    @CsvSource({"MINIMAL, low", "LOW, low", "MEDIUM, medium", "HIGH, high", "XHIGH, high", "MAX, high"})
    void tellsTheEffortInTheHostsWords(Effort effort, String expected) {
        assertEquals(
                expected,
                body(host().effort("reasoning_effort"), Wondered.why().effort(effort))
                        .path("reasoning_effort")
                        .asText());
    }

    @Test
    void tellsNoEffortWhereNoneWasWantedOrTheHostKnowsNone() {
        assertFalse(body(host().effort("reasoning_effort"), Wondered.why()).has("reasoning_effort"));
        assertFalse(body(host(), Wondered.why().effort(Effort.HIGH)).has("reasoning_effort"));
    }

    @Test
    void mergesTheHostsExtraBodyAndThenTheCallers() {
        AHost host = host().extraBody("{\"top_k\":40,\"provider\":{\"order\":[\"a\"]},\"temperature\":0.6}");
        Wondered request =
                Wondered.why().brings(null, Map.of(), Map.of("top_k", new JsonText("20"), "seed", new JsonText("7")));
        JsonNode body = body(host, request);
        assertEquals(20, body.path("top_k").asInt());
        assertEquals(7, body.path("seed").asInt());
        assertEquals("a", body.at("/provider/order/0").asText());
        assertEquals(0.6, body.path("temperature").doubleValue());
    }

    @Test
    void letsNobodyChangeTheMessagesOrTurnTheStreamOff() {
        String other = "{\"stream\":false,\"messages\":[]}";
        Wondered request = Wondered.why()
                .brings(null, Map.of(), Map.of("stream", new JsonText("false"), "messages", new JsonText("[]")));
        JsonNode body = body(host().extraBody(other), request);
        assertTrue(body.path("stream").booleanValue());
        assertEquals(1, body.path("messages").size());
    }

    @Test
    void ignoresAnExtraBodyThatIsNoObject() {
        assertEquals(7, body(host().extraBody("[1]"), Wondered.why()).size());
    }

    @Test
    void appendsThePathAndTheHostsParameters() {
        ReasonerHost plain = host().at(URI.create("https://host/v1/")).build();
        assertEquals(
                "https://host/v1/chat/completions",
                ReasonerRequestEncoder.uri(plain).toString());
        ReasonerHost azure = host().at(URI.create("https://host/models"))
                .query(Map.of("b", "x y&", "api-version", "2024-05-01-preview"))
                .build();
        assertEquals(
                "https://host/models/chat/completions?api-version=2024-05-01-preview&b=x+y%26",
                ReasonerRequestEncoder.uri(azure).toString());
    }

    @Test
    void sendsTheKeyAsTheHostWantsIt() {
        assertEquals(
                Map.of("Authorization", "Bearer sk-operator"),
                ReasonerRequestEncoder.headers(host().build(), StageOverrides.NONE));
        assertEquals(
                Map.of("api-key", "k"),
                ReasonerRequestEncoder.headers(host().key("k", "api-key").build(), StageOverrides.NONE));
        assertEquals(
                Map.of(),
                ReasonerRequestEncoder.headers(host().key(null, "Authorization").build(), StageOverrides.NONE));
    }

    @Test
    void theCallersKeyAndHeadersReplaceTheOperators() {
        StageOverrides brought = new StageOverrides("theirs", Map.of("x-title", "Theirs"), Map.of());
        Map<String, String> headers = ReasonerRequestEncoder.headers(
                host().headers(Map.of("X-Title", "Ours", "HTTP-Referer", "us", "authorization", "Basic x"))
                        .build(),
                brought);
        assertEquals("Bearer theirs", headers.get("Authorization"));
        assertEquals("Theirs", headers.get("X-Title"));
        assertEquals("us", headers.get("HTTP-Referer"));
        assertEquals(3, headers.size());
    }

    @Test
    void theOfficialPresetThinksWithTheCurrentModel() {
        ReasonerHost official = preset("official");
        JsonNode body = body(official, Wondered.why().effort(Effort.MINIMAL).build());
        assertEquals(
                "https://api.deepseek.com/chat/completions",
                ReasonerRequestEncoder.uri(official).toString());
        assertEquals("deepseek-v4-pro", body.path("model").asText());
        assertEquals("enabled", body.at("/thinking/type").asText());
        assertEquals("low", body.path("reasoning_effort").asText());
        assertFalse(body.has("stop"));
    }

    @Test
    void theOpenRouterPresetAsksForTheReasoning() {
        JsonNode body =
                body(preset("openrouter", "api-key", "k"), Wondered.why().build());
        assertEquals("deepseek/deepseek-r1-0528", body.path("model").asText());
        assertTrue(body.path("include_reasoning").booleanValue());
    }

    @Test
    void theAzurePresetBringsItsVersionAndPassesOnWhatAzureDoesNotKnow() {
        ReasonerHost azure = preset("azure", "base-url", "https://res.services.ai.azure.com/models", "api-key", "k");
        assertEquals(
                "api-version=2024-05-01-preview",
                ReasonerRequestEncoder.uri(azure).getQuery());
        Map<String, String> headers = ReasonerRequestEncoder.headers(azure, StageOverrides.NONE);
        assertEquals("k", headers.get("api-key"));
        assertEquals("pass-through", headers.get("extra-parameters"));
        assertFalse(headers.containsKey("Authorization"));
    }

    @ParameterizedTest
    @CsvSource({
        "together, deepseek-ai/DeepSeek-R1, false",
        "fireworks, accounts/fireworks/models/deepseek-r1-0528, true",
        "nvidia, deepseek-ai/deepseek-r1-0528, false",
        "ollama, deepseek-r1, true"
    })
    void eachPresetHasItsModelAndSaysWhetherItTakesAnEffort(String name, String model, boolean effort) {
        JsonNode body = body(
                preset(name, "api-key", "k"), Wondered.why().effort(Effort.HIGH).build());
        assertEquals(model, body.path("model").asText());
        assertEquals(effort, body.has("reasoning_effort"));
    }

    @Test
    void anOperatorsOwnWordBeatsThePreset() {
        ReasonerHost host = preset(
                "ollama",
                "model",
                "deepseek-r1:671b",
                "max-tokens",
                "500",
                "min-temperature",
                "0.5",
                "effort-field",
                "think",
                "extra-body",
                "{\"keep_alive\":\"1h\"}",
                "top-p",
                "0.8");
        JsonNode body =
                body(host, Wondered.why().effort(Effort.LOW).sampling(0.0, 0.1).build());
        assertEquals("deepseek-r1:671b", body.path("model").asText());
        assertEquals(500, body.path("max_tokens").asInt());
        assertEquals(0.5, body.path("temperature").doubleValue());
        assertEquals(0.8, body.path("top_p").doubleValue());
        assertEquals("low", body.path("think").asText());
        assertEquals("1h", body.path("keep_alive").asText());
    }

    @Test
    void theBytesAreUtf8() {
        byte[] bytes = ReasonerRequestEncoder.body(
                host().build(), Wondered.why().say("user", "\u6f22").build());
        assertTrue(new String(bytes, StandardCharsets.UTF_8).contains("\"\u6f22\""));
    }
}
