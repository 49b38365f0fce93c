package dev.deepreasoning.upstream.linkup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.pipeline.StageRecord;
import dev.deepreasoning.pipeline.WebSearch.SearchRequest;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the operator reads of a search that fails: enough to act, and nothing of the caller's.
@QuarkusTest
class LinkupLogsTest {
    private static final String QUERY = "my-secret-illness";
    private static final String KEY = "callers-secret-key";

    @Inject
    Vertx vertx;

    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final Logger ours = Logger.getLogger("dev.deepreasoning");
    private final Level before = ours.getLevel();
    private final Handler capture = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(line.getLevel() + " " + new SimpleFormatter().format(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        capture.setLevel(Level.ALL);
        ours.setLevel(Level.ALL);
        ours.addHandler(capture);
    }

    @AfterEach
    void stop() {
        ours.removeHandler(capture);
        ours.setLevel(before);
    }

    private GatewayException refused(FakeLinkup linkup, String key) {
        try {
            return assertThrows(
                    GatewayException.class,
                    () -> linkup.client(FakeLinkup.GUARD)
                            .search(
                                    new SearchRequest(QUERY, FakeLinkup.PLAIN, key),
                                    new StageRecord(Stage.SEARCH, System.nanoTime()))
                            .await()
                            .atMost(FakeLinkup.GUARD));
        } finally {
            linkup.stop();
        }
    }

    /// A host that repeats what it was asked, in every place that could be shown.
    @ParameterizedTest
    @CsvSource({"200", "302", "400", "401", "402", "429", "500"})
    void nothingOfTheCallersIsLoggedOrSaid(int status) {
        String echo = QUERY + " " + KEY;
        String body =
                "{\"error\":{\"code\":\"" + echo + "\",\"message\":\"" + echo + "\"},\"results\":\"" + echo + "\"}";
        GatewayException failure = refused(
                new FakeLinkup(vertx).then(status, body, "retry-after", "0", "location", "http://e.example/" + QUERY),
                KEY);

        String log = String.join("\n", lines);
        assertTrue(log.contains("The web search"), log);
        assertFalse(log.contains(QUERY) || log.contains(KEY), log);
        assertFalse(failure.publicMessage().contains(QUERY)
                || failure.publicMessage().contains(KEY));
    }

    @Test
    void theOperatorIsToldOfAnEmptyAccountOnce() {
        FakeLinkup linkup = new FakeLinkup(vertx).then(429, "{\"error\":{\"code\":\"EXCEED_BUDGET_LIMIT\"}}");
        LinkupWebSearch client = linkup.client(FakeLinkup.GUARD);
        for (int i = 0; i < 5; i++) {
            assertThrows(GatewayException.class, () -> FakeLinkup.await(client));
        }
        linkup.stop();

        assertEquals(1, linkup.requests.size());
        assertEquals(
                1,
                lines.stream()
                        .filter(line -> line.contains("EXCEED_BUDGET_LIMIT"))
                        .count(),
                lines.toString());
        assertEquals(
                0, lines.stream().filter(line -> line.contains("operators")).count(), "no key");
    }
}
