package dev.deepreasoning.catalog;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Tells in `/q/health` whether the upstreams are simulated. Always up: that an upstream fails is its callers' error,
/// and no reason to take every replica out of service.
@Readiness
@ApplicationScoped
public class UpstreamsHealth implements HealthCheck {
    private final Upstreams upstreams;

    /// For the upstreams of this deployment.
    @Inject
    public UpstreamsHealth(Upstreams upstreams) {
        this.upstreams = upstreams;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("upstreams")
                .up()
                .withData("simulated", upstreams.simulated())
                .build();
    }
}
