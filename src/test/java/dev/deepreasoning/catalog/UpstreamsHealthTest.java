package dev.deepreasoning.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.deepreasoning.config.Deployment;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;

class UpstreamsHealthTest {
    @Test
    void saysWhetherTheUpstreamsAreSimulated() {
        assertEquals(Map.of("simulated", true), health(Settings.DEMO).getData().orElseThrow());
        assertEquals(
                Map.of("simulated", false), health(Settings.PACKAGED).getData().orElseThrow());
        assertEquals(HealthCheckResponse.Status.UP, health(Settings.DEMO).getStatus());
    }

    private static HealthCheckResponse health(Deployment deployment) {
        return new UpstreamsHealth(Settings.of().upstreams(Settings.BOTH, deployment)).call();
    }
}
