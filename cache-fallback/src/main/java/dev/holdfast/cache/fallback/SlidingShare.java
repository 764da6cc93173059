package dev.holdfast.cache.fallback;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * The share of something among all, over the last minute: six slots of ten seconds, the oldest dropped whole. A count
 * that meets the turn of a slot may fall into either. Constant memory, one atomic addition a count.
 */
final class SlidingShare {
    private static final int SLOTS = 7;
    private static final long SLOT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final LongSupplier ticker;
    private final long start;
    private final AtomicLongArray all = new AtomicLongArray(SLOTS);
    private final AtomicLongArray counted = new AtomicLongArray(SLOTS);
    private final AtomicLongArray turns = new AtomicLongArray(SLOTS);

    SlidingShare(LongSupplier ticker) {
        this.ticker = ticker;
        this.start = ticker.getAsLong();
    }

    void count(boolean isOne) {
        int slot = slot();
        all.incrementAndGet(slot);
        if (isOne) {
            counted.incrementAndGet(slot);
        }
    }

    /** 0 to 1; 0 where nothing was counted. */
    double share() {
        long turn = turn();
        long total = 0;
        long ones = 0;
        for (int slot = 0; slot < SLOTS; slot++) {
            if (turn - turns.get(slot) < SLOTS - 1) {
                total += all.get(slot);
                ones += counted.get(slot);
            }
        }
        return total == 0 ? 0 : Math.min(1, (double) ones / total);
    }

    private long turn() {
        return (ticker.getAsLong() - start) / SLOT_NANOS;
    }

    private int slot() {
        long turn = turn();
        int slot = (int) (turn % SLOTS);
        long seen = turns.get(slot);
        if (seen != turn && turns.compareAndSet(slot, seen, turn)) {
            all.set(slot, 0);
            counted.set(slot, 0);
        }
        return slot;
    }
}
