package dev.deepreasoning.api.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.NotFoundException;
import com.openai.models.models.Model;
import dev.deepreasoning.api.SimulatedGateway;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The model list as both families of SDKs read it.
@QuarkusTest
@TestProfile(SimulatedGateway.Quick.class)
class ModelsResourceTest {
    private static final String HAIKU = "deepreasoning/claude-haiku-4-5-20251001";

    @TestHTTPResource("/")
    URI gateway;

    private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.resolve(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.build(), BodyHandlers.ofString());
        }
    }

    private JsonObject json(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = get(path);
        assertEquals(200, answer.statusCode(), answer::body);
        return new JsonObject(answer.body());
    }

    private static List<String> ids(JsonObject page) {
        return page.getJsonArray("data").stream()
                .map(each -> ((JsonObject) each).getString("id"))
                .toList();
    }

    @Test
    void allModelsStandOnOnePageRetiredOnesIncluded() throws IOException, InterruptedException {
        JsonObject page = json("/v1/models");
        List<String> ids = ids(page);
        assertEquals("list", page.getString("object"));
        assertFalse(page.getBoolean("has_more"));
        assertEquals("deepreasoning", ids.getFirst());
        assertEquals(page.getString("first_id"), ids.getFirst());
        assertEquals(page.getString("last_id"), ids.getLast());
        assertTrue(ids.contains(HAIKU));
        assertTrue(ids.contains("deepreasoning/claude-3-opus-20240229"));
        assertTrue(ids.stream().noneMatch(id -> id.startsWith("claude")), "bare ids mean the same, and are not listed");
    }

    @Test
    void eachModelHasTheMembersOfBothFamilies() throws IOException, InterruptedException {
        for (Object each : json("/v1/models").getJsonArray("data")) {
            JsonObject model = (JsonObject) each;
            assertEquals("model", model.getString("object"));
            assertEquals("model", model.getString("type"));
            assertTrue(model.getLong("created") > 0);
            assertTrue(model.getString("created_at").endsWith("Z"));
            assertEquals("deepreasoning", model.getString("owned_by"));
            assertFalse(model.getString("display_name").isEmpty());
            assertTrue(model.getInteger("max_output_tokens") > 0);
            assertTrue(List.of("active", "deprecated", "retired").contains(model.getString("lifecycle")));
            JsonArray prices = model.getJsonArray("pricing_rows");
            assertEquals("web_search", prices.getJsonObject(prices.size() - 1).getString("type"));
        }
    }

    @Test
    void aRetiredModelSaysSinceWhenAndWhatTookItsPlace() throws IOException, InterruptedException {
        JsonObject opus = json("/v1/models/deepreasoning/claude-3-opus-20240229");
        assertEquals("retired", opus.getString("lifecycle"));
        assertEquals("2026-01-05T00:00:00Z", opus.getString("retires_at"));
        assertEquals("2026-01-05", opus.getString("shutdown_date"));
        assertFalse(opus.getString("replacement").isEmpty());
        JsonObject haiku = json("/v1/models/" + HAIKU);
        assertEquals("active", haiku.getString("lifecycle"));
        assertNull(haiku.getString("retires_at"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/models/deepreasoning/claude-haiku-4-5-20251001",
                "/v1/models/deepreasoning%2Fclaude-haiku-4-5-20251001",
                "/models/deepreasoning/claude-haiku-4-5-20251001",
                "/v1/models/deepreasoning/claude-haiku-4-5-20251001/"
            })
    void oneModelIsFoundHoweverItsSlashIsWritten(String path) throws IOException, InterruptedException {
        assertEquals(HAIKU, json(path).getString("id"));
    }

    @Test
    void pagesFollowOneAnotherInBothDirections() throws IOException, InterruptedException {
        List<String> all = ids(json("/v1/models"));
        JsonObject first = json("/v1/models?limit=2");
        assertEquals(all.subList(0, 2), ids(first));
        assertTrue(first.getBoolean("has_more"));
        JsonObject second = json("/v1/models?limit=2&after_id=" + first.getString("last_id"));
        assertEquals(all.subList(2, 4), ids(second));
        JsonObject back = json("/v1/models?limit=2&before_id=" + all.get(4));
        assertEquals(all.subList(2, 4), ids(back));
        assertTrue(back.getBoolean("has_more"));
        JsonObject last = json("/v1/models?after_id=" + all.getLast());
        assertEquals(List.of(), ids(last));
        assertNull(last.getString("first_id"));
        assertEquals(all, ids(json("/v1/models?limit=1000&after_id=&client_version=1")));
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0,limit",
        "limit=1001,limit",
        "limit=x,limit",
        "after_id=nope,after_id",
        "before_id=nope,before_id"
    })
    void aWrongPageIsRefusedByName(String query, String param) throws IOException, InterruptedException {
        HttpResponse<String> refused = get("/v1/models?" + query);
        assertEquals(400, refused.statusCode());
        assertEquals(
                param, new JsonObject(refused.body()).getJsonObject("error").getString("param"));
    }

    @Test
    void anUnknownModelIsToldInTheCallersDialect() throws IOException, InterruptedException {
        HttpResponse<String> openai = get("/v1/models/nope");
        assertEquals(404, openai.statusCode());
        assertEquals(
                "model_not_found",
                new JsonObject(openai.body()).getJsonObject("error").getString("code"));
        HttpResponse<String> anthropic = get("/v1/models/nope", "anthropic-version", "2023-06-01");
        assertEquals(404, anthropic.statusCode());
        JsonObject body = new JsonObject(anthropic.body());
        assertEquals("error", body.getString("type"));
        assertEquals("not_found_error", body.getJsonObject("error").getString("type"));
    }

    /// @return the parameter that an estimate is refused for; empty where it is not
    private String refused(String parameter, Object value) throws IOException, InterruptedException {
        String body = SimulatedGateway.ask("Hi", false).put(parameter, value).encode();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(gateway.resolve("/v1/estimate/chat/completions"))
                            .header("content-type", "application/json")
                            .POST(BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
            return answer.statusCode() == 200
                    ? ""
                    : new JsonObject(answer.body()).getJsonObject("error").getString("param");
        }
    }

    @Test
    void whatIsToldOfAParameterIsWhatHolds() throws IOException, InterruptedException {
        int ranges = 0;
        int choices = 0;
        for (Object each : json("/v1/models/deepreasoning").getJsonArray("supported_parameters")) {
            JsonObject parameter = (JsonObject) each;
            String name = parameter.getString("name");
            if (parameter.containsKey("max")) {
                ranges++;
                assertEquals("", refused(name, parameter.getInteger("min")));
                assertEquals("", refused(name, parameter.getInteger("max")));
                assertEquals(name, refused(name, parameter.getInteger("min") - 1));
                assertEquals(name, refused(name, parameter.getInteger("max") + 1));
            }
            if (parameter.containsKey("values")) {
                choices++;
                for (Object value : parameter.getJsonArray("values")) {
                    assertEquals("", refused(name, value), name + " " + value);
                }
                assertEquals(name, refused(name, "else"));
            }
            if (parameter.containsKey("default")) {
                assertEquals("", refused(name, parameter.getValue("default")), name);
            }
            if (parameter.getString("type").equals("boolean")) {
                assertEquals(name, refused(name, "yes"));
            }
        }
        assertEquals(5, ranges);
        assertEquals(3, choices);
    }

    @Test
    void theOfficialClientListsAndFinds() {
        OpenAIClient client = OpenAIOkHttpClient.builder()
                .baseUrl(gateway.resolve("/v1").toString())
                .apiKey("unused")
                .build();
        List<String> ids =
                client.models().list().autoPager().stream().map(Model::id).toList();
        assertEquals("deepreasoning", ids.getFirst());
        assertEquals(HAIKU, client.models().retrieve(HAIKU).validate().id());
        assertThrows(NotFoundException.class, () -> client.models().retrieve("nope"));
    }

    @Test
    void theRootSaysWhatThisIs() throws IOException, InterruptedException {
        JsonObject root = json("/");
        assertEquals("DeepReasoning", root.getString("name"));
        assertEquals("/q/openapi", root.getString("docs"));
        assertTrue(root.getJsonArray("endpoints").contains("/v1/messages"));
    }
}
