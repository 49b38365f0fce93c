package dev.deepreasoning.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What generators of clients read.
@QuarkusTest
@TestProfile(SimulatedGateway.Quick.class)
class OpenApiDocumentTest {
    private static final Set<String> METHODS = Set.of("get", "post", "delete", "put", "patch", "head");

    @TestHTTPResource("/q/openapi?format=json")
    URI address;

    private JsonNode document = com.fasterxml.jackson.databind.node.NullNode.getInstance();

    @BeforeEach
    void read() throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            document = JsonMapper.builder()
                    .build()
                    .readTree(http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                            .body());
        }
    }

    @Test
    void everyEndpointIsInIt() {
        assertEquals(
                Set.of(
                        "/",
                        "/v1/account",
                        "/v1/account/chats",
                        "/v1/account/chats/{id}",
                        "/v1/account/keys",
                        "/v1/account/keys/{id}",
                        "/v1/account/ledger",
                        "/v1/account/statement",
                        "/v1/account/usage",
                        "/v1/account/usage/daily",
                        "/v1/account/usage/{id}",
                        "/v1/admin/accounts",
                        "/v1/admin/accounts/{id}",
                        "/v1/admin/accounts/{id}/adjustments",
                        "/v1/admin/accounts/{id}/keys",
                        "/v1/admin/accounts/{id}/keys/{key}",
                        "/v1/admin/accounts/{id}/ledger",
                        "/v1/admin/accounts/{id}/refunds",
                        "/v1/admin/accounts/{id}/statement",
                        "/v1/admin/accounts/{id}/top-ups",
                        "/v1/admin/accounts/{id}/usage",
                        "/v1/admin/accounts/{id}/usage/{request}",
                        "/v1/admin/audit",
                        "/v1/admin/audit-log",
                        "/v1/admin/margin",
                        "/v1/admin/upstreams",
                        "/v1/chat/completions",
                        "/v1/estimate",
                        "/v1/estimate/chat/completions",
                        "/v1/estimate/messages",
                        "/v1/estimate/responses",
                        "/v1/messages",
                        "/v1/messages/count_tokens",
                        "/v1/models",
                        "/v1/models/{id}",
                        "/v1/pricing",
                        "/v1/responses",
                        "/v1/responses/input_tokens"),
                new TreeSet<>(document.get("paths")
                        .propertyStream()
                        .map(Map.Entry::getKey)
                        .toList()));
    }

    @Test
    void everyOperationHasANameASuccessAndItsFailures() {
        Set<String> names = new TreeSet<>();
        for (Operation operation : operations()) {
            JsonNode node = operation.node;
            assertTrue(names.add(node.path("operationId").asText()), operation.name);
            assertTrue(node.has("summary"), operation.name);
            assertTrue(node.get("responses").has("200"), operation.name);
            if (!operation.name.equals("get /")) {
                assertTrue(node.get("responses").has("401"), operation.name);
            }
            if (operation.name.startsWith("post")) {
                JsonNode body = node.at("/requestBody/content/application~1json");
                assertTrue(body.has("schema"), operation.name);
                assertTrue(body.has("examples"), operation.name);
                assertTrue(node.get("responses").has("400"), operation.name);
                assertTrue(
                        node.at("/responses/200/content/application~1json/examples")
                                .isObject(),
                        operation.name);
            }
        }
    }

    @Test
    void everyAnswerAboutAccountsHasAnExample() {
        for (Operation operation : operations()) {
            boolean accounts = operation.name.contains(" /v1/account") || operation.name.contains(" /v1/admin");
            if (accounts && !operation.name.startsWith("delete")) {
                JsonNode content = operation.node.at("/responses/200/content");
                assertFalse(content.isEmpty(), operation.name);
                content.properties()
                        .forEach(each -> assertTrue(each.getValue().has("examples"), operation.name + each.getKey()));
            }
        }
    }

    @Test
    void everyReferenceHasItsTarget() {
        List<String> missing = new ArrayList<>();
        references(document, missing);
        assertEquals(List.of(), missing);
    }

    @Test
    void itSaysHowACallerIsKnown() {
        assertEquals("DeepReasoning", document.at("/info/title").asText());
        assertEquals(
                "bearer",
                document.at("/components/securitySchemes/bearer/scheme").asText());
        assertEquals(
                "x-api-key",
                document.at("/components/securitySchemes/apiKey/name").asText());
    }

    @Test
    void nothingOfTheFrameworkIsInIt() {
        for (String leaked : List.of("RoutingContext", "Buffer", "JsonObject", "Session", "User")) {
            assertFalse(document.at("/components/schemas").has(leaked), leaked);
        }
    }

    private record Operation(String name, JsonNode node) {}

    private List<Operation> operations() {
        List<Operation> all = new ArrayList<>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(method -> {
                    if (METHODS.contains(method.getKey())) {
                        all.add(new Operation(method.getKey() + " " + path.getKey(), method.getValue()));
                    }
                }));
        return all;
    }

    private void references(JsonNode node, List<String> missing) {
        JsonNode reference = node.path("$ref");
        if (reference.isTextual()
                && document.at(reference.asText().substring(1)).isMissingNode()) {
            missing.add(reference.asText());
        }
        node.forEach(child -> references(child, missing));
    }
}
