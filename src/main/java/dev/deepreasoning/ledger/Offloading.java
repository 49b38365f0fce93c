package dev.deepreasoning.ledger;

import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Blocking calls, made on virtual threads so that no event loop waits.
@ApplicationScoped
public class Offloading {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    private static final int LAST_SECONDS = 10;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /// Makes a call for a caller who has waited for nothing yet.
    public <T> Uni<T> call(Supplier<T> work) {
        return call(new Patience(), work);
    }

    /// Makes a call. The result comes on the call's own thread; fails with 503 where the caller's patience ends before,
    /// while the call itself goes on. Where none is left, the call is not made.
    public <T> Uni<T> call(Patience patience, Supplier<T> work) {
        return Uni.createFrom().deferred(() -> {
            Duration left = patience.left();
            if (!left.isPositive()) {
                return Uni.createFrom().failure(tooLate());
            }
            long asked = System.nanoTime();
            return begun(work)
                    .ifNoItem()
                    .after(left)
                    .failWith(Offloading::tooLate)
                    .onTermination()
                    .invoke(() -> patience.waited(System.nanoTime() - asked));
        });
    }

    private <T> Uni<T> begun(Supplier<T> work) {
        return Uni.createFrom()
                .emitter(emitter -> threads.execute(() -> {
                    try {
                        emitter.complete(work.get());
                    } catch (RuntimeException e) {
                        emitter.fail(e);
                    }
                }));
    }

    /// Does something for which nobody waits.
    public void later(Runnable work) {
        threads.execute(work);
    }

    private static GatewayException tooLate() {
        return GatewayException.of(
                        ErrorKind.OVERLOADED, "database_unavailable", "The gateway's database is unavailable.")
                .withRetryAfter(RETRY_AFTER);
    }

    /// What has been begun is ended before the process goes.
    @PreDestroy
    void close() throws InterruptedException {
        threads.shutdown();
        var _ = threads.awaitTermination(LAST_SECONDS, TimeUnit.SECONDS);
    }
}
