package dev.deepreasoning.catalog;

import dev.deepreasoning.catalog.ReasonerHost.AfterReasoning;
import dev.deepreasoning.catalog.ReasonerHost.ReasoningFormat;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is known of each kind of host, so that an operator only gives a key.
enum ReasonerPreset {
    OPENAI(null, null, ReasoningFormat.AUTO, 32_768, 131_072, null, null, "Authorization"),
    DEEPSEEK(
            "https://api.deepseek.com",
            "deepseek-v4-pro",
            ReasoningFormat.FIELD,
            65_536,
            1_000_000,
            "reasoning_effort",
            "{\"thinking\":{\"type\":\"enabled\"}}",
            "Authorization"),
    OPENROUTER(
            "https://openrouter.ai/api/v1",
            "deepseek/deepseek-r1-0528",
            ReasoningFormat.AUTO,
            32_768,
            163_840,
            null,
            "{\"include_reasoning\":true}",
            "Authorization"),
    TOGETHER(
            "https://api.together.xyz/v1",
            "deepseek-ai/DeepSeek-R1",
            ReasoningFormat.AUTO,
            32_768,
            163_840,
            null,
            null,
            "Authorization"),
    FIREWORKS(
            "https://api.fireworks.ai/inference/v1",
            "accounts/fireworks/models/deepseek-r1-0528",
            ReasoningFormat.AUTO,
            32_768,
            163_840,
            "reasoning_effort",
            null,
            "Authorization"),
    AZURE(null, "DeepSeek-R1-0528", ReasoningFormat.AUTO, 32_768, 131_072, null, null, "api-key"),
    NVIDIA(
            "https://integrate.api.nvidia.com/v1",
            "deepseek-ai/deepseek-r1-0528",
            ReasoningFormat.AUTO,
            32_768,
            131_072,
            null,
            null,
            "Authorization"),
    VLLM(null, null, ReasoningFormat.AUTO, 32_768, 131_072, null, null, "Authorization"),
    SGLANG(null, null, ReasoningFormat.AUTO, 32_768, 131_072, null, null, "Authorization"),
    OLLAMA(
            "http://localhost:11434/v1",
            "deepseek-r1",
            ReasoningFormat.AUTO,
            8_192,
            32_768,
            "reasoning_effort",
            null,
            "Authorization");

    private static final int DEFAULT_WEIGHT_FLOOR = 1;

    private final @Nullable String baseUrl;
    private final @Nullable String model;
    private final ReasoningFormat format;
    private final int maxTokens;
    private final int contextWindow;
    private final @Nullable String effortField;
    private final @Nullable String extraBody;
    private final String authHeader;

    ReasonerPreset(
            @Nullable String baseUrl,
            @Nullable String model,
            ReasoningFormat format,
            int maxTokens,
            int contextWindow,
            @Nullable String effortField,
            @Nullable String extraBody,
            String authHeader) {
        this.baseUrl = baseUrl;
        this.model = model;
        this.format = format;
        this.maxTokens = maxTokens;
        this.contextWindow = contextWindow;
        this.effortField = effortField;
        this.extraBody = extraBody;
        this.authHeader = authHeader;
    }

    static ReasonerPreset named(String name, String property) {
        String known = name.equals("official") ? "deepseek" : name;
        for (ReasonerPreset preset : values()) {
            if (preset.name().toLowerCase(Locale.ROOT).equals(known.toLowerCase(Locale.ROOT))) {
                return preset;
            }
        }
        throw new IllegalArgumentException(property + " is not a preset: " + name);
    }

    /// @throws IllegalArgumentException naming the property that is missing
    ReasonerHost host(String name, ReasonersConfig.Host config) {
        String prefix = "deepreasoning.reasoners." + name + ".";
        return new ReasonerHost(
                name,
                config.baseUrl()
                        .or(() -> Optional.ofNullable(baseUrl).map(URI::create))
                        .orElseThrow(() -> missing(prefix + "base-url")),
                config.apiKey().orElse(null),
                config.authHeader().orElse(authHeader),
                query(config.query()),
                config.headers(),
                config.extraBody().orElse(extraBody),
                config.model().or(() -> Optional.ofNullable(model)).orElseThrow(() -> missing(prefix + "model")),
                config.priority(),
                Math.max(DEFAULT_WEIGHT_FLOOR, config.weight()),
                config.reasoningFormat().orElse(format),
                config.afterReasoning().orElse(AfterReasoning.CANCEL),
                config.temperature().orElse(null),
                config.topP().orElse(null),
                config.minTemperature(),
                config.maxTokens().orElse(maxTokens),
                config.contextWindow().orElse(contextWindow),
                config.effortField().orElse(effortField),
                config.firstTokenTimeout(),
                config.idleTimeout(),
                config.totalTimeout(),
                prices(config.price()));
    }

    private Map<String, String> query(Map<String, String> configured) {
        return this == AZURE && configured.isEmpty() ? Map.of("api-version", "2024-05-01-preview") : configured;
    }

    private static ReasonerHost.@Nullable Prices prices(ReasonersConfig.Host.Price price) {
        if (price.input().isEmpty() || price.output().isEmpty()) {
            return null;
        }
        return new ReasonerHost.Prices(
                price.input().get(),
                price.cacheRead().orElse(price.input().get()),
                price.output().get());
    }

    private static IllegalArgumentException missing(String property) {
        return new IllegalArgumentException(property + " is missing");
    }
}
