package dev.deepreasoning.upstream;

import java.net.URI;
import java.util.Map;

/// One POST whose answer is a stream.
///
/// @param host the configured name of who is called
/// @param headers all but `content-type`, `accept`, `host` and the framing ones
/// @param body JSON, UTF-8
public record UpstreamCall(String host, URI uri, Map<String, String> headers, byte[] body, StreamLimits limits) {
    /// Hides headers (keys) and body (prompts).
    @Override
    public String toString() {
        return "UpstreamCall[" + uri.getHost() + uri.getPath() + "]";
    }
}
