package dev.deepreasoning.bench;

import dev.deepreasoning.bench.Load.Outcome;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A load and what it cost the process that carried it.
///
/// @param cpuMicros user and system time of the process and its children, microseconds
/// @param megabytes resident memory at the end
record Measured(Outcome outcome, double cpuMicros, double megabytes) {
    static Measured of(Server server, Run run) throws IOException, InterruptedException {
        double before = server.cpuMicros();
        Outcome outcome = run.run();
        return new Measured(outcome, server.cpuMicros() - before, server.megabytes());
    }

    static Measured present(@Nullable Measured measured) {
        if (measured == null) {
            throw new IllegalStateException("not measured");
        }
        return measured;
    }

    double cpuPerEvent() {
        return cpuMicros / outcome.events();
    }

    /// A load.
    @FunctionalInterface
    interface Run {
        Outcome run() throws IOException, InterruptedException;
    }
}
