package dev.deepreasoning.bench;

import dev.deepreasoning.bench.Load.Outcome;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Prints CPU per relayed event, added time to first token and memory, of the gateway with static keys, of one whose callers
/// have accounts (PostgreSQL with fsync on), and of nginx.
///
/// | environment variable | default | meaning |
/// | --- | --- | --- |
/// | `BENCH_STREAMS` | 200 | streams at once |
/// | `BENCH_INTERVAL_MS` | 20 | time between two events of a stream |
/// | `BENCH_EVENTS` | 400 | events of each stage |
/// | `BENCH_ROUNDS` | 3 | measured rounds, after one that only warms up; 0: only start and memory |
/// | `BENCH_BINARY` | | a native binary to measure instead of the jar |
/// | `BENCH_JVM_OPTIONS` | | more options of the jar's JVM |
/// | `BENCH_STARTS` | 10 | starts to measure |
/// | `BENCH_OPEN` | 500 | open streams under which memory is measured |
///
/// Everything runs on loopback and ends by itself.
public final class Benchmark {
    private static final Path FOLDER = Path.of("target", "bench");

    private Benchmark() {}

    /// Runs it.
    public static void main(String... args) throws Exception {
        Plan plan = new Plan(
                number("BENCH_STREAMS", 200),
                number("BENCH_INTERVAL_MS", 20),
                number("BENCH_EVENTS", 400),
                number("BENCH_ROUNDS", 3));
        Vertx vertx = Vertx.vertx();
        String binary = System.getenv("BENCH_BINARY");
        new Footprint(FOLDER, binary, number("BENCH_STARTS", 10), number("BENCH_OPEN", 500)).print(vertx);
        if (plan.rounds == 0) {
            vertx.close().toCompletionStage().toCompletableFuture().join();
            return;
        }
        Payers payers = new Payers();
        try (Server upstream = Server.upstreams(FOLDER, plan);
                Server gateway = Server.gateway(FOLDER, upstream.port(), binary);
                Server governed = Server.governed(FOLDER, upstream.port(), binary, payers.url())) {
            Server nginx = Server.nginx(FOLDER, upstream.port());
            try {
                Call paying = Call.gateway(governed.port(), payers.keys());
                measure(new Load(vertx, plan.streams), plan, upstream, gateway, governed, paying, nginx);
            } finally {
                if (nginx != null) {
                    nginx.close();
                }
            }
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static void measure(
            Load load, Plan plan, Server upstream, Server gateway, Server governed, Call paying, @Nullable Server nginx)
            throws IOException, InterruptedException {
        load.run(Call.gateway(gateway.port()));
        load.run(paying);
        List<Round> rounds = new ArrayList<>();
        for (int i = 0; i < plan.rounds; i++) {
            Outcome reasoner = load.run(Call.reasoner(upstream.port()));
            Outcome claude = load.run(Call.claude(upstream.port()));
            Measured relay = nginx == null ? null : Measured.of(nginx, () -> load.run(Call.claude(nginx.port())));
            Measured own = Measured.of(gateway, () -> load.run(Call.gateway(gateway.port())));
            Measured paid = Measured.of(governed, () -> load.run(paying));
            rounds.add(new Round(reasoner, claude, relay, own, paid));
        }
        print(plan, rounds);
    }

    private static void print(Plan plan, List<Round> rounds) throws IOException {
        System.out.printf(
                Locale.ROOT,
                "%n%d streams, an event each %d ms, %d events per stage, %d rounds; medians%n%n",
                plan.streams,
                plan.intervalMillis,
                plan.events,
                rounds.size());
        System.out.println("path      CPU us/event   first token ms   added ms   RSS MB   events   failed");
        double direct = Medians.of(rounds, round -> round.reasoner.firstMillis());
        double directClaude = Medians.of(rounds, round -> round.claude.firstMillis());
        row("direct R1", Double.NaN, direct, Double.NaN, Double.NaN, rounds.getLast().reasoner);
        row("direct Cl", Double.NaN, directClaude, Double.NaN, Double.NaN, rounds.getLast().claude);
        double floor = Double.NaN;
        if (rounds.getLast().nginx != null) {
            floor = Medians.of(rounds, round -> Measured.present(round.nginx).cpuPerEvent());
            double first = Medians.of(
                    rounds, round -> Measured.present(round.nginx).outcome().firstMillis());
            Measured last = Measured.present(rounds.getLast().nginx);
            row("nginx", floor, first, first - directClaude, last.megabytes(), last.outcome());
        }
        double cost = Medians.of(rounds, round -> round.gateway.cpuPerEvent());
        double first = Medians.of(rounds, round -> round.gateway.outcome().firstMillis());
        Measured last = rounds.getLast().gateway;
        row("gateway", cost, first, first - direct, last.megabytes(), last.outcome());
        double paidCost = Medians.of(rounds, round -> round.governed.cpuPerEvent());
        double paidFirst = Medians.of(rounds, round -> round.governed.outcome().firstMillis());
        Measured paid = rounds.getLast().governed;
        row("accounts", paidCost, paidFirst, paidFirst - direct, paid.megabytes(), paid.outcome());
        double seam = Medians.of(rounds, round -> round.gateway.outcome().seamMillis());
        System.out.printf(Locale.ROOT, "%nhand-over: %.1f ms from the last thought to the first word,", seam);
        System.out.printf(Locale.ROOT, " of which Claude's own %.1f ms%n", directClaude);
        System.out.printf(
                Locale.ROOT,
                "accounts: %.1f ms to the first token and %.2f of the CPU per event, beside static keys; fsync on %s%n",
                paidFirst - first,
                paidCost / cost,
                Payers.disk());
        if (Double.isNaN(floor)) {
            System.out.println("nginx is not installed: no ratio");
        } else {
            System.out.printf(Locale.ROOT, "CPU per event, gateway to nginx: %.2f%n", cost / floor);
        }
    }

    private static void row(String path, double cpu, double first, double added, double rss, Outcome outcome) {
        System.out.printf(
                Locale.ROOT,
                "%-9s %12s %16s %10s %8s %8d %8d%n",
                path,
                cell(cpu),
                cell(first),
                cell(added),
                cell(rss),
                outcome.events(),
                outcome.failed());
    }

    private static String cell(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.1f", value);
    }

    private static int number(String name, int otherwise) {
        return Integer.parseInt(Map.copyOf(System.getenv()).getOrDefault(name, Integer.toString(otherwise)));
    }

    /// What is measured.
    record Plan(int streams, int intervalMillis, int events, int rounds) {}

    private record Round(
            Outcome reasoner, Outcome claude, @Nullable Measured nginx, Measured gateway, Measured governed) {}
}
