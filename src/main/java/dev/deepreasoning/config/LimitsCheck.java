package dev.deepreasoning.config;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.config.Config;

/// Looks at the times and bounds of the gateway as a whole, which belong to packages that know nothing of settings
/// beyond their own values.
@Singleton
public class LimitsCheck implements StartCheck {
    private static final String CONCURRENCY = "deepreasoning.concurrency";
    private static final int MOST_STREAMS = 8_000;
    private static final List<String> TIMES = List.of(
            "deepreasoning.reasoning.whole-timeout",
            "deepreasoning.reasoning.stream-timeout",
            "deepreasoning.reasoning.call-timeout",
            "deepreasoning.stream.commit-after",
            "deepreasoning.stream.keep-alive",
            "deepreasoning.stream.slow-reader-timeout");

    private final Config config;

    /// For the settings of this deployment.
    @Inject
    public LimitsCheck(Config config) {
        this.config = config;
    }

    /// The bound on streams stays below the upstream client's pool, so that no call waits for another's connection.
    @Override
    public void check(ConfigProblems problems) {
        for (String time : TIMES) {
            config.getOptionalValue(time, Duration.class).ifPresent(value -> problems.positive(time, value));
        }
        config.getOptionalValue(CONCURRENCY, Integer.class)
                .ifPresent(value -> problems.between(CONCURRENCY, value, 1, MOST_STREAMS));
    }
}
