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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Blocking calls, made on virtual threads so that no event loop waits.
@ApplicationScoped
public class Offloading {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int LAST_SECONDS = 10;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /// Makes a call. The result comes on the call's own thread; fails with 503 where it takes too long.
    public <T> Uni<T> call(Supplier<T> work) {
        return call(work, _ -> {});
    }

    /// Makes a call.
    ///
    /// @param late takes a result that came when nobody waited for it any more
    public <T> Uni<T> call(Supplier<T> work, Consumer<? super T> late) {
        return Uni.createFrom().deferred(() -> {
            AtomicBoolean taken = new AtomicBoolean();
            return Uni.createFrom()
                    .<T>emitter(emitter -> threads.execute(() -> {
                        try {
                            T result = work.get();
                            if (taken.compareAndSet(false, true)) {
                                emitter.complete(result);
                            } else {
                                late.accept(result);
                            }
                        } catch (RuntimeException e) {
                            emitter.fail(e);
                        }
                    }))
                    .ifNoItem()
                    .after(PATIENCE)
                    .failWith(Offloading::tooLate)
                    .onTermination()
                    .invoke(() -> taken.set(true));
        });
    }

    /// Does something for which nobody waits.
    public void later(Runnable work) {
        threads.execute(work);
    }

    private static GatewayException tooLate() {
        return GatewayException.of(
                        ErrorKind.OVERLOADED, "database_unavailable", "The gateway's database is unavailable.")
                .withRetryAfter(PATIENCE);
    }

    /// What has been begun is ended before the process goes.
    @PreDestroy
    void close() throws InterruptedException {
        threads.shutdown();
        var _ = threads.awaitTermination(LAST_SECONDS, TimeUnit.SECONDS);
    }
}
