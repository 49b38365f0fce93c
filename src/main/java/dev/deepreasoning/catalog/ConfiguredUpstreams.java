package dev.deepreasoning.catalog;

import dev.deepreasoning.config.Deployment;
import dev.deepreasoning.config.Deployment.Launch;
import dev.deepreasoning.config.ShortKeys;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The upstreams that configuration describes: the real services where they are complete, else, in development and
/// demo, the built-in simulator.
@ApplicationScoped
public class ConfiguredUpstreams implements Upstreams {
    private static final String SIMULATED_KEY = "simulated";
    private static final String SIMULATOR = "simulator";
    private static final String VERSION = "2023-06-01";

    private final RealUpstreams real;
    private final boolean demo;
    private final boolean packaged;
    private final boolean simulated;
    private final Supplier<SimulatedUpstreams> simulator;

    /// Decides once, at start.
    @Inject
    public ConfiguredUpstreams(
            ReasonersConfig reasoners,
            AnthropicConfig anthropic,
            ByokConfig byok,
            ShortKeys keys,
            Deployment deployment,
            Instance<SimulatedUpstreams> simulator) {
        this(RealUpstreams.of(reasoners, anthropic, keys, byok.enabled().orElse(false)), deployment, simulator::get);
    }

    ConfiguredUpstreams(RealUpstreams real, Deployment deployment, Supplier<SimulatedUpstreams> simulator) {
        this.real = real;
        this.demo = deployment.demo();
        this.packaged = deployment.launch() == Launch.PACKAGED;
        this.simulated = demo || deployment.launch() != Launch.PACKAGED && !real.complete();
        this.simulator = simulator;
    }

    @Override
    public boolean simulated() {
        return simulated;
    }

    /// The simulator's address is asked for each time, because it is known only when its server listens.
    @Override
    public List<ReasonerHost> reasoners() {
        return simulated
                ? List.of(ReasonerPreset.OPENAI.plain(SIMULATOR, simulator.get().reasoner(), SIMULATED_KEY))
                : real.reasoners();
    }

    @Override
    public List<AnthropicEndpoint> anthropic() {
        return simulated
                ? List.of(new AnthropicEndpoint(
                        SIMULATOR, Addresses.base(simulator.get().anthropic()), SIMULATED_KEY, VERSION, Map.of(), 0))
                : real.anthropic();
    }

    /// Whether simulation was asked for.
    boolean demo() {
        return demo;
    }

    /// Whether a packaged demo has keys of the real services: one of the two was not meant.
    boolean simulatedInProduction() {
        return demo
                && packaged
                && (real.reasoners().stream().anyMatch(host -> host.apiKey() != null)
                        || real.anthropic().stream().anyMatch(endpoint -> endpoint.apiKey() != null));
    }

    /// The short keys that would complete the real services.
    List<String> missing() {
        return real.missing();
    }
}
