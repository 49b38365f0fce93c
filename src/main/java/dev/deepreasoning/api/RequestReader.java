package dev.deepreasoning.api;

import dev.deepreasoning.auth.Caller;
import dev.deepreasoning.canonical.CanonicalRequest;
import io.vertx.core.MultiMap;

/// Reads a dialect's requests for whoever does not answer them. Beans, one for each dialect.
public interface RequestReader {
    /// The dialect's endpoint, by its name in metrics and usage.
    String endpoint();

    /// Reads a body as the endpoint would.
    ///
    /// @throws dev.deepreasoning.canonical.GatewayException as the endpoint's
    CanonicalRequest read(byte[] body, MultiMap headers, Caller caller);
}
