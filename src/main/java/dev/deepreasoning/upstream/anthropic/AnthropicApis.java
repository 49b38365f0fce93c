package dev.deepreasoning.upstream.anthropic;

import dev.deepreasoning.catalog.AnthropicEndpoint;
import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jboss.resteasy.reactive.RestResponse;

/// A REST client for each endpoint, over HTTP/1.1 (a cancelled call must not close a connection that others use).
@ApplicationScoped
class AnthropicApis {
    private static final long CONNECT_SECONDS = 5;
    private static final long READ_SECONDS = 15;
    private static final int LONGEST_BODY = 64 * 1_024;

    private final Map<AnthropicEndpoint, AnthropicApi> clients = new ConcurrentHashMap<>();

    /// The endpoint's client.
    AnthropicApi of(AnthropicEndpoint endpoint) {
        return clients.computeIfAbsent(endpoint, AnthropicApis::build);
    }

    /// An answer's body as text, cut where it is absurdly long, empty where there is none. The framework reads it only
    /// for a success; that of a refusal comes as a stream over bytes that have all arrived.
    static String body(RestResponse<String> answer) {
        Object entity = ((RestResponse<?>) answer).getEntity();
        if (!(entity instanceof InputStream stream)) {
            return entity == null ? "" : entity.toString();
        }
        try (stream) {
            return new String(stream.readNBytes(LONGEST_BODY), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static AnthropicApi build(AnthropicEndpoint endpoint) {
        MultivaluedMap<String, String> headers = new MultivaluedHashMap<>();
        endpoint.headers().forEach((name, value) -> {
            if (!name.equalsIgnoreCase(ClaudeHeaders.BETA)) {
                headers.putSingle(name, value);
            }
        });
        return QuarkusRestClientBuilder.newBuilder()
                .baseUri(endpoint.baseUrl())
                .connectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
                .readTimeout(READ_SECONDS, TimeUnit.SECONDS)
                .property("microprofile.rest.client.disable.default.mapper", true)
                .clientHeadersFactory((incoming, outgoing) -> headers)
                .build(AnthropicApi.class);
    }
}
