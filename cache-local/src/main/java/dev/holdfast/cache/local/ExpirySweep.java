package dev.holdfast.cache.local;

import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds expired entries that nobody reads any more: a clock hand that every added entry moves on by two. A map only
 * grows by additions, so the dead among its entries stay few, without a timer, a thread, or a cost to reads (Caffeine's
 * own variable expiry takes a third of a read) and to overwrites (moved by them too, it took over half of each). Redis'
 * expire cycle is the pattern: many small steps, never a stop.
 *
 * <p>The map's table never shrinks, and a round walks all of it, also where little is left of a peak. So after each round
 * the hand rests for as many additions as pay for that.
 */
final class ExpirySweep {
    private static final int STEPS_AN_ADDITION = 2;
    private static final int BINS_AN_ADDITION = 8;

    private final ConcurrentMap<String, Entry> entries;
    private final Predicate<Entry> expired;
    private final AtomicBoolean moving = new AtomicBoolean();

    /** Guarded by {@link #moving}, as all below; null while it rests. */
    private @Nullable Iterator<Map.Entry<String, Entry>> hand;

    private int peak;
    private int rest;

    ExpirySweep(ConcurrentMap<String, Entry> entries, Predicate<Entry> expired) {
        this.entries = entries;
        this.expired = expired;
    }

    /** Moves on, unless another thread is moving it. */
    void step() {
        if (moving.get() || !moving.compareAndSet(false, true)) {
            return;
        }
        try {
            peak = Math.max(peak, entries.size());
            if (rest > 0) {
                rest--;
            } else {
                advance(hand == null ? entries.entrySet().iterator() : hand);
            }
        } finally {
            moving.set(false);
        }
    }

    private void advance(Iterator<Map.Entry<String, Entry>> from) {
        hand = from;
        for (int i = 0; i < STEPS_AN_ADDITION; i++) {
            if (!from.hasNext()) {
                hand = null;
                rest = peak / BINS_AN_ADDITION;
                return;
            }
            Map.Entry<String, Entry> entry = from.next();
            if (expired.test(entry.getValue())) {
                entries.remove(entry.getKey(), entry.getValue());
            }
        }
    }
}
