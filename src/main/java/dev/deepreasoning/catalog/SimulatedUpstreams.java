package dev.deepreasoning.catalog;

import java.net.URI;

/// Where the built-in simulator listens; implemented by the simulator, so that nothing depends on it.
public interface SimulatedUpstreams {
    /// Base URL of the simulated reasoner, the part before `/chat/completions`.
    URI reasoner();

    /// Base URL of the simulated Claude, the part before `/v1/messages`.
    URI anthropic();

    /// Base URL of the simulated Linkup, the part before `/search`.
    URI linkup();
}
