package dev.deepreasoning.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.config.Deployment.Launch;
import io.quarkus.runtime.LaunchMode;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.ZoneOffset;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;

class DeploymentProducerTest {
    private final DeploymentProducer producer = new DeploymentProducer();

    @Test
    void recognisesHowItWasStarted() {
        Config none = config(Map.of());

        assertEquals(new Deployment(Launch.DEV, false, false), of(none, LaunchMode.DEVELOPMENT));
        assertEquals(new Deployment(Launch.TEST, false, false), of(none, LaunchMode.TEST));
        assertEquals(new Deployment(Launch.PACKAGED, false, false), of(none, LaunchMode.NORMAL));
        assertEquals(new Deployment(Launch.PACKAGED, false, false), of(none, LaunchMode.RUN));
        assertEquals(of(none, LaunchMode.current()), producer.deployment(none));
    }

    @Test
    void recognisesDemoAndKubernetes() {
        Config config = config(Map.of("deepreasoning.demo", "true", "KUBERNETES_SERVICE_HOST", "10.0.0.1"));

        assertEquals(new Deployment(Launch.PACKAGED, true, true), of(config, LaunchMode.NORMAL));
    }

    @Test
    void onlyDevelopmentTestAndDemoMayBeOpen() {
        assertTrue(new Deployment(Launch.DEV, false, false).mayBeOpen());
        assertTrue(new Deployment(Launch.TEST, false, false).mayBeOpen());
        assertTrue(new Deployment(Launch.PACKAGED, true, true).mayBeOpen());
        assertFalse(new Deployment(Launch.PACKAGED, false, false).mayBeOpen());
    }

    @Test
    void testsNeverSeeTheShortKeys() {
        Config config = config(Map.of("DEEPSEEK_API_KEY", "a", "ANTHROPIC_API_KEY", " b ", "LINKUP_API_KEY", " "));

        assertEquals(new ShortKeys("a", "b", null), DeploymentProducer.shortKeys(config, Launch.PACKAGED));
        assertEquals(new ShortKeys("a", "b", null), DeploymentProducer.shortKeys(config, Launch.DEV));
        assertEquals(ShortKeys.NONE, producer.shortKeys(config, new Deployment(Launch.TEST, false, false)));
    }

    @Test
    void keysAreNotShown() {
        assertEquals("ShortKeys", new ShortKeys("a", "b", "c").toString());
    }

    @Test
    void clockIsInUniversalTime() {
        assertEquals(ZoneOffset.UTC, producer.clock().getZone());
    }

    private static Deployment of(Config config, LaunchMode mode) {
        return DeploymentProducer.deployment(config, mode);
    }

    private static Config config(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(values, "a file", 250))
                .build();
    }
}
