package dev.deepreasoning.api.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.deepreasoning.api.SimulatedGateway.Quick;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.smallrye.openapi.runtime.OpenApiConstants;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@TestProfile(Quick.class)
class ApiDocumentTest {
    @TestHTTPResource("/")
    URI gateway;

    @ParameterizedTest
    @CsvSource({
        "/q/openapi, , application/yaml;charset=UTF-8",
        "/q/openapi, */*, application/yaml;charset=UTF-8",
        "/q/openapi, application/json, application/json",
        "/q/openapi?format=JSON, , application/json",
        "/q/openapi?format=yaml, application/json, application/yaml;charset=UTF-8",
        "/q/openapi.json, application/yaml, application/json",
        "/q/openapi.yaml, application/json, application/yaml;charset=UTF-8",
        "/q/openapi.yml?format=json, application/json, application/yaml;charset=UTF-8",
    })
    void isGivenInTheFormThatIsAskedFor(String path, String accept, String type) throws Exception {
        HttpResponse<String> whole = ask("GET", path, accept);
        assertEquals(200, whole.statusCode());
        assertEquals(type, whole.headers().firstValue("content-type").orElseThrow());
        JsonNode document = (type.contains("yaml")
                        ? YAMLMapper.builder().build()
                        : JsonMapper.builder().build())
                .readTree(whole.body());
        assertTrue(document.at("/paths/~1v1~1chat~1completions/post").isObject());
        HttpResponse<String> head = ask("HEAD", path, accept);
        assertEquals("", head.body());
        assertEquals(
                whole.headers().firstValue("content-length"), head.headers().firstValue("content-length"));
    }

    @Test
    void theFrameworkFindsNoneToReadButInDevelopment() throws Exception {
        String document = "META-INF/quarkus-generated-openapi-doc.JSON";
        assertNotNull(Thread.currentThread().getContextClassLoader().getResource(document));
        ClassLoader before = OpenApiConstants.classLoader;
        LaunchMode mode = LaunchMode.current();
        try {
            ApiDocument.hideFromTheFramework();
            assertNull(OpenApiConstants.classLoader.getResourceAsStream(document));
            LaunchMode.set(LaunchMode.DEVELOPMENT);
            try (InputStream found = OpenApiConstants.classLoader.getResourceAsStream(document)) {
                assertNotNull(found);
            }
        } finally {
            LaunchMode.set(mode);
            OpenApiConstants.classLoader = before;
        }
    }

    @Test
    void bothFormsSayTheSame() throws Exception {
        assertEquals(
                JsonMapper.builder()
                        .build()
                        .readTree(ask("GET", "/q/openapi.json", null).body()),
                YAMLMapper.builder()
                        .build()
                        .readTree(ask("GET", "/q/openapi.yaml", null).body()));
    }

    private HttpResponse<String> ask(String method, String path, String accept) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(gateway.resolve(path)).method(method, BodyPublishers.noBody());
        if (accept != null) {
            request.header("accept", accept);
        }
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.build(), BodyHandlers.ofString());
        }
    }
}
