package dev.deepreasoning.catalog;

import dev.deepreasoning.config.ConfigProblems;
import dev.deepreasoning.config.Deployment;
import dev.deepreasoning.config.Deployment.Launch;
import dev.deepreasoning.config.ShortKeys;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The catalogue's settings as a deployment would have them, without a container.
final class Settings {
    static final Deployment PACKAGED = new Deployment(Launch.PACKAGED, false, false);
    static final Deployment DEV = new Deployment(Launch.DEV, false, false);
    static final Deployment DEMO = new Deployment(Launch.PACKAGED, true, false);
    static final ShortKeys BOTH = new ShortKeys("ds", "an", null);

    private final SmallRyeConfig config;

    private Settings(SmallRyeConfigBuilder builder) {
        config = builder.addDefaultInterceptors()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(ReasonersConfig.class)
                .withMapping(AnthropicConfig.class)
                .withMapping(LinkupConfig.class)
                .withMapping(ByokConfig.class)
                .withMapping(CatalogConfig.class)
                .withMapping(PricingConfig.class)
                .withDefaultValue("smallrye.config.mapping.validate-unknown", "false")
                .build();
    }

    static Settings of(String... namesAndValues) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Settings(new SmallRyeConfigBuilder().withSources(new PropertiesConfigSource(values, "a file", 250)));
    }

    static Settings ofEnvironment(Map<String, String> variables) {
        return new Settings(new SmallRyeConfigBuilder().withSources(new EnvConfigSource(variables, 300)));
    }

    <T> T mapping(Class<T> type) {
        return config.getConfigMapping(type);
    }

    ConfiguredUpstreams upstreams(ShortKeys keys, Deployment deployment) {
        RealUpstreams real = RealUpstreams.of(
                mapping(ReasonersConfig.class),
                mapping(AnthropicConfig.class),
                keys,
                mapping(ByokConfig.class).enabled().orElse(false));
        return new ConfiguredUpstreams(real, deployment, Simulator::new);
    }

    ConfigProblems upstreamProblems(ShortKeys keys, Deployment deployment) {
        ConfigProblems problems = new ConfigProblems();
        new UpstreamsCheck(
                        mapping(ReasonersConfig.class),
                        mapping(AnthropicConfig.class),
                        mapping(LinkupConfig.class),
                        mapping(ByokConfig.class),
                        upstreams(keys, deployment))
                .check(problems);
        return problems;
    }

    static List<String> properties(ConfigProblems problems) {
        return problems.problems().stream()
                .map(ConfigProblems.Problem::property)
                .toList();
    }

    /// A simulator that listens somewhere.
    static final class Simulator implements SimulatedUpstreams {
        @Override
        public URI reasoner() {
            return URI.create("http://127.0.0.1:1/r1/");
        }

        @Override
        public URI anthropic() {
            return URI.create("http://127.0.0.1:1/claude");
        }

        @Override
        public URI linkup() {
            return URI.create("http://127.0.0.1:1/linkup");
        }
    }
}
