package dev.holdfast.cache.local;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What was written and may not be evicted yet. Caffeine evicts later, on another thread, and lets writers go on until 128
 * writes a processor wait: of values of a mebibyte that is more than most heaps. Small values owe too little to count.
 */
final class EvictionDebt {
    private static final int COUNTS = 4 << 10;

    private final long most;
    private final AtomicLong owed = new AtomicLong();

    EvictionDebt(long most) {
        this.most = most;
    }

    /** Counts a write; whether its thread is to evict what is over. */
    boolean isDue(int weight) {
        if (weight < COUNTS || owed.addAndGet(weight) <= most) {
            return false;
        }
        owed.set(0);
        return true;
    }
}
