package dev.deepreasoning.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.SimulatedGateway.Patient;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The web search through the running gateway, in every dialect.
@QuarkusTest
@TestProfile(Patient.class)
class SearchDoorsTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String MESSAGES = "/v1/messages";
    private static final String RESPONSES = "/v1/responses";
    private static final String FOOTER = "\n\n**Sources**\n1. [Simulated page 1](<https://example.com/simulated/1>)"
            + "\n2. [Simulated page 2](<https://example.org/simulated/2>)"
            + "\n3. [Simulated page 3](<https://example.net/simulated/3>)";

    @TestHTTPResource("/")
    URI gateway;

    private HttpResponse<String> post(String path, JsonObject body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.resolve(path))
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body.encode()));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.build(), BodyHandlers.ofString());
        }
    }

    private static JsonObject ask(String path, String text) {
        JsonObject request = SimulatedGateway.ask(text, false);
        if (path.equals(RESPONSES)) {
            request.remove("messages");
            request.put("input", text);
        }
        return path.equals(MESSAGES) ? request.put("max_tokens", 1_000) : request;
    }

    private static String text(String path, JsonObject answer) {
        StringBuilder text = new StringBuilder();
        switch (path) {
            case CHAT ->
                text.append(answer.getJsonArray("choices")
                        .getJsonObject(0)
                        .getJsonObject("message")
                        .getString("content"));
            case MESSAGES ->
                answer.getJsonArray("content")
                        .forEach(block -> text.append(((JsonObject) block).getString("text", "")));
            default ->
                answer.getJsonArray("output")
                        .forEach(item -> ((JsonObject) item)
                                .getJsonArray("content", new JsonArray())
                                .forEach(part -> text.append(((JsonObject) part).getString("text", ""))));
        }
        return text.toString();
    }

    /// The places that citations name, as words of the answer.
    private static List<String> cited(String path, JsonObject answer) {
        List<String> cited = new ArrayList<>();
        if (path.equals(MESSAGES)) {
            for (Object each : answer.getJsonArray("content")) {
                JsonObject block = (JsonObject) each;
                for (Object citation : block.getJsonArray("citations", new JsonArray()) == null
                        ? new JsonArray()
                        : block.getJsonArray("citations", new JsonArray())) {
                    assertEquals("web_search_result_location", ((JsonObject) citation).getString("type"));
                    cited.add(((JsonObject) citation).getString("url") + " " + block.getString("text"));
                }
            }
            return cited;
        }
        JsonArray annotations = new JsonArray();
        if (path.equals(CHAT)) {
            annotations = answer.getJsonArray("choices")
                    .getJsonObject(0)
                    .getJsonObject("message")
                    .getJsonArray("annotations");
        } else {
            for (Object item : answer.getJsonArray("output")) {
                for (Object part : ((JsonObject) item).getJsonArray("content", new JsonArray())) {
                    annotations.addAll(((JsonObject) part).getJsonArray("annotations"));
                }
            }
        }
        int[] points = text(path, answer).codePoints().toArray();
        for (Object each : annotations) {
            JsonObject annotation = (JsonObject) each;
            assertEquals("url_citation", annotation.getString("type"));
            JsonObject place = path.equals(CHAT) ? annotation.getJsonObject("url_citation") : annotation;
            int start = place.getInteger("start_index");
            cited.add(place.getString("url") + " " + new String(points, start, place.getInteger("end_index") - start));
        }
        return cited;
    }

    @ParameterizedTest
    @ValueSource(strings = {CHAT, MESSAGES, RESPONSES})
    void theAnswerCitesWhatWasFoundAndEndsInItsList(String path) throws Exception {
        HttpResponse<String> response =
                post(path, ask(path, "Grüße 🌍: what is new?").put("web_search_linkup", true));
        assertEquals(200, response.statusCode(), response::body);
        assertEquals(
                "used", response.headers().firstValue("x-deepreasoning-search").orElse(""));
        assertTrue(
                response.headers().firstValue("server-timing").orElse("").startsWith("search;dur="),
                () -> response.headers().map().toString());
        JsonObject answer = new JsonObject(response.body());
        assertTrue(text(path, answer).endsWith(FOOTER), text(path, answer));
        List<String> cited = cited(path, answer);
        assertFalse(cited.isEmpty());
        for (String each : cited) {
            assertTrue(each.startsWith("https://example.com/simulated/1 "), each);
            assertFalse(each.contains("Sources"), each);
        }
        JsonObject extension = answer.getJsonObject("usage").getJsonObject("deepreasoning");
        assertEquals("used", extension.getString("search"));
        assertEquals("search", extension.getJsonArray("stages").getJsonObject(0).getString("stage"));
    }

    @ParameterizedTest
    @ValueSource(strings = {CHAT, MESSAGES, RESPONSES})
    void theListIsLeftOutOnDemandAndTheCitationsStay(String path) throws Exception {
        JsonObject answer = new JsonObject(post(
                        path,
                        ask(path, "What is new?").put("web_search_linkup", true).put("disable_formatting", true))
                .body());
        assertFalse(text(path, answer).contains("**Sources**"));
        assertFalse(cited(path, answer).isEmpty());
    }

    /// Every refusal that Linkup has, and a line that breaks, in every dialect and both forms.
    static Stream<Arguments> nothingFound() {
        List<String> empty = List.of("linkup.empty", "linkup.status=400,linkup.code=SEARCH_QUERY_NO_RESULT");
        Stream<String> refused = Stream.of(
                        "400,linkup.code=VALIDATION_ERROR",
                        "400,linkup.code=FETCH_ERROR",
                        "401,linkup.code=UNAUTHORIZED",
                        "402,linkup.code=PAYMENT_REQUIRED",
                        "403,linkup.code=IP_NOT_WHITELISTED",
                        "403,linkup.code=TASK_TYPE_NOT_SUPPORTED",
                        "404,linkup.code=TASK_NOT_FOUND",
                        "409,linkup.code=CONFLICT",
                        "429,linkup.code=INSUFFICIENT_FUNDS_CREDITS",
                        "429,linkup.code=EXCEED_BUDGET_LIMIT",
                        "429,linkup.code=TOO_MANY_REQUESTS",
                        "429,linkup.code=TASKS_QUEUE_LIMIT_EXCEEDED",
                        "500,linkup.code=INTERNAL_SERVER_ERROR",
                        "503,linkup.code=x")
                .map(fault -> "linkup.retry-after=0,linkup.status=" + fault);
        List<String> failed = Stream.concat(refused, Stream.of("linkup.cut", "linkup.cut-after=1"))
                .toList();
        return Stream.of(CHAT, MESSAGES, RESPONSES)
                .flatMap(path -> Stream.concat(
                        empty.stream().map(fault -> Arguments.of(path, fault, "empty")),
                        failed.stream().map(fault -> Arguments.of(path, fault, "failed"))));
    }

    /// On a key of the caller's own, or the operator's would be left alone after the first refusal.
    @ParameterizedTest
    @MethodSource("nothingFound")
    void withoutPagesTheAnswerIsWhatItWouldBe(String path, String fault, String outcome) throws Exception {
        JsonObject request = ask(path, "What is new? [[sim:" + fault + "]]").put("web_search_linkup", true);
        HttpResponse<String> response = post(path, request, "x-linkup-api-token", "mine");
        assertEquals(200, response.statusCode(), response::body);
        assertEquals(outcome, searched(response));
        JsonObject answer = new JsonObject(response.body());
        assertTrue(text(path, answer).startsWith("This is a simulated answer"));
        assertFalse(text(path, answer).contains("**Sources**"));
        assertTrue(cited(path, answer).isEmpty());
        HttpResponse<String> stream = post(path, request.put("stream", true), "x-linkup-api-token", "mine");
        assertEquals(outcome, searched(stream), "a stream's head knows it too");
        assertFalse(stream.body().contains("**Sources**"));
        assertTrue(stream.body().contains("\"search\":\"" + outcome + "\"") || path.equals(CHAT), stream.body());
    }

    private static String searched(HttpResponse<String> response) {
        return response.headers().firstValue("x-deepreasoning-search").orElse("");
    }

    @ParameterizedTest
    @ValueSource(strings = {CHAT, MESSAGES, RESPONSES})
    void oneSearchIsOnTheBillAndNoneThatFoundNothing(String path) throws Exception {
        JsonObject used = usage(post(path, ask(path, "What is new?").put("web_search_linkup", true)));
        JsonObject empty =
                usage(post(path, ask(path, "What is new? [[sim:linkup.empty]]").put("web_search_linkup", true)));
        assertEquals(0, price(used).compareTo(tokens(used).add(new BigDecimal("0.013"))), used::encode);
        assertEquals(0, price(empty).compareTo(tokens(empty)), empty::encode);
        if (path.equals(MESSAGES)) {
            assertEquals(1, used.getJsonObject("server_tool_use").getInteger("web_search_requests"));
            assertNull(empty.getJsonObject("server_tool_use"));
        }
    }

    private static JsonObject usage(HttpResponse<String> response) {
        return new JsonObject(response.body()).getJsonObject("usage");
    }

    private static BigDecimal price(JsonObject usage) {
        return new BigDecimal(
                usage.getJsonObject("deepreasoning").getJsonObject("price").getString("amount"));
    }

    /// What the tokens cost by the rate card of the model that answers unless another is asked for.
    private static BigDecimal tokens(JsonObject usage) {
        long in = usage.getLong("input_tokens", usage.getLong("prompt_tokens"));
        long out = usage.getLong("output_tokens", usage.getLong("completion_tokens"));
        return new BigDecimal("0.012")
                .multiply(BigDecimal.valueOf(in))
                .add(new BigDecimal("0.058").multiply(BigDecimal.valueOf(out)))
                .movePointLeft(3);
    }

    /// Who declared the tool sees that it was used, whatever came of it.
    @ParameterizedTest
    @CsvSource({"linkup.empty, completed, 0", "'linkup.status=500,linkup.retry-after=0', failed, -1"})
    void aSearchInVainIsToldToThoseWhoDeclaredIt(String fault, String status, int hits) throws Exception {
        JsonObject messages = ask(MESSAGES, "What is new? [[sim:" + fault + "]]")
                .put(
                        "tools",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("type", "web_search_20250305")
                                        .put("name", "web_search")));
        JsonArray content = new JsonObject(post(MESSAGES, messages).body()).getJsonArray("content");
        assertEquals("server_tool_use", content.getJsonObject(0).getString("type"));
        JsonObject result = content.getJsonObject(1);
        assertEquals("web_search_tool_result", result.getString("type"));
        if (hits < 0) {
            assertEquals(
                    new JsonObject().put("type", "web_search_tool_result_error").put("error_code", "unavailable"),
                    result.getJsonObject("content"));
        } else {
            assertEquals(hits, result.getJsonArray("content").size());
        }
        messages.getJsonArray("messages")
                .add(new JsonObject().put("role", "assistant").put("content", content))
                .add(new JsonObject().put("role", "user").put("content", "And what else?"));
        assertEquals(200, post(MESSAGES, messages).statusCode(), "it may come back");
        JsonObject responses = ask(RESPONSES, "What is new? [[sim:" + fault + "]]")
                .put("tools", new JsonArray().add(new JsonObject().put("type", "web_search")));
        JsonObject item = new JsonObject(post(RESPONSES, responses).body())
                .getJsonArray("output")
                .getJsonObject(0);
        assertEquals("web_search_call", item.getString("type"));
        assertEquals(status, item.getString("status"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                CHAT + "| {'type':'web_search'}",
                CHAT + "| options",
                MESSAGES + "| {'type':'web_search_20250305','name':'web_search'}",
                RESPONSES + "| {'type':'web_search_preview'}"
            })
    void dialectsAskInTheirOwnWays(String path, String tool) throws Exception {
        JsonObject request = ask(path, "What is new?");
        if (tool.equals("options")) {
            request.put("web_search_options", new JsonObject());
        } else {
            request.put("tools", new JsonArray().add(new JsonObject(tool.replace('\'', '"'))));
        }
        HttpResponse<String> response = post(path, request);
        assertEquals(
                "used", response.headers().firstValue("x-deepreasoning-search").orElse(""), response::body);
    }

    @Test
    void responsesTellTheSearchAsAnItemToThoseWhoDeclaredIt() throws Exception {
        JsonObject request = ask(RESPONSES, "What is new?")
                .put("tools", new JsonArray().add(new JsonObject().put("type", "web_search")))
                .put("include", new JsonArray().add("web_search_call.action.sources"));
        JsonObject item = new JsonObject(post(RESPONSES, request).body())
                .getJsonArray("output")
                .getJsonObject(0);
        assertEquals("web_search_call", item.getString("type"));
        assertEquals("completed", item.getString("status"));
        assertEquals("What is new?", item.getJsonObject("action").getString("query"));
        assertEquals(3, item.getJsonObject("action").getJsonArray("sources").size());
        String stream = post(RESPONSES, request.put("stream", true)).body();
        int from = 0;
        for (String type : List.of(
                "response.output_item.added",
                "response.web_search_call.in_progress",
                "response.web_search_call.searching",
                "response.web_search_call.completed",
                "response.output_item.done")) {
            from = stream.indexOf("event: " + type + "\n", from);
            assertTrue(from > 0, type);
        }
        JsonObject undeclared =
                new JsonObject(post(RESPONSES, ask(RESPONSES, "What is new?").put("web_search_linkup", true))
                        .body());
        assertFalse(undeclared.encode().contains("web_search_call"));
    }

    @Test
    void messagesTellTheSearchAsBlocksAndTakeThemBack() throws Exception {
        JsonArray tools = new JsonArray()
                .add(new JsonObject().put("type", "web_search_20250305").put("name", "web_search"));
        JsonObject request = ask(MESSAGES, "What is new?").put("tools", tools);
        JsonObject answer = new JsonObject(post(MESSAGES, request).body());
        JsonArray content = answer.getJsonArray("content");
        assertEquals("server_tool_use", content.getJsonObject(0).getString("type"));
        assertEquals(
                "What is new?", content.getJsonObject(0).getJsonObject("input").getString("query"));
        JsonObject result = content.getJsonObject(1);
        assertEquals("web_search_tool_result", result.getString("type"));
        assertEquals(content.getJsonObject(0).getString("id"), result.getString("tool_use_id"));
        assertEquals(3, result.getJsonArray("content").size());
        assertEquals(
                1,
                answer.getJsonObject("usage").getJsonObject("server_tool_use").getInteger("web_search_requests"));
        request.getJsonArray("messages")
                .add(new JsonObject().put("role", "assistant").put("content", content))
                .add(new JsonObject().put("role", "user").put("content", "And what else?"));
        assertEquals(200, post(MESSAGES, request).statusCode());
        JsonObject undeclared =
                new JsonObject(post(MESSAGES, ask(MESSAGES, "What is new?").put("web_search_linkup", true))
                        .body());
        assertFalse(undeclared.encode().contains("server_tool_use\",\"id"));
    }

    @ParameterizedTest
    @ValueSource(strings = {CHAT, MESSAGES, RESPONSES})
    void aStreamSaysTheSame(String path) throws Exception {
        JsonObject request = ask(path, "What is new 🌍?").put("web_search_linkup", true);
        HttpResponse<String> response = post(path, request.copy().put("stream", true));
        assertEquals("used", searched(response));
        String stream = response.body();
        assertTrue(stream.contains("**Sources**"));
        if (!path.equals(RESPONSES)) {
            assertEquals(stream.indexOf("**Sources**"), stream.lastIndexOf("**Sources**"));
        }
        String citation = path.equals(MESSAGES) ? "citations_delta" : "url_citation";
        assertTrue(stream.contains(citation), stream);
    }
}
