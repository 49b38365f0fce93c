package dev.deepreasoning.api;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for a condition; its bound only guards against hanging.
public final class Eventually {
    private static final Duration GUARD = Duration.ofSeconds(20);

    private Eventually() {}

    /// Waits until it holds.
    public static void holds(String what, BooleanSupplier condition) {
        holds(what, GUARD, condition);
    }

    /// Waits until it holds, not longer than ten times what is promised.
    public static void holds(String what, Duration guard, BooleanSupplier condition) {
        long end = System.nanoTime() + guard.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("never: " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }
}
