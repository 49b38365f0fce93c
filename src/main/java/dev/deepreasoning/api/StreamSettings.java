package dev.deepreasoning.api;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How answers are streamed.
@ConfigMapping(prefix = "deepreasoning.stream")
public interface StreamSettings {
    /// The head of a stream goes out with the first delta, at the latest after so long: until then an upstream's failure
    /// is a real status.
    @WithDefault("10s")
    Duration commitAfter();

    /// A stream in which nothing was written for so long gets a keep-alive.
    @WithDefault("10s")
    Duration keepAlive();

    /// A caller who takes nothing for so long, while more is waiting, is cut.
    @WithDefault("20s")
    Duration slowReaderTimeout();
}
