package dev.deepreasoning.canonical;

import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Told what happens inside a run, while it happens, on the run's own event loop. Sees numbers and names, no text.
public interface RunObserver {
    /// Looks away.
    RunObserver NONE = new RunObserver() {};

    /// The request has been planned; the stages follow.
    ///
    /// @param soFar the report as it stands, at any moment until the run has ended and after it
    default void begun(Supplier<RunReport> soFar) {}

    /// A stage begins.
    default StageObserver stage(Stage stage) {
        return StageObserver.NONE;
    }

    /// Told what happens inside a stage.
    interface StageObserver {
        /// Looks away.
        StageObserver NONE = new StageObserver() {};

        /// A call to an upstream begins; there may be several, one after the other.
        ///
        /// @param host by its configured name
        default AttemptObserver attempt(String host) {
            return AttemptObserver.NONE;
        }

        /// The stage is over.
        ///
        /// @param failure absent where it came to its end
        default void ended(StageReport report, @Nullable GatewayException failure) {}

        /// The run was given up while the stage was under way.
        default void abandoned(StageReport report) {}
    }

    /// Told how one call to an upstream begins.
    interface AttemptObserver {
        /// Looks away.
        AttemptObserver NONE = new AttemptObserver() {};

        /// What the call carries besides its own headers, so that its trace goes on upstream.
        default Map<String, String> headers() {
            return Map.of();
        }

        /// The first delta has come, or a stream's regular end without any.
        default void opened() {}

        /// It failed before that.
        default void failed(GatewayException failure) {}

        /// Nobody waits for it any more.
        default void abandoned() {}
    }
}
