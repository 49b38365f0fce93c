package dev.deepreasoning.simulator;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/// Pace and faults of the simulated upstreams, for requests that carry no marker of their own.
@ConfigMapping(prefix = "deepreasoning.simulator")
public interface SimulatorConfig {
    /// Port on 127.0.0.1; 0 takes a free one, which the log names.
    @WithDefault("0")
    int port();

    /// Time from a request to the first event.
    @WithDefault("50ms")
    Duration firstTokenDelay();

    /// Time from one event to the next; 0 is as fast as the reader takes it.
    @WithDefault("20ms")
    Duration interval();

    /// Tokens (words) that come in one event.
    @WithDefault("4")
    int tokensPerEvent();

    /// Length of R1's reasoning in tokens (words).
    @WithDefault("80")
    int reasoningTokens();

    /// Length of Claude's answer in tokens (words).
    @WithDefault("80")
    int answerTokens();

    /// A fault of every request, written as in a marker: `r1.status=503`.
    Optional<String> fault();
}
