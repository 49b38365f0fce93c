package dev.deepreasoning.upstream;

import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Watches one call's [StreamLimits] with one timer, which is set anew only when it fires: a byte or a delta costs one
/// write to a field.
final class StreamClock {
    private final Vertx vertx;
    private final StreamLimits limits;
    private final Consumer<GatewayException> expired;
    private long started;
    private long lastByte;
    private long lastDelta;
    private boolean deltaSeen;
    private boolean paused;
    private long timer = -1;

    StreamClock(Vertx vertx, StreamLimits limits, Consumer<GatewayException> expired) {
        this.vertx = vertx;
        this.limits = limits;
        this.expired = expired;
    }

    void start() {
        started = System.nanoTime();
        lastByte = started;
        lastDelta = started;
        arm();
    }

    void bytes() {
        lastByte = System.nanoTime();
    }

    void delta() {
        deltaSeen = true;
        lastDelta = lastByte;
    }

    void pause() {
        paused = true;
    }

    void resume() {
        paused = false;
        lastByte = System.nanoTime();
        lastDelta = lastByte;
        arm();
    }

    void stop() {
        vertx.cancelTimer(timer);
        timer = -1;
    }

    private void arm() {
        vertx.cancelTimer(timer);
        long left = Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline() - System.nanoTime()) + 1);
        timer = vertx.setTimer(left, _ -> {
            if (System.nanoTime() - deadline() >= 0) {
                expired.accept(timeout());
            } else {
                arm();
            }
        });
    }

    private long deadline() {
        long total = started + limits.total().toNanos();
        if (paused) {
            return total;
        }
        if (!deltaSeen) {
            return Math.min(total, started + limits.firstDelta().toNanos());
        }
        long idle = Math.min(
                lastByte + limits.idleBytes().toNanos(),
                lastDelta + limits.idleDelta().toNanos());
        return Math.min(total, idle);
    }

    private GatewayException timeout() {
        String limit;
        if (System.nanoTime() - started >= limits.total().toNanos()) {
            limit = "The upstream call took longer than its total limit.";
        } else if (deltaSeen) {
            limit = "An upstream went silent in the middle of its answer.";
        } else {
            limit = "An upstream did not begin its answer in time.";
        }
        return GatewayException.of(ErrorKind.UPSTREAM_TIMEOUT, "upstream_timeout", limit);
    }
}
