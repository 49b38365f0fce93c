package dev.deepreasoning.api.chatcompletions;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.Headers;
import com.openai.core.http.HttpResponseFor;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The official Java client as its users make it, and the gateway that its tests call: with keys, as in production, and
/// the simulator behind it.
final class OpenAiClients {
    private static final String KEY = "sk-deepreasoning-of-the-test";
    private static final Duration GUARD = Duration.ofSeconds(60);

    private OpenAiClients() {}

    /// A gateway with one key and quick upstreams.
    public static final class Keyed implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>();
            settings.put("deepreasoning.demo", "true");
            settings.put("deepreasoning.auth.mode", "static");
            settings.put("deepreasoning.auth.keys", KEY);
            settings.put("deepreasoning.simulator.first-token-delay", "5ms");
            settings.put("deepreasoning.simulator.interval", "1ms");
            settings.put("deepreasoning.anthropic.first-token-timeout", "1s");
            return settings;
        }
    }

    /// A client with the gateway's key that gives up at the first failure.
    static OpenAIClient client(URI gateway) {
        return client(gateway, KEY, 0);
    }

    static OpenAIClient client(URI gateway, String key, int retries) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(gateway.resolve("/v1").toString())
                .apiKey(key)
                .maxRetries(retries)
                .timeout(GUARD)
                .build();
    }

    /// A retrying client, as it is by default.
    static OpenAIClient retrying(URI gateway) {
        return client(gateway, KEY, 2);
    }

    static ChatCompletionCreateParams.Builder ask(String text) {
        return ChatCompletionCreateParams.builder().model("deepreasoning").addUserMessage(text);
    }

    /// Reads a stream to its end and adds it up as the client does; every chunk must be legal for it.
    static ChatCompletionAccumulator add(OpenAIClient client, ChatCompletionCreateParams params) {
        ChatCompletionAccumulator sum = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(params)) {
            stream.stream().forEach(chunk -> sum.accumulate(chunk.validate()));
        }
        return sum;
    }

    static ChatCompletion streamed(OpenAIClient client, ChatCompletionCreateParams params) {
        return add(client, params).chatCompletion().validate();
    }

    /// An answer with the headers that it came with.
    record Answered(ChatCompletion completion, Headers headers) {
        List<String> header(String name) {
            return headers.values(name);
        }
    }

    static Answered answered(OpenAIClient client, ChatCompletionCreateParams params) {
        try (HttpResponseFor<ChatCompletion> response =
                client.chat().completions().withRawResponse().create(params)) {
            return new Answered(response.parse().validate(), response.headers());
        }
    }

    static ChatCompletion whole(OpenAIClient client, ChatCompletionCreateParams params) {
        return client.chat().completions().create(params).validate();
    }

    static ChatCompletionMessage message(ChatCompletion completion) {
        return completion.choices().getFirst().message();
    }

    /// R1's reasoning, which the client hands on among the members that it does not know.
    static String reasoning(Map<String, JsonValue> additional) {
        JsonValue reasoning = additional.get("reasoning_content");
        return reasoning == null ? "" : reasoning.asStringOrThrow();
    }
}
