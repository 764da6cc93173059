package dev.holdfast.cache.local;

import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/**
 * Finds expired entries that nobody reads any more: a clock hand that every added entry moves on by two. A map only
 * grows by additions, so the dead among its entries stay few, without a timer, a thread, or a cost to reads (Caffeine's
 * own variable expiry takes a third of a read) and to overwrites (moved by them too, it took over half of each). Redis'
 * expire cycle is the pattern: many small steps, never a stop.
 */
final class ExpirySweep {
    private static final int STEPS_AN_ADDITION = 2;

    private final ConcurrentMap<String, Entry> entries;
    private final Predicate<Entry> expired;
    private final AtomicBoolean moving = new AtomicBoolean();

    /** Guarded by {@link #moving}. */
    private Iterator<Map.Entry<String, Entry>> hand;

    ExpirySweep(ConcurrentMap<String, Entry> entries, Predicate<Entry> expired) {
        this.entries = entries;
        this.expired = expired;
        this.hand = entries.entrySet().iterator();
    }

    /** Moves on, unless another thread is moving it. */
    void step() {
        if (moving.get() || !moving.compareAndSet(false, true)) {
            return;
        }
        try {
            for (int i = 0; i < STEPS_AN_ADDITION; i++) {
                if (!hand.hasNext()) {
                    hand = entries.entrySet().iterator();
                    return;
                }
                Map.Entry<String, Entry> entry = hand.next();
                if (expired.test(entry.getValue())) {
                    entries.remove(entry.getKey(), entry.getValue());
                }
            }
        } finally {
            moving.set(false);
        }
    }
}
