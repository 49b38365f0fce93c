package dev.deepreasoning.api.responses;

import dev.deepreasoning.api.RequestReader;
import dev.deepreasoning.auth.Caller;
import dev.deepreasoning.canonical.CanonicalRequest;
import io.vertx.core.MultiMap;
import jakarta.enterprise.context.ApplicationScoped;

/// Requests of Responses, read and not answered.
@ApplicationScoped
public class ResponsesRequestReader implements RequestReader {
    private final RecentItems items;

    /// @param items that requests may refer to
    ResponsesRequestReader(RecentItems items) {
        this.items = items;
    }

    @Override
    public String endpoint() {
        return "responses";
    }

    @Override
    public CanonicalRequest read(byte[] body, MultiMap headers, Caller caller) {
        return ResponsesRequestDecoder.decode(body, headers, id -> items.find(caller.id(), id))
                .canonical();
    }
}
