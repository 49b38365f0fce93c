package dev.deepreasoning.upstream;

import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.canonical.StreamEvent;
import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/// What one call has said and its one subscriber has not asked for yet, and then how the call ended. The source adds and
/// delivers on its event loop, and is told there when to hold back; demand and cancellation may come from any thread.
final class EventQueue extends AbstractMulti<StreamEvent> implements Flow.Subscription {
    private final Executor loop;
    private final Source source;
    private final ArrayDeque<StreamEvent> waiting = new ArrayDeque<>();

    private @Nullable MultiSubscriber<? super StreamEvent> subscriber;
    private @Nullable GatewayException failure;
    private boolean completed;
    private boolean claimed;
    private boolean delivering;
    private long demand;

    /// @param loop runs what it is given on the source's event loop, at once where that is the caller's own
    EventQueue(Executor loop, Source source) {
        this.loop = loop;
        this.source = source;
    }

    /// Where the events come from.
    interface Source {
        /// Events wait for demand: nothing more should come. May be told again.
        void hold();

        /// No event waits. May be told again.
        void release();

        /// The subscriber has cancelled.
        void left();
    }

    void add(StreamEvent event) {
        waiting.add(event);
    }

    /// The call has ended well. Like a failure, it is told after what waits; of the two the first counts.
    void complete() {
        completed = failure == null;
    }

    void fail(GatewayException reason) {
        if (!ended()) {
            failure = reason;
        }
    }

    boolean ended() {
        return completed || failure != null;
    }

    boolean completed() {
        return completed;
    }

    @Nullable
    GatewayException failure() {
        return failure;
    }

    /// Whether a subscriber has come.
    boolean claimed() {
        return claimed;
    }

    @Override
    public void subscribe(MultiSubscriber<? super StreamEvent> downstream) {
        if (claimed) {
            throw new IllegalStateException("a stream can be subscribed once");
        }
        claimed = true;
        subscriber = downstream;
        downstream.onSubscribe(this);
    }

    @Override
    public void request(long n) {
        loop.execute(() -> {
            demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
            deliver();
        });
    }

    @Override
    public void cancel() {
        loop.execute(() -> {
            waiting.clear();
            subscriber = null;
            source.left();
        });
    }

    /// Hands on what is asked for. A subscriber that asks for more while it takes one is served by the same loop.
    void deliver() {
        if (delivering) {
            return;
        }
        delivering = true;
        try {
            MultiSubscriber<? super StreamEvent> downstream = subscriber;
            while (downstream != null && demand > 0 && !waiting.isEmpty()) {
                demand--;
                downstream.onItem(waiting.remove());
                downstream = subscriber;
            }
            if (downstream != null && waiting.isEmpty()) {
                finish(downstream);
            }
        } finally {
            delivering = false;
        }
        if (waiting.isEmpty()) {
            source.release();
        } else {
            source.hold();
        }
    }

    private void finish(MultiSubscriber<? super StreamEvent> downstream) {
        GatewayException reason = failure;
        if (reason != null) {
            subscriber = null;
            downstream.onFailure(reason);
        } else if (completed) {
            subscriber = null;
            downstream.onCompletion();
        }
    }
}
