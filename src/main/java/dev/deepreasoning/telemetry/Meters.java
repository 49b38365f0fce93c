package dev.deepreasoning.telemetry;

import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.canonical.StageReport;
import dev.deepreasoning.canonical.TokenUsage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Every meter of requests and stages. Names are OpenTelemetry's GenAI conventions where these have one, else
/// `deepreasoning.*`; labels are bounded, and none names a caller, a request or a key.
@ApplicationScoped
public class Meters {
    private static final Duration[] LONG = seconds(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160, 320, 640, 900);
    private static final Duration[] FIRST_TOKEN =
            seconds(0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2.5, 5, 7.5, 10, 20, 40, 60);
    private static final Duration[] PER_TOKEN =
            seconds(0.001, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2.5);
    private static final Duration[] OVERHEAD =
            seconds(0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5);
    private static final double[] TOKENS = {16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576};
    private static final int MOST_NAMES = 200;
    private static final String NONE = "none";
    private static final String STAGE = "deepreasoning.stage";
    private static final String MODEL = "gen_ai.request.model";

    private final MeterRegistry registry;
    private final RecentAttempts recent;
    private final Map<Endpoint, AtomicInteger> streams = new EnumMap<>(Endpoint.class);
    private final Set<String> names = ConcurrentHashMap.newKeySet();

    /// In the registry of this process.
    ///
    /// @param recent told of every call to an upstream
    @Inject
    public Meters(MeterRegistry registry, RecentAttempts recent) {
        this.registry = registry;
        this.recent = recent;
        for (Endpoint endpoint : Endpoint.values()) {
            if (endpoint.answers()) {
                AtomicInteger open = new AtomicInteger();
                streams.put(endpoint, open);
                Gauge.builder("deepreasoning.streams.open", open, AtomicInteger::get)
                        .description("Streams under way.")
                        .tag("endpoint", endpoint.label())
                        .strongReference(true)
                        .register(registry);
                started(endpoint);
            }
        }
    }

    Meters(MeterRegistry registry) {
        this(registry, new RecentAttempts(Clock.systemUTC()));
    }

    private static Duration[] seconds(double... values) {
        return Arrays.stream(values)
                .mapToObj(value -> Duration.ofNanos(Math.round(value * 1e9)))
                .toArray(Duration[]::new);
    }

    private Counter started(Endpoint endpoint) {
        return Counter.builder("deepreasoning.requests.started")
                .description("Requests that have arrived; what the autoscaler reads.")
                .tag("endpoint", endpoint.label())
                .register(registry);
    }

    void watchDraining(BooleanSupplier draining) {
        Gauge.builder("deepreasoning.draining", () -> draining.getAsBoolean() ? 1 : 0)
                .description("1 while the process is going down.")
                .register(registry);
    }

    void watchLedger(LongSupplier open, LongSupplier lag) {
        Gauge.builder("deepreasoning.reservations.open", open::getAsLong)
                .description("Requests under way that hold credit, over all replicas.")
                .register(registry);
        Gauge.builder("deepreasoning.settlement.lag", lag::getAsLong)
                .description("How long the oldest request is overdue whose process has gone.")
                .baseUnit("seconds")
                .register(registry);
    }

    void arrived(Endpoint endpoint) {
        if (endpoint.answers()) {
            started(endpoint).increment();
        }
    }

    void streamOpened(Endpoint endpoint) {
        AtomicInteger open = streams.get(endpoint);
        if (open != null) {
            open.incrementAndGet();
        }
    }

    void streamClosed(Endpoint endpoint) {
        AtomicInteger open = streams.get(endpoint);
        if (open != null) {
            open.decrementAndGet();
        }
    }

    /// @param error kind in lower case; absent for a request that was answered
    void ended(Endpoint endpoint, String outcome, String model, @Nullable String error, Duration duration) {
        count("deepreasoning.requests", Tags.of("endpoint", endpoint.label(), "outcome", outcome));
        if (endpoint.answers()) {
            timer(
                            "gen_ai.server.request.duration",
                            LONG,
                            Tags.of(
                                    "gen_ai.operation.name",
                                    "chat",
                                    MODEL,
                                    bounded(model),
                                    "error.type",
                                    error == null ? NONE : error,
                                    "endpoint",
                                    endpoint.label()))
                    .record(duration);
        }
    }

    void overhead(Duration duration) {
        timer("deepreasoning.gateway.overhead", OVERHEAD, Tags.empty()).record(duration);
    }

