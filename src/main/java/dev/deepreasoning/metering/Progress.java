package dev.deepreasoning.metering;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// What is to be recorded of one run. Where the database is slower than the run, what was not written yet gives way to
/// what is newer.
final class Progress {
    private static final Logger LOG = Logger.getLogger(Progress.class);

    private final AtomicReference<@Nullable BooleanSupplier> next = new AtomicReference<>();
    private final AtomicInteger wanted = new AtomicInteger();

    /// Takes a record.
    ///
    /// @return whether somebody has to begin writing
    boolean put(BooleanSupplier record) {
        next.set(record);
        return wanted.getAndIncrement() == 0;
    }

    /// Writes until there is nothing left to write. Blocks.
    void write(String requestId) {
        int seen = wanted.get();
        do {
            BooleanSupplier record = next.getAndSet(null);
            try {
                if (record != null && !record.getAsBoolean()) {
                    LOG.debugf("request %s has ended, or was taken for lost", requestId);
                }
            } catch (RuntimeException e) {
                LOG.debugf("request %s could not be recorded", requestId);
            }
            seen = wanted.addAndGet(-seen);
        } while (seen != 0);
    }
}
