package dev.deepreasoning.pipeline;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;

/// How long a run may take, and what happens when the reasoner fails.
@ConfigMapping(prefix = "deepreasoning.reasoning")
public interface PipelineLimits {
    /// What a reasoner that cannot be reached means: `answer` (Claude answers alone, flagged) or `error`.
    @WithDefault("answer")
    OnFailure onFailure();

    /// Most time of the reasoning stage for a whole answer; clients give up at 300 s. Then handed over as partial.
    @WithDefault("240s")
    Duration wholeTimeout();

    /// Most time of the reasoning stage for a streamed answer. Then handed over as partial.
    @WithDefault("10m")
    Duration streamTimeout();

    /// Most time of a whole call, all stages.
    @WithName("call-timeout")
    @WithDefault("15m")
    Duration callTimeout();

    /// How long the end of an answer, all of which has been given, waits for the usage of a reasoner that is read on
    /// (`after-reasoning` is `drain`) and answers for longer than Claude. Behind it the reasoning counts by the estimate.
    @WithDefault("2s")
    Duration usageTimeout();

    /// Two ways to take a reasoner's outage.
    enum OnFailure {
        ANSWER,
        ERROR
    }
}
