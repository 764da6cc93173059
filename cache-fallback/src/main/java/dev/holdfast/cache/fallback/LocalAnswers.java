package dev.holdfast.cache.fallback;

import dev.holdfast.cache.InvalidationListener;
import dev.holdfast.cache.InvalidationSource;
import dev.holdfast.cache.Invalidations;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Keeps what is answered locally from being taken for what is in the remote cache: to those who are told of that one's
 * changes a local answer is as if everything had changed, told before the answer is given. So nobody keeps it.
 */
final class LocalAnswers {
    private final List<InvalidationListener> listeners = new CopyOnWriteArrayList<>();

    /** Something is about to be answered that the remote cache did not say. */
    void tell() {
        if (!listeners.isEmpty()) {
            listeners.forEach(InvalidationListener::allChanged);
        }
    }

    /** The remote cache's changes, and what is not its own. */
    InvalidationSource withChangesOf(InvalidationSource remote) {
        return (prefix, listener) -> {
            listeners.add(listener);
            Invalidations subscription;
            try {
                subscription = remote.subscribe(prefix, listener);
            } catch (RuntimeException | Error e) {
                listeners.remove(listener);
                throw e;
            }
            return new Ended(subscription, () -> listeners.remove(listener));
        };
    }

    private record Ended(Invalidations subscription, Runnable whenClosed) implements Invalidations {
        @Override
        public boolean isLive() {
            return subscription.isLive();
        }

        @Override
        public void close() {
            subscription.close();
            whenClosed.run();
        }
    }
}
