package dev.deepreasoning.api;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Not ready once the gateway is going down, so that no new request is sent here.
@Readiness
@ApplicationScoped
public class DrainHealth implements HealthCheck {
    private final Drain drain;

    /// For the drain of this process.
    public DrainHealth(Drain drain) {
        this.drain = drain;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("accepting requests")
                .status(!drain.draining())
                .build();
    }
}
