package dev.deepreasoning.upstream.anthropic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.catalog.AnthropicEndpoint;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.resteasy.reactive.RestResponse;
import org.junit.jupiter.api.Test;

/// The REST client as the framework builds it.
@QuarkusTest
class AnthropicApisTest {
    private static final Duration GUARD = Duration.ofSeconds(20);

    @Inject
    AnthropicApis apis;

    @Inject
    Vertx vertx;

    private AnthropicEndpoint endpoint(FakeClaude server) {
        return new AnthropicEndpoint(
                "main",
                URI.create(server.uri() + "/proxy"),
                null,
                "2023-06-01",
                Map.of("anthropic-beta", "one", "x-proxy", "yes"),
                1);
    }

    private static RestResponse<String> count(AnthropicApi api, String key) {
        byte[] body = "{\"model\":\"é\"}".getBytes(StandardCharsets.UTF_8);
        return api.countTokens(key, "2023-06-01", "two", body).await().atMost(GUARD);
    }

    @Test
    void sendsTheBodyAsItIsWithEveryHeader() {
        FakeClaude server = new FakeClaude(vertx).thenStatus(200, null, "{\"input_tokens\":5}");
        RestResponse<String> answer = count(apis.of(endpoint(server)), "k");
        assertEquals(200, answer.getStatus());
        assertEquals("{\"input_tokens\":5}", AnthropicApis.body(answer));
        assertEquals(
                "/proxy/v1/messages/count_tokens", server.requests.getFirst().path());
        assertEquals("{\"model\":\"é\"}", server.bodies.getFirst());
        assertEquals("k", server.header(0, "x-api-key"));
        assertEquals("2023-06-01", server.header(0, "anthropic-version"));
        assertEquals("two", server.header(0, "anthropic-beta"));
        assertEquals("yes", server.header(0, "x-proxy"));
        assertEquals("application/json", server.header(0, "content-type"));
        assertEquals("HTTP_1_1", server.requests.getFirst().version().name());
    }

    @Test
    void givesARefusalWithItsBodyAndHeaders() {
        FakeClaude server = new FakeClaude(vertx).thenStatus(429, "7", "{\"error\":{}}");
        RestResponse<String> answer = count(apis.of(endpoint(server)), "k");
        assertEquals(429, answer.getStatus());
        assertEquals("{\"error\":{}}", AnthropicApis.body(answer));
        assertEquals("7", answer.getHeaderString("retry-after"));
    }

    /// A prompt is counted while R1 starts, for as many callers as there are.
    @Test
    void manyCountsRunAtOnce() throws InterruptedException {
        CountDownLatch all = new CountDownLatch(120);
        FakeClaude server = new FakeClaude(vertx).then(_ -> all.countDown());
        AnthropicApi api = apis.of(endpoint(server));
        List<Cancellable> calls = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            calls.add(api.countTokens("k", "2023-06-01", null, new byte[] {'{', '}'})
                    .subscribe()
                    .with(_ -> {}, _ -> {}));
        }
        assertTrue(all.await(10, TimeUnit.SECONDS), all.getCount() + " wait for a connection");
        calls.forEach(Cancellable::cancel);
    }

    @Test
    void keepsOneClientForEachEndpointAndFailsWhereNothingListens() {
        AnthropicEndpoint nowhere =
                new AnthropicEndpoint("dead", URI.create("http://127.0.0.1:1"), null, "2023-06-01", Map.of(), 1);
        assertSame(apis.of(nowhere), apis.of(nowhere));
        assertThrows(RuntimeException.class, () -> count(apis.of(nowhere), "k"));
    }
}
