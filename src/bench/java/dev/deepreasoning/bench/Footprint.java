package dev.deepreasoning.bench;

import dev.deepreasoning.bench.Benchmark.Plan;
import dev.deepreasoning.bench.Load.Outcome;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// How fast the gateway is there, and how much memory it holds: at rest, and while many streams are open.
///
/// @param binary a native binary, else the jar
/// @param starts starts to measure, after one that fills the system's caches
/// @param open streams at once
record Footprint(Path folder, @Nullable String binary, int starts, int open) {
    private static final int INTERVAL_MILLIS = 200;
    private static final int EVENTS = 60;
    private static final long REST_SECONDS = 5;
    private static final long SAMPLE_MILLIS = 100;

    void print(Vertx vertx) throws IOException, InterruptedException {
        try (Server upstream = Server.upstreams(folder, new Plan(open, INTERVAL_MILLIS, EVENTS, 1))) {
            double[] millis = new double[starts];
            Server.readyMillis(folder, upstream.port(), binary);
            for (int i = 0; i < starts; i++) {
                millis[i] = Server.readyMillis(folder, upstream.port(), binary);
            }
            try (Server gateway = Server.gateway(folder, upstream.port(), binary)) {
                TimeUnit.SECONDS.sleep(REST_SECONDS);
                double rest = gateway.megabytes();
                double[] most = new double[1];
                Outcome outcome = sampled(new Load(vertx, open), gateway, most);
                System.out.printf(
                        Locale.ROOT,
                        "%nready after %.0f ms (median of %d; best %.0f, worst %.0f)%n",
                        Medians.of(millis),
                        starts,
                        Arrays.stream(millis).min().orElse(Double.NaN),
                        Arrays.stream(millis).max().orElse(Double.NaN));
                System.out.printf(Locale.ROOT, "RSS at rest %.1f MB%n", rest);
                System.out.printf(
                        Locale.ROOT,
                        "RSS with %d open streams at most %.1f MB (%d events, %d failed), afterwards %.1f MB%n",
                        open,
                        most[0],
                        outcome.events(),
                        outcome.failed(),
                        gateway.megabytes());
            }
        }
        if (binary != null && !binary.isBlank()) {
            System.out.printf(Locale.ROOT, "binary %.1f MB%n", Files.size(Path.of(binary)) / 1024.0 / 1024);
        }
    }

    private static Outcome sampled(Load load, Server gateway, double[] most) throws IOException, InterruptedException {
        CompletableFuture<Outcome> running = CompletableFuture.supplyAsync(() -> {
            try {
                return load.run(Call.gateway(gateway.port()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CompletionException(e);
            }
        });
        while (!running.isDone()) {
            most[0] = Math.max(most[0], gateway.megabytes());
            TimeUnit.MILLISECONDS.sleep(SAMPLE_MILLIS);
        }
        return running.join();
    }
}
