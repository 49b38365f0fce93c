package dev.deepreasoning.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.canonical.Block;
import dev.deepreasoning.canonical.Completion;
import dev.deepreasoning.canonical.ReasoningOutcome;
import dev.deepreasoning.canonical.RunReport;
import dev.deepreasoning.canonical.StopReason;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.canonical.StreamEvent.BlockStarted;
import dev.deepreasoning.canonical.StreamEvent.BlockStopped;
import dev.deepreasoning.canonical.StreamEvent.Finished;
import dev.deepreasoning.canonical.StreamEvent.Started;
import dev.deepreasoning.canonical.StreamEvent.TextDelta;
import io.smallrye.mutiny.Multi;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WholeAnswerTest {
    private final Vertx vertx = Vertx.vertx();
    private final CompletableFuture<@Nullable Void> written = new CompletableFuture<>();
    private final AtomicInteger encoded = new AtomicInteger();

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static Multi<StreamEvent> run() {
        return Multi.createFrom()
                .items(
                        new Started("1", Instant.EPOCH, "deepreasoning", List.of()),
                        new BlockStarted(0, new Block.Text()),
                        new TextDelta(0, "one "),
                        new TextDelta(0, "two"),
                        new BlockStopped(0),
                        new Finished(
                                StopReason.END_TURN,
                                null,
                                null,
                                new RunReport(List.of(), ReasoningOutcome.OFF, null, List.of(), 0, false)));
    }

    private JsonBytes encode(Completion completion, HttpServerResponse response) {
        encoded.incrementAndGet();
        response.putHeader("x-test", "yes");
        return new JsonBytes().string(completion.blocks().getFirst().text());
    }

    private void write(Multi<StreamEvent> events, RoutingContext routing) {
        WholeAnswer.write(events, routing, this::encode)
                .subscribe()
                .with(_ -> written.complete(null), written::completeExceptionally);
    }

    private int serve(io.vertx.core.Handler<RoutingContext> route) {
        Router router = Router.router(vertx);
        router.route().handler(route);
        HttpServer server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        return server.actualPort();
    }

    @Test
    void addsTheEventsUp() {
        try (Wire wire = new Wire(serve(routing -> write(run(), routing)))) {
            Wire.Answer answer = wire.ask("GET", "/").answer();
            assertEquals("\"one two\"", answer.body());
            assertEquals("application/json", answer.header("content-type"));
            assertEquals("yes", answer.header("x-test"));
            written.join();
        }
    }

    @Test
    void aCallerWhoLeavesStopsTheRun() throws Exception {
        CompletableFuture<@Nullable Void> begun = new CompletableFuture<>();
        CompletableFuture<@Nullable Void> cancelled = new CompletableFuture<>();
        Multi<StreamEvent> endless = Multi.createFrom()
                .<StreamEvent>nothing()
                .onSubscription()
                .invoke(() -> begun.complete(null))
                .onCancellation()
                .invoke(() -> cancelled.complete(null));
        try (Wire wire = new Wire(serve(routing -> write(endless, routing)))) {
            wire.ask("GET", "/");
            begun.get(20, TimeUnit.SECONDS);
            wire.close();
            cancelled.get(20, TimeUnit.SECONDS);
            written.get(20, TimeUnit.SECONDS);
            assertEquals(0, encoded.get());
        }
    }

    @Test
    void aCallerWhoHasLeftAlreadyIsWrittenNothing() throws Exception {
        CompletableFuture<@Nullable Void> arrived = new CompletableFuture<>();
        try (Wire wire = new Wire(serve(routing -> {
            Context context = vertx.getOrCreateContext();
            routing.response().closeHandler(_ -> context.runOnContext(_ -> write(run(), routing)));
            arrived.complete(null);
        }))) {
            wire.ask("GET", "/");
            arrived.get(20, TimeUnit.SECONDS);
        }
        written.get(20, TimeUnit.SECONDS);
        assertTrue(written.isDone());
    }
}
