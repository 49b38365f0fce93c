package dev.deepreasoning.pipeline;

import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.RunObserver.AttemptObserver;
import dev.deepreasoning.canonical.RunObserver.StageObserver;
import dev.deepreasoning.canonical.Stage;
import dev.deepreasoning.canonical.StageReport;
import dev.deepreasoning.canonical.StopReason;
import dev.deepreasoning.canonical.TokenUsage;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one stage's upstream call said of itself, written by the port's implementation while the stage runs. It may
/// still be written after the stage's last event (a drained call reports its usage late). One run, one event loop.
public final class StageRecord {
    private final Stage stage;
    private final long startedNanos;
    private final StageObserver observer;
    private @Nullable String model;
    private @Nullable String host;
    private TokenUsage usage = TokenUsage.NONE;
    private @Nullable StopReason stopReason;
    private @Nullable String stopSequence;
    private @Nullable String refusal;
    private @Nullable Duration firstToken;
    private @Nullable Duration total;
    private boolean partial;
    private @Nullable Runnable background;
    private @Nullable Runnable awaiting;
    private boolean callersKey;
    private StageReport.@Nullable Exchange exchange;

    /// A record that begins now.
    ///
    /// @param nanos [System#nanoTime()]
    public StageRecord(Stage stage, long nanos) {
        this(stage, nanos, StageObserver.NONE);
    }

    /// A record that begins now, and tells what happens.
    ///
    /// @param nanos [System#nanoTime()]
    StageRecord(Stage stage, long nanos, StageObserver observer) {
        this.stage = stage;
        this.startedNanos = nanos;
        this.observer = observer;
    }

    /// A call to an upstream begins.
    ///
    /// @param atHost by its configured name
    public AttemptObserver attempt(String atHost) {
        return observer.attempt(atHost);
    }

    /// The host that serves, and the model that it says it serves. Called again after a failover.
    public void served(String byHost, String asModel) {
        host = byHost;
        model = asModel;
    }

    /// The call is made with a key of the caller's own.
    public void onCallersKey() {
        callersKey = true;
    }

    /// How the upstream answered. Called again for each attempt.
    ///
    /// @param headers by lower-case name, without those that hold secrets
    public void answered(int status, Map<String, String> headers) {
        exchange = new StageReport.Exchange(status, headers);
    }

    /// The tokens so far, cumulative.
    public void usage(TokenUsage soFar) {
        usage = soFar;
        tellReported();
    }

    /// Why the upstream stopped.
    public void stopped(StopReason reason, @Nullable String sequence, @Nullable String refusalText) {
        stopReason = reason;
        stopSequence = sequence;
        refusal = refusalText;
    }

    /// The reasoning was cut: by a cap, a time limit or a failure half-way.
    public void cut() {
        partial = true;
    }

    /// The first delta has arrived; later calls change nothing.
    public void firstDelta(long nanos) {
        if (firstToken == null) {
            firstToken = Duration.ofNanos(nanos - startedNanos);
        }
    }

    /// The stage came to its end; later calls change nothing.
    public void ended(long nanos) {
        if (total == null) {
            total = Duration.ofNanos(nanos - startedNanos);
            observer.ended(report(nanos), null);
        }
    }

    /// The stage failed; later calls change nothing.
    void failed(GatewayException failure, long nanos) {
        if (total == null) {
            total = Duration.ofNanos(nanos - startedNanos);
            observer.ended(report(nanos), failure);
        }
    }

    /// The call goes on in the background after the stage's end (a drained one), until this stops it; null where it has
    /// ended.
    public void background(@Nullable Runnable stop) {
        background = stop;
        tellReported();
    }

    /// Whether a call that goes on in the background may still report what is only estimated so far.
    boolean owesReport() {
        return background != null && usage.estimated();
    }

    /// Does something as soon as no report is owed.
    void onceReported(Runnable then) {
        awaiting = then;
        tellReported();
    }

    private void tellReported() {
        Runnable then = awaiting;
        if (then != null && !owesReport()) {
            awaiting = null;
            then.run();
        }
    }

    /// The run is given up: ends the stage where it has not ended, and stops what still goes on in the background.
    public void abandon() {
        if (total == null) {
            long now = System.nanoTime();
            total = Duration.ofNanos(now - startedNanos);
            observer.abandoned(report(now));
        }
        Runnable stop = background;
        background = null;
        if (stop != null) {
            stop.run();
        }
    }

    /// The usage so far.
    public TokenUsage usage() {
        return usage;
    }

    /// Whether the reasoning was cut.
    public boolean partial() {
        return partial;
    }

    /// Why the upstream stopped; absent while it has not, or was cancelled.
    public @Nullable StopReason stopReason() {
        return stopReason;
    }

    /// The stop sequence met.
    public @Nullable String stopSequence() {
        return stopSequence;
    }

    /// The vendor's explanation of a refusal.
    public @Nullable String refusal() {
        return refusal;
    }

    /// The stage as it went, up to now where it has not ended.
    public StageReport report(long nanos) {
        Duration whole = total;
        return new StageReport(
                stage,
                model,
                host,
                usage,
                firstToken,
                whole == null ? Duration.ofNanos(nanos - startedNanos) : whole,
                callersKey,
                exchange);
    }
}
