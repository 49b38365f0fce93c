package dev.deepreasoning.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.canonical.BreakerObserver.State;
import dev.deepreasoning.canonical.Stage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

/// What is shown as it stands.
class GaugesTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private double breaker(String host) {
        return registry.get("deepreasoning.upstream.breaker.state")
                .tags("stage", "reasoning", "host", host)
                .gauge()
                .value();
    }

    @Test
    void aBreakerShowsItsState() {
        BreakerGauges gauges = new BreakerGauges(registry);
        gauges.breaker(Stage.REASONING, "first", State.CLOSED);
        gauges.breaker(Stage.REASONING, "second", State.HALF_OPEN);
        assertEquals(0, breaker("first"));
        assertEquals(1, breaker("second"));
        gauges.breaker(Stage.REASONING, "first", State.OPEN);
        assertEquals(2, breaker("first"));
        assertEquals(2, registry.getMeters().size());
    }

    @Test
    void goingDownIsShown() {
        boolean[] down = {false};
        new Meters(registry).watchDraining(() -> down[0]);
        assertEquals(0, registry.get("deepreasoning.draining").gauge().value());
        down[0] = true;
        assertEquals(1, registry.get("deepreasoning.draining").gauge().value());
        assertTrue(registry.find("deepreasoning.streams.open").gauges().size() >= 4);
    }
}
