package dev.deepreasoning.api.messages;

import dev.deepreasoning.api.RequestReader;
import dev.deepreasoning.auth.Caller;
import dev.deepreasoning.canonical.CanonicalRequest;
import io.vertx.core.MultiMap;
import jakarta.enterprise.context.ApplicationScoped;

/// Requests of Messages, read and not answered.
@ApplicationScoped
public class MessagesRequestReader implements RequestReader {
    @Override
    public String endpoint() {
        return "messages";
    }

    @Override
    public CanonicalRequest read(byte[] body, MultiMap headers, Caller caller) {
        return MessagesRequestDecoder.decode(body, headers).canonical();
    }
}
