package dev.deepreasoning.telemetry;

import dev.deepreasoning.canonical.BreakerObserver;
import dev.deepreasoning.canonical.Stage;
import jakarta.enterprise.context.ApplicationScoped;

/// `deepreasoning_upstream_breaker_state`: 0 closed, 1 half open, 2 open.
@ApplicationScoped
public class BreakerGauges implements BreakerObserver {
    @Override
    public void breaker(Stage stage, String host, State state) {}
}
