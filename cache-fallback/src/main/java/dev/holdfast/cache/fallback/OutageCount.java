package dev.holdfast.cache.fallback;

import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import org.jspecify.annotations.Nullable;

/**
 * What was counted locally under one key. One call of the remote cache makes up for all of it: where the counter is
 * still there, all steps are added; where it is not, it is created with what it would have been.
 *
 * @param sum of all steps, those down negative
 * @param absent what the counter is where the remote cache has none; negative if it is not to be created
 * @param end when a counter created ends
 */
record OutageCount(long sum, long absent, @Nullable Deadline end) {
    /** A step that creates nothing. */
    static OutageCount step(long step) {
        return new OutageCount(step, -1, null);
    }

    /** A step, or a counter created with the initial value. */
    static OutageCount stepOrCreate(long step, long initial, Deadline end) {
        return new OutageCount(step, initial, end);
    }

    /** As of now: a counter that has ended is not created any more. */
    OutageCount asOf(long nowNanos) {
        return end == null || end.left(nowNanos) != null ? this : step(sum);
    }

    /** A counter created ends then. */
    OutageCount endingAt(Deadline touched) {
        return end == null ? this : new OutageCount(sum, absent, touched);
    }

    /** This, and then another. */
    OutageCount then(OutageCount next) {
        long both = saturated(sum, next.sum);
        return absent < 0
                ? new OutageCount(both, next.absent, next.end)
                : new OutageCount(both, Math.max(0, saturated(absent, next.sum)), end);
    }

    private static long saturated(long a, long b) {
        long sum = a + b;
        boolean overflown = ((a ^ sum) & (b ^ sum)) < 0;
        return overflown ? (a < 0 ? -Long.MAX_VALUE : Long.MAX_VALUE) : sum;
    }

    /** Counts it, once. */
    void addTo(DistributedCache cache, String key, long nowNanos) {
        Ttl ttl = end == null ? null : end.left(nowNanos);
        long size = Math.abs(sum);
        if (absent >= 0 && ttl != null) {
            if (sum < 0) {
                cache.decr(key, size, absent, ttl);
            } else {
                cache.incr(key, size, absent, ttl);
            }
        } else if (sum < 0) {
            cache.decr(key, size);
        } else {
            cache.incr(key, size);
        }
    }
}
