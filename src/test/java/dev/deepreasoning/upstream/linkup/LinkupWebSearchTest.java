package dev.deepreasoning.upstream.linkup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.SearchOptions;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.catalog.SearchEndpoint;
import dev.deepreasoning.catalog.SearchEndpoints;
import dev.deepreasoning.pipeline.StageRecord;
import dev.deepreasoning.pipeline.WebSearch.SearchRequest;
import dev.deepreasoning.pipeline.WebSearch.WebPage;
import dev.deepreasoning.upstream.Egress;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Linkup over a real connection, scripted by a server on loopback.
@QuarkusTest
class LinkupWebSearchTest {
    private static final Duration GUARD = Duration.ofSeconds(30);
    private static final SearchOptions PLAIN = new SearchOptions(null, List.of(), List.of(), null, null, null);
    private static final String FOUND =
            "{\"results\":[{\"type\":\"text\",\"name\":\"A\",\"url\":\"https://a.example\",\"content\":\"Grüße\",\"favicon\":\"\"}]}";

    @Inject
    Vertx vertx;

    private final List<HttpServerRequest> requests = new CopyOnWriteArrayList<>();
    private final List<JsonObject> bodies = new CopyOnWriteArrayList<>();
    private final Queue<Consumer<HttpServerResponse>> script = new ConcurrentLinkedQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final long[] now = {1};
    private @Nullable HttpServer server;
    private Duration timeout = Duration.ofSeconds(10);
    private @Nullable String key = "operators";
    private @Nullable LinkupWebSearch search;
    private final StageRecord record = new StageRecord(Stage.SEARCH, System.nanoTime());

    private LinkupWebSearch search() {
        LinkupWebSearch made = search;
        if (made != null) {
            return made;
        }
        HttpServer listening = vertx.createHttpServer()
                .connectionHandler(connection -> connection.closeHandler(_ -> closed.countDown()))
                .requestHandler(this::serve)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        server = listening;
        URI address = URI.create("http://127.0.0.1:" + listening.actualPort() + "/v1/");
        LinkupWebSearch built = new LinkupWebSearch(endpoint(address), Egress.DIRECT, () -> now[0]);
        search = built;
        return built;
    }

    private SearchEndpoint endpoint(URI address) {
        return SearchEndpoints.at(address, key, timeout);
    }

