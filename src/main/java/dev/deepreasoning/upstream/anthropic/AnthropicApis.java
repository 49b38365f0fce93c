package dev.deepreasoning.upstream.anthropic;

import dev.deepreasoning.catalog.AnthropicEndpoint;
import dev.deepreasoning.upstream.AnswerText;
import dev.deepreasoning.upstream.Egress;
import dev.deepreasoning.upstream.PlainCalls;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jboss.resteasy.reactive.RestResponse;

/// A REST client for each endpoint, over HTTP/1.1 (a cancelled call must not close a connection that others use).
@ApplicationScoped
class AnthropicApis {
    private static final long READ_SECONDS = 15;
    private static final int LONGEST_BODY = 64 * 1_024;

    private final Egress egress;
    private final Map<AnthropicEndpoint, AnthropicApi> clients = new ConcurrentHashMap<>();

    @Inject
    AnthropicApis(Egress egress) {
        this.egress = egress;
    }

    /// The endpoint's client.
    AnthropicApi of(AnthropicEndpoint endpoint) {
        return clients.computeIfAbsent(endpoint, this::build);
    }

    /// An answer's body as text.
    static String body(RestResponse<String> answer) {
        return AnswerText.of(answer, LONGEST_BODY);
    }

    private AnthropicApi build(AnthropicEndpoint endpoint) {
        MultivaluedMap<String, String> headers = new MultivaluedHashMap<>();
        endpoint.headers().forEach((name, value) -> {
            if (!name.equalsIgnoreCase(ClaudeHeaders.BETA)) {
                headers.putSingle(name, value);
            }
        });
        return PlainCalls.client(endpoint.baseUrl(), egress)
                .readTimeout(READ_SECONDS, TimeUnit.SECONDS)
                .clientHeadersFactory((incoming, outgoing) -> headers)
                .build(AnthropicApi.class);
    }
}
