package dev.deepreasoning.ledger;

import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Blocking calls, made on threads of their own so that no event loop waits.
///
/// These are no virtual threads: in a native binary a virtual thread that reads from a socket is now and then not woken
/// when the bytes have come (oracle/graal#13787; one start in 600 here), and a connection to the database then hangs until
/// its time is up.
@ApplicationScoped
public class Offloading {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    private static final int LAST_SECONDS = 10;
    private static final int IDLE_SECONDS = 30;

    private final ExecutorService threads;

    /// Threads for all connections, and as many again for those that wait for one or for something else.
    ///
    /// @param connections the most that the database's pool holds
    public Offloading(@ConfigProperty(name = "quarkus.datasource.jdbc.max-size", defaultValue = "20") int connections) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                2 * connections,
                2 * connections,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("ledger-", 1).factory());
        pool.allowCoreThreadTimeOut(true);
        threads = pool;
    }

    /// Makes a call for a caller who has waited for nothing yet.
    public <T> Uni<T> call(Supplier<T> work) {
        return call(new Patience(), work);
    }

    /// Makes a call. The result comes on the call's own thread; fails with 503 where the caller's patience ends before,
    /// while the call itself goes on, if it has begun. Where no patience is left, the call is not made.
    public <T> Uni<T> call(Patience patience, Supplier<T> work) {
        return Uni.createFrom().deferred(() -> {
            Duration left = patience.left();
            if (!left.isPositive()) {
                return Uni.createFrom().failure(tooLate());
            }
            long asked = System.nanoTime();
            return begun(work, asked + left.toNanos())
                    .ifNoItem()
                    .after(left)
                    .failWith(Offloading::tooLate)
                    .onTermination()
                    .invoke(() -> patience.waited(System.nanoTime() - asked));
        });
    }

    private <T> Uni<T> begun(Supplier<T> work, long until) {
        return Uni.createFrom()
                .emitter(emitter -> threads.execute(() -> {
                    if (System.nanoTime() - until >= 0) {
                        // It waited for a thread for longer than its caller did.
                        emitter.fail(tooLate());
                        return;
                    }
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
