package dev.deepreasoning.ledger;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// How long one caller may still be made to wait for the ledger. Whatever is asked for the same request draws on the same
/// patience: each question may be slow, all of them together stay within two seconds. What a caller takes for itself (its
/// body on the way) is not counted.
public final class Patience {
    /// Callers are told within two seconds; the rest is for telling them.
    private static final Duration WHOLE = Duration.ofMillis(1_800);

    private final AtomicLong left;

    /// A caller's who has not waited yet.
    public Patience() {
        this(WHOLE);
    }

    Patience(Duration whole) {
        left = new AtomicLong(whole.toNanos());
    }

    /// What is left of it, never less than nothing.
    Duration left() {
        return Duration.ofNanos(Math.max(0, left.get()));
    }

    /// The caller has waited.
    void waited(long nanos) {
        left.addAndGet(-nanos);
    }
}
