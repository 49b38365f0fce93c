package dev.deepreasoning.metering;

import dev.deepreasoning.canonical.Adjustment;
import dev.deepreasoning.canonical.RunReport;
import dev.deepreasoning.canonical.StreamEvent;
import dev.deepreasoning.canonical.StreamEvent.Finished;
import dev.deepreasoning.canonical.StreamEvent.Started;
import java.util.List;
import java.util.stream.Stream;

/// Adds adjustments that were made outside the pipeline to those that it reports.
public final class Reports {
    private Reports() {}

    /// An event with them, before its own.
    public static StreamEvent with(StreamEvent event, List<Adjustment> adjusted) {
        if (event instanceof Started started) {
            return new Started(started.id(), started.created(), started.model(), joined(adjusted, started.adjusted()));
        }
        if (event instanceof Finished finished) {
            RunReport report = finished.report();
            RunReport all = new RunReport(
                    joined(adjusted, report.adjusted()),
                    report.reasoning(),
                    report.search(),
                    report.stages(),
                    report.handedOverTokens(),
                    report.simulated());
            return new Finished(finished.reason(), finished.stopSequence(), finished.refusal(), all);
        }
        return event;
    }

    private static List<Adjustment> joined(List<Adjustment> first, List<Adjustment> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
