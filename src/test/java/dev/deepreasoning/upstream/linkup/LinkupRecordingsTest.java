package dev.deepreasoning.upstream.linkup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.SearchOptions;
import dev.deepreasoning.pipeline.WebSearch.WebPage;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// Every recorded answer of Linkup, sent with its status and headers, read by the client.
@QuarkusTest
class LinkupRecordingsTest {
    private static final SearchOptions MANY = new SearchOptions(null, List.of(), List.of(), null, null, 100);
    private static final Map<String, ErrorKind> ERRORS = Map.of(
            "VALIDATION_ERROR", ErrorKind.INVALID_REQUEST,
            "UNAUTHORIZED", ErrorKind.AUTHENTICATION,
            "PAYMENT_REQUIRED", ErrorKind.INSUFFICIENT_CREDITS,
            "FORBIDDEN", ErrorKind.AUTHENTICATION,
            "INSUFFICIENT_FUNDS_CREDITS", ErrorKind.INSUFFICIENT_CREDITS,
            "TOO_MANY_REQUESTS", ErrorKind.RATE_LIMITED,
            "INTERNAL_SERVER_ERROR", ErrorKind.UPSTREAM_ERROR);

    @Inject
    Vertx vertx;

    private static Path folder() {
        Path folder = Path.of(System.getProperty("recordings", "../shared/recordings"));
        if (!Files.isRegularFile(folder.resolve("index.json"))) {
            String sentence = "The recordings are not here (-Drecordings=<dir>): " + folder;
            if (Boolean.getBoolean("ci") || System.getenv("CI") != null) {
                fail(sentence);
            }
            Assumptions.abort(sentence);
        }
        return folder;
    }

    private static List<JsonObject> entries(Path folder) throws IOException {
        Object index = Json.decodeValue(Files.readString(folder.resolve("index.json")));
        JsonArray all = index instanceof JsonArray array ? array : ((JsonObject) index).getJsonArray("entries");
        List<JsonObject> linkups = new ArrayList<>();
        for (Object entry : all) {
            if (entry instanceof JsonObject object && "linkup".equals(object.getString("provider"))) {
                linkups.add(object);
            }
        }
        return linkups;
    }

    @Test
    void eachIsReadAsWhatItIs() throws IOException {
        Path folder = folder();
        List<JsonObject> entries = entries(folder);
        assertTrue(entries.size() >= 17, entries.size() + " recordings");
        for (JsonObject entry : entries) {
            String name = entry.getString("file");
            byte[] body = Files.readAllBytes(folder.resolve(name));
            List<String> headers = new ArrayList<>(List.of("retry-after", "0"));
            entry.getJsonObject("headers").forEach(header -> {
                headers.add(header.getKey());
                headers.add(String.valueOf(header.getValue()));
            });
            FakeLinkup linkup =
                    new FakeLinkup(vertx).then(entry.getInteger("status"), body, headers.toArray(String[]::new));
            try {
                check(
                        name,
                        entry.getInteger("status"),
                        new JsonObject(new String(body, StandardCharsets.UTF_8)),
                        linkup);
            } finally {
                linkup.stop();
            }
        }
    }

    private static List<WebPage> found(FakeLinkup linkup) {
        return FakeLinkup.asked(linkup.client(FakeLinkup.GUARD), MANY, null)
                .await()
                .atMost(FakeLinkup.GUARD);
    }

    private static void check(String name, int status, JsonObject body, FakeLinkup linkup) {
        if (status == 200 && body.containsKey("results")) {
            Set<String> expected = new LinkedHashSet<>();
            for (Object result : body.getJsonArray("results")) {
                JsonObject hit = (JsonObject) result;
                if (!"image".equals(hit.getString("type"))) {
                    expected.add(hit.getString("url"));
                }
            }
            List<WebPage> pages = found(linkup);
            assertEquals(List.copyOf(expected), pages.stream().map(WebPage::url).toList(), name);
            pages.forEach(
                    page -> assertFalse(page.name().isEmpty() || page.content().isEmpty(), name));
        } else if (status == 200) {
            GatewayException failure = assertThrows(GatewayException.class, () -> found(linkup), name);
            assertEquals("invalid_answer", failure.code(), name);
        } else {
            String code = body.getJsonObject("error").getString("code");
            if (code.equals("SEARCH_QUERY_NO_RESULT")) {
                assertEquals(List.of(), found(linkup), name);
                return;
            }
            GatewayException failure = assertThrows(GatewayException.class, () -> found(linkup), name);
            assertEquals(ERRORS.get(code), failure.kind(), name);
            assertEquals(code, failure.code(), name);
        }
    }
}
