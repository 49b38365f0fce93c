package dev.deepreasoning.metering;

import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// The one bound on concurrent runs. Beyond it a caller is told so at once, because a queue in front of calls that last
/// minutes helps nobody.
@ApplicationScoped
public class Admission {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final Semaphore places;
    private final int bound;

    /// @param bound most runs at the same time
    public Admission(@ConfigProperty(name = "deepreasoning.concurrency", defaultValue = "2000") int bound) {
        this.bound = bound;
        this.places = new Semaphore(bound);
    }

    /// Takes a place.
    ///
    /// @throws GatewayException 503 where all are taken
    public Place enter() {
        if (!places.tryAcquire()) {
            throw GatewayException.of(
                            ErrorKind.OVERLOADED, "overloaded", "The gateway is at its bound of concurrent requests.")
                    .withRetryAfter(RETRY_AFTER);
        }
        return new Place(places);
    }

    /// Runs under way.
    public int running() {
        return bound - places.availablePermits();
    }

    /// A place that is given back once, however often it is left.
    public static final class Place {
        private final Semaphore places;
        private final AtomicBoolean left = new AtomicBoolean();

        private Place(Semaphore places) {
            this.places = places;
        }

        /// Gives it back.
        public void leave() {
            if (left.compareAndSet(false, true)) {
                places.release();
            }
        }
    }
}
