package dev.deepreasoning.upstream.linkup;

import static dev.deepreasoning.upstream.linkup.FakeLinkup.FOUND;
import static dev.deepreasoning.upstream.linkup.FakeLinkup.GUARD;
import static dev.deepreasoning.upstream.linkup.FakeLinkup.PLAIN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.api.Eventually;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.SearchOptions;
import dev.deepreasoning.pipeline.WebSearch.WebPage;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a host may do to a client that trusts nobody: lead it elsewhere, send too much, too little, too late or nonsense.
@QuarkusTest
class LinkupTransportTest {
    private static final int MEGABYTE = 1024 * 1024;

    @Inject
    Vertx vertx;

    private FakeLinkup linkup;

    @BeforeEach
    void start() {
        linkup = new FakeLinkup(vertx);
    }

    @AfterEach
    void stop() {
        linkup.stop();
    }

    private GatewayException refused() {
        return assertThrows(GatewayException.class, linkup::find);
    }

    /// The place it points to would answer.
    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void noRedirectIsFollowed(int status) {
        linkup.then(status, "", "location", linkup.uri("/elsewhere").toString()).then(200, FOUND);

        assertEquals(ErrorKind.UPSTREAM_ERROR, refused().kind());
        assertEquals(1, linkup.requests.size(), "it is not asked again either");
        assertEquals("/v1/search", linkup.requests.getFirst().path());
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 500})
    void anEndlessAnswerIsNotReadToItsEnd(int status) throws InterruptedException {
        AtomicLong sent = new AtomicLong();
        linkup.then(response -> pour(response.setStatusCode(status).setChunked(true), sent));

        GatewayException failure = refused();

        assertEquals(ErrorKind.UPSTREAM_ERROR, failure.kind());
        assertEquals("invalid_answer", failure.code());
        assertEquals(1, linkup.requests.size(), "what is too long once is too long twice");
        assertTrue(linkup.closed.await(GUARD.toSeconds(), TimeUnit.SECONDS), "the connection stays open");
        assertTrue(sent.get() < 64, "it took " + sent + " MB");
    }

    private static void pour(HttpServerResponse response, AtomicLong sent) {
        if (!response.closed()) {
            response.write(Buffer.buffer(" ".repeat(MEGABYTE))).onSuccess(_ -> {
                sent.incrementAndGet();
                pour(response, sent);
            });
        }
    }

    @Test
    void anAnswerOfThreeMegabytesIsReadAndItsPagesAreCut() {
        linkup.then(
                200,
                FOUND.replace("Grüße", "x" + "😀".repeat(MEGABYTE / 2))
                        .replace("\"A\"", "\"" + "n".repeat(MEGABYTE) + "\""));

        WebPage page = linkup.find().getFirst();
        assertEquals("x" + "😀".repeat(7_999), page.content());
        assertEquals("n".repeat(16_000), page.name());
    }

    @Test
    void manySearchesRunAtOnce() throws InterruptedException {
        CountDownLatch all = new CountDownLatch(120);
        linkup.then(_ -> all.countDown());
        LinkupWebSearch client = linkup.client(GUARD);
        List<Cancellable> calls = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            calls.add(FakeLinkup.asked(client, PLAIN, null).subscribe().with(_ -> {}, _ -> {}));
        }

        assertTrue(all.await(GUARD.toSeconds(), TimeUnit.SECONDS), all.getCount() + " wait for a connection");
        calls.forEach(Cancellable::cancel);
    }

    @ParameterizedTest
    @ValueSource(strings = {"silent", "dripping"})
    void aSlowAnswerIsCutOff(String manner) throws InterruptedException {
        linkup.then(response -> {
            if (manner.equals("dripping")) {
                response.setChunked(true);
                long timer = vertx.setPeriodic(20, _ -> response.write(" "));
                response.closeHandler(_ -> vertx.cancelTimer(timer));
            }
        });
        LinkupWebSearch client = linkup.client(Duration.ofMillis(300));

        GatewayException failure = assertThrows(GatewayException.class, () -> FakeLinkup.await(client));

        assertEquals(ErrorKind.UPSTREAM_TIMEOUT, failure.kind());
        assertTrue(linkup.closed.await(GUARD.toSeconds(), TimeUnit.SECONDS), "the connection stays open");
        assertEquals(1, linkup.requests.size());
    }

    @Test
    void deepSearchesHaveTheirOwnTimeLimit() throws InterruptedException {
        linkup.then(response -> vertx.setTimer(600, _ -> response.end(FOUND)));
        SearchOptions deep = new SearchOptions("deep", List.of(), List.of(), null, null, null);
        LinkupWebSearch client = linkup.client(Duration.ofMillis(200));

        assertEquals(
                1, FakeLinkup.asked(client, deep, null).await().atMost(GUARD).size());
        assertEquals(
                ErrorKind.UPSTREAM_TIMEOUT,
                assertThrows(GatewayException.class, () -> FakeLinkup.await(client))
                        .kind());
    }

    @Test
    void theTimeLimitHoldsForBothTriesTogether() {
        linkup.then(503, "").then(200, FOUND);
        LinkupWebSearch client = linkup.client(Duration.ofMillis(500));

        assertEquals(
                ErrorKind.UPSTREAM_TIMEOUT,
                assertThrows(GatewayException.class, () -> FakeLinkup.await(client))
                        .kind());
        assertEquals(1, linkup.requests.size(), "there was no time for a second one");
    }

    /// Who came after and stayed has had the second try by the time that it is looked at.
    @Test
    void whoLeavesWhileItWaitsIsNotAskedForAgain() {
        linkup.then(503, "", "retry-after", "0.5")
                .then(503, "", "retry-after", "0.5")
                .then(200, FOUND);
        LinkupWebSearch client = linkup.client(GUARD);
        List<Object> told = new ArrayList<>();
        Cancellable leaver = FakeLinkup.asked(client, PLAIN, null).subscribe().with(told::add, told::add);
        Uni<List<WebPage>> stayer = FakeLinkup.asked(client, PLAIN, null);
        Eventually.holds("the first try", GUARD, () -> linkup.requests.size() == 1);

        List<WebPage> found = stayer.onSubscription()
                .invoke(() -> vertx.setTimer(100, _ -> leaver.cancel()))
                .await()
                .atMost(GUARD);

        assertEquals(1, found.size());
        assertEquals(3, linkup.requests.size(), "one try of the leaver, two of the stayer");
        assertEquals(List.of(), told);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "400 | {'error':{'details':[{'code':'TOO_MANY_REQUESTS'}],'code':'VALIDATION_ERROR'}} | INVALID_REQUEST | 1",
                "429 | {'error':{'details':{'code':'x'},'code':'EXCEED_BUDGET_LIMIT'}} | INSUFFICIENT_CREDITS | 1",
                "403 | {'error':{'code':'INSUFFICIENT_FUNDS_CREDITS'}} | INSUFFICIENT_CREDITS | 1",
                "400 | {'error':{'code':'TOO_MANY_REQUESTS'}} | RATE_LIMITED | 2",
                "429 | {'error':{'code':'TASKS_QUEUE_LIMIT_EXCEEDED'}} | RATE_LIMITED | 2",
                "429 | {'error':'INSUFFICIENT_FUNDS_CREDITS'} | RATE_LIMITED | 2",
                "429 | <html>slow down</html> | RATE_LIMITED | 2",
                "401 | | AUTHENTICATION | 1",
                "502 | <html>bad gateway</html> | UPSTREAM_ERROR | 2",
                "500 | {'error':{'code':7}} | UPSTREAM_ERROR | 2",
                "204 | | UPSTREAM_ERROR | 1",
                "404 | {'error':{'code':'SEARCH_QUERY_NO_RESULT'}} | | 1"
            })
    void theCodeDecidesAndTheStatusOnlyWhereThereIsNone(
            int status, @Nullable String body, @Nullable ErrorKind kind, int calls) {
        linkup.then(status, body == null ? "" : body.replace('\'', '"'), "retry-after", "0");

        if (kind == null) {
            assertEquals(List.of(), linkup.find());
        } else {
            assertEquals(kind, refused().kind());
        }
        assertEquals(calls, linkup.requests.size());
    }

    @Test
    void neverMorePagesThanAskedFor() {
        StringBuilder many = new StringBuilder("{\"results\":[");
        for (int i = 0; i < 50; i++) {
            many.append("{\"type\":\"image\",\"url\":\"https://i.example/")
                    .append(i)
                    .append("\"},");
            many.append("{\"url\":\"https://e.example/").append(i).append("\"},");
        }
        linkup.then(200, many.append("1]}").toString());
        SearchOptions two = new SearchOptions(null, List.of(), List.of(), null, null, 2);

        assertEquals(
                List.of(new WebPage("", "https://e.example/0", ""), new WebPage("", "https://e.example/1", "")),
                FakeLinkup.asked(linkup.client(GUARD), two, null).await().atMost(GUARD));
        assertEquals(8, linkup.find().size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://",
                "https://#x",
                "http://?q",
                "https:// a",
                "httpsx://a",
                "file:/etc/passwd",
                "//a",
                "data:x"
            })
    void whatIsNoAddressOfAPageIsLeftOut(String url) {
        linkup.then(200, "{\"results\":[{\"url\":\"" + url + "\",\"name\":\"x\",\"content\":\"y\"}]}");

        assertEquals(List.of(), linkup.find());
    }

    @Test
    void anAddressWithoutEndIsLeftOut() {
        linkup.then(200, "{\"results\":[{\"url\":\"https://a/" + "x".repeat(10_000) + "\"},{\"url\":\"https://b\"}]}");

        assertEquals(List.of(new WebPage("", "https://b", "")), linkup.find());
    }

    /// Half a pair has no form in UTF-8: the model's host would refuse the whole prompt, or its writer would.
    @Test
    void halvesOfCharactersAreReplaced() {
        linkup.then(
                200,
                "{\"results\":[{\"url\":\"https://a/\\ud83d\",\"name\":\"a\\ude00\",\"content\":\"\\ud83d\\ude00\\ud83d\"}]}");

        assertEquals(List.of(new WebPage("a\uFFFD", "https://a/\uFFFD", "😀\uFFFD")), linkup.find());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json; charset=utf-8 | Grüße",
                "application/json; charset=nonsense | ",
                "text/html | Grüße",
                "nonsense | ",
                "application/octet-stream | Grüße"
            })
    void theKindOfTheBodyIsReadOrRefused(String type, @Nullable String expected) {
        linkup.then(200, FOUND, "content-type", type, "retry-after", "0");

        try {
            assertEquals("Grüße", linkup.find().getFirst().content());
        } catch (GatewayException refused) {
            assertEquals(null, expected, type);
            assertEquals(ErrorKind.UPSTREAM_ERROR, refused.kind());
        }
    }

    @Test
    void aBodyThatBreaksOffIsTriedAgain() {
        linkup.then(response -> response.putHeader("content-length", "5000")
                        .write(FOUND)
                        .onComplete(_ -> response.reset()))
                .then(200, FOUND);

        assertEquals(1, linkup.find().size());
        assertEquals(2, linkup.requests.size());
    }

    /// Whatever comes over the wire: pages with addresses, or a failure that the gateway knows.
    @Test
    void randomAnswersEndAsTheyMust() {
        Random random = new Random(20_261_124);
        int[] statuses = {200, 200, 200, 201, 204, 302, 400, 401, 402, 403, 404, 409, 429, 500, 502, 503};
        byte[] seed =
                ("{\"results\":[{\"type\":\"text\",\"name\":\"n\",\"url\":\"https://a\",\"content\":\"\\ud83d\"}],"
                                + "\"error\":{\"code\":\"SEARCH_QUERY_NO_RESULT\",\"details\":[{}]}}")
                        .getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < 400; round++) {
            byte[] body = random.nextInt(3) == 0 ? new byte[random.nextInt(300)] : seed.clone();
            if (body.length != seed.length) {
                random.nextBytes(body);
            }
            for (int i = random.nextInt(5); i > 0 && body.length > 0; i--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            int status = statuses[random.nextInt(statuses.length)];
            FakeLinkup host =
                    new FakeLinkup(vertx).then(status, status == 204 ? new byte[0] : body, "retry-after", "0");
            try {
                for (WebPage page : host.find()) {
                    assertTrue(page.url().toLowerCase(Locale.ROOT).matches("https?://.+"), page.url());
                }
            } catch (GatewayException known) {
                assertFalse(known.publicMessage().isEmpty());
            } finally {
                host.stop();
            }
        }
    }
}
