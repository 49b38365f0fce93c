package dev.deepreasoning.pipeline;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.multi.AbstractMultiOperator;
import io.smallrye.mutiny.operators.multi.MultiOperatorProcessor;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/// Lets a signal from beside a stream hold it back or end it.
///
/// A signal that fails cancels the stream and fails it with the signal's failure. With `hold`, what the stream says
/// waits until the signal has completed, while the stream itself is subscribed (and its upstream call under way): only
/// its demand is held; what the signal brought may then go before it. The signal is heard on the run's own event loop, where the stream's events are too.
final class Interruption<T> extends AbstractMultiOperator<T, T> {
    private final Uni<Optional<T>> signal;
    private final boolean hold;
    private final Executor loop;

    private Interruption(Multi<T> upstream, Uni<Optional<T>> signal, boolean hold, Executor loop) {
        super(upstream);
        this.signal = signal;
        this.hold = hold;
        this.loop = loop;
    }

    /// A stream that a signal can end.
    static <T> Interruption<T> ending(Multi<T> upstream, Uni<?> signal, Executor loop) {
        return new Interruption<>(upstream, signal.map(_ -> Optional.empty()), false, loop);
    }

    /// A stream that waits for a signal.
    ///
    /// @param signal its item, if it brings one, comes first; none where the stream has ended by then
    static <T> Interruption<T> holding(Multi<T> upstream, Uni<Optional<T>> signal, Executor loop) {
        return new Interruption<>(upstream, signal, true, loop);
    }

    @Override
    public void subscribe(MultiSubscriber<? super T> downstream) {
        upstream().subscribe(new Processor<>(downstream, this));
    }

    private static final class Processor<T> extends MultiOperatorProcessor<T, T> {
        private final Interruption<T> operator;
        private boolean holding;
        private long held;
        private @Nullable T first;
        private @Nullable Cancellable listening;

        Processor(MultiSubscriber<? super T> downstream, Interruption<T> operator) {
            super(downstream);
            this.operator = operator;
            this.holding = operator.hold;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            super.onSubscribe(subscription);
            listening = operator.signal.emitOn(operator.loop).subscribe().with(this::letGo, this::interrupt);
        }

        private void letGo(Optional<T> brought) {
            holding = false;
            first = brought.orElse(null);
            long demand = held;
            held = 0;
            if (demand > 0) {
                request(demand);
            }
        }

        private void interrupt(Throwable reason) {
            listening = null;
            if (!isDone()) {
                cancelUpstream();
                downstream.onFailure(reason);
            }
        }

        @Override
        public void request(long demand) {
            if (holding) {
                held = held + demand < 0 ? Long.MAX_VALUE : held + demand;
                return;
            }
            T before = first;
            first = null;
            if (before != null && !isDone()) {
                downstream.onItem(before);
            }
            long rest = before == null || demand == Long.MAX_VALUE ? demand : demand - 1;
            if (rest > 0) {
                super.request(rest);
            }
        }

        @Override
        public void onFailure(Throwable failure) {
            stopListening();
            super.onFailure(failure);
        }

        @Override
        public void onCompletion() {
            stopListening();
            super.onCompletion();
        }

        @Override
        public void cancel() {
            stopListening();
            super.cancel();
        }

        private void stopListening() {
            Cancellable cancellable = listening;
            listening = null;
            if (cancellable != null) {
                cancellable.cancel();
            }
        }
    }
}
