package dev.deepreasoning.upstream.anthropic;

import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.StreamEvent;
import io.smallrye.faulttolerance.api.CustomBackoffStrategy;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.enterprise.util.TypeLiteral;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jspecify.annotations.Nullable;

/// One endpoint's retries and circuit breaker, around the opening of a stream: a guard on the stream itself would do
/// nothing, and after the first delta a retry would repeat what the caller has read.
///
/// Retried: what may succeed a little later on the same endpoint. The wait is the vendor's `retry-after` where it is
/// short enough, else it doubles, with jitter. A limit of ours that has passed (no first delta in time) is not retried
/// here: the next endpoint is the better bet.
final class GuardedEndpoint {
    static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int RETRIES = 2;
    private static final int VOLUME = 20;
    private static final double FAILURE_RATIO = 0.8;
    private static final Duration REST = Duration.ofSeconds(5);

    private final TypedGuard<Uni<Multi<StreamEvent>>> guard;

    /// @param name the endpoint's name
    GuardedEndpoint(String name) {
        this.guard = TypedGuard.create(new TypeLiteral<Uni<Multi<StreamEvent>>>() {})
                .withDescription("anthropic " + name)
                .withRetry()
                .maxRetries(RETRIES)
                .delay(0, ChronoUnit.MILLIS)
                .jitter(0, ChronoUnit.MILLIS)
                .whenException(GuardedEndpoint::isTransitory)
                .withCustomBackoff()
                .strategy(Backoff::new)
                .done()
                .done()
                .withCircuitBreaker()
                .requestVolumeThreshold(VOLUME)
                .failureRatio(FAILURE_RATIO)
                .delay(REST.toMillis(), ChronoUnit.MILLIS)
                .when(GuardedEndpoint::isEndpointsFault)
                .done()
                .build();
    }

    /// Opens a stream, in as many attempts as it takes. Cancelling closes the attempt that runs, and prevents the next.
    Uni<Multi<StreamEvent>> open(Supplier<Uni<Multi<StreamEvent>>> opening) {
        return Uni.createFrom().emitter(emitter -> {
            Attempts attempts = new Attempts(opening);
            emitter.onTermination(attempts::cancel);
            guard.get(attempts::next)
                    .subscribe()
                    .with(stream -> attempts.opened(stream, emitter), failure -> emitter.fail(told(failure)));
        });
    }

    private static boolean isTransitory(Throwable failure) {
        if (!(failure instanceof GatewayException exception)) {
            return false;
        }
        return exception.getCause() instanceof ClaudeFailure answered
                ? answered.isTransitory(exception.retryAfter(), PATIENCE)
                : exception.kind() == ErrorKind.UPSTREAM_ERROR;
    }

    /// Refusals of a request or a key say nothing about the endpoint's health.
    private static boolean isEndpointsFault(Throwable failure) {
        return failure instanceof GatewayException exception
                && !(exception.getCause() instanceof ClaudeFailure answered && answered.status() < 500);
    }

    private static Throwable told(Throwable failure) {
        return failure instanceof CircuitBreakerOpenException
                ? GatewayException.of(
                                ErrorKind.MODEL_UNAVAILABLE,
                                "model_unavailable",
                                "The answering model's service has failed too often; it is tried again in a moment.")
                        .withCause(failure)
                        .withRetryAfter(REST)
                : failure;
    }

    /// The attempts of one call. The guard itself forgets whom it called, so cancelling it would not end the call.
    private static final class Attempts {
        private final Supplier<Uni<Multi<StreamEvent>>> opening;
        private final AtomicReference<@Nullable Cancellable> running = new AtomicReference<>();
        private volatile boolean cancelled;

        Attempts(Supplier<Uni<Multi<StreamEvent>>> opening) {
            this.opening = opening;
        }

        Uni<Multi<StreamEvent>> next() {
            return Uni.createFrom().emitter(emitter -> {
                if (cancelled) {
                    emitter.fail(new CancellationException());
                    return;
                }
                running.set(opening.get().subscribe().with(emitter::complete, emitter::fail));
                if (cancelled) {
                    cancel();
                }
            });
        }

        void opened(Multi<StreamEvent> stream, UniEmitter<? super Multi<StreamEvent>> emitter) {
            if (cancelled) {
                stream.subscribe().with(_ -> {}).cancel();
            } else {
                emitter.complete(stream);
            }
        }

        void cancel() {
            cancelled = true;
            Cancellable attempt = running.get();
            if (attempt != null) {
                attempt.cancel();
            }
        }
    }

    /// One call's waits.
    private static final class Backoff implements CustomBackoffStrategy {
        private static final long FIRST_MILLIS = 250;
        private long next = FIRST_MILLIS;

        @Override
        public long nextDelayInMillis(Throwable failure) {
            long wait = next;
            next *= 2;
            Duration asked = failure instanceof GatewayException exception ? exception.retryAfter() : null;
            if (asked != null) {
                wait = asked.toMillis();
            }
            return wait + ThreadLocalRandom.current().nextLong(FIRST_MILLIS);
        }
    }
}
