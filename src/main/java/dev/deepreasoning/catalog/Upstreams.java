package dev.deepreasoning.catalog;

import java.util.List;

/// The upstreams of this deployment, real or simulated, as configuration says.
public interface Upstreams {
    /// True where R1, Claude and Linkup are the built-in simulator.
    boolean simulated();

    /// Reasoner hosts, first choice first. May be empty in a deployment that only serves callers' own keys.
    List<ReasonerHost> reasoners();

    /// Claude endpoints, first choice first.
    List<AnthropicEndpoint> anthropic();
}
