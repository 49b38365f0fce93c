package dev.deepreasoning.catalog;

import dev.deepreasoning.catalog.ReasonerHost.AfterReasoning;
import dev.deepreasoning.catalog.ReasonerHost.Prices;
import dev.deepreasoning.catalog.ReasonerHost.ReasoningFormat;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is known of each kind of host, so that an operator only gives a key. Each line is data: address, model, form of
/// the reasoning, limits, effort member, extra body, header of the key.
public enum ReasonerPreset {
    /// DeepSeek's own API, which R1 itself has left.
    OFFICIAL(
            "https://api.deepseek.com",
            "deepseek-v4-pro",
            ReasoningFormat.FIELD,
            65_536,
            1_000_000,
            "reasoning_effort",
            "{\"thinking\":{\"type\":\"enabled\"}}",
            "Authorization"),
    /// The same by its vendor's name.
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
            "Authorization"),
    /// Any other host that speaks the common form.
    OPENAI(null, null, ReasoningFormat.AUTO, 32_768, 131_072, null, null, "Authorization");

    private static final String GENERIC_MODEL = "deepseek-r1";
    private static final int PRIORITY = 100;
    private static final double MIN_TEMPERATURE = 0.3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration TOTAL = Duration.ofMinutes(10);

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

    /// The preset that an operator named, else the one whose host the address has, else the general one.
    static ReasonerPreset of(ReasonersConfig.Host config) {
        return config.preset()
                .or(() -> config.baseUrl().flatMap(ReasonerPreset::at))
                .orElse(OPENAI);
    }

    private static Optional<ReasonerPreset> at(URI address) {
        String host = address.getHost();
        if (host == null) {
            return Optional.empty();
        }
        String lower = host.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".services.ai.azure.com")) {
            return Optional.of(AZURE);
        }
        for (ReasonerPreset preset : values()) {
            String known = preset.baseUrl;
            if (known != null
                    && preset != OLLAMA
                    && lower.equals(URI.create(known).getHost())) {
                return Optional.of(preset);
            }
        }
        return Optional.empty();
    }

    /// True where `DEEPSEEK_API_KEY` belongs.
    boolean official() {
        return this == OFFICIAL || this == DEEPSEEK;
    }

    /// True where only the operator knows the model's name.
    boolean guessesModel() {
        return model == null;
    }

    /// True where the address is known.
    boolean hasAddress() {
        return baseUrl != null;
    }

    /// The host that an operator describes; absent without an address.
    ///
    /// @param shortKey `DEEPSEEK_API_KEY`, for DeepSeek's own API only
    @Nullable
    ReasonerHost host(String name, ReasonersConfig.Host config, @Nullable String shortKey) {
        URI address = config.baseUrl()
                .or(() -> Optional.ofNullable(baseUrl).map(URI::create))
                .orElse(null);
        if (address == null) {
            return null;
        }
        return new ReasonerHost(
                name,
                Addresses.base(address),
                config.apiKey().orElse(official() ? shortKey : null),
                config.authHeader().orElse(authHeader),
                query(config.query()),
                headers(config.headers()),
                config.extraBody().orElse(extraBody),
                config.model().orElse(model == null ? GENERIC_MODEL : model),
                config.priority(),
                config.weight(),
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

    /// A host of this kind about which nobody has said more.
    ReasonerHost plain(String name, URI address, @Nullable String key) {
        return new ReasonerHost(
                name,
                Addresses.base(address),
                key,
                authHeader,
                Map.of(),
                Map.of(),
                extraBody,
                model == null ? GENERIC_MODEL : model,
                PRIORITY,
                1,
                format,
                AfterReasoning.CANCEL,
                null,
                null,
                MIN_TEMPERATURE,
                maxTokens,
                contextWindow,
                effortField,
                PATIENCE,
                PATIENCE,
                TOTAL,
                null);
    }

    private Map<String, String> query(Map<String, String> configured) {
        return this == AZURE && configured.isEmpty() ? Map.of("api-version", "2024-05-01-preview") : configured;
    }

    /// Azure refuses what it does not know unless told to pass it on.
    private Map<String, String> headers(Map<String, String> configured) {
        if (this != AZURE) {
            return configured;
        }
        Map<String, String> all = new LinkedHashMap<>(Map.of("extra-parameters", "pass-through"));
        all.putAll(configured);
        return all;
    }

    private static @Nullable Prices prices(ReasonersConfig.Host.Price price) {
        if (price.input().isEmpty() || price.output().isEmpty()) {
            return null;
        }
        return new Prices(
                price.input().get(),
                price.cacheRead().orElse(price.input().get()),
                price.output().get());
    }
}
