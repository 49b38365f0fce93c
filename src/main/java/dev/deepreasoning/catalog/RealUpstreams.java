package dev.deepreasoning.catalog;

import dev.deepreasoning.config.ShortKeys;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The real services as configuration describes them, and what is missing of them.
///
/// @param reasoners first choice first
/// @param anthropic first choice first
/// @param missing the short keys that would complete it; empty where it is complete
record RealUpstreams(List<ReasonerHost> reasoners, List<AnthropicEndpoint> anthropic, List<String> missing) {
    private static final URI ANTHROPIC = URI.create("https://api.anthropic.com");
    private static final URI DEEPSEEK = URI.create("https://api.deepseek.com");
    private static final String ANTHROPIC_VERSION = "2023-06-01";
    private static final int PRIORITY = 100;

    RealUpstreams {
        reasoners = List.copyOf(reasoners);
        anthropic = List.copyOf(anthropic);
        missing = List.copyOf(missing);
    }

    /// @param ownKeys callers bring keys, so that hosts without one are of use
    static RealUpstreams of(ReasonersConfig reasoners, AnthropicConfig anthropic, ShortKeys keys, boolean ownKeys) {
        List<ReasonerHost> hosts = hosts(reasoners, keys, ownKeys);
        List<AnthropicEndpoint> endpoints = endpoints(anthropic, keys, ownKeys);
        List<String> missing = new ArrayList<>();
        if (hosts.isEmpty()) {
            missing.add("DEEPSEEK_API_KEY");
        }
        if (endpoints.isEmpty()) {
            missing.add("ANTHROPIC_API_KEY");
        }
        return new RealUpstreams(hosts, endpoints, missing);
    }

    boolean complete() {
        return missing.isEmpty();
    }

    private static List<ReasonerHost> hosts(ReasonersConfig config, ShortKeys keys, boolean ownKeys) {
        if (config.reasoners().isEmpty()) {
            return keys.deepseek() == null && !ownKeys ? List.of() : List.of(official(keys.deepseek()));
        }
        return config.reasoners().entrySet().stream()
                .map(host -> ReasonerPreset.of(host.getValue()).host(host.getKey(), host.getValue(), keys.deepseek()))
                .filter(Objects::nonNull)
                .sorted(Comparator.comparingInt(ReasonerHost::priority)
                        .thenComparing(ReasonerHost::weight, Comparator.reverseOrder())
                        .thenComparing(ReasonerHost::name))
                .toList();
    }

    private static ReasonerHost official(@Nullable String key) {
        return ReasonerPreset.OFFICIAL.plain("official", DEEPSEEK, key);
    }

    private static List<AnthropicEndpoint> endpoints(AnthropicConfig config, ShortKeys keys, boolean ownKeys) {
        List<AnthropicEndpoint> all = new ArrayList<>();
        config.endpoints().forEach((name, endpoint) -> {
            String key = endpoint.apiKey().orElse(name.equals(AnthropicConfig.MAIN) ? keys.anthropic() : null);
            if (endpoint.baseUrl().isPresent() || key != null || ownKeys) {
                all.add(new AnthropicEndpoint(
                        name,
                        Addresses.base(endpoint.baseUrl().orElse(ANTHROPIC)),
                        key,
                        endpoint.version(),
                        endpoint.headers(),
                        endpoint.priority()));
            }
        });
        if (all.isEmpty() && (keys.anthropic() != null || ownKeys)) {
            all.add(new AnthropicEndpoint(
                    AnthropicConfig.MAIN, ANTHROPIC, keys.anthropic(), ANTHROPIC_VERSION, Map.of(), PRIORITY));
        }
        all.sort(Comparator.comparingInt(AnthropicEndpoint::priority).thenComparing(AnthropicEndpoint::name));
        return all;
    }
}
