package dev.deepreasoning.upstream.anthropic;

import dev.deepreasoning.canonical.StageOverrides;
import dev.deepreasoning.catalog.AnthropicEndpoint;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The headers of one call: the endpoint's, over them the caller's, and the key.
final class ClaudeHeaders {
    static final String BETA = "anthropic-beta";

    private ClaudeHeaders() {}

    /// All of them, by lower-case name.
    static Map<String, String> of(AnthropicEndpoint endpoint, StageOverrides overrides) {
        Map<String, String> headers = new TreeMap<>();
        endpoint.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        headers.put("anthropic-version", endpoint.version());
        overrides.headers().forEach((name, value) -> {
            String key = name.toLowerCase(Locale.ROOT);
            // Features add up, unlike all else.
            headers.merge(key, value, (ours, theirs) -> key.equals(BETA) ? ours + "," + theirs : theirs);
        });
        String credential = key(endpoint, overrides);
        if (credential != null) {
            headers.put("x-api-key", credential);
        }
        return headers;
    }

    /// The key that pays for the call.
    static @Nullable String key(AnthropicEndpoint endpoint, StageOverrides overrides) {
        String callers = overrides.credential();
        return callers == null ? endpoint.apiKey() : callers;
    }
}
