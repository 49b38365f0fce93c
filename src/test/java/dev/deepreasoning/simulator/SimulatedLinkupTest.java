package dev.deepreasoning.simulator;

import static dev.deepreasoning.simulator.SimulatedHost.LINKUP;
import static dev.deepreasoning.simulator.SimulatedHost.search;
import static dev.deepreasoning.simulator.SimulatedHost.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.simulator.SimulatedHost.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SimulatedLinkupTest {
    @RegisterExtension
    static final SimulatedHost HOST = new SimulatedHost();

    private static final String SCHEMA =
            "{\\\"type\\\":\\\"object\\\",\\\"properties\\\":{\\\"name\\\":{\\\"type\\\":\\\"string\\\"}}}";

    @Test
    void findsPagesThatSayThatTheyAreSimulated() throws Exception {
        Answer answer = HOST.post(LINKUP, search("Quarkus [[sim:claude.tokens=3]]"));

        assertEquals(200, answer.status());
        JsonArray results = answer.json().getJsonArray("results");
        assertEquals(3, results.size());
        for (int i = 0; i < 3; i++) {
            JsonObject hit = results.getJsonObject(i);
            assertEquals("text", hit.getString("type"));
            assertEquals("Simulated page " + (i + 1), hit.getString("name"));
            assertTrue(hit.getString("url").matches("https://example\\.(com|org|net)/simulated/" + (i + 1)));
            assertTrue(hit.getString("content").startsWith("This is a simulated page about “Quarkus”."));
            assertEquals("", hit.getString("favicon"));
        }
        assertEquals(
                answer.body(),
                HOST.post(LINKUP, search("Quarkus [[sim:claude.tokens=3]]")).body());
    }

    @Test
    void keepsToDomainsAndNumberOfResults() throws Exception {
        assertEquals(List.of("https://a.example/simulated/1"), urls("{\"includeDomains\":[\"a.example\"]}"));
        assertEquals(
                List.of("https://example.com/simulated/1", "https://example.net/simulated/2"),
                urls("{\"excludeDomains\":[\"example.org\"]}"));
        assertEquals(List.of("https://example.com/simulated/1"), urls("{\"maxResults\":1}"));
    }

    private List<String> urls(String change) throws Exception {
        return HOST.post(LINKUP, with(search("x"), change)).json().getJsonArray("results").stream()
                .map(hit -> ((JsonObject) hit).getString("url"))
                .toList();
    }

    @Test
    void writesAnAnswerWithSources() throws Exception {
        JsonObject body = HOST.post(LINKUP, with(search("x"), "{\"outputType\":\"sourcedAnswer\"}"))
                .json();

        assertEquals("This is a simulated answer.", body.getString("answer"));
        assertEquals(3, body.getJsonArray("sources").size());
        assertTrue(body.getJsonArray("sources")
                .getJsonObject(0)
                .getString("snippet")
                .startsWith("This is a simulated"));
    }

    @Test
    void followsASchema() throws Exception {
        JsonObject plain =
                with(search("x"), "{\"outputType\":\"structured\",\"structuredOutputSchema\":\"" + SCHEMA + "\"}");

        assertEquals(
                new JsonObject().put("name", "simulated"),
                HOST.post(LINKUP, plain).json());
        JsonObject sourced =
                HOST.post(LINKUP, with(plain, "{\"includeSources\":true}")).json();
        assertEquals("simulated", sourced.getJsonObject("data").getString("name"));
        assertEquals(3, sourced.getJsonArray("sources").size());
    }

    @Test
    void takesDatesWithAndWithoutTime() throws Exception {
        String days =
                "{\"fromDate\":\"2026-01-01\",\"toDate\":\"2026-01-01\",\"depth\":\"deep\",\"includeImages\":false}";
        String times = "{\"fromDate\":\"2026-01-01T00:00:00Z\",\"toDate\":\"2026-02-01T00:00:00.000Z\"}";

        assertEquals(200, HOST.post(LINKUP, with(search("x"), days)).status());
        assertEquals(200, HOST.post(LINKUP, with(search("x"), times)).status());
    }

    /// What Linkup refuses as invalid.
    enum Refused {
        QUERY_UNDER_THE_NAME_OF_THE_SDK("{\"query\":\"x\"}", "property query should not exist"),
        QUERY_BLANK("{\"q\":\" \"}", "q should not be empty"),
        QUERY_MISSING("{\"q\":null}", "q should not be empty"),
        DEPTH_UNKNOWN(
                "{\"depth\":\"deeper\"}", "depth must be one of the following values: [standard, deep, fast, flash]"),
        DEPTH_MISSING("{\"depth\":null}", "depth must be one of"),
        OUTPUT_UNKNOWN("{\"outputType\":\"text\"}", "outputType must be one of"),
        SCHEMA_MISSING("{\"outputType\":\"structured\"}", "structuredOutputSchema must be"),
        SCHEMA_AS_AN_OBJECT(
                "{\"outputType\":\"structured\",\"structuredOutputSchema\":{\"type\":\"object\"}}",
                "structuredOutputSchema must be"),
        SCHEMA_OF_A_LIST(
                "{\"outputType\":\"structured\",\"structuredOutputSchema\":\"{\\\"type\\\":\\\"array\\\"}\"}",
                "structuredOutputSchema must be"),
        SCHEMA_NO_JSON(
                "{\"outputType\":\"structured\",\"structuredOutputSchema\":\"{type}\"}",
                "structuredOutputSchema must be"),
        DATE_BROKEN("{\"fromDate\":\"yesterday\"}", "fromDate must be a valid ISO 8601 date string"),
        DATE_NO_TEXT("{\"toDate\":20260101}", "toDate must be a valid ISO 8601 date string"),
        DATES_SWAPPED("{\"fromDate\":\"2026-02-01\",\"toDate\":\"2026-01-01\"}", "toDate must not be before fromDate"),
        NO_RESULTS_WANTED("{\"maxResults\":0}", "maxResults must not be less than 1"),
        RESULTS_AS_TEXT("{\"maxResults\":\"3\"}", "maxResults must not be less than 1"),
        DOMAINS_NO_LIST("{\"includeDomains\":\"example.com\"}", "includeDomains must be an array"),
        DOMAIN_WITH_SCHEME("{\"includeDomains\":[\"https://example.com\"]}", "must be a valid domain name");

        private final String change;
        private final String message;

        Refused(String change, String message) {
            this.change = change;
            this.message = message;
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatTheRealOneRefuses(Refused refused) throws Exception {
        Answer answer = HOST.post(LINKUP, with(search("x"), refused.change));

        assertEquals(400, answer.status());
        assertEquals(400, answer.json().getInteger("statusCode"));
        JsonObject error = answer.json().getJsonObject("error");
        assertEquals("VALIDATION_ERROR", error.getString("code"));
        assertTrue(error.getString("message").contains(refused.message), answer.body());
        assertTrue(error.getJsonArray("details").isEmpty());
    }

    @Test
    void refusesNullsAndWhatIsNoJson() throws Exception {
        assertTrue(HOST.post(LINKUP, search("x").put("maxResults", (Object) null))
                .message()
                .contains("should not be null"));
        assertEquals(
                400, HOST.post(LINKUP, "q=x", SimulatedHost.headersOf(LINKUP)).status());
    }

    @Test
    void refusesKeysThatAreNone() throws Exception {
        String body = search("x").encode();

        assertEquals(401, HOST.post(LINKUP, body).status());
        assertEquals(401, HOST.post(LINKUP, body, "authorization", "abc").status());
        Answer wrong = HOST.post(LINKUP, body, "authorization", "Bearer invalid");
        assertEquals(401, wrong.status());
        assertEquals("UNAUTHORIZED", code(wrong));
    }

    @Test
    void findingNothingIsAnErrorToo() throws Exception {
        Answer marked = HOST.post(LINKUP, search("x [[sim:linkup.empty]]"));
        assertEquals(400, marked.status());
        assertEquals("SEARCH_QUERY_NO_RESULT", code(marked));

        String none = "{\"excludeDomains\":[\"example.com\",\"example.org\",\"example.net\"]}";
        assertEquals("SEARCH_QUERY_NO_RESULT", code(HOST.post(LINKUP, with(search("x"), none))));
    }

    @ParameterizedTest
    @CsvSource({
        "400, VALIDATION_ERROR",
        "401, UNAUTHORIZED",
        "402, PAYMENT_REQUIRED",
        "403, IP_NOT_WHITELISTED",
        "429, TOO_MANY_REQUESTS",
        "500, INTERNAL_SERVER_ERROR"
    })
    void answersAStatusThatIsAskedFor(int status, String code) throws Exception {
        Answer answer = HOST.post(LINKUP, search("x [[sim:linkup.status=" + status + "]]"));

        assertEquals(status, answer.status());
        assertEquals(code, code(answer));
        assertEquals("", answer.header("retry-after"));
    }

    @Test
    void tellsTheTwoKindsOf429Apart() throws Exception {
        Answer answer = HOST.post(
                LINKUP,
                search("x [[sim:linkup.status=429,linkup.code=INSUFFICIENT_FUNDS_CREDITS,linkup.retry-after=2]]"));

        assertEquals("INSUFFICIENT_FUNDS_CREDITS", code(answer));
        assertEquals("2", answer.header("retry-after"));
    }

    @Test
    void hasNoStreamInWhichItCouldFail() throws Exception {
        assertEquals(
                500,
                HOST.post(LINKUP, search("x [[sim:linkup.error-in-stream]]")).status());
        assertEquals(
                500, HOST.post(LINKUP, search("x [[sim:linkup.error-after=1]]")).status());
    }

    @Test
    void isCutHalfWay() throws Exception {
        SimulatedHost.Carried cut = HOST.carry(LINKUP, search("x [[sim:linkup.cut-after=1]]"));

        assertEquals(200, cut.status());
        assertFalse(cut.ended());
        String whole = HOST.post(LINKUP, search("x [[sim:linkup.cut-after=9]]")).body();
        assertEquals(whole.substring(0, whole.length() / 2), cut.text());
    }

    private static String code(Answer answer) {
        return answer.json().getJsonObject("error").getString("code");
    }
}
