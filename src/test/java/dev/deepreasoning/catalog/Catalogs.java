package dev.deepreasoning.catalog;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/// Catalogues for tests, on a fixed day.
public final class Catalogs {
    /// The day on which every test takes place.
    public static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);

    private Catalogs() {}

    /// The built-in catalogue.
    public static Catalog builtIn() {
        return with(Map.of());
    }

    /// The catalogue with an operator's properties.
    public static Catalog with(Map<String, String> properties) {
        return with(properties, CLOCK);
    }

    /// The reasoner hosts that an operator's properties describe.
    public static List<ReasonerHost> reasoners(String... namesAndValues) {
        return Settings.of(namesAndValues)
                .upstreams(Settings.BOTH, Settings.PACKAGED)
                .reasoners();
    }

    /// The same on another day.
    public static Catalog with(Map<String, String> properties, Clock clock) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(CatalogConfig.class)
                .withMapping(PricingConfig.class)
                .withSources(new PropertiesConfigSource(properties, "test", 500))
                .build();
        return new Catalog(
                config.getConfigMapping(CatalogConfig.class), config.getConfigMapping(PricingConfig.class), clock);
    }
}
