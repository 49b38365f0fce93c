package dev.deepreasoning.telemetry;

import dev.deepreasoning.canonical.BreakerObserver;
import dev.deepreasoning.canonical.Stage;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// `deepreasoning_upstream_breaker_state`: 0 closed, 1 half open, 2 open.
@ApplicationScoped
public class BreakerGauges implements BreakerObserver {
    private final MeterRegistry registry;
    private final RecentAttempts recent;
    private final Map<String, AtomicInteger> states = new ConcurrentHashMap<>();

    /// In the registry of this process.
    ///
    /// @param recent told the same
    @Inject
    public BreakerGauges(MeterRegistry registry, RecentAttempts recent) {
        this.registry = registry;
        this.recent = recent;
    }

    BreakerGauges(MeterRegistry registry) {
        this(registry, new RecentAttempts(Clock.systemUTC()));
    }

    @Override
    public void breaker(Stage stage, String host, State state) {
        recent.breaker(stage, host, state);
        states.computeIfAbsent(stage.wireName() + " " + host, _ -> register(stage, host))
                .set(
                        switch (state) {
                            case CLOSED -> 0;
                            case HALF_OPEN -> 1;
                            case OPEN -> 2;
                        });
    }

    private AtomicInteger register(Stage stage, String host) {
        AtomicInteger value = new AtomicInteger();
        Gauge.builder("deepreasoning.upstream.breaker.state", value, AtomicInteger::get)
                .description("0 closed, 1 half open, 2 open.")
                .tag("stage", stage.wireName())
                .tag("host", host)
                .strongReference(true)
                .register(registry);
        return value;
    }
}
