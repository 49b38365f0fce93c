package dev.deepreasoning.upstream;

import dev.deepreasoning.canonical.BreakerObserver;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.StreamEvent;
import io.smallrye.faulttolerance.api.CustomBackoffStrategy;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.util.TypeLiteral;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jspecify.annotations.Nullable;

/// Retries and a circuit breaker around the opening of one host's streams: only before the first delta, for after that
/// a caller has seen something. Fault tolerance annotations do nothing on a Multi, so the guard is programmatic and on
/// the Uni that completes with the first delta.
public final class OpeningGuard {
    private static final int RETRIES = 2;
    private static final long FIRST_DELAY_MILLIS = 250;
    private static final long BREAKER_DELAY_SECONDS = 5;
    private static final int BREAKER_VOLUME = 20;
    private static final double BREAKER_RATIO = 0.8;
    private static final int TIMEOUTS_TO_SPARE = 5;

    private final Vertx vertx;
    private final TypedGuard<Uni<Multi<StreamEvent>>> guard;
    private final Duration longestWait;
    private final AtomicInteger timeoutsInARow = new AtomicInteger();

    /// @param name of the host, for the breaker
    /// @param longestWait a `Retry-After` beyond it is not waited for, but told to the caller
    /// @param breaker told when the breaker's state changes
    OpeningGuard(Vertx vertx, String name, Duration longestWait, Consumer<BreakerObserver.State> breaker) {
        this.vertx = vertx;
        this.longestWait = longestWait;
        this.guard = TypedGuard.create(new TypeLiteral<Uni<Multi<StreamEvent>>>() {})
                .withDescription(name)
                .withCircuitBreaker()
                .when(OpeningGuard::isOutage)
                .requestVolumeThreshold(BREAKER_VOLUME)
                .failureRatio(BREAKER_RATIO)
                .delay(BREAKER_DELAY_SECONDS, ChronoUnit.SECONDS)
                .onStateChange(state -> breaker.accept(
                        switch (state) {
                            case CLOSED -> BreakerObserver.State.CLOSED;
                            case HALF_OPEN -> BreakerObserver.State.HALF_OPEN;
                            case OPEN -> BreakerObserver.State.OPEN;
                        }))
                .done()
                .withRetry()
                .maxRetries(RETRIES)
                .maxDuration(2, ChronoUnit.MINUTES)
                .jitter(0, ChronoUnit.MILLIS)
                .whenException(this::mayRetry)
                .withCustomBackoff()
                .strategy(Backoff::new)
                .done()
                .done()
                .build();
    }

    /// Opens a stream by an attempt that may be made several times. Every attempt is made, and its events come, on the
    /// event loop that subscribes; cancelling stops the attempt under way or the wait for the next.
    ///
    /// @param lastResort nobody else can serve the call: an open breaker lets it through for one attempt, unless its
    ///     last callers all waited in vain
    public Uni<Multi<StreamEvent>> open(Supplier<Uni<Multi<StreamEvent>>> attempt, boolean lastResort) {
        return Uni.createFrom().emitter(emitter -> {
            Opening opening = new Opening(vertx.getOrCreateContext(), attempt, emitter);
            emitter.onTermination(opening::cancel);
            opening.run(lastResort);
        });
    }

    private void note(Throwable failure) {
        if (failure instanceof GatewayException exception && exception.kind() == ErrorKind.UPSTREAM_TIMEOUT) {
            timeoutsInARow.incrementAndGet();
        } else {
            timeoutsInARow.set(0);
        }
    }

    private boolean mayRetry(Throwable failure) {
        if (!(failure instanceof GatewayException exception)) {
            return false;
        }
        Duration wait = exception.retryAfter();
        if (exception.getCause() instanceof FailureNature nature) {
            return nature.passing() && (wait == null || wait.compareTo(longestWait) <= 0);
        }
        return switch (exception.kind()) {
            case RATE_LIMITED, UPSTREAM_ERROR, OVERLOADED -> wait == null || wait.compareTo(longestWait) <= 0;
            case MODEL_UNAVAILABLE ->
                "overloaded".equals(exception.code()) && (wait == null || wait.compareTo(longestWait) <= 0);
            case INVALID_REQUEST,
                    CONTEXT_LENGTH,
                    AUTHENTICATION,
                    INSUFFICIENT_CREDITS,
                    PERMISSION,
                    NOT_FOUND,
                    MODEL_NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    CONFLICT,
                    TOO_LARGE,
                    UNSUPPORTED_MEDIA_TYPE,
                    UNPROCESSABLE,
                    INTERNAL,
                    UPSTREAM_TIMEOUT -> false;
        };
    }

