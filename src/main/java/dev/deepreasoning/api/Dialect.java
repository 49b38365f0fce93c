package dev.deepreasoning.api;

import dev.deepreasoning.canonical.GatewayException;

/// How one family of SDKs wants to be told of failures. Beans: a dialect is added by adding one, and nothing else changes;
/// what no other speaks is OpenAI's.
public interface Dialect {
    /// Whether a request for this path is in this dialect.
    ///
    /// @param path normalised, begins with `/`
    /// @param anthropicVersion whether the header `anthropic-version` was sent
    boolean speaks(String path, boolean anthropicVersion);

    /// The HTTP status of a failure.
    default int status(GatewayException failure) {
        return failure.kind().status();
    }

    /// The JSON body of a failure.
    void error(GatewayException failure, String requestId, JsonBytes out);
}