    @AfterEach
    void stop() {
        HttpServer listening = server;
        if (listening != null) {
            listening.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private void serve(HttpServerRequest request) {
        requests.add(request);
        request.body().onSuccess(body -> {
            bodies.add(body.toJsonObject());
            Consumer<HttpServerResponse> line = script.size() > 1 ? script.remove() : script.element();
            line.accept(request.response());
        });
    }

    private void then(int status, String body, String... headers) {
        script.add(response -> {
            for (int i = 0; i < headers.length; i += 2) {
                response.putHeader(headers[i], headers[i + 1]);
            }
            response.setStatusCode(status)
                    .putHeader("content-type", "application/json")
                    .end(body);
        });
    }

    private List<WebPage> find(SearchOptions options, @Nullable String callers) {
        return search().search(new SearchRequest("Köln?", options, callers), record)
                .await()
                .atMost(GUARD);
    }

    private List<WebPage> find() {
        return find(PLAIN, null);
    }

    private GatewayException refused() {
        return assertThrows(GatewayException.class, this::find);
    }

    private static String error(String code) {
        return "{\"statusCode\":1,\"error\":{\"message\":\"prompt and key\",\"code\":\"" + code + "\",\"details\":[]}}";
    }

    @Test
    void asksWithWhatIsSetAndNothingElse() {
        then(200, FOUND);
        assertEquals(List.of(new WebPage("A", "https://a.example", "Grüße")), find());
        assertEquals("/v1/search", requests.getFirst().path());
        assertEquals("Bearer operators", requests.getFirst().getHeader("authorization"));
        assertEquals(
                new JsonObject()
                        .put("q", "Köln?")
                        .put("depth", "standard")
                        .put("outputType", "searchResults")
                        .put("maxResults", 8),
                bodies.getFirst());
        assertEquals("standard", record.report(0).model());
        assertEquals("linkup", record.report(0).host());
    }

    @Test
    void passesOnEveryOption() {
        then(200, FOUND);
        find(
                new SearchOptions(
                        "deep",
                        List.of("https://A.example/path", " b.example ", "b.example"),
                        List.of("c.example", "https://"),
                        "2026-01-01",
                        "2026-02-01",
                        3),
                "mine");
        assertEquals("Bearer mine", requests.getFirst().getHeader("authorization"));
        assertEquals(
                new JsonObject()
                        .put("q", "Köln?")
                        .put("depth", "deep")
                        .put("outputType", "searchResults")
                        .put("maxResults", 3)
                        .put("includeDomains", new JsonArray().add("a.example").add("b.example"))
                        .put("excludeDomains", new JsonArray().add("c.example"))
                        .put("fromDate", "2026-01-01")
                        .put("toDate", "2026-02-01"),
                bodies.getFirst());
        assertEquals("deep", record.report(0).model());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"results\":[]}", "EMPTY_CODE"})
    void nothingFoundIsNoFailureAndFree(String body) {
        if (body.equals("EMPTY_CODE")) {
            then(400, error("SEARCH_QUERY_NO_RESULT"));
        } else {
            then(200, body);
        }
        assertEquals(List.of(), find());
        assertNull(record.report(0).model(), "what found nothing costs nothing");
        assertEquals(1, requests.size());
    }

    @ParameterizedTest
    @CsvSource({
        "400, VALIDATION_ERROR, INVALID_REQUEST, 1",
        "401, UNAUTHORIZED, AUTHENTICATION, 1",
        "402, PAYMENT_REQUIRED, INSUFFICIENT_CREDITS, 1",
        "403, IP_NOT_WHITELISTED, AUTHENTICATION, 1",
        "404, TASK_NOT_FOUND, INVALID_REQUEST, 1",
        "429, INSUFFICIENT_FUNDS_CREDITS, INSUFFICIENT_CREDITS, 1",
        "429, EXCEED_BUDGET_LIMIT, INSUFFICIENT_CREDITS, 1",
        "429, TOO_MANY_REQUESTS, RATE_LIMITED, 2",
        "500, INTERNAL_SERVER_ERROR, UPSTREAM_ERROR, 2",
        "503, x, UPSTREAM_ERROR, 2"
    })
    void theCodeSaysWhatItMeansAndWhetherToTryAgain(int status, String code, ErrorKind kind, int calls) {
        then(status, error(code), "retry-after", "0");
        GatewayException failure = refused();
        assertEquals(kind, failure.kind());
        assertEquals(calls, requests.size());
        assertFalse(failure.publicMessage().contains("prompt"));
    }

    @Test
    void aSecondTryMayFindWhatTheFirstDidNot() {
        then(502, "<html>proxy</html>", "retry-after", "0");
        then(200, FOUND);
        assertEquals(1, find().size());
        assertEquals(2, requests.size());
    }

    @Test
    void aHostThatAsksForALongPauseIsNotTriedAgain() {
        then(429, error("TOO_MANY_REQUESTS"), "retry-after", "60");
        assertEquals(ErrorKind.RATE_LIMITED, refused().kind());
        assertEquals(1, requests.size());
    }

    @Test
    void withoutAWordOfTheHostItWaitsASecondOrTwo() {
        then(500, "");
        then(200, FOUND);
        long begun = System.nanoTime();
        assertEquals(1, find().size());
        assertTrue(System.nanoTime() - begun >= TimeUnit.SECONDS.toNanos(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"INSUFFICIENT_FUNDS_CREDITS", "UNAUTHORIZED"})
    void anAccountThatCannotPayIsLeftAloneForAWhile(String code) {
        then(code.equals("UNAUTHORIZED") ? 401 : 429, error(code));
        then(200, FOUND);
        refused();
        assertEquals(ErrorKind.MODEL_UNAVAILABLE, refused().kind());
        assertEquals(1, requests.size(), "it rests");
        assertEquals(1, find(PLAIN, "mine").size(), "a caller's own key is another account");
        now[0] += Duration.ofMinutes(5).toNanos() + 2;
        assertEquals(1, find().size());
    }

    @Test
    void aCallersEmptyAccountIsNotTheOperators() {
        then(429, error("INSUFFICIENT_FUNDS_CREDITS"));
        then(200, FOUND);
        assertThrows(GatewayException.class, () -> find(PLAIN, "mine"));
        assertEquals(1, find().size());
    }

    @Test
    void withoutAKeyNothingIsAsked() {
        key = null;
        then(200, FOUND);
        assertEquals("search_unavailable", refused().code());
        assertTrue(requests.isEmpty());
        assertEquals(1, find(PLAIN, "mine").size());
    }

    @Test
    void takesNoLongerThanItMay() {
        timeout = Duration.ofMillis(300);
        script.add(_ -> {});
        assertEquals(ErrorKind.UPSTREAM_TIMEOUT, refused().kind());
    }

    @Test
    void nobodyListening() {
        LinkupWebSearch nowhere =
                new LinkupWebSearch(endpoint(URI.create("http://127.0.0.1:1")), Egress.DIRECT, () -> 1);
        GatewayException failure = assertThrows(
                GatewayException.class,
                () -> nowhere.search(new SearchRequest("q", PLAIN, null), record)
                        .await()
                        .atMost(GUARD));
        assertEquals(ErrorKind.UPSTREAM_ERROR, failure.kind());
    }

    @Test
    void whoLeavesClosesTheCall() throws InterruptedException {
        CountDownLatch arrived = new CountDownLatch(1);
        script.add(_ -> arrived.countDown());
        var call = search().search(new SearchRequest("q", PLAIN, null), record)
                .subscribe()
                .with(_ -> {}, _ -> {});
        assertTrue(arrived.await(GUARD.toSeconds(), TimeUnit.SECONDS));
        call.cancel();
        assertTrue(closed.await(GUARD.toSeconds(), TimeUnit.SECONDS), "the connection stays open");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'results':[{'name':'A','url':'https://a'}]} | https://a:",
                "{'x':{'results':[1]},'results':[{'type':'image','name':'A','url':'https://a'}]} | ",
                "{'results':[{'type':'text','url':'ftp://a'},{'type':'text','url':'javascript:x'},{'type':'text'}]} | ",
                "{'results':[1,null,[2],{'url':'HTTP://b','content':'x','more':{'url':'https://c'}}]} | HTTP://b:x",
                "{'results':[{'url':'https://a','content':'1'},{'url':'https://a','content':'2'}]} | https://a:1",
                "{'results':[{'url':'https://a','content':null,'name':7}]} | https://a:"
            })
    void readsWhateverFormAResultHas(String body, @Nullable String expected) {
        then(200, body.replace('\'', '"'));
        assertEquals(
                expected == null ? "" : expected,
                String.join(
                        ",",
                        find().stream()
                                .map(page -> page.url() + ":" + page.content())
                                .toList()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"results\":1}",
                "{\"results\":[",
                "{\"results\":[{\"url\":",
                "no",
                "{\"answer\":\"x\"}"
            })
    void whatIsNoAnswerIsAFailure(String body) {
        then(200, body, "retry-after", "0");
        assertEquals(ErrorKind.UPSTREAM_ERROR, refused().kind());
    }

    @Test
    void damagedAnswersNeverFailOtherwise() {
        Random random = new Random(20_261_124);
        byte[] whole = FOUND.getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < 5_000; round++) {
            byte[] damaged = whole.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            String text = new String(damaged, 0, random.nextInt(damaged.length + 1), StandardCharsets.UTF_8);
            try {
                for (WebPage page : LinkupResults.read(text)) {
                    assertTrue(page.url().toLowerCase(java.util.Locale.ROOT).startsWith("http"));
                }
            } catch (IOException expected) {
                LinkupErrors.code(text);
            }
        }
    }
}
