package dev.deepreasoning.simulator;

import java.util.concurrent.atomic.AtomicLong;

/// The calls of one simulated upstream.
final class Counter {
    private final AtomicLong total = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong left = new AtomicLong();

    void begun() {
        total.incrementAndGet();
    }

    /// @param whole the answer was written to its end; else the caller left or the connection was cut
    void over(boolean whole) {
        (whole ? answered : left).incrementAndGet();
    }

    /// As JSON.
    String state() {
        long done = answered.get();
        long gone = left.get();
        long all = total.get();
        return "{\"total\":" + all + ",\"open\":" + (all - done - gone) + ",\"answered\":" + done + ",\"left\":" + gone
                + "}";
    }
}