    /// A stage has ended.
    ///
    /// @param model asked for
    /// @param error kind in lower case; absent for one that came to its end
    void stage(StageReport report, String model, @Nullable String error) {
        Stage stage = report.stage();
        Tags tags = Tags.of(
                STAGE,
                stage.wireName(),
                "gen_ai.operation.name",
                Vendor.of(stage).operation(),
                "gen_ai.provider.name",
                Vendor.of(stage).provider(),
                MODEL,
                bounded(model),
                "gen_ai.response.model",
                bounded(report.model()));
        timer("gen_ai.client.operation.duration", LONG, tags.and("error.type", error == null ? NONE : error))
                .record(report.total());
        count(
                "deepreasoning.stage.outcomes",
                Tags.of("stage", stage.wireName(), "outcome", error == null ? "completed" : error));
        Duration first = report.firstToken();
        if (first != null) {
            timer(
                            "gen_ai.server.time_to_first_token",
                            FIRST_TOKEN,
                            Tags.of(STAGE, stage.wireName(), MODEL, bounded(model)))
                    .record(first);
        }
    }

    /// A run has ended: its stages' tokens are final.
    void tokens(StageReport report, String model) {
        Stage stage = report.stage();
        if (stage == Stage.SEARCH) {
            return;
        }
        TokenUsage usage = report.usage();
        Tags tags = Tags.of(
                STAGE,
                stage.wireName(),
                "gen_ai.provider.name",
                Vendor.of(stage).provider(),
                MODEL,
                bounded(model),
                "gen_ai.response.model",
                bounded(report.model()));
        summary("gen_ai.client.token.usage", tags.and("gen_ai.token.type", "input"))
                .record(usage.totalInput());
        summary("gen_ai.client.token.usage", tags.and("gen_ai.token.type", "output"))
                .record(usage.output());
        Duration first = report.firstToken();
        if (first != null && usage.output() > 1) {
            timer(
                            "gen_ai.server.time_per_output_token",
                            PER_TOKEN,
                            Tags.of(STAGE, stage.wireName(), MODEL, bounded(model)))
                    .record(report.total().minus(first).dividedBy(usage.output() - 1));
        }
    }

    void reasoning(String outcome) {
        count("deepreasoning.reasoning.outcomes", Tags.of("outcome", outcome));
    }

    void search(String outcome) {
        count("deepreasoning.searches", Tags.of("outcome", outcome));
    }

    void adjusted(String parameter) {
        count("deepreasoning.adjustments", Tags.of("parameter", bounded(parameter)));
    }

    void attempt(Stage stage, String host, String outcome, Duration took) {
        recent.attempt(stage, host, outcome, took);
        count("deepreasoning.upstream.attempts", Tags.of("stage", stage.wireName(), "host", host, "outcome", outcome));
    }

    void cut(Cut cause) {
        count("deepreasoning.cancellations", Tags.of("cause", cause.label()));
    }

    /// Nothing is told of what is not more than nothing.
    void charged(String model, BigDecimal usd) {
        if (usd.signum() <= 0) {
            return;
        }
        Counter.builder("deepreasoning.charged.usd")
                .description("What the ledger has charged accounts; of other callers' requests that ended, the price by"
                        + " the rate card. USD.")
                .tag("model", bounded(model))
                .register(registry)
                .increment(usd.doubleValue());
    }

    void cost(Stage stage, String model, BigDecimal usd) {
        Counter.builder("deepreasoning.upstream.cost.usd")
                .description("What the upstreams' lists say the requests cost the operator, USD.")
                .tag("stage", stage.wireName())
                .tag("model", bounded(model))
                .register(registry)
                .increment(usd.doubleValue());
    }

    private void count(String name, Tags tags) {
        Counter.builder(name).tags(tags).register(registry).increment();
    }

    private Timer timer(String name, Duration[] buckets, Tags tags) {
        return Timer.builder(name).serviceLevelObjectives(buckets).tags(tags).register(registry);
    }

    private DistributionSummary summary(String name, Tags tags) {
        return DistributionSummary.builder(name)
                .serviceLevelObjectives(TOKENS)
                .tags(tags)
                .register(registry);
    }

    /// Names that come from outside (a model as an upstream calls it) are few; were they not, the rest is one.
    private String bounded(@Nullable String name) {
        if (name == null) {
            return NONE;
        }
        return names.contains(name) || names.size() < MOST_NAMES && names.add(name) || names.contains(name)
                ? name
                : "other";
    }
}
