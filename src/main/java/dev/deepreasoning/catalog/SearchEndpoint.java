package dev.deepreasoning.catalog;

import dev.deepreasoning.config.ShortKeys;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Where the web is searched: Linkup, or the built-in simulator where the other upstreams are simulated too.
@ApplicationScoped
public class SearchEndpoint {
    private final LinkupConfig config;
    private final ShortKeys keys;
    private final Upstreams upstreams;
    private final Supplier<SimulatedUpstreams> simulator;

    /// For the settings of this deployment.
    @Inject
    public SearchEndpoint(
            LinkupConfig config, ShortKeys keys, Upstreams upstreams, Instance<SimulatedUpstreams> simulator) {
        this(config, keys, upstreams, (Supplier<SimulatedUpstreams>) simulator::get);
    }

    /// The same outside a container.
    public SearchEndpoint(
            LinkupConfig config, ShortKeys keys, Upstreams upstreams, Supplier<SimulatedUpstreams> simulator) {
        this.config = config;
        this.keys = keys;
        this.upstreams = upstreams;
        this.simulator = simulator;
    }

    /// The part before `/search`.
    public URI baseUrl() {
        return Addresses.base(upstreams.simulated() ? simulator.get().linkup() : config.baseUrl());
    }

    /// The operator's key; absent where only callers who bring one can search.
    public @Nullable String apiKey() {
        return upstreams.simulated() ? "simulated" : config.apiKey().orElse(keys.linkup());
    }

    /// Most time of a search of that depth.
    public Duration timeout(String depth) {
        return depth.equals(LinkupConfig.DEEP) ? config.deepTimeout() : config.timeout();
    }

    /// How thoroughly, unless a caller says otherwise.
    public String depth() {
        return config.depth().name().toLowerCase(Locale.ROOT);
    }
}
