package dev.deepreasoning.metering;

import dev.deepreasoning.catalog.AnthropicEndpoint;
import dev.deepreasoning.catalog.CatalogConfig;
import dev.deepreasoning.catalog.Catalogs;
import dev.deepreasoning.catalog.PricingConfig;
import dev.deepreasoning.catalog.ReasonerHost;
import dev.deepreasoning.catalog.ReasonerHost.AfterReasoning;
import dev.deepreasoning.catalog.ReasonerHost.Prices;
import dev.deepreasoning.catalog.ReasonerHost.ReasoningFormat;
import dev.deepreasoning.catalog.Upstreams;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Charges for tests: the built-in rate card, one reasoner host with a price and one without.
public final class Tariffs {
    /// USD per million: 0.55 in, 0.14 from the cache, 2.19 out.
    public static final String PRICED_HOST = "priced";

    /// A host whose operator set no price.
    public static final String UNPRICED_HOST = "unpriced";

    private Tariffs() {}

    /// With the built-in rate card.
    public static Charges builtIn() {
        return with(Map.of());
    }

    /// With an operator's properties.
    public static Charges with(Map<String, String> properties) {
        PricingConfig pricing = new SmallRyeConfigBuilder()
                .withMapping(CatalogConfig.class)
                .withMapping(PricingConfig.class)
                .withSources(new PropertiesConfigSource(properties, "test", 500))
                .build()
                .getConfigMapping(PricingConfig.class);
        Prices prices = new Prices(new BigDecimal("0.55"), new BigDecimal("0.14"), new BigDecimal("2.19"));
        return new Charges(
                Catalogs.with(properties),
                pricing,
                new Hosts(List.of(host(UNPRICED_HOST, null), host(PRICED_HOST, prices))));
    }

    private static ReasonerHost host(String name, @Nullable Prices prices) {
        return new ReasonerHost(
                name,
                URI.create("http://127.0.0.1:1"),
                null,
                "Authorization",
                Map.of(),
                Map.of(),
                null,
                "deepseek-r1",
                1,
                1,
                ReasoningFormat.AUTO,
                AfterReasoning.CANCEL,
                null,
                null,
                0.3,
                32_768,
                131_072,
                null,
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                Duration.ofSeconds(600),
                prices);
    }

    private record Hosts(List<ReasonerHost> reasoners) implements Upstreams {
        @Override
        public boolean simulated() {
            return false;
        }

        @Override
        public List<AnthropicEndpoint> anthropic() {
            return List.of();
        }
    }
}
