package dev.holdfast.cache.recipes.near;

import dev.holdfast.cache.BroadcastListener;
import dev.holdfast.cache.Broadcasts;
import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.Operation;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Broadcasts within a test: to all at once, to nobody while it loses, refused while it is down, and thrown at while broken. */
final class Bus implements Broadcasts {
    private final List<BroadcastListener> listeners = new CopyOnWriteArrayList<>();
    volatile boolean losing;
    volatile boolean down;
    volatile boolean broken;
    final AtomicInteger breaks = new AtomicInteger();

    @Override
    public synchronized void publish(String channel, byte[] message) {
        if (broken) {
            breaks.incrementAndGet();
            throw new AssertionError("a messenger that breaks its word");
        }
        if (down) {
            throw CacheUnavailableException.refused(FailedCall.unsent(Operation.PUBLISH, null, "bus"), "down");
        }
        if (!losing) {
            listeners.forEach(listener -> listener.message(message.clone()));
        }
    }

    @Override
    public Listening listen(String channel, BroadcastListener listener) {
        listeners.add(listener);
        listener.live();
        return () -> listeners.remove(listener);
    }

    int listeners() {
        return listeners.size();
    }

    void cut() {
        listeners.forEach(BroadcastListener::gap);
    }

    void mend() {
        listeners.forEach(BroadcastListener::live);
    }
}
