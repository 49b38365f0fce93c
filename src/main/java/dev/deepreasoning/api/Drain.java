package dev.deepreasoning.api;

import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.telemetry.Telemetry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// How the gateway goes down: it takes no new request, lets those under way end for as long as the drain time lasts, and
/// then tells the rest that they are cut.
@ApplicationScoped
public class Drain {
    private static final Logger LOG = Logger.getLogger(Drain.class);
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Duration timeout;
    private final Set<Passage> passages = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    private volatile boolean draining;

    /// @param timeout how long requests may go on after the order to go down
    @Inject
    public Drain(
            @ConfigProperty(name = "deepreasoning.drain.timeout", defaultValue = "300s") Duration timeout,
            Telemetry telemetry) {
        this(timeout);
        telemetry.watchDraining(this::draining);
    }

    Drain(Duration timeout) {
        this.timeout = timeout;
    }

    /// Before anything is taken down: the server goes on answering meanwhile.
    void begin(@Observes ShutdownDelayInitiatedEvent event) {
        drain();
    }

    void drain() {
        draining = true;
        if (passages.isEmpty()) {
            return;
        }
        LOG.infof("Going down: %d requests under way have %d s to end.", passages.size(), timeout.toSeconds());
        if (!await(timeout)) {
            LOG.warnf("Going down: %d requests are cut.", passages.size());
            passages.forEach(Passage::cut);
            var _ = await(LAST_WORDS);
        }
    }

    private boolean await(Duration longest) {
        long nanos = longest.toNanos();
        lock.lock();
        try {
            while (!passages.isEmpty() && nanos > 0) {
                nanos = left.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        return passages.isEmpty();
    }

    /// Whether the gateway is going down.
    public boolean draining() {
        return draining;
    }

    /// A request has come in.
    Passage enter() {
        Passage passage = new Passage();
        passages.add(passage);
        return passage;
    }

    /// What a request is told that comes too late or is cut.
    static GatewayException goingDown() {
        return GatewayException.of(ErrorKind.OVERLOADED, "overloaded", "The gateway is going down.")
                .withRetryAfter(RETRY_AFTER);
    }

    /// One request's stay.
    final class Passage {
        private volatile @Nullable Runnable cut;

        /// How the request can be ended from outside, from any thread. A later way takes the place of an earlier one.
        void cutBy(Runnable way) {
            cut = way;
        }

        private void cut() {
            Runnable way = cut;
            if (way != null) {
                way.run();
            }
        }

        /// The request has ended.
        void leave() {
            passages.remove(this);
            if (draining && passages.isEmpty()) {
                lock.lock();
                try {
                    left.signalAll();
                } finally {
                    lock.unlock();
                }
            }
        }
    }
}
