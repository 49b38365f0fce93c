package dev.deepreasoning.api.chatcompletions;

import dev.deepreasoning.api.RequestReader;
import dev.deepreasoning.auth.Caller;
import dev.deepreasoning.canonical.CanonicalRequest;
import io.vertx.core.MultiMap;
import jakarta.enterprise.context.ApplicationScoped;

/// Requests of Chat Completions, read and not answered.
@ApplicationScoped
public class ChatRequestReader implements RequestReader {
    @Override
    public String endpoint() {
        return "chat_completions";
    }

    @Override
    public CanonicalRequest read(byte[] body, MultiMap headers, Caller caller) {
        return ChatRequestDecoder.decode(body, headers).canonical();
    }
}
