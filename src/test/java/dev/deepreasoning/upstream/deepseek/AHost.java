package dev.deepreasoning.upstream.deepseek;

import dev.deepreasoning.catalog.ReasonerHost;
import dev.deepreasoning.catalog.ReasonerHost.AfterReasoning;
import dev.deepreasoning.catalog.ReasonerHost.ReasoningFormat;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Builds hosts for tests: one that says nothing of itself, with patience, unless told otherwise.
final class AHost {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final String name;
    private URI baseUrl = URI.create("http://127.0.0.1:1/v1");
    private @Nullable String key = "sk-operator";
    private String authHeader = "Authorization";
    private Map<String, String> query = Map.of();
    private Map<String, String> headers = Map.of();
    private @Nullable String extraBody;
    private int priority = 100;
    private int weight = 1;
    private ReasoningFormat format = ReasoningFormat.AUTO;
    private AfterReasoning after = AfterReasoning.CANCEL;
    private @Nullable Double temperature;
    private @Nullable Double topP;
    private int maxTokens = 32_768;
    private int window = 131_072;
    private @Nullable String effortField;
    private Duration firstToken = LONG;
    private Duration idle = LONG;
    private Duration total = LONG;

    private AHost(String name) {
        this.name = name;
    }

    static AHost named(String name) {
        return new AHost(name);
    }

    AHost at(URI address) {
        baseUrl = address;
        return this;
    }

    AHost key(@Nullable String wanted, String header) {
        key = wanted;
        authHeader = header;
        return this;
    }

    AHost query(Map<String, String> parameters) {
        query = parameters;
        return this;
    }

    AHost headers(Map<String, String> wanted) {
        headers = wanted;
        return this;
    }

    AHost extraBody(String json) {
        extraBody = json;
        return this;
    }

    AHost order(int wantedPriority, int wantedWeight) {
        priority = wantedPriority;
        weight = wantedWeight;
        return this;
    }

    AHost format(ReasoningFormat wanted) {
        format = wanted;
        return this;
    }

    AHost drain() {
        after = AfterReasoning.DRAIN;
        return this;
    }

    AHost fixed(@Nullable Double wantedTemperature, @Nullable Double wantedTopP) {
        temperature = wantedTemperature;
        topP = wantedTopP;
        return this;
    }

    AHost limits(int wantedMaxTokens, int wantedWindow) {
        maxTokens = wantedMaxTokens;
        window = wantedWindow;
        return this;
    }

    AHost effort(String field) {
        effortField = field;
        return this;
    }

    AHost firstToken(Duration limit) {
        firstToken = limit;
        return this;
    }

    AHost idle(Duration limit) {
        idle = limit;
        return this;
    }

    AHost total(Duration limit) {
        total = limit;
        return this;
    }

    ReasonerHost build() {
        return new ReasonerHost(
                name,
                baseUrl,
                key,
                authHeader,
                query,
                headers,
                extraBody,
                "r1-of-" + name,
                priority,
                weight,
                format,
                after,
                temperature,
                topP,
                0.3,
                maxTokens,
                window,
                effortField,
                firstToken,
                idle,
                total,
                null);
    }
}
