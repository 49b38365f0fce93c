package dev.deepreasoning.catalog;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One place where Claude answers.
///
/// @param name as configured; `main` for the unnamed one
/// @param baseUrl the part before `/v1/messages`
/// @param version value of `anthropic-version`
/// @param headers extra request headers, `anthropic-beta` among them
/// @param priority lower is tried first
public record AnthropicEndpoint(
        String name, URI baseUrl, @Nullable String apiKey, String version, Map<String, String> headers, int priority) {
    public AnthropicEndpoint {
        headers = Map.copyOf(headers);
    }

    /// Hides the key.
    @Override
    public String toString() {
        return "AnthropicEndpoint[" + name + ", " + baseUrl + "]";
    }
}