    /// What says that the host, not the request, is the trouble.
    private static boolean isOutage(Throwable failure) {
        if (failure.getCause() instanceof FailureNature nature) {
            return nature.outage();
        }
        return failure instanceof GatewayException exception
                && (exception.kind() == ErrorKind.UPSTREAM_ERROR || exception.kind() == ErrorKind.UPSTREAM_TIMEOUT);
    }

    /// Exponential with jitter, unless the host says how long to wait.
    private static final class Backoff implements CustomBackoffStrategy {
        private long next = FIRST_DELAY_MILLIS;

        @Override
        public long nextDelayInMillis(Throwable failure) {
            long delay = next;
            next *= 2;
            Duration wait = failure instanceof GatewayException exception ? exception.retryAfter() : null;
            long jitter = ThreadLocalRandom.current().nextLong(delay / 2 + 1);
            return wait == null ? delay / 2 + jitter : wait.toMillis() + jitter;
        }
    }

    /// One opening with all its attempts.
    private final class Opening {
        private final Context context;
        private final Supplier<Uni<Multi<StreamEvent>>> attempt;
        private final UniEmitter<? super Multi<StreamEvent>> emitter;
        private volatile boolean done;
        private volatile @Nullable Cancellable current;

        Opening(
                Context context,
                Supplier<Uni<Multi<StreamEvent>>> attempt,
                UniEmitter<? super Multi<StreamEvent>> emitter) {
            this.context = context;
            this.attempt = attempt;
            this.emitter = emitter;
        }

        void run(boolean lastResort) {
            Uni<Multi<StreamEvent>> guarded = guard.get(this::attempted);
            if (lastResort) {
                guarded = guarded.onFailure(failure -> failure instanceof CircuitBreakerOpenException
                                && timeoutsInARow.get() < TIMEOUTS_TO_SPARE)
                        .recoverWithUni(this::attempted);
            }
            guarded.subscribe()
                    .with(
                            events -> context.runOnContext(_ -> opened(events)),
                            failure -> context.runOnContext(_ -> {
                                done = true;
                                emitter.fail(told(failure));
                            }));
        }

        /// A stream that opens just after its caller has left is closed at once.
        private void opened(Multi<StreamEvent> events) {
            if (done) {
                events.subscribe().with(_ -> {}).cancel();
            } else {
                done = true;
                emitter.complete(events);
            }
        }

        private Uni<Multi<StreamEvent>> attempted() {
            return Uni.createFrom()
                    .emitter(inner -> context.runOnContext(_ -> {
                        if (done) {
                            inner.fail(new IllegalStateException("cancelled"));
                        } else {
                            Cancellable running = attempt.get()
                                    .onFailure()
                                    .invoke(OpeningGuard.this::note)
                                    .onItem()
                                    .invoke(() -> timeoutsInARow.set(0))
                                    .subscribe()
                                    .with(inner::complete, inner::fail);
                            current = running;
                            if (done) {
                                running.cancel();
                            }
                        }
                    }));
        }

        void cancel() {
            Cancellable running = current;
            if (!done) {
                done = true;
                if (running != null) {
                    running.cancel();
                }
            }
        }

        private static Throwable told(Throwable failure) {
            return failure instanceof CircuitBreakerOpenException
                    ? GatewayException.of(
                                    ErrorKind.UPSTREAM_ERROR, "upstream_error", "An upstream fails again and again.")
                            .withRetryAfter(Duration.ofSeconds(BREAKER_DELAY_SECONDS))
                            .withCause(failure)
                    : failure;
        }
    }
}
