package dev.deepreasoning.api.winfunc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.deepreasoning.api.winfunc.NoOwnKeysTest.NotAllowed;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A gateway whose operator did not allow callers' keys.
@QuarkusTest
@TestProfile(NotAllowed.class)
@QuarkusTestResource(value = WatchedUpstreams.class, restrictToAnnotatedClass = true)
class NoOwnKeysTest {
    private static final String HI =
            "{\"model\":\"deepreasoning\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

    /// As it is by default.
    public static final class NotAllowed implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("deepreasoning.anthropic.preflight", "never");
        }
    }

    @Test
    void thereIsNothingAtTheRoot() {
        RestAssured.given()
                .contentType("application/json")
                .header("X-DeepSeek-API-Token", "a")
                .header("X-Anthropic-API-Token", "b")
                .body(HI)
                .post("/")
                .then()
                .statusCode(404);
        RestAssured.get("/").then().statusCode(200);
    }

    @Test
    void callersKeysLetNobodyInAndGoNowhere() {
        RestAssured.given()
                .contentType("application/json")
                .header("X-DeepSeek-API-Token", "a")
                .header("X-Anthropic-API-Token", "b")
                .body(HI)
                .post("/v1/chat/completions")
                .then()
                .statusCode(401);
        WatchedUpstreams.SEEN.clear();
        RestAssured.given()
                .contentType("application/json")
                .header("authorization", "Bearer " + WatchedUpstreams.GATEWAY_KEY)
                .header("X-DeepSeek-API-Token", "a")
                .header("X-Anthropic-API-Token", "b")
                .body(HI)
                .post("/v1/chat/completions")
                .then()
                .statusCode(200);
        assertEquals(
                List.of("Bearer operators-first", "operators-claude"),
                WatchedUpstreams.SEEN.stream().map(WatchedUpstreams.Seen::key).toList());
    }
}
