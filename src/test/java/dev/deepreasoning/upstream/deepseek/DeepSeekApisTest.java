package dev.deepreasoning.upstream.deepseek;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.deepreasoning.catalog.ReasonerHost;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The REST client as the framework builds it.
@QuarkusTest
class DeepSeekApisTest {
    private static final Duration GUARD = Duration.ofSeconds(20);

    @Inject
    DeepSeekApis apis;

    @Inject
    Vertx vertx;

    private List<String> models(ReasonerHost host) {
        return apis.models(host).await().atMost(GUARD);
    }

    @Test
    void asksWithTheHostsKeyHeadersAndParameters() {
        FakeHost server = new FakeHost(vertx)
                .thenStatus(
                        200, null, "{\"object\":\"list\",\"data\":[{\"id\":\"a\"},{\"name\":\"x\"},{\"id\":\"b\"}]}");
        ReasonerHost host = server.host("main")
                .query(Map.of("api-version", "2024 05"))
                .headers(Map.of("x-title", "us"))
                .build();
        assertEquals(List.of("a", "b"), models(host));
        assertEquals("/v1/models", server.requests.getFirst().path());
        assertEquals("2024 05", server.requests.getFirst().getParam("api-version"));
        assertEquals("Bearer sk-main", server.header(0, "authorization"));
        assertEquals("us", server.header(0, "x-title"));
        assertEquals("HTTP_1_1", server.requests.getFirst().version().name());
        assertSame(apis.of(host), apis.of(host));
    }

    @Test
    void readsABareList() {
        FakeHost server = new FakeHost(vertx).thenStatus(200, null, "[{\"id\":\"a\"}]");
        assertEquals(List.of("a"), models(server.host("main").build()));
    }

    @ParameterizedTest
    @CsvSource({"401, {}", "404, x", "200, x", "200, {}", "204, ''", "500, '[{\"id\":\"a\"}]'"})
    void knowsNothingWhereTheHostDoesNotTell(int status, String body) {
        FakeHost server = new FakeHost(vertx).thenStatus(status, null, body);
        assertEquals(List.of(), models(server.host("main").build()));
    }

    @Test
    void knowsNothingWhereNobodyListens() {
        assertEquals(
                List.of(),
                models(AHost.named("dead").at(URI.create("http://127.0.0.1:1")).build()));
    }
}
